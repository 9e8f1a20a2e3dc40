package io.evenreach.platform.security;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.security.oauth2.server.resource.web.BearerTokenResolver;
import org.springframework.security.oauth2.server.resource.web.DefaultBearerTokenResolver;

/**
 * Reads well-formed tokens from the header without a regular expression over a kilobyte; whatever is anything else is read,
 * or refused, by Spring's own.
 */
final class HeaderTokens implements BearerTokenResolver {

    private static final String SCHEME = "bearer ";

    private final BearerTokenResolver other = new DefaultBearerTokenResolver();

    @Override
    public @Nullable String resolve(HttpServletRequest request) {
        String header = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (header == null || !isWellFormed(header)) {
            return other.resolve(request);
        }
        return header.substring(SCHEME.length());
    }

    /** The scheme, then one character of RFC 6750's at least; those that end with padding are left to the other. */
    private static boolean isWellFormed(String header) {
        if (header.length() <= SCHEME.length()
                || !header.substring(0, SCHEME.length())
                        .toLowerCase(Locale.ROOT)
                        .equals(SCHEME)) {
            return false;
        }
        for (int i = SCHEME.length(); i < header.length(); i++) {
            if (!isOfAToken(header.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isOfAToken(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || "-._~+/".indexOf(c) >= 0;
    }
}
