package io.evenreach.frequency.ledger.domain;

import io.evenreach.frequency.ledger.GrantRef;
import io.evenreach.frequency.ledger.LedgerCommand.Expose;
import io.evenreach.frequency.ledger.Subject;
import io.evenreach.identifiers.Hashed;
import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.identifiers.IdentifierRules;
import io.evenreach.identifiers.Strength;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.SequencedSet;
import java.util.Set;
import java.util.UUID;

/**
 * Whom a command means, resolved: the identifier its touch is filed under, whose that is, and who else is named.
 *
 * @param filedUnder the strongest identifier; where all are shared, the strongest of those
 * @param all histories to look at, the one the touch goes into first; empty where nobody is determined
 */
public record People(IdentifierKey filedUnder, Strength strength, List<UUID> all) {

    private static final IdentifierKey NOBODY = new IdentifierKey(0, 0, 0, 0);

    boolean isUndetermined() {
        return all.isEmpty();
    }

    UUID first() {
        return all.getFirst();
    }

    List<UUID> others() {
        return all.subList(1, all.size());
    }

    static People of(Subject subject, OwnerBook owners, long atMillis) {
        return switch (subject) {
            case Subject.Profile(UUID profileId) -> {
                UUID owner = owners.ownerOf(profileId);
                yield new People(
                        OwnerBook.nameOf(profileId),
                        owners.strengthOf(profileId),
                        owner == null ? List.of() : List.of(owner));
            }
            case Subject.Identifiers(List<Hashed> identifiers, IdentifierRules rules) ->
                of(identifiers, rules, owners, atMillis);
        };
    }

    private static People of(List<Hashed> identifiers, IdentifierRules rules, OwnerBook owners, long atMillis) {
        if (identifiers.size() == 1) {
            Hashed only = identifiers.getFirst();
            UUID owner = owners.ownerAt(only.key(), atMillis);
            return new People(only.key(), rules.strengthOf(only.type()), owner == null ? List.of() : List.of(owner));
        }
        List<Hashed> strongest = new ArrayList<>(identifiers);
        strongest.sort(rules.strongestFirst());
        List<Hashed> determined = strongest.stream()
                .filter(hashed -> owners.ownerAt(hashed.key(), atMillis) != null)
                .toList();
        if (determined.isEmpty()) {
            return strongest.isEmpty()
                    ? new People(NOBODY, Strength.COOKIE, List.of())
                    : new People(
                            strongest.getFirst().key(),
                            rules.strengthOf(strongest.getFirst().type()),
                            List.of());
        }
        Hashed filing = determined.getFirst();
        SequencedSet<UUID> all = new LinkedHashSet<>();
        for (Hashed hashed : determined) {
            UUID owner = owners.ownerAt(hashed.key(), atMillis);
            if (owner != null) {
                all.add(owner);
            }
        }
        if (all.size() > 1 && namesTwoPersons(determined, rules, owners, atMillis)) {
            return new People(filing.key(), rules.strengthOf(filing.type()), List.of(all.getFirst()));
        }
        return new People(filing.key(), rules.strengthOf(filing.type()), List.copyOf(all));
    }

    /** Whether two values of a type that a person has only one of belong to different owners. */
    private static boolean namesTwoPersons(
            List<Hashed> determined, IdentifierRules rules, OwnerBook owners, long atMillis) {
        for (Hashed one : determined) {
            if (!rules.isOnePerPerson(one.type())) {
                continue;
            }
            for (Hashed other : determined) {
                boolean sameKind = one.type() == other.type() && one.scope().equals(other.scope());
                if (sameKind
                        && !one.key().equals(other.key())
                        && !Objects.equals(
                                owners.ownerAt(one.key(), atMillis), owners.ownerAt(other.key(), atMillis))) {
                    return true;
                }
            }
        }
        return false;
    }

    /**
     * Whom an ask means for service messages. What identifies nobody for advertising is left out of it; where what it is
     * filed under identifies nobody for service messages, it means nobody.
     */
    static People forService(Subject subject, OwnerBook ads, OwnerBook service, long atMillis) {
        return switch (subject) {
            case Subject.Profile ignored -> of(subject, service, atMillis);
            case Subject.Identifiers(List<Hashed> identifiers, IdentifierRules rules) -> {
                People filed = of(identifiers, rules, ads, atMillis);
                List<Hashed> known = identifiers.stream()
                        .filter(hashed -> ads.ownerAt(hashed.key(), atMillis) != null)
                        .toList();
                People people = of(known, rules, service, atMillis);
                yield people.filedUnder().equals(filed.filedUnder())
                        ? people
                        : new People(filed.filedUnder(), filed.strength(), List.of());
            }
        };
    }

    /** Whose exposure this is. A grant says that better than what is sent beside it. */
    static People of(Expose exposure, OwnerBook owners) {
        long at = exposure.occurredAt().toEpochMilli();
        GrantRef grant = exposure.grant();
        if (grant == null) {
            return of(exposure.subject(), owners, at);
        }
        UUID owner = owners.ownerAt(grant.filedUnder(), at);
        return new People(grant.filedUnder(), Strength.COOKIE, owner == null ? List.of() : List.of(owner));
    }

    /** Whether it was shown up to the erasure of somebody it names. */
    static boolean isErased(Expose exposure, OwnerBook owners) {
        long at = exposure.occurredAt().toEpochMilli();
        GrantRef grant = exposure.grant();
        if (grant != null) {
            return owners.isErasedAt(grant.filedUnder(), at);
        }
        return switch (exposure.subject()) {
            case Subject.Profile(UUID profileId) -> owners.isErasedAt(OwnerBook.nameOf(profileId), at);
            case Subject.Identifiers(List<Hashed> identifiers, IdentifierRules ignored) ->
                identifiers.stream().anyMatch(identifier -> owners.isErasedAt(identifier.key(), at));
        };
    }

    /**
     * Whether an exposure that was claimed before is this one: it says the same and is of the same person, under whichever
     * identifier.
     *
     * @param owners must know what the claim was filed under too
     */
    public static boolean isSame(ExposureClaim claimed, Expose exposure, OwnerBook owners) {
        if (claimed.content() != TouchIds.contentOf(exposure)) {
            return false;
        }
        IdentifierKey filedUnder = claimed.filedUnder();
        if (filedUnder == null) {
            return true;
        }
        People people = of(exposure, owners);
        UUID owner = owners.ownerAt(filedUnder, exposure.occurredAt().toEpochMilli());
        return owner == null
                ? people.filedUnder().equals(filedUnder)
                : people.all().contains(owner);
    }

    /** Adds every history that deciding for this subject may touch. */
    static void addHistories(Subject subject, OwnerBook owners, long atMillis, boolean bucketToo, Set<UUID> into) {
        People people = of(subject, owners, atMillis);
        into.addAll(people.all());
        if (bucketToo && people.isUndetermined()) {
            into.add(OwnerBook.bucketOf(people.filedUnder()));
        }
    }
}
