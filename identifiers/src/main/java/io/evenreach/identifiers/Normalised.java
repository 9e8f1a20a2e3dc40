package io.evenreach.identifiers;

/** What came of normalising an identifier. */
public sealed interface Normalised {

    /** A value that can be hashed. */
    record Valid(Identifier identifier) implements Normalised {}

    /** A value that identifies nobody; it is dropped and the reason is told. */
    record Blocked(Reason reason) implements Normalised {}

    /** Why a value identifies nobody. */
    enum Reason {
        /** Nothing is left after trimming. */
        BLANK,
        /** A placeholder such as {@code null}, {@code guest} or an all-zero device id. */
        JUNK,
        /** Not a value of its type: not a phone number, not an e-mail address, not 64 hexadecimal digits. */
        MALFORMED,
        /** The type means nothing without a scope, and none was given. */
        SCOPE_MISSING,
        /** A number reserved for tests or fiction. */
        TEST_RANGE,
        /** Longer than {@link Normaliser#VALUE_LENGTH_MAX} or {@link Normaliser#SCOPE_LENGTH_MAX} characters. */
        TOO_LONG
    }
}
