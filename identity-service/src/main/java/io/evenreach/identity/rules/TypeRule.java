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
 * @param personsPerKeyWindow where it is set, how many within so long
 */
public record TypeRule(
        Strength strength,
        int priority,
        int perProfileMax,
        @Nullable Duration perProfileWindow,
        int personsPerKeyMax,
        @Nullable Duration personsPerKeyWindow) {

    /** With limits of all time. */
    public TypeRule(Strength strength, int priority, int perProfileMax, int personsPerKeyMax) {
        this(strength, priority, perProfileMax, null, personsPerKeyMax, null);
    }

    public TypeRule {
        if (perProfileMax < 1 || personsPerKeyMax < 1) {
            throw new IllegalArgumentException("limits of identifiers are at least 1");
        }
        requireTime(perProfileWindow);
        requireTime(personsPerKeyWindow);
    }

    private static void requireTime(@Nullable Duration window) {
        if (window != null && !window.isPositive()) {
            throw new IllegalArgumentException("a window lasts some time");
        }
    }

    /** Whether a person has only one of these, so that two of them are two persons. */
    public boolean namesOnePerson() {
        return strength == Strength.PERSON && perProfileMax == 1 && perProfileWindow == null;
    }
}
