package io.evenreach.gateway.signin;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.evenreach.gateway.accounts.Accounts;
import io.evenreach.gateway.clients.Client;
import io.evenreach.gateway.clients.Clients;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.stereotype.Component;

/**
 * Whether the user or client a token speaks for is still welcome. A token lives for hours; this is what makes disabling
 * an account, or changing its password, work at once.
 */
@Component
class Standing {

    private static final int REMEMBERED = 10_000;

    private final LoadingCache<Subject, Instant> validFrom;

    Standing(Accounts accounts, Clients clients, SignInProperties properties) {
        this.validFrom = Caffeine.newBuilder()
                .maximumSize(REMEMBERED)
                .expireAfterWrite(properties.standingFor())
                .build(subject -> subject.person()
                        ? accounts.tokensValidFrom(subject.name())
                        : clients.find(subject.name())
                                .filter(Client::enabled)
                                .map(client -> Instant.MIN)
                                .orElse(Instant.MAX));
    }

    private record Subject(String name, boolean person) {}

    boolean isGood(Jwt token) {
        Instant issuedAt = token.getIssuedAt();
        String name = token.getSubject();
        if (issuedAt == null || name == null) {
            return false;
        }
        Instant from = validFrom.get(new Subject(name, token.hasClaim("roles")));
        // A token knows whole seconds only; one made in the second of the change is the new one.
        return !issuedAt.isBefore(from.truncatedTo(ChronoUnit.SECONDS));
    }
}
