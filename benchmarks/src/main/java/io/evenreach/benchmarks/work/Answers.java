package io.evenreach.benchmarks.work;

import java.util.Arrays;

/** What a contestant answered to one stream of the work, by index. Each index is written by one thread. */
public final class Answers {

    private static final byte NONE = -1;

    private final int stream;
    private final byte[] outcomes;

    /** @param asks how many asks of the stream there will be */
    public Answers(int stream, int asks) {
        this.stream = stream;
        this.outcomes = new byte[asks];
        Arrays.fill(outcomes, NONE);
    }

    public int stream() {
        return stream;
    }

    public int asks() {
        return outcomes.length;
    }

    public void put(int index, Outcome outcome) {
        outcomes[index] = outcome.code();
    }

    boolean isAnswered(int index) {
        return outcomes[index] != NONE;
    }

    Outcome at(int index) {
        return Outcome.ofCode(outcomes[index]);
    }
}
