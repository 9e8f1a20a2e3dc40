package io.evenreach.frequency.reach.domain;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How many customers had how many exposures, and what that means against a plan. Where a plan is counted in tiles, each
 * (customer, tile) is one of them.
 *
 * @param eligible all of them, including those with no exposure
 * @param customersByCount customers by number of exposures, from 1 up
 */
public record Frequencies(long eligible, SortedMap<Integer, Long> customersByCount) {

    /** Longer histograms are cut; what is beyond is automated traffic and still in every sum. */
    public static final int HISTOGRAM_MAX = 10_000;

    public Frequencies {
        customersByCount = new TreeMap<>(customersByCount);
        customersByCount.remove(0);
        long reached =
                customersByCount.values().stream().mapToLong(Long::longValue).sum();
        if (reached > eligible) {
            throw new IllegalArgumentException(reached + " customers were reached but only " + eligible + " eligible");
        }
    }

    public long reached() {
        return customersByCount.values().stream().mapToLong(Long::longValue).sum();
    }

    public long exposures() {
        return sum(count -> count);
    }

    public long under(int target) {
        return eligible - exact(target) - over(target);
    }

    public long exact(int target) {
        return target == 0 ? eligible - reached() : customersByCount.getOrDefault(target, 0L);
    }

    public long over(int target) {
        return customersByCount.tailMap(target + 1).values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    /** Touches above plan: {@code Σ max(0, k − n)}. */
    public long heavyTouches(int target) {
        return sum(count -> Math.max(0, count - target));
    }

    /** Touches below plan: {@code Σ max(0, n − k)}, over those never reached too. */
    public long leakageTouches(int minimum) {
        return (eligible - reached()) * minimum + sum(count -> Math.max(0, minimum - count));
    }

    /** {@code histogram[k]} is the number of customers with exactly k exposures; no shorter than the plan is high. */
    public List<Long> histogram(int target) {
        int highest = customersByCount.isEmpty() ? 0 : customersByCount.lastKey();
        int length = Math.min(Math.max(highest, target), HISTOGRAM_MAX) + 1;
        List<Long> histogram = new ArrayList<>(length);
        histogram.add(eligible - reached());
        for (int count = 1; count < length; count++) {
            histogram.add(customersByCount.getOrDefault(count, 0L));
        }
        return List.copyOf(histogram);
    }

    private long sum(java.util.function.IntToLongFunction touches) {
        long sum = 0;
        for (Map.Entry<Integer, Long> entry : customersByCount.entrySet()) {
            sum += touches.applyAsLong(entry.getKey()) * entry.getValue();
        }
        return sum;
    }
}
