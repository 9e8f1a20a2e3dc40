package io.evenreach.identity.rules;

import io.evenreach.identifiers.Strength;

/**
 * How identifiers of one type are stitched.
 *
 * @param priority the higher one stays where two identifiers disagree
 * @param perProfileMax how many one profile may have; per scope for PERSON types that have scopes
 * @param personsPerKeyMax how many persons one value may be seen with before it is quarantined as shared
 */
public record TypeRule(Strength strength, int priority, int perProfileMax, int personsPerKeyMax) {

    public TypeRule {
        if (perProfileMax < 1 || personsPerKeyMax < 1) {
            throw new IllegalArgumentException("limits of identifiers are at least 1");
        }
    }

    /** Whether a person has only one of these, so that two of them are two persons. */
    public boolean namesOnePerson() {
        return strength == Strength.PERSON && perProfileMax == 1;
    }
}
