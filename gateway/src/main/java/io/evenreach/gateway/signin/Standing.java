package io.evenreach.gateway.signin;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.evenreach.gateway.accounts.Accounts;
import io.evenreach.gateway.clients.Client;
import io.evenreach.gateway.clients.Clients;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.stereotype.Component;

/**
 * Whether the user or client a token speaks for is still welcome. A token lives for hours; this is what makes disabling
 * an account, or changing its password, work at once. Where the database does not answer this instance, what it knew last
 * holds for a while: what the services do without the database must not end here. The price is that somebody who is disabled
 * meanwhile, through an instance that the database does answer, is let in here for as long; the gauge tells of it.
 */
@Component
class Standing {

    private static final Logger LOG = LoggerFactory.getLogger(Standing.class);
    private static final int REMEMBERED = 10_000;
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    /** As long as one waits for a connection. */
    private static final Duration LOOK_MAX = Duration.ofSeconds(5);

    private final Function<Subject, Instant> database;
    private final AsyncCache<Subject, Instant> validFrom;
    private final Cache<Subject, Instant> lastKnown;
    private final AtomicReference<@Nullable Outage> outage = new AtomicReference<>();

    @Autowired
    Standing(Accounts accounts, Clients clients, SignInProperties properties, MeterRegistry meters) {
        this(
                subject -> subject.person()
                        ? accounts.tokensValidFrom(subject.name())
                        : clients.find(subject.name())
                                .filter(Client::enabled)
                                .map(client -> Instant.MIN)
                                .orElse(Instant.MAX),
                properties.standingFor(),
                properties.standingWithoutDatabase(),
                meters);
    }

    /** @param database from when on tokens of somebody are good */
    Standing(
            Function<Subject, Instant> database, Duration standingFor, Duration withoutDatabase, MeterRegistry meters) {
        this.database = database;
        this.validFrom = Caffeine.newBuilder()
                .maximumSize(REMEMBERED)
                .expireAfterWrite(standingFor)
                .buildAsync();
        this.lastKnown = Caffeine.newBuilder()
                .maximumSize(REMEMBERED)
                .expireAfterWrite(withoutDatabase)
                .build();
        Gauge.builder("evenreach.gateway.standing.unread", this, Standing::secondsUnread)
                .baseUnit("seconds")
                .register(meters);
    }

    /** Somebody tokens are given to. */
    record Subject(String name, boolean person) {}

    /** A time in which the database does not answer this instance. */
    private static final class Outage {

        private final long since = System.nanoTime();

        Duration length() {
            return Duration.ofNanos(System.nanoTime() - since);
        }
    }

    /**
     * @throws org.springframework.dao.DataAccessException where the database does not answer and nothing is known of whom the
     *     token speaks for, or where it answers that it cannot be asked so
     */
    boolean isGood(Jwt token) {
        Instant issuedAt = token.getIssuedAt();
        String name = token.getSubject();
        if (issuedAt == null || name == null) {
            return false;
        }
        Instant from = look(new Subject(name, token.hasClaim("roles")));
        // A token knows whole seconds only; one made in the second of the change is the new one.
        return !issuedAt.isBefore(from.truncatedTo(ChronoUnit.SECONDS));
    }

    private Instant look(Subject subject) {
        RuntimeException notNow;
        if (outage.get() == null) {
            try {
                return outcome(validFrom.get(subject, (missing, executor) -> read(missing)));
            } catch (RuntimeException failed) {
                if (!isAway(failed)) {
                    throw failed;
                }
                goWithout(subject, failed);
                notNow = failed;
            }
        } else {
            // Nobody waits for what others have waited for in vain.
            notNow = new DataAccessResourceFailureException("The database does not answer yet.");
        }
        Instant last = lastKnown.getIfPresent(subject);
        if (last == null) {
            throw notNow;
        }
        return last;
    }

    /**
     * Asks the database apart from who waits for it: one that is frozen, or behind a network that is, does not even refuse.
     * What comes too late is not kept, because somebody may have been disabled since.
     */
    private CompletableFuture<Instant> read(Subject subject) {
        CompletableFuture<Instant> reading = new CompletableFuture<>();
        Thread.ofVirtual().name("standing").start(() -> {
            try {
                reading.complete(database.apply(subject));
            } catch (RuntimeException failed) {
                reading.completeExceptionally(failed);
            }
        });
        return reading.orTimeout(LOOK_MAX.toMillis(), TimeUnit.MILLISECONDS).thenApply(from -> {
            itAnswers();
            lastKnown.put(subject, from);
            return from;
        });
    }

    private static Instant outcome(CompletableFuture<Instant> reading) {
        try {
            return reading.get();
        } catch (ExecutionException failed) {
            switch (failed.getCause()) {
                case TimeoutException silent ->
                    throw new QueryTimeoutException("The database says nothing of an account.", silent);
                case RuntimeException cause -> throw cause;
                case null, default -> throw new IllegalStateException("An account cannot be read.", failed);
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Nobody waits for the database any more.", stopping);
        }
    }

    /** Whether the database did not answer, as against an answer that it cannot be asked so. */
    static boolean isAway(RuntimeException failure) {
        return failure instanceof DataAccessResourceFailureException
                || failure instanceof TransientDataAccessException
                || failure instanceof RecoverableDataAccessException;
    }

    private void goWithout(Subject subject, RuntimeException notNow) {
        Outage begun = new Outage();
        if (outage.compareAndSet(null, begun)) {
            LOG.atWarn().setCause(notNow).log("Tokens are judged by what was known of their owners last");
            Thread.ofVirtual().name("standing").start(() -> lookUntilItAnswers(begun, subject));
        }
    }

    private void itAnswers() {
        Outage over = outage.getAndSet(null);
        if (over != null) {
            LOG.warn("Tokens are judged by the database again, after {}", over.length());
        }
    }

    /** Apart from requests: each try may take as long as one waits for a connection. */
    private void lookUntilItAnswers(Outage mine, Subject subject) {
        while (outage.get() == mine) {
            try {
                Thread.sleep(LOOK_AGAIN);
                outcome(read(subject));
            } catch (InterruptedException stopping) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException failed) {
                if (isAway(failed)) {
                    LOG.atDebug().setCause(failed).log("The database does not answer yet");
                } else {
                    // It answers, and whoever asks next is to hear what.
                    itAnswers();
                }
            }
        }
    }

    private double secondsUnread() {
        Outage now = outage.get();
        return now == null ? 0 : now.length().toMillis() / 1000.0;
    }
}
