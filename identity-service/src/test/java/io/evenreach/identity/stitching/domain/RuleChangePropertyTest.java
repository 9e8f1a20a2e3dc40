package io.evenreach.identity.stitching.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.identifiers.IdentifierType;
import io.evenreach.identity.rules.Rules;
import io.evenreach.identity.rules.TypeRule;
import io.evenreach.identity.vocabulary.Purpose;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Random worlds under changing rules: the dry run says what applying does, and applying ends in a rebuild. */
class RuleChangePropertyTest {

    private static final int WORLDS = Integer.getInteger("evenreach.runs", 150);

    @Test
    void endsWhereTheOracleEndsUnderTheNewRulesAndDoesWhatTheDryRunSaid() {
        int flows = 0;
        for (long seed = 1; seed <= WORLDS; seed++) {
            Random random = new Random(seed);
            List<Seen> history = Scenarios.random(seed);
            InMemoryStitchingStore store = new InMemoryStitchingStore();
            Rules before = rules(random, 1);
            Rules after = rules(random, 2);
            stitch(before, store, history);

            Map<Flow, Integer> foretold = run(after, store, false, List.of(), random);
            Map<Flow, Integer> done = run(after, store, true, List.of(), random);
            assertThat(done).as("seed " + seed).isEqualTo(foretold);
            agrees(after, history, store, "seed " + seed);
            assertThat(run(after, store, false, List.of(), random))
                    .as("applied once")
                    .isEmpty();
            flows += (int) done.keySet().stream()
                    .filter(flow -> !Objects.equals(flow.from(), flow.to()))
                    .count();
        }
        assertThat(flows).as("the rules differ").isGreaterThan(WORLDS);
    }

    @Test
    void endsInARebuildWhateverIsSeenWhileItIsApplied() {
        for (long seed = 500; seed < 500 + WORLDS; seed++) {
            Random random = new Random(seed);
            List<Seen> history = Scenarios.shuffled(Scenarios.random(seed), random);
            InMemoryStitchingStore store = new InMemoryStitchingStore();
            Rules before = rules(random, 1);
            Rules after = rules(random, 2);
            int half = history.size() / 2;
            stitch(before, store, history.subList(0, half));

            run(after, store, true, history.subList(half, history.size()), random);
            agrees(after, history, store, "seed " + seed);
        }
    }

    /** A batch names a new address with somebody who is settled by the rules and with somebody who is not yet. */
    @Test
    void countsThePersonsOfANewIdentifierThatComesBeforeItsPeopleAreSettled() {
        Rules before = Rules.defaults();
        Rules after = new Rules(2, before.types(), before.identifiersPerProfileMax());
        TypedKey mail = Scenarios.key(IdentifierType.EMAIL, "", "shared");
        List<Seen> history = new ArrayList<>();
        for (int i = 1; i <= 4; i++) {
            history.add(seen(i, mail, Scenarios.key(IdentifierType.LOGIN_ID, "web", "p" + i)));
        }
        InMemoryStitchingStore store = new InMemoryStitchingStore();
        Seen first = seen(0, Scenarios.key(IdentifierType.LOGIN_ID, "web", "p1"));
        stitch(before, store, List.of(first));
        stitch(after, store, history.subList(0, 2));
        stitch(after, store, history.subList(2, 3));
        stitch(after, store, history.subList(3, 4));

        history.add(first);
        agrees(after, history, store, "four persons with one address");
        assertThat(store.quarantines.keySet()).containsExactly(mail.key());
    }

    private static Seen seen(int minute, TypedKey... keys) {
        return new Seen(Scenarios.minute(minute), "seen-" + minute, List.of(keys), Purpose.ALL);
    }

    @Test
    void restoresTheStateWhenItIsRolledBack() {
        for (long seed = 1_000; seed < 1_000 + WORLDS; seed++) {
            Random random = new Random(seed);
            InMemoryStitchingStore store = new InMemoryStitchingStore();
            Rules before = rules(random, 1);
            stitch(before, store, Scenarios.random(seed));
            Map<IdentifierKey, Timeline> people = new HashMap<>(store.timelines);
            people.keySet().removeAll(store.quarantines.keySet());
            Set<IdentifierKey> shared = Set.copyOf(store.quarantines.keySet());

            run(rules(random, 2), store, true, List.of(), random);
            run(new Rules(3, before.types(), before.identifiersPerProfileMax()), store, true, List.of(), random);
            Map<IdentifierKey, Timeline> restored = new HashMap<>(store.timelines);
            restored.keySet().removeAll(store.quarantines.keySet());
            assertThat(restored).as("seed " + seed).isEqualTo(people);
            assertThat(store.quarantines.keySet()).as("seed " + seed).isEqualTo(shared);
        }
    }

    /** What the service does, step by step; observations come in between. */
    private static Map<Flow, Integer> run(
            Rules rules, InMemoryStitchingStore store, boolean save, List<Seen> meanwhile, Random random) {
        Stitcher stitcher = new Stitcher(rules);
        Map<Flow, Integer> flows = new HashMap<>();
        Set<Long> components = new HashSet<>();
        Set<IdentifierKey> judged = new HashSet<>();
        int next = 0;
        while (true) {
            for (int i = random.nextInt(4); i > 0 && next < meanwhile.size(); i--) {
                int end = Math.min(meanwhile.size(), next + 1 + random.nextInt(4));
                stitch(rules, store, meanwhile.subList(next, end));
                next = end;
                components.clear();
            }
            IdentifierKey quarantined = store.quarantines.values().stream()
                    .filter(each -> each.rulesVersion() != rules.version() && !judged.contains(each.key()))
                    .map(Changes.Quarantine::key)
                    .min(IdentifierKey::compareTo)
                    .orElse(null);
            Set<IdentifierKey> founders = new HashSet<>();
            store.components.values().stream()
                    .filter(each -> each.rulesVersion() != rules.version() && !components.contains(each.id()))
                    .limit(3)
                    .forEach(each -> founders.add(each.founder()));
            if (quarantined == null && founders.isEmpty()) {
                break;
            }
            Reworked reworked =
                    stitcher.rework(store, quarantined == null ? founders : Set.of(quarantined), quarantined != null);
            if (save) {
                store.save(reworked.changes());
            }
            components.addAll(reworked.components());
            judged.addAll(reworked.judged());
            reworked.flows().forEach((flow, count) -> flows.merge(flow, count, Integer::sum));
        }
        while (next < meanwhile.size()) {
            stitcher.stitch(store, List.of(meanwhile.get(next++).evidence()));
        }
        return flows;
    }

    private static void stitch(Rules rules, InMemoryStitchingStore store, List<Seen> history) {
        if (!history.isEmpty()) {
            new Stitcher(rules)
                    .stitch(store, history.stream().map(Seen::evidence).toList());
        }
    }

    private static void agrees(Rules rules, List<Seen> history, InMemoryStitchingStore store, String how) {
        BruteForce oracle = new BruteForce(rules, history);
        StitchingPropertyTest.tenuresOf(store)
                .forEach((purpose, tenures) -> assertThat(tenures).as(how).isEqualTo(oracle.tenures(purpose)));
        assertThat(store.quarantines.keySet()).as(how).isEqualTo(oracle.quarantined());
        assertThat(StitchingPropertyTest.readersView(store.moves))
                .as(how + ", as readers see it")
                .isEqualTo(StitchingPropertyTest.versionless(store));
        assertThat(store.components.values()).allMatch(each -> each.rulesVersion() == rules.version());
    }

    /** Limits, priorities and strengths at random. */
    static Rules rules(Random random, long version) {
        Map<IdentifierType, TypeRule> types = new EnumMap<>(IdentifierType.class);
        Rules.defaults().types().forEach((type, rule) -> {
            int priority = random.nextInt(4) == 0 ? 10 + random.nextInt(90) : rule.priority();
            int perProfile = rule.namesOnePerson() && random.nextInt(3) > 0 ? 1 : 1 + random.nextInt(4);
            Duration window = random.nextInt(4) == 0 ? Duration.ofMinutes(1 + random.nextInt(30)) : null;
            types.put(
                    type,
                    new TypeRule(
                            rule.strength(),
                            priority,
                            perProfile,
                            window,
                            1 + random.nextInt(3),
                            random.nextInt(3) == 0 ? Duration.ofMinutes(1 + random.nextInt(30)) : null));
        });
        return new Rules(version, types, 4 + random.nextInt(8));
    }
}
