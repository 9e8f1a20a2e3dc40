package io.evenreach.frequency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.evenreach.frequency.ledger.GrantRef;
import io.evenreach.frequency.ledger.LedgerCommand;
import io.evenreach.frequency.ledger.LedgerCommand.Ask;
import io.evenreach.frequency.ledger.LedgerCommand.Expose;
import io.evenreach.frequency.ledger.LedgerCommand.MoveTenures;
import io.evenreach.frequency.ledger.LedgerCommand.Release;
import io.evenreach.frequency.ledger.LedgerUnavailableException;
import io.evenreach.frequency.ledger.LedgerVerdict;
import io.evenreach.frequency.ledger.LedgerVerdict.Allowed;
import io.evenreach.frequency.ledger.LedgerVerdict.Conflicting;
import io.evenreach.frequency.ledger.LedgerVerdict.Counted;
import io.evenreach.frequency.ledger.LedgerVerdict.Denied;
import io.evenreach.frequency.ledger.LedgerVerdict.Duplicate;
import io.evenreach.frequency.ledger.LedgerVerdict.Moved;
import io.evenreach.frequency.ledger.LedgerVerdict.Released;
import io.evenreach.frequency.ledger.Subject;
import io.evenreach.frequency.ledger.TenureChange;
import io.evenreach.frequency.ledger.Touch;
import io.evenreach.frequency.ledger.TouchLedger;
import io.evenreach.frequency.ledger.TouchState;
import io.evenreach.identifiers.Hashed;
import io.evenreach.identifiers.ProfileIds;
import io.evenreach.platform.security.Scopes;
import io.evenreach.testkit.Chance;
import io.evenreach.testkit.RealServers;
import io.evenreach.testkit.TestTokens;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Several actors at once on the same few people, over the ledgers of two instances: random asks, confirms, releases,
 * repetitions and, in half of the schedules, changes of hands; in some of them PostgreSQL's processes die in the middle
 * of a batch, and whoever got no answer sends the same again. {@code -Devenreach.long=true} plays 10,000 of them.
 */
@RealServers
class ConcurrentSchedulesIT {

    private static final String CHANNEL = "search";
    private static final int PLAN_MAX = 3;
    private static final int PEOPLE = 3;
    private static final int ACTORS = 4;
    private static final int STEPS = 10;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final AtomicLong VERSIONS = new AtomicLong();
    private static final Map<Integer, UUID> CAMPAIGNS = new HashMap<>();

    private static World world;
    private static List<TouchLedger> ledgers;

    @BeforeAll
    static void start() {
        world = World.of(2);
        world.channel(CHANNEL, null, Duration.ofMinutes(10));
        for (int plan = 1; plan <= PLAN_MAX; plan++) {
            CAMPAIGNS.put(plan, world.activeCampaign(Feeds.row(CHANNEL, plan)));
        }
        ledgers = List.of(world.bean(0, TouchLedger.class), world.bean(1, TouchLedger.class));
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    @Test
    void giveEveryAnswerOnceAndNeverMoreThanThePlan() {
        Chance.forSeeds(Boolean.getBoolean("evenreach.long") ? 10_000 : 60, chance -> new Schedule(chance).run());
        theJournalFoldsToWhatIsStored();
    }

    private static void theJournalFoldsToWhatIsStored() {
        var auditor = world.probe(0).withToken(TestTokens.withScopes(Scopes.AUDIT_READ));
        String job = auditor.post("/api/v1/journal-verifications", "")
                .json()
                .path("jobId")
                .asString();
        var done = await().atMost(Duration.ofMinutes(10))
                .until(
                        () -> auditor.get("/api/v1/journal-verifications/" + job)
                                .json(),
                        answer -> answer.path("status").asString().equals("COMPLETED"));
        assertThat(done.path("differenceCount").asLong(-1)).as(done.toString()).isZero();
    }

    private static final class Schedule {

        private final Chance chance;
        private final int plan;
        private final UUID campaign;
        private final boolean changesHands;
        private final boolean dies;
        private final String run = UUID.randomUUID().toString();
        private final List<Hashed> people =
                IntStream.range(0, PEOPLE).mapToObj(i -> Feeds.cookie(run + i)).toList();

        private final List<Ask> asked = new CopyOnWriteArrayList<>();
        private final Map<String, Allowed> allowed = new ConcurrentHashMap<>();
        private final List<Allowed> grants = new CopyOnWriteArrayList<>();
        private final List<Expose> exposed = new CopyOnWriteArrayList<>();
        private final Set<String> counted = ConcurrentHashMap.newKeySet();
        private final Set<String> taken = ConcurrentHashMap.newKeySet();
        private final Set<Long> confirmed = ConcurrentHashMap.newKeySet();
        private final Set<Long> released = ConcurrentHashMap.newKeySet();

        Schedule(Chance chance) {
            this.chance = chance;
            this.plan = chance.between(1, PLAN_MAX);
            this.campaign = CAMPAIGNS.getOrDefault(plan, UUID.randomUUID());
            this.changesHands = chance.percent(50);
            this.dies = chance.percent(20);
        }

        void run() {
            List<Future<?>> actors = new ArrayList<>();
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int actor = 0; actor < ACTORS; actor++) {
                    Chance own = new Chance(chance.nextLong());
                    actors.add(threads.submit(() -> {
                        for (int step = 0; step < STEPS; step++) {
                            step(own);
                        }
                    }));
                }
                if (dies) {
                    actors.add(threads.submit(Schedule::killSomeBatches));
                }
                for (Future<?> actor : actors) {
                    actor.get();
                }
            } catch (ExecutionException failed) {
                throw new AssertionError(failed.getCause());
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(interrupted);
            }
            if (changesHands) {
                move(people, null);
            }
            everythingIsThereOnce();
        }

        /** Only where a ledger is in the middle of a transaction. */
        private static void killSomeBatches() {
            for (int i = 0; i < 5; i++) {
                world.jdbc().query("""
                        select pg_terminate_backend(pid) from pg_stat_activity
                         where datname = current_database() and pid <> pg_backend_pid() and state <> 'idle'
                           and query like '%touch_history%' limit 1
                        """, row -> {});
            }
        }

        private void step(Chance own) {
            switch (own.below(10)) {
                case 0, 1, 2, 3 -> ask(own);
                case 4 -> askAgain(own);
                case 5, 6 -> expose(own);
                case 7 -> exposeAgain(own);
                case 8 -> release(own);
                default -> {
                    if (changesHands) {
                        move(List.of(own.pick(people)), own.pick(people));
                    }
                }
            }
        }

        /** Until there is an answer, at either instance. */
        private LedgerVerdict apply(Chance own, LedgerCommand command) {
            Instant end = Instant.now().plus(PATIENCE);
            while (true) {
                try {
                    return own.pick(ledgers).apply(List.of(command)).getFirst();
                } catch (LedgerUnavailableException away) {
                    if (Instant.now().isAfter(end)) {
                        throw away;
                    }
                }
            }
        }

        private void ask(Chance own) {
            List<Hashed> named = own.percent(30) ? List.of(people.get(0), own.pick(people)) : List.of(own.pick(people));
            Ask ask = new Ask(
                    "platform",
                    run + UUID.randomUUID(),
                    CHANNEL,
                    campaign,
                    new Subject.Identifiers(named.stream().distinct().toList()));
            asked.add(ask);
            heed(ask, apply(own, ask));
        }

        private void askAgain(Chance own) {
            if (!asked.isEmpty()) {
                Ask ask = own.pick(asked);
                heed(ask, apply(own, ask));
            }
        }

        private void heed(Ask ask, LedgerVerdict verdict) {
            switch (verdict) {
                case Allowed now -> {
                    Allowed before = allowed.putIfAbsent(ask.requestId(), now);
                    if (before == null) {
                        grants.add(now);
                    } else {
                        assertThat(now.grant()).isEqualTo(before.grant());
                    }
                }
                case Denied denied -> assertThat(denied.rules()).isNotEmpty();
                // Whom the request named may have lost the touch to somebody else meanwhile.
                case Conflicting ignored -> assertThat(changesHands).isTrue();
                default -> throw new AssertionError("an ask was answered with " + verdict);
            }
        }

        private void expose(Chance own) {
            GrantRef grant = grants.isEmpty() || own.percent(20)
                    ? null
                    : own.pick(grants).grant();
            Instant now = Instant.now();
            Expose exposure = new Expose(
                    "platform",
                    run + UUID.randomUUID(),
                    campaign,
                    CHANNEL,
                    new Subject.Identifiers(List.of(own.pick(people))),
                    now,
                    now,
                    grant,
                    null);
            exposed.add(exposure);
            heed(exposure, apply(own, exposure));
        }

        private void exposeAgain(Chance own) {
            if (!exposed.isEmpty()) {
                Expose exposure = own.pick(exposed);
                heed(exposure, apply(own, exposure));
            }
        }

        private void heed(Expose exposure, LedgerVerdict verdict) {
            switch (verdict) {
                case Counted(UUID ignored, Touch touch) -> {
                    assertThat(counted.add(exposure.exposureId()))
                            .as("counted once: %s", exposure)
                            .isTrue();
                    taken.add(exposure.exposureId());
                    if (touch.state() == TouchState.CONFIRMED) {
                        assertThat(confirmed.add(touch.touchId())).isTrue();
                    }
                }
                case Duplicate(boolean conflicting) -> {
                    assertThat(conflicting).isFalse();
                    taken.add(exposure.exposureId());
                }
                default -> throw new AssertionError("an exposure was answered with " + verdict);
            }
        }

        private void release(Chance own) {
            if (grants.isEmpty()) {
                return;
            }
            GrantRef grant = own.pick(grants).grant();
            LedgerVerdict verdict = apply(own, new Release(grant));
            assertThat(verdict).isInstanceOf(Released.class);
            if (((Released) verdict).state() == TouchState.RELEASED) {
                released.add(grant.touchId());
            }
        }

        /** @param to whose they are from now on; null for each its own */
        private void move(List<Hashed> moving, @Nullable Hashed to) {
            List<TenureChange> changes = moving.stream()
                    .map(key -> new TenureChange(
                            key.key(),
                            key.type(),
                            TenureChange.BEGINNING,
                            TenureChange.END,
                            null,
                            ProfileIds.foundedBy((to == null ? key : to).key()),
                            false,
                            VERSIONS.incrementAndGet(),
                            0,
                            null))
                    .toList();
            LedgerVerdict verdict =
                    apply(chance, new MoveTenures(UUID.randomUUID().toString(), changes));
            assertThat(verdict).isInstanceOf(Moved.class);
        }

        private void everythingIsThereOnce() {
            Map<Long, Touch> found = new HashMap<>();
            for (Hashed person : people) {
                int granted = 0;
                for (Touch touch : world.touchesOf(person)) {
                    assertThat(touch.filedUnder()).isEqualTo(person.key());
                    assertThat(found.put(touch.touchId(), touch))
                            .as("a touch twice: %s", touch)
                            .isNull();
                    granted += touch.state() == TouchState.GRANTED || touch.state() == TouchState.CONFIRMED ? 1 : 0;
                }
                if (!changesHands) {
                    assertThat(granted).as("granted to %s", person).isLessThanOrEqualTo(plan);
                }
            }
            Set<Long> answered = new HashSet<>();
            for (Allowed grant : allowed.values()) {
                long id = grant.grant().touchId();
                answered.add(id);
                Touch touch = found.get(id);
                assertThat(touch).as("lost: %s", grant).isNotNull();
                TouchState expected = confirmed.contains(id)
                        ? TouchState.CONFIRMED
                        : released.contains(id) ? TouchState.RELEASED : TouchState.GRANTED;
                // Where the answer to a confirm was lost, the next one only said that it had been counted.
                assertThat(touch.state()).isIn(expected, dies ? TouchState.CONFIRMED : expected);
            }
            assertThat(found.values().stream().filter(Touch::isExposure)).hasSameSizeAs(taken);
            assertThat(taken).hasSameSizeAs(exposed);
            found.values().stream()
                    .filter(touch -> touch.state() != TouchState.UNGRANTED)
                    .forEach(touch -> assertThat(answered).contains(touch.touchId()));
        }
    }
}
