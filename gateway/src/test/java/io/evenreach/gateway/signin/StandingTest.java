package io.evenreach.gateway.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.evenreach.gateway.signin.Standing.Subject;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.BadSqlGrammarException;
import org.springframework.security.oauth2.jwt.Jwt;

class StandingTest {

    private static final Duration AT_ONCE = Duration.ofNanos(1);
    private static final RuntimeException NO_CONNECTION = new DataAccessResourceFailureException("no connection");

    private final Map<String, Instant> accounts =
            new ConcurrentHashMap<>(Map.of("till", Instant.MIN, "site", Instant.MIN));
    private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    private Instant read(Subject subject) {
        asked.add(subject.name());
        RuntimeException now = failure.get();
        if (now != null) {
            throw now;
        }
        return accounts.getOrDefault(subject.name(), Instant.MAX);
    }

    private Standing standing(Function<Subject, Instant> database) {
        return new Standing(database, AT_ONCE, Duration.ofHours(1), meters);
    }

    @Test
    void goesByWhatWasKnownLastWhileTheDatabaseIsAwayAndByTheDatabaseAsSoonAsItIsBack() {
        Standing standing = standing(this::read);
        accounts.put("gone", Instant.MAX);
        assertThat(standing.isGood(of("till"))).isTrue();
        assertThat(standing.isGood(of("gone"))).isFalse();
        assertThat(secondsUnread()).isZero();

        failure.set(NO_CONNECTION);
        assertThat(standing.isGood(of("till"))).isTrue();
        assertThat(standing.isGood(of("gone"))).isFalse();
        assertThatThrownBy(() -> standing.isGood(of("site")))
                .as("nothing is known of it")
                .isInstanceOf(DataAccessResourceFailureException.class);
        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertThat(secondsUnread()).isPositive());

        accounts.put("till", Instant.MAX);
        failure.set(null);
        awaitRefused(standing, "till");
        assertThat(secondsUnread()).isZero();
    }

    @Test
    void goesByItNoLongerThanItMay() {
        Standing standing = new Standing(this::read, AT_ONCE, Duration.ZERO, meters);
        assertThat(standing.isGood(of("till"))).isTrue();

        failure.set(NO_CONNECTION);
        assertThatThrownBy(() -> standing.isGood(of("till"))).isInstanceOf(DataAccessResourceFailureException.class);
    }

    @Test
    void asksNothingOfStrangersWhileTheDatabaseIsAway() {
        Standing standing = standing(this::read);
        failure.set(NO_CONNECTION);
        assertThatThrownBy(() -> standing.isGood(of("till"))).isInstanceOf(DataAccessResourceFailureException.class);

        assertThatThrownBy(() -> standing.isGood(of("site"))).isInstanceOf(DataAccessResourceFailureException.class);

        assertThat(asked).contains("till").doesNotContain("site");
        failure.set(null);
        await().atMost(Duration.ofMinutes(1))
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(standing.isGood(of("site"))).isTrue());
    }

    @Test
    void waitsForNoDatabaseThatSaysNothing() throws Exception {
        CountDownLatch silence = new CountDownLatch(1);
        AtomicBoolean frozen = new AtomicBoolean();
        Standing standing = standing(subject -> {
            if (frozen.get()) {
                waitFor(silence);
            }
            return read(subject);
        });
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

    @Test
    void letsNobodyWaitForTheReadingOfSomebodyElse() throws Exception {
        String known = "Aa";
        String stranger = "BB";
        assertThat(new Subject(stranger, false)).hasSameHashCodeAs(new Subject(known, false));
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch silence = new CountDownLatch(1);
        Standing standing = standing(subject -> {
            if (subject.name().equals(stranger)) {
                begun.countDown();
                waitFor(silence);
            }
            return read(subject);
        });
        accounts.put(known, Instant.MIN);
        assertThat(standing.isGood(of(known))).isTrue();

        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            callers.submit(() -> standing.isGood(of(stranger)));
            try {
                assertThat(begun.await(1, TimeUnit.MINUTES)).isTrue();
                assertThat(callers.submit(() -> standing.isGood(of(known))).get(1, TimeUnit.MINUTES))
                        .isTrue();
            } finally {
                silence.countDown();
            }
        }
    }

    @Test
    void keepsNothingThatWasReadTooLate() {
        CountDownLatch silence = new CountDownLatch(1);
        CountDownLatch late = new CountDownLatch(1);
        AtomicBoolean freezes = new AtomicBoolean();
        Standing standing = standing(subject -> {
            Instant from = read(subject);
            if (freezes.compareAndSet(true, false)) {
                waitFor(silence);
                late.countDown();
            }
            return from;
        });
        assertThat(standing.isGood(of("till"))).isTrue();
        freezes.set(true);
        assertThat(standing.isGood(of("till"))).isTrue();
        accounts.put("till", Instant.MAX);
        awaitRefused(standing, "till");

        silence.countDown();
        waitFor(late);
        failure.set(NO_CONNECTION);

        await().during(Duration.ofMillis(300)).atMost(Duration.ofMinutes(1)).until(() -> !standing.isGood(of("till")));
    }

    @Test
    void goesByTheDatabaseAgainThoughItFailedInAnotherWayMeanwhile() {
        Standing standing = standing(this::read);
        assertThat(standing.isGood(of("till"))).isTrue();
        failure.set(NO_CONNECTION);
        assertThat(standing.isGood(of("till"))).isTrue();

        failure.set(new IllegalStateException("a defect"));
        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() ->
                        assertThatThrownBy(() -> standing.isGood(of("till"))).hasMessage("a defect"));
        accounts.put("till", Instant.MAX);
        failure.set(null);

        assertThat(standing.isGood(of("till"))).isFalse();
    }

    @Test
    void doesNotGoByWhatWasKnownWhereTheDatabaseAnswersThatItCannotBeAskedSo() {
        Standing standing = standing(this::read);
        assertThat(standing.isGood(of("till"))).isTrue();

        failure.set(new BadSqlGrammarException("reading", "select", new SQLException("permission denied", "42501")));

        assertThatThrownBy(() -> standing.isGood(of("till"))).isInstanceOf(BadSqlGrammarException.class);
        assertThat(secondsUnread()).isZero();
    }

    private static void awaitRefused(Standing standing, String name) {
        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertThat(standing.isGood(of(name))).isFalse());
    }

    private double secondsUnread() {
        return meters.get("evenreach.gateway.standing.unread").gauge().value();
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
