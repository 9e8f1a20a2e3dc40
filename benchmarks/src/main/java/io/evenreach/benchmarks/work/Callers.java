package io.evenreach.benchmarks.work;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

/** Several callers side by side, which all do the same. */
public final class Callers {

    private Callers() {}

    /**
     * Returns when all are done.
     *
     * @param who is said where one of them fails
     * @param threads one caller each; closed in the end
     */
    public static void run(String who, ExecutorService threads, int callers, Runnable call) {
        try (threads) {
            List<Future<?>> running = new ArrayList<>();
            for (int caller = 0; caller < callers; caller++) {
                running.add(threads.submit(call));
            }
            for (Future<?> one : running) {
                one.get();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        } catch (ExecutionException failed) {
            throw new IllegalStateException(who + " failed", failed.getCause());
        }
    }
}
