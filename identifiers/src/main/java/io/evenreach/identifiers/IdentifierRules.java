package io.evenreach.identifiers;

import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What identifiers are worth and which identify nobody, by one version of the identity rules. Whoever takes identifiers
 * in reads them by these, so that all services agree on what is dropped and which of several is the strongest. Immutable.
 *
 * @param version of the identity rules; 1 for those that are built in
 * @param standings one per canonical type
 * @param blocked what identifies nobody, beside what is built in
 */
public record IdentifierRules(long version, Map<IdentifierType, Standing> standings, List<BlockedPattern> blocked) {

    /** Those a new platform starts with. */
    public static final IdentifierRules BUILT_IN = builtIn();

    /**
     * What identifiers of one type are worth.
     *
     * @param priority the higher one is the stronger of two that are as strong
     * @param onePerPerson whether a person has only one of these, so that two of them are two persons
     */
    public record Standing(Strength strength, int priority, boolean onePerPerson) {}

    /** @throws IllegalArgumentException where a canonical type is left out */
    public IdentifierRules {
        Map<IdentifierType, Standing> own = new EnumMap<>(IdentifierType.class);
        own.putAll(standings);
        for (IdentifierType type : IdentifierType.values()) {
            if (!own.containsKey(type.canonical())) {
                throw new IllegalArgumentException("there is no rule for " + type.wireName());
            }
            own.put(type, own.get(type.canonical()));
        }
        standings = Collections.unmodifiableMap(own);
        blocked = List.copyOf(blocked);
    }

    private static IdentifierRules builtIn() {
        Map<IdentifierType, Standing> standings = new EnumMap<>(IdentifierType.class);
        for (IdentifierType type : IdentifierType.values()) {
            standings.put(type, new Standing(type.strength(), type.priority(), type.perProfileLimit() == 1));
        }
        return new IdentifierRules(1, standings, List.of());
    }

    public Strength strengthOf(IdentifierType type) {
        return of(type).strength();
    }

    public boolean isOnePerPerson(IdentifierType type) {
        return of(type).onePerPerson();
    }

    private Standing of(IdentifierType type) {
        Standing standing = standings.get(type);
        if (standing == null) {
            throw new IllegalStateException("every type has a standing, but not " + type.wireName());
        }
        return standing;
    }

    /** PERSON before DEVICE before COOKIE, then the higher priority, then the smaller key. */
    public Comparator<Hashed> strongestFirst() {
        return Comparator.comparing((Hashed hashed) -> strengthOf(hashed.type()))
                .thenComparingInt(hashed -> -of(hashed.type()).priority())
                .thenComparing(Hashed::key);
    }

    /** Whether a value identifies nobody by these rules, as it was sent or in its normal form. */
    public boolean blocks(Identifier raw, Identifier normal) {
        return BlockedPattern.anyMatches(blocked, raw, normal);
    }
}
