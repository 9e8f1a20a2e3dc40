package io.evenreach.identity.stitching.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.identifiers.ProfileIds;
import io.evenreach.identity.rules.Rules;
import io.evenreach.identity.stitching.domain.StitchingStore.Known;
import io.evenreach.identity.vocabulary.Purpose;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Random sequences of observing, splitting, withdrawing, releasing, erasing, removing and changing the rules: after every
 * step people are those of the oracle, and so they are in whatever order the same evidence arrives.
 * {@code -Devenreach.runs=10000} tries that many sequences.
 */
class TakingBackPropertyTest {

    private static final int SEQUENCES = Integer.getInteger("evenreach.runs", 100);
    private static final int SHUFFLES = 20;

    /** A store, and what it was told. */
    static final class World {
        Rules rules;
        Stitcher stitcher;
        final InMemoryStitchingStore store = new InMemoryStitchingStore();
        final Map<UUID, List<Seen>> seen = new LinkedHashMap<>();
        final Map<UUID, Cut> cuts = new LinkedHashMap<>();
        final Map<UUID, Withdrawal> withdrawals = new LinkedHashMap<>();
        final Map<UUID, Release> releases = new LinkedHashMap<>();

        /** What is still to be seen, in the order in which it comes. */
        final Deque<Seen> arriving = new ArrayDeque<>();

        private Rules rulesBefore;

        /** Identifiers of others that whoever was erased had had, among them those that others withdrew. */
        private int sparedForOthers;

        private int sparedForWhomWithdrew;

        World(Rules rules) {
            this(rules, Integer.MAX_VALUE);
        }

        /** @param refoldRowsMax where there is more evidence than this, folding waits for {@link #settle} */
        World(Rules rules, int refoldRowsMax) {
            this.rules = rules;
            this.rulesBefore = rules;
            this.stitcher = new Stitcher(rules, refoldRowsMax);
        }

        /** Puts other rules in force, or those that were in force before; {@link #apply} folds people by them. */
        void change(Random random) {
            Rules next = random.nextInt(3) == 0 ? rulesBefore : RuleChangePropertyTest.rules(random, 0);
            rulesBefore = rules;
            rules = next.as(rules.version() + 1);
            stitcher = new Stitcher(rules);
        }

        /**
         * Folds some more people by the rules in force, as the service does in one step.
         *
         * @return whether there were any who are not
         */
        boolean apply() {
            IdentifierKey quarantined = store.quarantines.values().stream()
                    .filter(each -> each.rulesVersion() != rules.version())
                    .map(Changes.Quarantine::key)
                    .min(Comparator.naturalOrder())
                    .orElse(null);
            Set<IdentifierKey> keys = quarantined != null
                    ? Set.of(quarantined)
                    : store.components.values().stream()
                            .filter(component -> component.rulesVersion() != rules.version())
                            .sorted(Comparator.comparingLong(Component::id))
                            .limit(3)
                            .map(Component::founder)
                            .collect(Collectors.toSet());
            if (!keys.isEmpty()) {
                store.save(stitcher.rework(store, keys, quarantined != null).changes());
            }
            return !keys.isEmpty();
        }

        void applyToAll() {
            boolean more;
            do {
                more = apply();
            } while (more);
        }

        /** Something that somebody does, but for changing the rules. */
        void act(Random random, int step, boolean erases) {
            int what = random.nextInt(11);
            if (what == 10) {
                release(random, step);
            } else if (what < 5 && !arriving.isEmpty()) {
                observeSome(random);
            } else if (what < 6) {
                Cut cut = someCut(random, step);
                if (cut != null) {
                    split(cut);
                }
            } else if (what < 7) {
                Withdrawal withdrawal = someWithdrawal(random, step);
                if (withdrawal != null) {
                    withdraw(withdrawal);
                }
            } else if (what == 9 && erases) {
                erase(random, step - 1_000);
            } else {
                takeBack(random);
            }
        }

        /** Up to six of what is still to be seen. */
        private void observeSome(Random random) {
            List<Seen> some = new ArrayList<>();
            for (int left = 1 + random.nextInt(6); left > 0 && !arriving.isEmpty(); left--) {
                some.add(arriving.removeFirst());
            }
            observe(some);
        }

        /** Settles somebody who waits for it, and says before that nobody knows who they are, or does not. */
        void settle(Random random) {
            List<Component> waiting = store.components.values().stream()
                    .filter(component -> component.rulesVersion() <= Component.DEFERRED)
                    .sorted(Comparator.comparingLong(Component::id))
                    .toList();
            IdentifierKey key =
                    store.due.stream().min(Comparator.naturalOrder()).orElse(null);
            if (key == null && !waiting.isEmpty()) {
                Component component = pick(random, waiting);
                if (component.rulesVersion() == Component.UNDETERMINED && random.nextBoolean()) {
                    tell(component);
                }
                if (random.nextInt(3) == 0) {
                    return;
                }
                key = store.members(Set.of(component.id())).getFirst().id().key();
            }
            if (key != null) {
                store.due.remove(key);
                store.save(new Stitcher(rules).rework(store, Set.of(key), false).changes());
            }
        }

        private void tell(Component component) {
            Changes changes = stitcher.undetermined(store, store.members(Set.of(component.id())), store.timelines);
            changes.changedComponents()
                    .add(new Component(
                            component.id(),
                            component.clean(),
                            component.founder(),
                            component.foundedAt(),
                            component.counts(),
                            component.evidenceRows(),
                            Component.TOLD,
                            component.settledUntil()));
            store.save(changes);
        }

        boolean isSettled() {
            return store.due.isEmpty()
                    && store.components.values().stream()
                            .allMatch(component -> component.rulesVersion() == rules.version());
        }

        /** The world of a random history. */
        static World of(long seed) {
            World world = new World(Scenarios.rules(seed));
            world.observe(Scenarios.random(seed));
            return world;
        }

        void observe(List<Seen> batch) {
            stitcher.stitch(store, batch.stream().map(Seen::evidence).toList());
            batch.forEach(each -> seen.computeIfAbsent(each.evidence().id(), unseen -> new ArrayList<>())
                    .add(each));
        }

        void split(Cut cut) {
            if (cuts.putIfAbsent(cut.id(), cut) == null) {
                stitcher.amend(store, Amendment.splitting(cut));
            }
        }

        void withdraw(Withdrawal withdrawal) {
            withdrawals.put(withdrawal.id(), withdrawal);
            if (stitcher.amend(store, Amendment.withdrawing(withdrawal)).deferred()) {
                Known known = store.lock(Set.copyOf(withdrawal.keys()), Set.of());
                store.save(stitcher.withdrawn(store, known.keys().values(), store.timelines, withdrawal));
            }
        }

        /**
         * Releases something that is quarantined, or something else, with one person more than its type allows, or two; one
         * that is seen with yet more stays quarantined.
         */
        void release(Random random, int number) {
            List<KnownKey> known = store.keys.values().stream()
                    .sorted(Comparator.comparing(key -> key.id().key()))
                    .filter(key -> key.quarantined() || (!key.isForgotten() && random.nextInt(8) == 0))
                    .toList();
            if (!known.isEmpty()) {
                TypedKey key = pick(random, known).id();
                int personsMax = rules.of(key.type()).personsPerKeyMax() + 1 + random.nextInt(2);
                Release release = new Release(
                        new UUID(9, number), key.key(), personsMax, "somebody", Scenarios.minute(0), "a family's");
                releases.put(release.id(), release);
                stitcher.amend(store, Amendment.releasing(release));
            }
        }

        /** Some purposes of a person, for all their identifiers or for some; null where there is nothing to withdraw. */
        @Nullable
        Withdrawal someWithdrawal(Random random, int number) {
            Purpose known = random.nextInt(4) == 0 ? Purpose.SERVICE : Purpose.ADS;
            Map<UUID, List<TypedKey>> profiles = profiles(known);
            if (profiles.isEmpty()) {
                return null;
            }
            UUID profile = pick(random, profiles.keySet());
            Map<IdentifierKey, Timeline> identifiers = new TreeMap<>();
            boolean all = random.nextBoolean();
            profiles.getOrDefault(profile, List.of()).stream()
                    .filter(key -> all || random.nextBoolean())
                    .forEach(key -> identifiers.put(key.key(), store.timelines.getOrDefault(key.key(), Timeline.NONE)));
            Set<Purpose> purposes = random.nextInt(4) == 0 ? Purpose.ALL : Set.of(pick(random, Purpose.ALL));
            List<Span> spans = Withdrawal.spansOf(profile, identifiers, purposes);
            return spans.isEmpty()
                    ? null
                    : new Withdrawal(
                            new UUID(8, number),
                            profile,
                            spans,
                            "somebody",
                            Scenarios.minute(random.nextInt(60)),
                            null);
        }

        /** Takes back a split, a withdrawal, a set with all its sightings, or one sighting. */
        void takeBack(Random random) {
            if (!cuts.isEmpty() && random.nextInt(3) == 0) {
                Cut cut = pick(random, cuts.values());
                cuts.remove(cut.id());
                stitcher.amend(store, Amendment.healing(cut));
            } else if (!withdrawals.isEmpty() && random.nextInt(3) == 0) {
                Withdrawal withdrawal = pick(random, withdrawals.values());
                withdrawals.remove(withdrawal.id());
                stitcher.amend(store, Amendment.restoring(withdrawal));
            } else if (!releases.isEmpty() && random.nextInt(3) == 0) {
                Release release = pick(random, releases.values());
                releases.remove(release.id());
                stitcher.amend(store, Amendment.quarantining(release));
            } else if (!seen.isEmpty()) {
                UUID id = pick(random, seen.keySet());
                Evidence row = store.evidence.get(id);
                List<Seen> sightings = seen.getOrDefault(id, List.of());
                assertThat(row).isNotNull();
                Seen one = pick(random, sightings);
                if (random.nextBoolean()) {
                    seen.remove(id);
                    stitcher.amend(store, Amendment.removing(row));
                } else {
                    sightings.remove(one);
                    if (sightings.isEmpty()) {
                        seen.remove(id);
                    }
                    stitcher.amend(
                            store,
                            row.minus(one.observationId())
                                    .map(Amendment::rewriting)
                                    .orElseGet(() -> Amendment.removing(row)));
                }
            }
        }

        /** Erases somebody, or some identifiers that identify somebody. */
        void erase(Random random, int minute) {
            if (random.nextBoolean()) {
                eraseSomebody(random, minute);
                return;
            }
            Set<IdentifierKey> keys = new HashSet<>();
            List<KnownKey> known = store.keys.values().stream()
                    .filter(key -> !key.isForgotten() && !key.quarantined())
                    .sorted(Comparator.comparing(key -> key.id().key()))
                    .toList();
            for (int i = 0; i < 3 && !known.isEmpty(); i++) {
                keys.add(known.get(random.nextInt(known.size())).id().key());
            }
            erase(keys, vacatedBySomebodyWith(keys), minute);
        }

        /** Erases a person as the service does: what is theirs alone, and the time they had what is others' too. */
        void eraseSomebody(Random random, int minute) {
            Set<UUID> everybody = new TreeSet<>(profiles(Purpose.SERVICE).keySet());
            everybody.addAll(profiles(Purpose.ADS).keySet());
            withdrawals.values().forEach(withdrawal -> everybody.add(withdrawal.profileId()));
            if (everybody.isEmpty()) {
                return;
            }
            Set<UUID> person = Set.of(pick(random, everybody));
            Map<IdentifierKey, Timeline> identifiers = new TreeMap<>();
            store.timelines.forEach((key, timeline) -> {
                if (timeline.tenures().values().stream()
                        .flatMap(List::stream)
                        .anyMatch(tenure -> isOf(person, tenure))) {
                    identifiers.put(key, timeline);
                }
            });
            withdrawals.values().stream()
                    .filter(withdrawal -> person.contains(withdrawal.profileId()))
                    .flatMap(withdrawal -> withdrawal.keys().stream())
                    .forEach(key -> identifiers.put(key, store.timelines.getOrDefault(key, Timeline.NONE)));
            Belongings belongings =
                    Belongings.of(person, identifiers, withdrawals.values(), Scenarios.minute(random.nextInt(60)));
            belongings.alone().forEach(key -> assertTakenFromNobodyElse(key, person));
            Set<IdentifierKey> spared = new HashSet<>(identifiers.keySet());
            spared.removeAll(belongings.alone());
            sparedForOthers += spared.size();
            sparedForWhomWithdrew += (int) spared.stream()
                    .filter(key -> withdrawals.values().stream()
                            .anyMatch(each -> !person.contains(each.profileId())
                                    && each.keys().contains(key)))
                    .count();
            erase(belongings.alone(), belongings.times(), minute);
        }

        /** Where somebody else has or had it, that is for a purpose for which the person never had it, while they had it. */
        private void assertTakenFromNobodyElse(IdentifierKey key, Set<UUID> person) {
            Timeline timeline = store.timelines.getOrDefault(key, Timeline.NONE);
            timeline.tenures().forEach((purpose, tenures) -> {
                for (Tenure tenure : tenures) {
                    boolean others = !isOf(person, tenure) && !tenure.withdrawn();
                    Purpose other = purpose == Purpose.ADS ? Purpose.SERVICE : Purpose.ADS;
                    assertThat(others
                                    && (timeline.at(other, tenure.firstSeenAt()).stream()
                                                    .noneMatch(at -> isOf(person, at))
                                            || tenures.stream().anyMatch(at -> isOf(person, at))))
                            .as("taken from somebody else, too: %s of %s", key, timeline)
                            .isFalse();
                }
            });
        }

        private static boolean isOf(Set<UUID> person, Tenure tenure) {
            return tenure.profileId() != null && person.contains(tenure.profileId());
        }

        private void erase(Set<IdentifierKey> keys, List<Vacancy> vacated, int minute) {
            List<Evidence> rows = store.evidence.values().stream()
                    .filter(row -> row.keys().stream().anyMatch(key -> keys.contains(key.key())))
                    .toList();
            List<Cut> about = cuts.values().stream()
                    .filter(cut -> cut.keys().anyMatch(keys::contains))
                    .toList();
            List<Withdrawal> withdrawn = withdrawals.values().stream()
                    .filter(withdrawal -> withdrawal.keys().stream().anyMatch(keys::contains))
                    .toList();
            List<Release> released = releases.values().stream()
                    .filter(release -> keys.contains(release.key()))
                    .toList();
            released.forEach(release -> releases.remove(release.id()));
            stitcher.amend(
                    store,
                    Amendment.erasing(
                            keys,
                            rows,
                            store.evidence,
                            new Decisions(about, withdrawn, Map.of(), List.of(), released),
                            vacated,
                            Scenarios.minute(minute)));
            about.forEach(cut -> {
                cuts.remove(cut.id());
                cut.without(keys).ifPresent(left -> cuts.put(cut.id(), left));
            });
            withdrawn.forEach(withdrawal -> {
                withdrawals.remove(withdrawal.id());
                withdrawal.without(keys).ifPresent(left -> withdrawals.put(withdrawal.id(), left));
            });
            for (Evidence row : rows) {
                for (Seen each : Objects.requireNonNull(seen.remove(row.id()))) {
                    List<TypedKey> left = each.keys().stream()
                            .filter(key -> !keys.contains(key.key()))
                            .toList();
                    if (!left.isEmpty()) {
                        Seen rest = new Seen(each.at(), each.observationId(), left, each.purposes(), each.stated());
                        seen.computeIfAbsent(rest.evidence().id(), unseen -> new ArrayList<>())
                                .add(rest);
                    }
                }
            }
        }

        private List<Vacancy> vacatedBySomebodyWith(Set<IdentifierKey> keys) {
            Map<UUID, List<TypedKey>> profiles = profiles(Purpose.ADS);
            profiles.values().removeIf(ofProfile -> ofProfile.stream().noneMatch(key -> keys.contains(key.key())));
            if (profiles.isEmpty()) {
                return List.of();
            }
            Map.Entry<UUID, List<TypedKey>> somebody =
                    profiles.entrySet().iterator().next();
            return somebody.getValue().stream()
                    .map(TypedKey::key)
                    .filter(key -> !keys.contains(key))
                    .flatMap(key -> Belongings.times(
                            Set.of(somebody.getKey()),
                            key,
                            store.timelines.getOrDefault(key, Timeline.NONE),
                            withdrawals.values(),
                            Scenarios.minute(30))
                            .stream())
                    .toList();
        }

        private Map<UUID, List<TypedKey>> profiles(Purpose purpose) {
            Map<UUID, List<TypedKey>> profiles = new TreeMap<>();
            store.keys.values().stream()
                    .sorted(Comparator.comparing(key -> key.id().key()))
                    .forEach(key -> store.timelines.getOrDefault(key.id().key(), Timeline.NONE).of(purpose).stream()
                            .filter(tenure -> tenure.profileId() != null)
                            .map(Tenure::profileId)
                            .distinct()
                            .forEach(profile -> profiles.computeIfAbsent(profile, unseen -> new ArrayList<>())
                                    .add(key.id())));
            return profiles;
        }

        /** A profile with more than one identifier, cut in two; null where there is none. */
        @Nullable
        Cut someCut(Random random, int number) {
            Map<UUID, List<TypedKey>> profiles = profiles(random.nextInt(4) == 0 ? Purpose.SERVICE : Purpose.ADS);
            profiles.values().removeIf(keys -> keys.size() < 2);
            if (profiles.isEmpty()) {
                return null;
            }
            UUID profile = pick(random, profiles.keySet());
            List<TypedKey> apart = new ArrayList<>(profiles.getOrDefault(profile, List.of()));
            Collections.shuffle(apart, random);
            int size = 1 + random.nextInt(apart.size() - 1);
            return new Cut(
                    new UUID(7, number),
                    profile,
                    apart.subList(0, size),
                    apart.subList(size, apart.size()),
                    "somebody",
                    Scenarios.minute(0),
                    null);
        }

        List<Seen> left() {
            return seen.values().stream().flatMap(List::stream).collect(Collectors.toCollection(ArrayList::new));
        }
    }

    @Test
    void isAfterEveryStepWhatTheOracleMakesOfWhatIsLeft() {
        for (long seed = 1; seed <= SEQUENCES; seed++) {
            World world = new World(Scenarios.rules(seed));
            Random random = new Random(seed);
            world.arriving.addAll(Scenarios.shuffled(Scenarios.random(seed), random));
            for (int step = 0; step < 40; step++) {
                if (random.nextInt(12) == 0) {
                    world.change(random);
                    world.applyToAll();
                } else {
                    world.act(random, step, seed % 4 == 0);
                }
                agrees(world, "seed " + seed + ", step " + step);
            }
            holdsWhatARebuildHolds(world, "seed " + seed);
        }
    }

    /**
     * Identifiers that go from one to the next, who withdraw purposes, and are erased in whatever order: nobody loses what is
     * theirs, and nobody gets what somebody left who had it last.
     */
    @Test
    void takesNothingFromOthersWhoHadWhatSomebodyHasWhoIsErased() {
        int spared = 0;
        int sparedForWhomWithdrew = 0;
        int left = 0;
        int seenAgain = 0;
        for (long seed = 700_000; seed < 700_000 + SEQUENCES; seed++) {
            Random random = new Random(seed);
            World world = new World(Scenarios.rules(seed));
            world.arriving.addAll(Scenarios.handedOn(seed));
            for (int step = 0; step < 40; step++) {
                int what = random.nextInt(10);
                if (what < 6 && !world.arriving.isEmpty()) {
                    world.observeSome(random);
                } else if (what == 6) {
                    Withdrawal withdrawal = world.someWithdrawal(random, step);
                    if (withdrawal != null) {
                        world.withdraw(withdrawal);
                    }
                } else if (what == 7) {
                    world.eraseSomebody(random, step - 1_000);
                } else if (what == 8) {
                    world.takeBack(random);
                }
                if (what > 5) {
                    agrees(world, "seed " + seed + ", step " + step);
                }
            }
            agrees(world, "seed " + seed);
            spared += world.sparedForOthers;
            sparedForWhomWithdrew += world.sparedForWhomWithdrew;
            for (Vacancy vacancy : world.store.vacancies) {
                left += vacancy.untilSeen() ? 1 : 0;
                seenAgain += vacancy.untilSeen()
                                && world
                                        .store
                                        .timelines
                                        .getOrDefault(vacancy.key(), Timeline.NONE)
                                        .of(vacancy.purpose())
                                        .stream()
                                        .anyMatch(tenure -> tenure.profileId() != null
                                                && tenure.from().isAfter(vacancy.to()))
                        ? 1
                        : 0;
            }
        }
        assertThat(spared).as("identifiers that were others' too").isGreaterThan(SEQUENCES / 4);
        assertThat(sparedForWhomWithdrew).as("of others who withdrew").isGreaterThan(SEQUENCES / 16);
        assertThat(left).as("left by somebody who had them last").isGreaterThan(SEQUENCES / 4);
        assertThat(seenAgain).as("seen again since").isGreaterThan(SEQUENCES / 16);
    }

    /** Changed rules take effect for some people before others, and nobody waits for that with what they do. */
    @Test
    void endsWhereTheOracleEndsWhateverIsDoneWhileRulesAreApplied() {
        int underway = 0;
        for (long seed = 600_000; seed < 600_000 + 2L * SEQUENCES; seed++) {
            World world = new World(Scenarios.rules(seed));
            Random random = new Random(seed);
            world.arriving.addAll(Scenarios.shuffled(Scenarios.random(seed), random));
            for (int step = 0; step < 40; step++) {
                switch (random.nextInt(8)) {
                    case 0 -> world.change(random);
                    case 1 -> world.apply();
                    default -> world.act(random, step, seed % 4 == 0);
                }
                underway += world.isSettled() ? 0 : 1;
            }
            world.applyToAll();
            agrees(world, "seed " + seed);
            holdsWhatARebuildHolds(world, "seed " + seed);
        }
        assertThat(underway).as("steps while rules are applied").isGreaterThan(10 * SEQUENCES);
    }

    /**
     * Whatever is left to the background, in whatever order that gets to it: once it has nothing left to do, people are those of
     * the oracle, and readers of the feed know it.
     */
    @Test
    void endsWhereTheOracleEndsWhereTheBackgroundSettles() {
        int deferred = 0;
        int told = 0;
        for (long seed = 500_000; seed < 500_000 + 4L * SEQUENCES; seed++) {
            Random random = new Random(seed);
            World world = new World(Scenarios.rules(seed), random.nextInt(4));
            world.arriving.addAll(Scenarios.shuffled(Scenarios.random(seed), random));
            for (int step = 0; step < 40; step++) {
                int what = random.nextInt(12);
                if (what == 11) {
                    world.release(random, step);
                } else if (what < 5 && !world.arriving.isEmpty()) {
                    world.observeSome(random);
                } else if (what < 6) {
                    Cut cut = world.isSettled() ? world.someCut(random, step) : null;
                    if (cut != null) {
                        world.split(cut);
                    }
                } else if (what < 7) {
                    Withdrawal withdrawal = world.isSettled() ? world.someWithdrawal(random, step) : null;
                    if (withdrawal != null) {
                        world.withdraw(withdrawal);
                    }
                } else if (what < 9) {
                    world.settle(random);
                } else {
                    world.takeBack(random);
                }
                deferred += world.isSettled() ? 0 : 1;
                told += (int) world.store.components.values().stream()
                        .filter(component -> component.rulesVersion() == Component.TOLD)
                        .count();
            }
            while (!world.isSettled()) {
                world.settle(random);
            }
            agrees(world, "seed " + seed);
        }
        assertThat(deferred).isGreaterThan(20 * SEQUENCES);
        assertThat(told).isGreaterThan(SEQUENCES);
    }

    @Test
    void endsInTheSamePeopleInEveryOrderOfObservingSplittingWithdrawingAndRemoving() {
        for (long seed = 100_000; seed < 100_000 + SEQUENCES / 8; seed++) {
            Rules rules = Scenarios.rules(seed);
            Random random = new Random(seed);
            World first = new World(rules);
            first.observe(Scenarios.random(seed));
            for (int number = 0; number < 3; number++) {
                Cut cut = first.someCut(random, number);
                if (cut != null) {
                    first.split(cut);
                }
                Withdrawal withdrawal = first.someWithdrawal(random, number);
                if (withdrawal != null) {
                    first.withdraw(withdrawal);
                }
            }
            List<Seen> extra = Scenarios.random(seed + 1_000_000).stream()
                    .map(each -> new Seen(
                            each.at(), "x" + each.observationId(), each.keys(), each.purposes(), each.stated()))
                    .limit(6)
                    .toList();
            for (int shuffle = 0; shuffle < SHUFFLES; shuffle++) {
                World other = new World(rules);
                List<Object> steps = new ArrayList<>(first.left());
                steps.addAll(first.cuts.values());
                steps.addAll(first.withdrawals.values());
                steps.addAll(extra);
                Collections.shuffle(steps, random);
                for (Object step : steps) {
                    switch (step) {
                        case Seen each -> other.observe(List.of(each));
                        case Cut cut -> other.split(cut);
                        case Withdrawal withdrawal -> other.withdraw(withdrawal);
                        default -> throw new AssertionError(step);
                    }
                }
                for (Seen each : extra) {
                    Evidence row = other.store.evidence.get(each.evidence().id());
                    assertThat(row).isNotNull();
                    other.stitcher.amend(
                            other.store,
                            row.minus(each.observationId())
                                    .map(Amendment::rewriting)
                                    .orElseGet(() -> Amendment.removing(row)));
                    other.seen.computeIfPresent(each.evidence().id(), (id, all) -> {
                        all.remove(each);
                        return all.isEmpty() ? null : all;
                    });
                }
                String how = "seed " + seed + ", shuffle " + shuffle;
                agrees(other, how);
                assertThat(StitchingPropertyTest.tenuresOf(other.store))
                        .as(how)
                        .isEqualTo(StitchingPropertyTest.tenuresOf(first.store));
                assertThat(other.store.held).as(how + ", held").isEqualTo(first.store.held);
                assertThat(other.store.quarantines.keySet()).as(how).isEqualTo(first.store.quarantines.keySet());
            }
        }
    }

    @Test
    void givesBackWhatWasWhenASplitIsRemoved() {
        for (long seed = 200_000; seed < 200_000 + SEQUENCES; seed++) {
            World world = new World(Scenarios.rules(seed));
            world.observe(Scenarios.random(seed));
            Map<IdentifierKey, Timeline> before = new HashMap<>(world.store.timelines);
            Set<Changes.Held> heldBefore = Set.copyOf(world.store.held);
            Cut cut = world.someCut(new Random(seed), 1);
            if (cut != null) {
                world.split(cut);
                assertThat(world.store.timelines).as("seed " + seed).isNotEqualTo(before);
                world.stitcher.amend(world.store, Amendment.healing(cut));
                assertThat(world.store.timelines).as("seed " + seed).isEqualTo(before);
                assertThat(world.store.held).as("seed " + seed).isEqualTo(heldBefore);
            }
        }
    }

    @Test
    void givesBackWhatWasWhenAWithdrawalIsRemoved() {
        int allowedAgain = 0;
        for (long seed = 400_000; seed < 400_000 + SEQUENCES; seed++) {
            World world = World.of(seed);
            Map<IdentifierKey, Timeline> before = new HashMap<>(world.store.timelines);
            Set<Changes.Held> heldBefore = Set.copyOf(world.store.held);
            Withdrawal withdrawal = world.someWithdrawal(new Random(seed), 1);
            if (withdrawal != null) {
                world.withdraw(withdrawal);
                String how = "seed " + seed;
                assertThat(world.store.timelines).as(how).isNotEqualTo(before);
                for (Span span : withdrawal.spans()) {
                    List<Tenure> tenures = world.store
                            .timelines
                            .getOrDefault(span.key(), Timeline.NONE)
                            .of(span.purpose());
                    assertThat(tenures.stream().filter(tenure -> tenure.covers(span.from())))
                            .as(how)
                            .allMatch(Tenure::withdrawn);
                    allowedAgain +=
                            span.to().equals(Tenure.OPEN) && !tenures.getLast().withdrawn() ? 1 : 0;
                }
                for (Purpose purpose : Purpose.values()) {
                    if (withdrawal.spans().stream().noneMatch(span -> span.purpose() == purpose)) {
                        before.forEach((key, timeline) -> assertThat(world.store
                                        .timelines
                                        .getOrDefault(key, Timeline.NONE)
                                        .of(purpose))
                                .as(how + ", what was not withdrawn")
                                .isEqualTo(timeline.of(purpose)));
                    }
                }
                world.stitcher.amend(world.store, Amendment.restoring(withdrawal));
                assertThat(world.store.timelines).as(how).isEqualTo(before);
                assertThat(world.store.held).as(how).isEqualTo(heldBefore);
            }
        }
        assertThat(allowedAgain).isGreaterThan(SEQUENCES / 5);
    }

    @Test
    void meetsSplitsThatHoldAndKeysThatComeBack() {
        Map<Verdict, Integer> met = new EnumMap<>(Verdict.class);
        int released = 0;
        int forgotten = 0;
        for (long seed = 1; seed <= 200; seed++) {
            World world = new World(Scenarios.rules(seed));
            Random random = new Random(seed);
            world.observe(Scenarios.random(seed));
            for (int step = 0; step < 10; step++) {
                Set<IdentifierKey> quarantined = Set.copyOf(world.store.quarantines.keySet());
                Cut cut = world.someCut(random, step);
                if (cut != null) {
                    world.split(cut);
                }
                world.takeBack(random);
                world.store.held.forEach(held -> met.merge(held.reason(), 1, Integer::sum));
                released += quarantined.size()
                        - (int) quarantined.stream()
                                .filter(world.store.quarantines::containsKey)
                                .count();
            }
            forgotten += (int) world.store.keys.values().stream()
                    .filter(KnownKey::isForgotten)
                    .count();
        }
        assertThat(met.getOrDefault(Verdict.SPLIT, 0)).isGreaterThan(50);
        assertThat(released).as("keys that are no longer shared").isGreaterThan(20);
        assertThat(forgotten).as("keys of which nothing is left").isGreaterThan(50);
    }

    @Test
    void knowsWhatFoundedEveryIdEverIssued() {
        for (long seed = 300_000; seed < 300_000 + SEQUENCES; seed++) {
            World world = new World(Scenarios.rules(seed));
            Random random = new Random(seed);
            for (Seen seen : Scenarios.shuffled(Scenarios.random(seed), random)) {
                world.observe(List.of(seen));
                if (random.nextInt(8) == 0) {
                    world.takeBack(random);
                }
            }
            Set<UUID> resolvable = new HashSet<>(world.store.foundings.keySet());
            world.store.keys.keySet().forEach(key -> resolvable.add(ProfileIds.foundedBy(key)));
            assertThat(world.store.moves)
                    .as("seed " + seed)
                    .allMatch(move -> move.after() == null || resolvable.contains(move.after()));
        }
    }

    private static void agrees(World world, String how) {
        BruteForce oracle = new BruteForce(
                world.rules,
                world.left(),
                new Decisions(
                        world.cuts.values(),
                        world.withdrawals.values(),
                        world.store.erasedAt,
                        world.store.vacancies,
                        world.releases.values()));
        Map<Purpose, Map<IdentifierKey, List<Tenure>>> expected = new HashMap<>();
        for (Purpose purpose : Purpose.values()) {
            expected.put(purpose, oracle.tenures(purpose));
        }
        assertThat(StitchingPropertyTest.tenuresOf(world.store)).as(how).isEqualTo(expected);
        assertThat(world.store.quarantines.keySet()).as(how).isEqualTo(oracle.quarantined());
        assertThat(StitchingPropertyTest.readersView(world.store.moves))
                .as(how + ", as readers see it")
                .isEqualTo(StitchingPropertyTest.versionless(world.store));
    }

    /** What is refused, and why, is what it would be had only what is left ever been; an erasure leaves more than that. */
    private static void holdsWhatARebuildHolds(World world, String how) {
        if (!world.store.erasedAt.isEmpty()) {
            return;
        }
        World rebuilt = new World(world.rules);
        rebuilt.observe(world.left());
        world.cuts.values().forEach(rebuilt::split);
        world.withdrawals.values().forEach(rebuilt::withdraw);
        world.releases.values().forEach(release -> rebuilt.stitcher.amend(rebuilt.store, Amendment.releasing(release)));
        assertThat(world.store.held).as(how + ", held as rebuilt").isEqualTo(rebuilt.store.held);
    }

    private static <T> T pick(Random random, Collection<T> from) {
        return from.stream().skip(random.nextInt(from.size())).findFirst().orElseThrow();
    }
}
