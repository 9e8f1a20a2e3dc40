package io.evenreach.frequency.ledger.domain;

import io.evenreach.benchmarks.work.Work;
import io.evenreach.frequency.ledger.LedgerCommand;
import io.evenreach.frequency.ledger.Subject;
import io.evenreach.frequency.ledger.Touch;
import io.evenreach.frequency.ledger.TouchState;
import io.evenreach.frequency.ledger.domain.LedgerStore.LockedState;
import io.evenreach.frequency.ledger.domain.LedgerStore.Versioned;
import io.evenreach.frequency.policy.CampaignPolicy;
import io.evenreach.frequency.policy.Ceiling;
import io.evenreach.frequency.policy.ChannelPolicy;
import io.evenreach.frequency.policy.Governance;
import io.evenreach.frequency.policy.PlanRow;
import io.evenreach.frequency.policy.PolicySnapshot;
import io.evenreach.identifiers.Hashed;
import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.identifiers.IdentifierType;
import io.evenreach.identifiers.ProfileIds;
import io.evenreach.identifiers.Strength;
import io.evenreach.kernel.Interval;
import io.evenreach.kernel.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * The pure core on one thread: an ask on a typical history of ten touches, for a campaign and for the best of many; merging
 * two histories; and the stored form.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class CoreBenchmark {

    private static final List<String> CHANNELS = List.of("search", "wechat", "video", "app");
    private static final UUID CAMPAIGN = new UUID(0x4000, 1);
    private static final Instant NOW = Instant.parse("2026-06-18T12:00:00Z");
    private static final Hashed COOKIE =
            new Hashed(IdentifierType.COOKIE, "site", new IdentifierKey(1, 2, 3, 4), "***");

    private static TouchHistory history(int touches, long firstId) {
        TouchHistory history = TouchHistory.EMPTY;
        for (int i = 0; i < touches; i++) {
            history = history.put(touch(firstId + i, i, touches - i));
        }
        return history.stamped(NOW.toEpochMilli());
    }

    private static Touch touch(long id, int index, int minutesAgo) {
        boolean shown = index % 5 != 0;
        long at = NOW.minus(Duration.ofMinutes(minutesAgo)).toEpochMilli();
        return new Touch(
                id,
                CAMPAIGN,
                CHANNELS.get(index % CHANNELS.size()),
                COOKIE.key(),
                Strength.COOKIE,
                at,
                shown ? TouchState.CONFIRMED : TouchState.GRANTED,
                shown ? 0 : at + Duration.ofHours(1).toMillis(),
                shown ? 0 : 1,
                "platform",
                0,
                null);
    }

    /** One person with ten touches, whose plan has room for one more on the channel. */
    @State(Scope.Benchmark)
    public static class Person {
        final TouchHistory history = history(10, 1);
        final HistoryCodec codec = new HistoryCodec(new Numbers());
        final byte[] stored = codec.encode(history);
        final CampaignPolicy campaign = campaign();
        final LockedState state = stateOf(Map.of(ProfileIds.foundedBy(COOKIE.key()), new Versioned(10, history)));
        final List<LedgerCommand> ask = List.of(new LedgerCommand.Ask(
                "platform", "request-1", "video", CAMPAIGN, new Subject.Identifiers(List.of(COOKIE))));

        LockedState stateOf(Map<UUID, Versioned> histories) {
            return stateOf(histories, List.of(campaign), Governance.NONE);
        }

        static LockedState stateOf(
                Map<UUID, Versioned> histories, List<CampaignPolicy> campaigns, Governance governance) {
            return new LockedState(
                    NOW.toEpochMilli(),
                    NOW.toEpochMilli(),
                    1,
                    histories,
                    new OwnerBook(List.of()),
                    Map.of(),
                    Set.of(),
                    Map.of(),
                    new PolicySnapshot(
                            1,
                            CHANNELS.stream()
                                    .map(channel ->
                                            new ChannelPolicy(channel, channel, null, Duration.ofHours(1), false))
                                    .toList(),
                            campaigns,
                            governance),
                    List.of(),
                    false);
        }

        private static CampaignPolicy campaign() {
            return campaign(CAMPAIGN, NOW.plus(Duration.ofDays(10)));
        }

        static CampaignPolicy campaign(UUID id, Instant end) {
            List<PlanRow> plan = new ArrayList<>();
            for (String channel : CHANNELS) {
                plan.add(new PlanRow(plan.size(), channel, 3, 3, new Window.Rolling(Duration.ofDays(7))));
            }
            return new CampaignPolicy(
                    id,
                    1,
                    "work",
                    CampaignPolicy.Status.ACTIVE,
                    new Interval(NOW.minus(Duration.ofDays(10)), end),
                    new CampaignPolicy.Audience.Everyone(),
                    plan,
                    100,
                    false,
                    CampaignPolicy.Exemption.NONE);
        }
    }

    /** As many such people as a batch takes, each asked for once. */
    @State(Scope.Benchmark)
    public static class People {
        static final int COUNT = 500;

        final Person like = new Person();
        final LockedState state = like.stateOf(histories());
        final List<LedgerCommand> asks = asks(CAMPAIGN);

        private static Hashed cookie(int person) {
            return new Hashed(IdentifierType.COOKIE, "site", new IdentifierKey(person, 2, 3, 4), "***");
        }

        static Map<UUID, Versioned> histories() {
            Map<UUID, Versioned> histories = new HashMap<>();
            for (int i = 0; i < COUNT; i++) {
                histories.put(ProfileIds.foundedBy(cookie(i).key()), new Versioned(10, history(10, 1)));
            }
            return histories;
        }

        static List<LedgerCommand> asks(@Nullable UUID campaign) {
            List<LedgerCommand> asks = new ArrayList<>();
            for (int i = 0; i < COUNT; i++) {
                asks.add(new LedgerCommand.Ask(
                        "platform", "request-" + i, "video", campaign, new Subject.Identifiers(List.of(cookie(i)))));
            }
            return asks;
        }
    }

    /** The same people, who may be shown the best of these active campaigns: all of one priority, ten ending at a time. */
    @State(Scope.Benchmark)
    public static class Crowd {
        @Param({"1", "200"})
        public int campaigns;

        /** Whether a ceiling is reached, so that none of them can be shown. */
        @Param({"false", "true"})
        public boolean ceiling;

        final List<LedgerCommand> asks = People.asks(null);

        @Nullable
        LockedState state;

        @Setup
        public void make() {
            List<CampaignPolicy> active = new ArrayList<>();
            for (int i = 0; i < campaigns; i++) {
                Instant end = NOW.plus(Duration.ofDays(10)).plus(Duration.ofHours(i / 10));
                active.add(Person.campaign(i == 0 ? CAMPAIGN : new UUID(Work.mix(i), Work.mix(~i)), end));
            }
            Window day = new Window.Rolling(Duration.ofDays(1));
            state = Person.stateOf(
                    People.histories(),
                    active,
                    ceiling
                            ? new Governance(List.of(new Ceiling("all", 1, Set.of(), 5, day, Map.of())))
                            : Governance.NONE);
        }
    }

    /**
     * Pairs of histories of this many touches each, two in three of which they have in common. There are as many touches
     * of each length, so that no processor learns the order of the short ones by heart.
     */
    @State(Scope.Benchmark)
    public static class Pairs {
        static final int TOUCHES = 16_384;

        @Param({"16", "64", "256"})
        public int touches;

        final List<TouchHistory> ones = new ArrayList<>();
        final List<TouchHistory> others = new ArrayList<>();

        @Setup
        public void make() {
            Random chance = new Random(touches);
            for (int pair = 0; pair < TOUCHES / touches; pair++) {
                List<Touch> all = new ArrayList<>();
                for (int i = 0; i < touches + touches / 2; i++) {
                    all.add(touch(chance.nextLong(), i, touches + touches / 2 - i));
                }
                ones.add(some(all, chance));
                others.add(some(all, chance));
            }
        }

        private TouchHistory some(List<Touch> all, Random chance) {
            List<Touch> shuffled = new ArrayList<>(all);
            Collections.shuffle(shuffled, chance);
            TouchHistory history = TouchHistory.EMPTY;
            for (Touch touch : shuffled.subList(0, touches)) {
                history = history.put(touch);
            }
            return history.stamped(NOW.toEpochMilli());
        }
    }

    /** One of a full batch, with its part in what the batch leaves behind. */
    @Benchmark
    @OperationsPerInvocation(People.COUNT)
    public Object ask(People people) {
        return decide(people.state, people.asks);
    }

    /** One of a full batch that names no campaign. */
    @Benchmark
    @OperationsPerInvocation(People.COUNT)
    public Object askForTheBest(Crowd crowd) {
        return decide(Objects.requireNonNull(crowd.state), crowd.asks);
    }

    @Benchmark
    public Object askAlone(Person person) {
        return decide(person.state, person.ask);
    }

    private static Object decide(LockedState state, List<LedgerCommand> asks) {
        Deliberation deliberation = new Deliberation(
                state,
                Zones.NOT_ASKED,
                new EarlierGrants(),
                Map.of(),
                new IdentityHashMap<>(),
                ServiceView.NONE,
                new Holdouts(List.of(), OwnerBook.EMPTY));
        deliberation.decide(asks);
        return deliberation.outcome();
    }

    @Benchmark
    public Object checkPlan(Person person) {
        return PlanCheck.check(
                person.campaign,
                person.campaign.rowsOn("video"),
                person.history,
                NOW.toEpochMilli(),
                NOW.toEpochMilli());
    }

    /** One touch of one of two histories that become one. */
    @Benchmark
    @OperationsPerInvocation(Pairs.TOUCHES)
    public void merge(Pairs pairs, Blackhole results) {
        for (int i = 0; i < pairs.ones.size(); i++) {
            results.consume(pairs.ones.get(i).merge(pairs.others.get(i)));
        }
    }

    @Benchmark
    public byte[] encode(Person person) {
        return person.codec.encode(person.history);
    }

    @Benchmark
    public TouchHistory decode(Person person) {
        return person.codec.decode(person.stored);
    }

    /** Numbers of names in memory, found as fast as the service finds them. */
    private static final class Numbers implements Names {
        private final Map<Object, Integer> numbers = new HashMap<>();
        private final List<Object> named = new ArrayList<>();

        private int number(Object name) {
            return numbers.computeIfAbsent(name, added -> {
                named.add(added);
                return named.size();
            });
        }

        @Override
        public int numberOf(String name) {
            return number(name);
        }

        @Override
        public String nameOf(int number) {
            return (String) named.get(number - 1);
        }

        @Override
        public int numberOf(UUID id) {
            return number(id);
        }

        @Override
        public UUID idOf(int number) {
            return (UUID) named.get(number - 1);
        }
    }
}
