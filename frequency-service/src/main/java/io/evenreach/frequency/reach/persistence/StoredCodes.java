package io.evenreach.frequency.reach.persistence;

import io.evenreach.frequency.ledger.TouchState;
import io.evenreach.identifiers.Strength;

/** The numbers under which the read model keeps states and strengths; a stronger identifier has a lower one. */
final class StoredCodes {

    private StoredCodes() {}

    static int of(Strength strength) {
        return switch (strength) {
            case PERSON -> 0;
            case DEVICE -> 1;
            case COOKIE -> 2;
        };
    }

    static int of(TouchState state) {
        return switch (state) {
            case GRANTED -> 0;
            case EXPIRED -> 1;
            case RELEASED -> 2;
            case CONFIRMED -> 3;
            case UNGRANTED -> 4;
        };
    }

    static TouchState touchState(int code) {
        return switch (code) {
            case 0 -> TouchState.GRANTED;
            case 1 -> TouchState.EXPIRED;
            case 2 -> TouchState.RELEASED;
            case 3 -> TouchState.CONFIRMED;
            case 4 -> TouchState.UNGRANTED;
            default -> throw new IllegalStateException("there is no touch state " + code);
        };
    }
}
