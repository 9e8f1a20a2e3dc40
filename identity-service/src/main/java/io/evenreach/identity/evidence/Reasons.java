package io.evenreach.identity.evidence;

import io.evenreach.identifiers.Normalised;

/** The closed catalogue of reasons why something was not taken in. */
final class Reasons {

    /** The observation says it happened more than the tolerated time in the future. */
    static final String TIME_IN_FUTURE = "TIME_IN_FUTURE";

    /** The observation says it happened before there was anything to observe. */
    static final String TIME_TOO_EARLY = "TIME_TOO_EARLY";

    static final String UNKNOWN_TYPE = "UNKNOWN_TYPE";

    private Reasons() {}

    static String of(Normalised.Reason reason) {
        return switch (reason) {
            case BLANK -> "BLANK_VALUE";
            case JUNK -> "BLOCKED_VALUE";
            case MALFORMED -> "MALFORMED_VALUE";
            case SCOPE_MISSING -> "SCOPE_MISSING";
            case TEST_RANGE -> "TEST_RANGE";
            case TOO_LONG -> "TOO_LONG";
        };
    }
}
