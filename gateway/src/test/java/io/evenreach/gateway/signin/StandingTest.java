package io.evenreach.gateway.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.evenreach.gateway.signin.Standing.Subject;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.security.oauth2.jwt.Jwt;

class StandingTest {

    private static final Duration AT_ONCE = Duration.ofNanos(1);

    private final Map<String, Instant> accounts =
            new ConcurrentHashMap<>(Map.of("till", Instant.MIN, "site", Instant.MIN));
    private final AtomicBoolean away = new AtomicBoolean();

    private Instant read(Subject subject) {
        if (away.get()) {
            throw new DataAccessResourceFailureException("no connection");
        }
        return accounts.getOrDefault(subject.name(), Instant.MAX);
    }

    @Test
    void goesByWhatWasKnownLastWhileTheDatabaseIsAwayAndByTheDatabaseAsSoonAsItIsBack() {
        Standing standing = new Standing(this::read, AT_ONCE, Duration.ofHours(1));
        accounts.put("gone", Instant.MAX);
        assertThat(standing.isGood(of("till"))).isTrue();
        assertThat(standing.isGood(of("gone"))).isFalse();

        away.set(true);
        assertThat(standing.isGood(of("till"))).isTrue();
        assertThat(standing.isGood(of("gone"))).isFalse();
        assertThatThrownBy(() -> standing.isGood(of("site")))
                .as("nothing is known of it")
                .isInstanceOf(DataAccessResourceFailureException.class);

        accounts.put("till", Instant.MAX);
        away.set(false);
        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertThat(standing.isGood(of("till"))).isFalse());
    }

    @Test
    void goesByItNoLongerThanItMay() {
        Standing standing = new Standing(this::read, AT_ONCE, AT_ONCE);
        assertThat(standing.isGood(of("till"))).isTrue();

        away.set(true);
        assertThatThrownBy(() -> standing.isGood(of("till"))).isInstanceOf(DataAccessResourceFailureException.class);
    }

    @Test
    void waitsForNoDatabaseThatSaysNothing() throws Exception {
        CountDownLatch silence = new CountDownLatch(1);
        AtomicBoolean frozen = new AtomicBoolean();
        Standing standing = new Standing(
                subject -> {
                    if (frozen.get()) {
                        waitFor(silence);
                    }
                    return read(subject);
                },
                AT_ONCE,
                Duration.ofHours(1));
        assertThat(standing.isGood(of("till"))).isTrue();

        frozen.set(true);
        try (ExecutorService caller = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Boolean> good = caller.submit(() -> standing.isGood(of("till")));
            try {
                assertThat(good.get(1, TimeUnit.MINUTES)).isTrue();
            } finally {
                silence.countDown();
            }
        }
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    private static Jwt of(String name) {
        return Jwt.withTokenValue("t")
                .header("alg", "none")
                .subject(name)
                .issuedAt(Instant.now())
                .build();
    }
}
