package io.evenreach.identity.stitching.domain;

import io.evenreach.identity.rules.Rules;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** When a key was seen with which persons, for limits that have a window. Mutable while it is being collected. */
final class Meetings {

    private record Meeting(Instant at, long kind, long person) {}

    private final TypedKey key;
    private final List<Meeting> all = new ArrayList<>();

    Meetings(TypedKey key) {
        this.key = key;
    }

    void add(Rules rules, Evidence evidence) {
        for (TypedKey other : Neighbours.tellingApart(rules, evidence.keys(), key)) {
            for (Sighting sighting : evidence.sightings().kept()) {
                all.add(new Meeting(
                        sighting.at(),
                        Neighbours.kindOf(rules, other, key),
                        other.key().first()));
            }
        }
    }

    /** The largest number of persons that one kind tells of within a window. */
    int degree(Duration window) {
        all.sort(Comparator.comparing(Meeting::at));
        Map<Long, Map<Long, Integer>> timesWithin = new HashMap<>();
        int begin = 0;
        int most = 0;
        for (Meeting last : all) {
            Map<Long, Integer> ofKind = timesWithin.computeIfAbsent(last.kind(), unseen -> new HashMap<>());
            ofKind.merge(last.person(), 1, Integer::sum);
            while (!all.get(begin).at().plus(window).isAfter(last.at())) {
                Meeting past = all.get(begin++);
                timesWithin
                        .getOrDefault(past.kind(), new HashMap<>())
                        .computeIfPresent(past.person(), (person, times) -> times == 1 ? null : times - 1);
            }
            most = Math.max(most, Neighbours.persons(last.kind(), ofKind.size()));
        }
        return most;
    }
}
