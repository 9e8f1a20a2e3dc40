package io.evenreach.benchmarks.work;

import io.evenreach.benchmarks.report.Speed;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

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
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = IntStream.range(0, callers)
                    .<Future<?>>mapToObj(caller -> threads.submit(() -> {
                        for (int from = cursor.getAndAdd(batch); from < items; from = cursor.getAndAdd(batch)) {
                            int to = Math.min(items, from + batch);
                            long batchBegan = System.nanoTime();
                            part.on(from, to);
                            speed.asked(to - from, System.nanoTime() - batchBegan);
                        }
                    }))
                    .toList();
            for (Future<?> one : running) {
                one.get();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        } catch (ExecutionException failed) {
            throw new IllegalStateException(failed.getCause());
        }
        speed.tookInAll(System.nanoTime() - began);
        return speed;
    }
}
