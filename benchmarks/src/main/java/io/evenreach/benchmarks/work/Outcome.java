package io.evenreach.benchmarks.work;

/** What came of one ask. */
public enum Outcome {
    GRANTED(0),
    /** The same request had been granted before. */
    REPEATED(1),
    DENIED(2);

    private final byte code;

    Outcome(int code) {
        this.code = (byte) code;
    }

    /** The number that scripts and functions answer. */
    public byte code() {
        return code;
    }

    public static Outcome ofCode(long code) {
        for (Outcome outcome : values()) {
            if (outcome.code == code) {
                return outcome;
            }
        }
        throw new IllegalArgumentException("there is no outcome of code " + code);
    }
}
