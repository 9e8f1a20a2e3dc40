package io.evenreach.benchmarks.work;

import io.evenreach.benchmarks.report.Speed;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Items done in batches by several callers, each taking the next batch when it is done with one. */
public final class Batches {

    private Batches() {}

    /** Work on items from one index to another, without the latter. */
    public interface Part {
        void on(int from, int to);
    }

    /** How fast all items were done; the latency is that of a batch. */
    public static Speed run(int callers, int items, int batch, Part part) {
        Speed speed = new Speed();
        AtomicInteger cursor = new AtomicInteger();
        long began = System.nanoTime();
        Callers.run("a caller", Executors.newVirtualThreadPerTaskExecutor(), callers, () -> {
            for (int from = cursor.getAndAdd(batch); from < items; from = cursor.getAndAdd(batch)) {
                int to = Math.min(items, from + batch);
                long batchBegan = System.nanoTime();
                part.on(from, to);
                speed.asked(to - from, System.nanoTime() - batchBegan);
            }
        });
        speed.tookInAll(System.nanoTime() - began);
        return speed;
    }
}
