package io.evenreach.identity.linkage.domain;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/** What somebody knows of who records are, to measure a run by. */
public sealed interface Labels {

    /** How many wrong pairs of each sort are told. */
    int SAMPLE_MAX = 20;

    /** The records that are labelled. */
    Set<String> records();

    /**
     * Measures persons by these labels, as far as both records of a pair are known.
     *
     * @param profiles whose the records are; those that are not known are absent
     */
    Measurement measure(Map<String, UUID> profiles);

    /** Which person each record is of; all pairs of these records count. */
    record Persons(Map<String, String> personOf) implements Labels {

        public Persons {
            personOf = Map.copyOf(personOf);
        }

        @Override
        public Set<String> records() {
            return personOf.keySet();
        }

        @Override
        public Measurement measure(Map<String, UUID> profiles) {
            List<String> known = personOf.keySet().stream()
                    .filter(profiles::containsKey)
                    .sorted()
                    .toList();
            Map<UUID, List<String>> byProfile = new HashMap<>();
            Map<String, List<String>> byPerson = new HashMap<>();
            Map<List<Object>, List<String>> byBoth = new HashMap<>();
            for (String each : known) {
                UUID profile = profiles.get(each);
                String person = personOf.get(each);
                byProfile.computeIfAbsent(profile, any -> new ArrayList<>()).add(each);
                byPerson.computeIfAbsent(person, any -> new ArrayList<>()).add(each);
                byBoth.computeIfAbsent(List.of(profile, person), any -> new ArrayList<>())
                        .add(each);
            }
            return new Measurement(
                    known.size(),
                    personOf.size() - known.size(),
                    pairsWithin(byProfile.values()),
                    pairsWithin(byBoth.values()),
                    pairsWithin(byPerson.values()),
                    unlike(byProfile.values(), personOf),
                    unlike(byPerson.values(), profiles));
        }

        private static long pairsWithin(Collection<List<String>> groups) {
            return groups.stream()
                    .mapToLong(group -> group.size() * (group.size() - 1L) / 2)
                    .sum();
        }

        /** Some pairs within groups that are not the same by another measure: each first record with the unlike ones. */
        private static List<Measurement.RecordPair> unlike(
                Collection<List<String>> groups, Map<String, ?> otherMeasure) {
            return groups.stream()
                    .flatMap(group -> group.stream()
                            .filter(each -> !Objects.equals(otherMeasure.get(each), otherMeasure.get(group.getFirst())))
                            .map(each -> new Measurement.RecordPair(group.getFirst(), each)))
                    .sorted()
                    .limit(SAMPLE_MAX)
                    .toList();
        }
    }

    /** Of some pairs whether they are one person; only these pairs count. */
    record Pairs(List<Pair> pairs) implements Labels {

        /** Two records. */
        public record Pair(String first, String second, boolean same) {}

        public Pairs {
            pairs = List.copyOf(pairs);
        }

        @Override
        public Set<String> records() {
            Set<String> records = new HashSet<>();
            pairs.forEach(pair -> records.addAll(List.of(pair.first(), pair.second())));
            return records;
        }

        @Override
        public Measurement measure(Map<String, UUID> profiles) {
            long found = 0;
            long right = 0;
            long real = 0;
            List<Measurement.RecordPair> falsePairs = new ArrayList<>();
            List<Measurement.RecordPair> missed = new ArrayList<>();
            for (Pair pair : pairs) {
                UUID first = profiles.get(pair.first());
                UUID second = profiles.get(pair.second());
                if (first != null && second != null) {
                    boolean joined = first.equals(second);
                    found += joined ? 1 : 0;
                    real += pair.same() ? 1 : 0;
                    right += joined && pair.same() ? 1 : 0;
                    if (joined != pair.same()) {
                        (joined ? falsePairs : missed).add(new Measurement.RecordPair(pair.first(), pair.second()));
                    }
                }
            }
            Set<String> records = records();
            int known = (int) records.stream().filter(profiles::containsKey).count();
            return new Measurement(
                    known,
                    records.size() - known,
                    found,
                    right,
                    real,
                    falsePairs.stream().limit(SAMPLE_MAX).toList(),
                    missed.stream().limit(SAMPLE_MAX).toList());
        }
    }
}
