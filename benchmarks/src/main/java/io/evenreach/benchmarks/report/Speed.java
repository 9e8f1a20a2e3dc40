package io.evenreach.benchmarks.report;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** How fast something went, over all its rounds. Threads may record at once; rounds are added one after the other. */
public final class Speed {

    private static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(10);
    private static final int DIGITS = 3;

    private final Histogram latency = new ConcurrentHistogram(LONGEST_NANOS, DIGITS);
    private final AtomicLong asks = new AtomicLong();
    private final AtomicLong confirms = new AtomicLong();
    private long nanos;

    /** One answer to this many asks in one call. */
    public void asked(int count, long tookNanos) {
        asks.addAndGet(count);
        latency.recordValue(Math.min(tookNanos, LONGEST_NANOS));
    }

    public void confirmed(int count) {
        confirms.addAndGet(count);
    }

    public void tookInAll(long more) {
        nanos += more;
    }

    public long asks() {
        return asks.get();
    }

    public double asksPerSecond() {
        return asks.get() / seconds();
    }

    /** Asks and confirms. */
    public double operationsPerSecond() {
        return (asks.get() + confirms.get()) / seconds();
    }

    private double seconds() {
        return Math.max(nanos, 1) / 1e9;
    }

    /** Of one call, in milliseconds. */
    public double latencyMillis(double percentile) {
        return latency.getValueAtPercentile(percentile) / 1e6;
    }
}
