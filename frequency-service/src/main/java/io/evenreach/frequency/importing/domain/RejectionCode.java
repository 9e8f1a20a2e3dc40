package io.evenreach.frequency.importing.domain;

/** Why a row of a log was left out. */
public enum RejectionCode {
    /** Not a row of the file's format: an open quote, the wrong number of fields, broken JSON, not UTF-8. */
    MALFORMED_ROW,
    /** A column the mapping needs is empty. */
    MISSING_VALUE,
    /** The time is in none of the known notations. */
    INVALID_TIME,
    /** More than the allowed clock difference ahead of now. */
    TIME_IN_FUTURE,
    /** Neither a mapped label nor a channel id. */
    UNKNOWN_CHANNEL,
    /** None of the row's identifiers can identify anybody. */
    INVALID_IDENTIFIER,
    /** The given exposure id was already used for another exposure. */
    CONFLICTING_ID,
    /** Somebody it names was erased after it was shown. */
    ERASED,
    /** The ledger refused the exposure; the detail says why. */
    REFUSED
}
