package io.evenreach.identity.stitching.domain;

import io.evenreach.identity.vocabulary.Purpose;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Who owned a key, per purpose, over all of time: the tenures of a purpose follow each other without a gap. A purpose for
 * which the key was never seen is absent.
 */
public record Timeline(Map<Purpose, List<Tenure>> tenures) {

    public static final Timeline NONE = new Timeline(Map.of());

    public Timeline {
        tenures = Map.copyOf(tenures);
    }

    /** One owner for every purpose, always. */
    static Timeline whole(@Nullable UUID profileId, Instant firstSeenAt) {
        Map<Purpose, List<Tenure>> tenures = new EnumMap<>(Purpose.class);
        for (Purpose purpose : Purpose.values()) {
            tenures.put(purpose, List.of(Tenure.whole(profileId, firstSeenAt)));
        }
        return new Timeline(tenures);
    }

    /** The same spans, all of them nobody's. */
    Timeline nobodys() {
        Map<Purpose, List<Tenure>> nobodys = new EnumMap<>(Purpose.class);
        tenures.forEach((purpose, of) ->
                nobodys.put(purpose, of.stream().map(Tenure::nobodys).toList()));
        return new Timeline(nobodys);
    }

    /** The same, with a purpose withdrawn from the last tenure on. */
    Timeline withdrawn(Purpose purpose, Instant at) {
        Map<Purpose, List<Tenure>> withdrawn = new EnumMap<>(Purpose.class);
        withdrawn.putAll(tenures);
        List<Tenure> of = new ArrayList<>(of(purpose));
        Instant from = Tenure.BEGINNING;
        if (!of.isEmpty()) {
            from = of.getLast().isNow() ? of.removeLast().from() : of.getLast().to();
        }
        of.add(Tenure.withdrawn(from, Tenure.OPEN, at));
        withdrawn.put(purpose, of);
        return new Timeline(withdrawn);
    }

    /**
     * Whether somebody else than a person has or had the key, be it that they withdrew it or that it is shared with them: at
     * a time when it was the person's for no purpose, or for a purpose for which it was the person's at another time. What is
     * the person's for one purpose and at the same time has an owner of its own for the other is the person's.
     *
     * @param profiles those of the person
     * @param withdrawn the time of the key that others withdrew
     */
    public boolean isSomebodyElsesToo(Collection<UUID> profiles, Collection<Span> withdrawn) {
        Map<Purpose, List<Tenure>> theirs = new EnumMap<>(Purpose.class);
        tenures.forEach((purpose, all) -> all.stream()
                .filter(tenure -> isOf(profiles, tenure))
                .forEach(tenure -> theirs.computeIfAbsent(purpose, unseen -> new ArrayList<>())
                        .add(tenure)));
        return Arrays.stream(Purpose.values())
                .anyMatch(purpose -> Stream.concat(
                                of(purpose).stream().filter(tenure -> !isOf(profiles, tenure) && !tenure.withdrawn()),
                                withdrawn.stream()
                                        .filter(span -> span.purpose() == purpose)
                                        .map(span -> Tenure.withdrawn(span.from(), span.to(), span.from())))
                        .anyMatch(others -> theirs.containsKey(purpose) || !isWithin(theirs.values(), others)));
    }

    private static boolean isOf(Collection<UUID> profiles, Tenure tenure) {
        return tenure.profileId() != null && profiles.contains(tenure.profileId());
    }

    private static boolean isWithin(Collection<List<Tenure>> times, Tenure tenure) {
        List<Tenure> inOrder = times.stream()
                .flatMap(List::stream)
                .sorted(Comparator.comparing(Tenure::from))
                .toList();
        Instant reached = tenure.from();
        for (Tenure each : inOrder) {
            if (!each.from().isAfter(reached) && each.to().isAfter(reached)) {
                reached = each.to();
            }
        }
        return !reached.isBefore(tenure.to());
    }

    public List<Tenure> of(Purpose purpose) {
        return tenures.getOrDefault(purpose, List.of());
    }

    /**
     * What the feed tells of a purpose. Who named what they are known for and did not name advertising has not allowed it:
     * that is told as a withdrawal is, until they are seen for it.
     */
    List<Tenure> told(Purpose purpose) {
        List<Tenure> of = of(purpose);
        List<Tenure> forService = of(Purpose.SERVICE);
        return purpose == Purpose.ADS && of.isEmpty() && !forService.isEmpty()
                ? List.of(Tenure.withdrawn(
                        Tenure.BEGINNING, Tenure.OPEN, forService.getFirst().firstSeenAt()))
                : of;
    }

    Optional<Tenure> at(Purpose purpose, Instant time) {
        return of(purpose).stream().filter(tenure -> tenure.covers(time)).findFirst();
    }
}
