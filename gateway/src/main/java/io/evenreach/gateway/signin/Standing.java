package io.evenreach.gateway.signin;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.evenreach.gateway.accounts.Accounts;
import io.evenreach.gateway.clients.Client;
import io.evenreach.gateway.clients.Clients;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.stereotype.Component;

/**
 * Whether the user or client a token speaks for is still welcome. A token lives for hours; this is what makes disabling
 * an account, or changing its password, work at once. While the database does not answer, nobody can be disabled, and what
 * was known last holds for a while: what the services do without it must not end here.
 */
@Component
class Standing {

    private static final Logger LOG = LoggerFactory.getLogger(Standing.class);
    private static final int REMEMBERED = 10_000;
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    /** As long as one waits for a connection. */
    private static final Duration LOOK_MAX = Duration.ofSeconds(5);

    private final Function<Subject, Instant> database;
    private final LoadingCache<Subject, Instant> validFrom;
    private final Cache<Subject, Instant> lastKnown;
    private final AtomicBoolean away = new AtomicBoolean();

    @Autowired
    Standing(Accounts accounts, Clients clients, SignInProperties properties) {
        this(
                subject -> subject.person()
                        ? accounts.tokensValidFrom(subject.name())
                        : clients.find(subject.name())
                                .filter(Client::enabled)
                                .map(client -> Instant.MIN)
                                .orElse(Instant.MAX),
                properties.standingFor(),
                properties.standingWithoutDatabase());
    }

    /** @param database from when on tokens of somebody are good; throws {@link DataAccessException} where it is away */
    Standing(Function<Subject, Instant> database, Duration standingFor, Duration withoutDatabase) {
        this.database = database;
        this.validFrom = Caffeine.newBuilder()
                .maximumSize(REMEMBERED)
                .expireAfterWrite(standingFor)
                .build(this::look);
        this.lastKnown = Caffeine.newBuilder()
                .maximumSize(REMEMBERED)
                .expireAfterWrite(withoutDatabase)
                .build();
    }

    /** Somebody tokens are given to. */
    record Subject(String name, boolean person) {}

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

    private Instant look(Subject subject) {
        Instant last = lastKnown.getIfPresent(subject);
        if (last != null && away.get()) {
            return last;
        }
        if (last == null) {
            return read(subject);
        }
        try {
            return readSoon(subject);
        } catch (DataAccessException notNow) {
            if (away.compareAndSet(false, true)) {
                LOG.atWarn().setCause(notNow).log("Tokens are judged by what was known of their owners last");
                Thread.ofVirtual().name("standing").start(() -> lookUntilItAnswers(subject));
            }
            return last;
        }
    }

    /** A database that is frozen, or behind a network that is, does not even refuse. */
    private Instant readSoon(Subject subject) {
        CompletableFuture<Instant> reading = new CompletableFuture<>();
        Thread.ofVirtual().name("standing").start(() -> {
            try {
                reading.complete(read(subject));
            } catch (RuntimeException failed) {
                reading.completeExceptionally(failed);
            }
        });
        try {
            return reading.get(LOOK_MAX.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException silent) {
            throw new QueryTimeoutException("The database says nothing of an account.", silent);
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof DataAccessException away
                    ? away
                    : new IllegalStateException("An account cannot be read.", failed);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new QueryTimeoutException("Nobody waits for the database any more.", stopping);
        }
    }

    private Instant read(Subject subject) {
        Instant from = database.apply(subject);
        lastKnown.put(subject, from);
        return from;
    }

    /** Apart from requests: each try may take as long as one waits for a connection. */
    private void lookUntilItAnswers(Subject subject) {
        while (away.get()) {
            try {
                Thread.sleep(LOOK_AGAIN);
                read(subject);
                away.set(false);
            } catch (DataAccessException still) {
                LOG.atDebug().setCause(still).log("The database does not answer yet");
            } catch (InterruptedException stopping) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
