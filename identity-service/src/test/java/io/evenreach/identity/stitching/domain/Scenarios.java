package io.evenreach.identity.stitching.domain;

import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.identifiers.IdentifierType;
import io.evenreach.identity.rules.Rules;
import io.evenreach.identity.rules.TypeRule;
import io.evenreach.identity.vocabulary.Purpose;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;

/** Small worlds in which people share, lose and hand on identifiers much more often than people do. */
final class Scenarios {

    private static final Instant START = Instant.parse("2026-06-01T00:00:00Z");

    private Scenarios() {}

    static TypedKey key(IdentifierType type, String scope, String name) {
        SplittableRandom random = new SplittableRandom((type.wireName() + scope + name).hashCode());
        IdentifierKey key =
                new IdentifierKey(random.nextLong(), random.nextLong(), random.nextLong(), random.nextLong());
        return new TypedKey(key, type, scope);
    }

    static Instant minute(long minute) {
        return START.plusSeconds(60 * minute);
    }

    /** Limits so low that a handful of observations breaks them. */
    static Rules tight() {
        Map<IdentifierType, TypeRule> types = new EnumMap<>(IdentifierType.class);
        Rules.defaults().types().forEach((type, rule) -> {
            int perProfile = rule.namesOnePerson() ? 1 : 2;
            types.put(
                    type,
                    new TypeRule(rule.strength(), rule.priority(), perProfile, Math.min(2, rule.personsPerKeyMax())));
        });
        return new Rules(1, types, 6);
    }

    /** Limits as low, but half of them only of ten minutes. */
    static Rules windowed() {
        Map<IdentifierType, TypeRule> types = new EnumMap<>(IdentifierType.class);
        tight().types()
                .forEach((type, rule) -> types.put(
                        type,
                        new TypeRule(
                                rule.strength(),
                                rule.priority(),
                                rule.perProfileMax(),
                                type.ordinal() % 2 == 0 ? Duration.ofMinutes(10) : null,
                                rule.personsPerKeyMax(),
                                type.ordinal() % 3 == 0 ? null : Duration.ofMinutes(10))));
        return new Rules(1, types, 8);
    }

    /** The rules of a random world. */
    static Rules rules(long seed) {
        return switch ((int) (seed % 4)) {
            case 0, 2 -> tight();
            case 1 -> Rules.defaults();
            default -> windowed();
        };
    }

    static List<Seen> random(long seed) {
        Random random = new Random(seed);
        List<TypedKey> universe = universe(random);
        int length = 3 + random.nextInt(40);
        int times = 1 + random.nextInt(60);
        List<Seen> history = new ArrayList<>();
        List<List<TypedKey>> sets = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            List<TypedKey> set;
            if (!sets.isEmpty() && random.nextInt(3) == 0) {
                set = sets.get(random.nextInt(sets.size()));
            } else {
                Set<TypedKey> chosen = new LinkedHashSet<>();
                int size = 1 + random.nextInt(random.nextInt(4) == 0 ? 4 : 2);
                for (int k = 0; k <= size; k++) {
                    chosen.add(universe.get(random.nextInt(universe.size())));
                }
                set = List.copyOf(chosen);
                sets.add(set);
            }
            Set<Purpose> purposes = switch (random.nextInt(seed % 3 == 0 ? 6 : 60)) {
                case 0 -> Set.of(Purpose.ADS);
                case 1 -> Set.of(Purpose.SERVICE);
                default -> Purpose.ALL;
            };
            history.add(new Seen(minute(random.nextInt(times)), "o" + i, set, purposes, i % 4 == 0));
        }
        return history;
    }

    /** Phones and devices that go from one person to the next, nearly in the order of time. */
    static List<Seen> handedOn(long seed) {
        Random random = new Random(seed);
        List<TypedKey> people = new ArrayList<>();
        add(people, IdentifierType.LOGIN_ID, "web", 3);
        List<TypedKey> things = new ArrayList<>();
        add(things, IdentifierType.PHONE, "", 2);
        add(things, IdentifierType.IDFA, "", 1);
        List<Seen> history = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            TypedKey thing = things.get(random.nextInt(things.size()));
            List<TypedKey> set = random.nextInt(4) == 0
                    ? List.of(thing)
                    : List.of(people.get(Math.min(2, (i + random.nextInt(14)) / 18)), thing);
            Set<Purpose> purposes = random.nextInt(12) == 0 ? Set.of(pick(random)) : Purpose.ALL;
            int late = random.nextInt(6) == 0 ? random.nextInt(20) : 0;
            history.add(new Seen(minute(1 + Math.max(0, i - late)), "o" + i, set, purposes, random.nextInt(3) == 0));
        }
        return history;
    }

    private static Purpose pick(Random random) {
        return random.nextBoolean() ? Purpose.ADS : Purpose.SERVICE;
    }

    private static List<TypedKey> universe(Random random) {
        List<TypedKey> universe = new ArrayList<>();
        add(universe, IdentifierType.LOGIN_ID, "web", 1 + random.nextInt(6));
        add(universe, IdentifierType.LOGIN_ID, "app", random.nextInt(3));
        add(universe, IdentifierType.LOYALTY_ID, "club", random.nextInt(3));
        add(universe, IdentifierType.PHONE, "", random.nextInt(5));
        add(universe, IdentifierType.EMAIL, "", random.nextInt(5));
        add(universe, IdentifierType.IDFA, "", random.nextInt(4));
        add(universe, IdentifierType.COOKIE, "site", 1 + random.nextInt(5));
        return universe;
    }

    private static void add(List<TypedKey> universe, IdentifierType type, String scope, int count) {
        for (int i = 0; i < count; i++) {
            universe.add(key(type, scope, "v" + i));
        }
    }

    static List<Seen> shuffled(List<Seen> history, Random random) {
        List<Seen> shuffled = new ArrayList<>(history);
        Collections.shuffle(shuffled, random);
        return shuffled;
    }
}
