package io.evenreach.testkit;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/**
 * Seeded chance for property tests. The seed is in the message of every failure, and {@code -Devenreach.seed=…} repeats
 * one; {@code -Devenreach.runs=…} makes a run longer.
 */
public final class Chance {

    private final Random random;

    public Chance(long seed) {
        this.random = new Random(seed);
    }

    /** Runs a property for {@code runs} seeds, or for the one that was asked for. */
    public static void forSeeds(int runs, Consumer<Chance> property) {
        Long only = Long.getLong("evenreach.seed");
        if (only != null) {
            property.accept(new Chance(only));
            return;
        }
        int wanted = Integer.getInteger("evenreach.runs", runs);
        for (long seed = 1; seed <= wanted; seed++) {
            try {
                property.accept(new Chance(seed));
            } catch (AssertionError | RuntimeException failed) {
                throw new AssertionError("seed " + seed + ": repeat it with -Devenreach.seed=" + seed, failed);
            }
        }
    }

    /** From 0 to {@code bound - 1}. */
    public int below(int bound) {
        return random.nextInt(bound);
    }

    /** From {@code from} to {@code to}, both included. */
    public int between(int from, int to) {
        return from + random.nextInt(to - from + 1);
    }

    public long nextLong() {
        return random.nextLong();
    }

    public boolean percent(int probability) {
        return random.nextInt(100) < probability;
    }

    public <T> T pick(List<T> items) {
        return items.get(random.nextInt(items.size()));
    }

    public <T> List<T> shuffled(List<T> items) {
        List<T> copy = new ArrayList<>(items);
        Collections.shuffle(copy, random);
        return copy;
    }
}
