package io.evenreach.identity.stitching.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.identity.rules.Rules;
import io.evenreach.identity.stitching.domain.Changes.Held;
import io.evenreach.identity.stitching.domain.Changes.Move;
import io.evenreach.identity.vocabulary.Purpose;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * Random histories: whatever the order of arrival, stitching ends where the written rules say. {@code -Devenreach.runs=20}
 * tries each history in more orders.
 */
class StitchingPropertyTest {

    private static final int HISTORIES = 200;
    private static final int SHUFFLES = Integer.getInteger("evenreach.runs", 5);

    @Test
    void endsWhereTheOracleEndsInEveryOrderOfArrival() {
        for (long seed = 1; seed <= HISTORIES; seed++) {
            Rules rules = Scenarios.rules(seed);
            List<Seen> history = Scenarios.random(seed);
            Map<Purpose, Map<IdentifierKey, List<Tenure>>> expected = oracle(rules, history);
            Set<Held> held = null;
            for (int shuffle = 0; shuffle < SHUFFLES; shuffle++) {
                Random random = new Random(seed * 1_000 + shuffle);
                InMemoryStitchingStore store = stitch(rules, Scenarios.shuffled(history, random), random);
                String how = "seed " + seed + ", shuffle " + shuffle;
                assertThat(tenuresOf(store)).as(how).isEqualTo(expected);
                assertThat(readersView(store.moves))
                        .as(how + ", as readers see it")
                        .isEqualTo(versionless(store));
                assertThat(store.quarantines.keySet()).as(how).isEqualTo(new BruteForce(rules, history).quarantined());
                held = held == null ? store.held : held;
                assertThat(store.held).as(how + ", held evidence").isEqualTo(held);
            }
        }
    }

    /** With bounds so low that the background settles nearly everybody, now and then or in the end. */
    @Test
    void endsWhereTheOracleEndsWhateverIsLeftToTheBackground() {
        int deferred = 0;
        for (long seed = 40_000; seed < 40_000 + HISTORIES; seed++) {
            Rules rules = Scenarios.rules(seed);
            List<Seen> history = Scenarios.random(seed);
            Map<Purpose, Map<IdentifierKey, List<Tenure>>> expected = oracle(rules, history);
            Set<IdentifierKey> quarantined = new BruteForce(rules, history).quarantined();
            for (int shuffle = 0; shuffle < SHUFFLES; shuffle++) {
                Random random = new Random(seed * 1_000 + shuffle);
                InMemoryStitchingStore store = new InMemoryStitchingStore();
                Stitcher stitcher = new Stitcher(rules, random.nextInt(4));
                for (Seen seen : Scenarios.shuffled(history, random)) {
                    Stitched stitched = stitcher.stitch(store, List.of(seen.evidence()))
                            .stitched()
                            .getFirst();
                    deferred += stitched.verdicts().containsValue(Verdict.DEFERRED) ? 1 : 0;
                    if (random.nextInt(8) == 0) {
                        settle(store, rules);
                    }
                }
                settle(store, rules);
                String how = "seed " + seed + ", shuffle " + shuffle;
                assertThat(tenuresOf(store)).as(how).isEqualTo(expected);
                assertThat(readersView(store.moves))
                        .as(how + ", as readers see it")
                        .isEqualTo(versionless(store));
                assertThat(store.quarantines.keySet()).as(how).isEqualTo(quarantined);
            }
        }
        assertThat(deferred).isGreaterThan(HISTORIES);
    }

    private static void settle(InMemoryStitchingStore store, Rules rules) {
        for (Component component : List.copyOf(store.components.values())) {
            if (component.rulesVersion() <= Component.DEFERRED && store.components.containsValue(component)) {
                KnownKey any = store.members(Set.of(component.id())).getFirst();
                store.save(new Stitcher(rules)
                        .rework(store, Set.of(any.id().key()), false)
                        .changes());
            }
        }
        assertThat(store.components.values()).noneMatch(each -> each.rulesVersion() <= Component.DEFERRED);
    }

    @Test
    void foldsToWhatTheOracleFolds() {
        for (long seed = 10_000; seed < 10_000 + SHUFFLES * 150L; seed++) {
            Rules rules = Scenarios.rules(seed);
            List<Seen> history = Scenarios.random(seed);
            Map<UUID, Evidence> evidence = new HashMap<>();
            for (Seen seen : history) {
                Evidence single = seen.evidence();
                evidence.merge(
                        single.id(),
                        single,
                        (before, now) -> before.plus(now.sightings().kept().getFirst()));
            }
            Folded folded = Fold.of(rules, Set.of(), evidence.values(), Decisions.NONE, Set.of());
            BruteForce oracle = new BruteForce(rules, history);
            assertThat(folded.quarantined()).as("seed " + seed).isEqualTo(oracle.quarantined());
            for (Purpose purpose : Purpose.values()) {
                assertThat(folded.of(purpose).tenures())
                        .as("seed " + seed + " for " + purpose)
                        .isEqualTo(oracle.tenures(purpose));
            }
        }
    }

    @Test
    void meetsEveryVerdictOnTheWay() {
        Map<Verdict, Integer> met = new EnumMap<>(Verdict.class);
        for (long seed = 1; seed <= HISTORIES; seed++) {
            Rules rules = Scenarios.rules(seed);
            Random random = new Random(seed);
            InMemoryStitchingStore store = new InMemoryStitchingStore();
            Stitcher stitcher = new Stitcher(rules);
            for (Seen seen : Scenarios.shuffled(Scenarios.random(seed), random)) {
                Stitched stitched = stitcher.stitch(store, List.of(seen.evidence()))
                        .stitched()
                        .getFirst();
                stitched.verdicts().values().forEach(verdict -> met.merge(verdict, 1, Integer::sum));
            }
        }
        Set<Verdict> undecided =
                EnumSet.complementOf(EnumSet.of(Verdict.SPLIT, Verdict.WITHDRAWN, Verdict.ERASED, Verdict.DEFERRED));
        assertThat(met.keySet()).as("what the random histories exercise").isEqualTo(undecided);
        assertThat(met.values()).allMatch(count -> count >= 50);
    }

    @Test
    void tellsVersionsThatRise() {
        for (long seed = 20_000; seed < 20_200; seed++) {
            Random random = new Random(seed);
            InMemoryStitchingStore store =
                    stitch(Scenarios.tight(), Scenarios.shuffled(Scenarios.random(seed), random), random);
            Map<List<Object>, Long> versions = new HashMap<>();
            for (Move move : store.moves) {
                Long before = versions.put(List.of(move.key(), move.purpose(), move.from()), move.version());
                assertThat(before == null || before < move.version())
                        .as("seed " + seed + " " + move)
                        .isTrue();
            }
        }
    }

    @Test
    void leavesNoTimeWithoutAnAnswer() {
        for (long seed = 30_000; seed < 30_300; seed++) {
            Random random = new Random(seed);
            InMemoryStitchingStore store =
                    stitch(Scenarios.tight(), Scenarios.shuffled(Scenarios.random(seed), random), random);
            store.timelines.forEach((key, timeline) -> timeline.tenures().forEach((purpose, tenures) -> {
                Instant expected = Tenure.BEGINNING;
                for (Tenure tenure : tenures) {
                    assertThat(tenure.from()).isEqualTo(expected);
                    expected = tenure.to();
                }
                assertThat(expected).isEqualTo(Tenure.OPEN);
            }));
        }
    }

    private static InMemoryStitchingStore stitch(Rules rules, List<Seen> arrival, Random random) {
        InMemoryStitchingStore store = new InMemoryStitchingStore();
        Stitcher stitcher = new Stitcher(rules);
        int next = 0;
        while (next < arrival.size()) {
            int end = Math.min(arrival.size(), next + 1 + random.nextInt(random.nextBoolean() ? 1 : 8));
            stitcher.stitch(
                    store,
                    arrival.subList(next, end).stream().map(Seen::evidence).toList());
            next = end;
        }
        return store;
    }

    private static Map<Purpose, Map<IdentifierKey, List<Tenure>>> oracle(Rules rules, List<Seen> history) {
        BruteForce oracle = new BruteForce(rules, history);
        Map<Purpose, Map<IdentifierKey, List<Tenure>>> expected = new HashMap<>();
        for (Purpose purpose : Purpose.values()) {
            expected.put(purpose, oracle.tenures(purpose));
        }
        return expected;
    }

    /** What the store holds of keys that identify somebody. */
    static Map<Purpose, Map<IdentifierKey, List<Tenure>>> tenuresOf(InMemoryStitchingStore store) {
        Map<Purpose, Map<IdentifierKey, List<Tenure>>> result = new HashMap<>();
        for (Purpose purpose : Purpose.values()) {
            Map<IdentifierKey, List<Tenure>> ofPurpose = new HashMap<>();
            store.timelines.forEach((key, timeline) -> {
                if (!store.quarantines.containsKey(key) && !timeline.of(purpose).isEmpty()) {
                    ofPurpose.put(key, timeline.of(purpose));
                }
            });
            result.put(purpose, ofPurpose);
        }
        return result;
    }

    /** What a reader holds who follows the feed: of each (key, purpose, validFrom) the highest version. */
    static Map<IdentifierKey, Map<Purpose, Set<Tenure>>> readersView(List<Move> moves) {
        Map<List<Object>, Move> newest = new HashMap<>();
        for (Move move : moves) {
            newest.merge(
                    List.of(move.key(), move.purpose(), move.from()),
                    move,
                    (before, now) -> now.version() > before.version() ? now : before);
        }
        Map<IdentifierKey, Map<Purpose, Set<Tenure>>> view = new HashMap<>();
        for (Move move : newest.values()) {
            if (move.after() != null || move.quarantined() || move.withdrawn()) {
                view.computeIfAbsent(move.key().key(), key -> new HashMap<>())
                        .computeIfAbsent(move.purpose(), purpose -> new HashSet<>())
                        .add(new Tenure(move.from(), move.to(), move.after(), move.firstSeenAt(), move.withdrawn()));
            }
        }
        return view;
    }

    static Map<IdentifierKey, Map<Purpose, Set<Tenure>>> versionless(InMemoryStitchingStore store) {
        Map<IdentifierKey, Map<Purpose, Set<Tenure>>> view = new HashMap<>();
        store.timelines.forEach((key, timeline) -> timeline.tenures().forEach((purpose, tenures) -> {
            if (!new ArrayList<>(tenures).isEmpty()) {
                view.computeIfAbsent(key, unseen -> new HashMap<>()).put(purpose, new HashSet<>(tenures));
            }
        }));
        // Whoever is known for SERVICE only is told to be nobody's for ADS, always, since they were first seen.
        view.forEach((key, ofPurposes) -> {
            if (!ofPurposes.containsKey(Purpose.ADS)) {
                Instant since =
                        store.timelines.get(key).of(Purpose.SERVICE).getFirst().firstSeenAt();
                ofPurposes.put(Purpose.ADS, Set.of(new Tenure(Instant.MIN, Instant.MAX, null, since, true)));
            }
        });
        return view;
    }
}
