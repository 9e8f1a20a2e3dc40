package io.evenreach.campaign.hold.domain;

import io.evenreach.identifiers.IdentifierKey;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Whom a hold covers: the people who owned the complaint's identifiers when it was opened, in any purpose's partition,
 * and every identifier they own now.
 *
 * <p>It is derived from the complaint anew whenever ownership changes and never carried forward, so a link that is taken
 * back takes its part of the hold with it.
 *
 * @param keys at most the given limit; the complaint's own first
 * @param truncated whether the limit left identifiers uncovered
 */
public record Coverage(NavigableSet<UUID> people, NavigableSet<IdentifierKey> keys, boolean truncated) {

    /** The owners of the complaint's identifiers when it was opened. */
    public static NavigableSet<UUID> people(Instant openedAt, Collection<KeyTenure> ofComplaint) {
        record Line(IdentifierKey key, String purpose) {}
        Map<Line, TreeSet<KeyTenure>> lines = ofComplaint.stream()
                .collect(Collectors.groupingBy(
                        tenure -> new Line(tenure.key(), tenure.purpose()),
                        Collectors.toCollection(() -> new TreeSet<>(Comparator.comparing(KeyTenure::from)))));
        NavigableSet<UUID> people = new TreeSet<>();
        for (TreeSet<KeyTenure> line : lines.values()) {
            KeyTenure first = line.first();
            // The first owner of an identifier also owns the time before it was first seen.
            if (openedAt.isBefore(first.from())) {
                people.add(first.profileId());
            }
            line.stream()
                    .filter(tenure -> tenure.contains(openedAt))
                    .map(KeyTenure::profileId)
                    .forEach(people::add);
        }
        return people;
    }

    /**
     * @param complaintKeys the identifiers of the complaint
     * @param ofComplaint every tenure of those identifiers
     * @param ofPeople every tenure of {@code people}
     * @param limit most keys a hold may carry
     */
    public static Coverage of(
            NavigableSet<UUID> people,
            Set<IdentifierKey> complaintKeys,
            Collection<KeyTenure> ofComplaint,
            Collection<KeyTenure> ofPeople,
            int limit) {
        // An identifier that has passed to somebody else since, a recycled phone, must not silence the new owner.
        Set<IdentifierKey> keptByThem = new HashSet<>();
        Set<IdentifierKey> ownedByAnybody = new HashSet<>();
        ofComplaint.stream().filter(KeyTenure::current).forEach(tenure -> {
            ownedByAnybody.add(tenure.key());
            if (people.contains(tenure.profileId())) {
                keptByThem.add(tenure.key());
            }
        });
        NavigableSet<IdentifierKey> all = new TreeSet<>();
        complaintKeys.stream()
                .filter(key -> keptByThem.contains(key) || !ownedByAnybody.contains(key))
                .forEach(all::add);
        NavigableSet<IdentifierKey> others = new TreeSet<>();
        ofPeople.stream()
                .filter(KeyTenure::current)
                .filter(tenure -> people.contains(tenure.profileId()))
                .map(KeyTenure::key)
                .filter(key -> !all.contains(key))
                .forEach(others::add);
        int room = Math.max(0, limit - all.size());
        boolean truncated = others.size() > room;
        others.stream().limit(room).forEach(all::add);
        return new Coverage(people, all, truncated);
    }
}
