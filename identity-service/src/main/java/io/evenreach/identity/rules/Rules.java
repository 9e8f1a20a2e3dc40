package io.evenreach.identity.rules;

import io.evenreach.identifiers.BlockedPattern;
import io.evenreach.identifiers.Identifier;
import io.evenreach.identifiers.IdentifierType;
import io.evenreach.identifiers.Strength;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The rules of stitching. Partitions are a function of the evidence and of these.
 *
 * @param version rises with every change of the rules
 * @param types one rule per canonical type
 * @param identifiersPerProfileMax how many identifiers one profile may have, whatever their types
 * @param blocked what identifies nobody from now on, beside what is built in; partitions do not depend on it
 */
public record Rules(
        long version, Map<IdentifierType, TypeRule> types, int identifiersPerProfileMax, List<BlockedPattern> blocked) {

    public static final int IDENTIFIERS_PER_PROFILE_MAX = 1_000;

    /** With no patterns of its own. */
    public Rules(long version, Map<IdentifierType, TypeRule> types, int identifiersPerProfileMax) {
        this(version, types, identifiersPerProfileMax, List.of());
    }

    public Rules {
        Map<IdentifierType, TypeRule> own = new EnumMap<>(IdentifierType.class);
        own.putAll(types);
        types = Collections.unmodifiableMap(own);
        blocked = List.copyOf(blocked);
        for (IdentifierType type : IdentifierType.values()) {
            if (type.canonical() == type && !types.containsKey(type)) {
                throw new IllegalArgumentException("there is no rule for " + type.wireName());
            }
        }
    }

    /** The rules a new platform starts with: those of the identifier catalogue. */
    public static Rules defaults() {
        Map<IdentifierType, TypeRule> types = new EnumMap<>(IdentifierType.class);
        for (IdentifierType type : IdentifierType.values()) {
            if (type.canonical() == type) {
                types.put(
                        type,
                        new TypeRule(
                                type.strength(), type.priority(), type.perProfileLimit(), type.personsPerKeyLimit()));
            }
        }
        return new Rules(1, types, IDENTIFIERS_PER_PROFILE_MAX);
    }

    public TypeRule of(IdentifierType type) {
        TypeRule rule = types.get(type.canonical());
        if (rule == null) {
            throw new IllegalArgumentException("there is no rule for " + type.wireName());
        }
        return rule;
    }

    /** The same rules under another version. */
    public Rules as(long other) {
        return new Rules(other, types, identifiersPerProfileMax, blocked);
    }

    /** Whether a value identifies nobody, as it was sent or in its normal form. */
    public boolean blocks(Identifier raw, Identifier normal) {
        return BlockedPattern.anyMatches(blocked, raw, normal);
    }

    /** Whether the limit of this type counts within each scope instead of over all scopes. */
    public boolean limitedPerScope(IdentifierType type) {
        return type.canonical().scopeRequired() && of(type).strength() == Strength.PERSON;
    }

    /**
     * Whether identifiers of {@code other} tell how many persons share a key of {@code type}. Of what a person has only one
     * of, only those that name a person at least as strongly do: a login seen with many phones is one person with many
     * phones, while a phone seen with many logins is shared. Of the rest, such as phones and e-mails, each tells it of the
     * other, whichever is the stronger: up to how many are one person's is counted elsewhere.
     */
    public boolean tellsPersonsApart(IdentifierType other, IdentifierType type) {
        TypeRule rule = of(other);
        TypeRule owner = of(type);
        return rule.strength() == Strength.PERSON && (rule.priority() >= owner.priority() || !owner.namesOnePerson());
    }
}
