package io.evenreach.identity.rules;

import io.evenreach.identifiers.Strength;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How identifiers of one type are stitched.
 *
 * @param priority the higher one stays where two identifiers disagree
 * @param perProfileMax how many one profile may have; per scope for PERSON types that have scopes
 * @param perProfileWindow where it is set, only identifiers first seen within so long before a sighting count towards
 *     {@code perProfileMax} when it links more: a profile may have more of them, but not get more at a time
 * @param personsPerKeyMax how many persons one value may be seen with before it is quarantined as shared
 */
public record TypeRule(
        Strength strength,
        int priority,
        int perProfileMax,
        @Nullable Duration perProfileWindow,
        int personsPerKeyMax) {

    /** With a limit of all time. */
    public TypeRule(Strength strength, int priority, int perProfileMax, int personsPerKeyMax) {
        this(strength, priority, perProfileMax, null, personsPerKeyMax);
    }

    public TypeRule {
        if (perProfileMax < 1 || personsPerKeyMax < 1) {
            throw new IllegalArgumentException("limits of identifiers are at least 1");
        }
        if (perProfileWindow != null && !perProfileWindow.isPositive()) {
            throw new IllegalArgumentException("a window lasts some time");
        }
    }

    /** Whether a person has only one of these, so that two of them are two persons. */
    public boolean namesOnePerson() {
        return strength == Strength.PERSON && perProfileMax == 1 && perProfileWindow == null;
    }
}
