package io.evenreach.gateway.routing.domain;

import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which headers pass. A caller is who its token says: headers that claim an identity or an origin are dropped
 * (OWASP ASVS 4.1.3), and those that belong to one connection only end here (RFC 9110, 7.6.1).
 */
public final class HeaderRules {

    private static final Set<String> HOP_BY_HOP = Set.of(
            "connection",
            "keep-alive",
            "proxy-authenticate",
            "proxy-authorization",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "http2-settings");

    /** Set anew by the client that carries the request, or answered by the gateway itself. */
    private static final Set<String> OURS = Set.of("host", "content-length", "expect");

    private static final Set<String> CLAIMS = Set.of(
            "forwarded",
            "via",
            "client-ip",
            "true-client-ip",
            "cf-connecting-ip",
            "fastly-client-ip",
            "x-client-ip",
            "x-cluster-client-ip",
            "x-real-ip",
            "x-original-url",
            "x-original-host",
            "x-rewrite-url",
            "x-http-method",
            "x-http-method-override",
            "x-method-override",
            "x-remote-user",
            "remote-user",
            "x-authenticated-userid",
            "x-scopes",
            "x-roles",
            "x-role",
            "x-subject");

    private static final Set<String> CLAIM_PREFIXES = Set.of(
            "x-forwarded",
            "x-user",
            "x-auth",
            "x-partner",
            "x-merchant",
            "x-guide",
            "x-client",
            "x-evenreach",
            "x-tenant");

    /** A session belongs between a browser and the gateway. */
    private static final Set<String> SESSION = Set.of("cookie", "cookie2");

    private static final Set<String> NOT_ANSWERED = Set.of("set-cookie", "set-cookie2", "server", "x-powered-by");

    /** Tells browsers apart that follow recommendations, and means nothing to the gateway. */
    public static final String VISITOR_COOKIE = "evenreach_visitor";

    private HeaderRules() {}

    /** Whether an answered header is the one cookie a service may set. */
    public static boolean setsVisitor(String name, String value) {
        return name.equalsIgnoreCase("set-cookie") && value.startsWith(VISITOR_COOKIE + "=");
    }

    /** Names in a {@code Connection} header: those headers end here as well. */
    public static Set<String> named(Collection<String> connectionHeaders) {
        return connectionHeaders.stream()
                .flatMap(value -> java.util.Arrays.stream(value.split(",")))
                .map(name -> name.strip().toLowerCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet());
    }

    public static boolean passesToService(String name, Set<String> namedByConnection) {
        String lower = name.toLowerCase(Locale.ROOT);
        return !HOP_BY_HOP.contains(lower)
                && !OURS.contains(lower)
                && !CLAIMS.contains(lower)
                && !SESSION.contains(lower)
                && !namedByConnection.contains(lower)
                // Servers that map "_" and "-" to the same variable would read X_User as X-User.
                && CLAIM_PREFIXES.stream().noneMatch(lower.replace('_', '-')::startsWith);
    }

    public static boolean passesToCaller(String name, Set<String> namedByConnection) {
        String lower = name.toLowerCase(Locale.ROOT);
        return !HOP_BY_HOP.contains(lower) && !NOT_ANSWERED.contains(lower) && !namedByConnection.contains(lower);
    }
}
