package io.evenreach.benchmarks.work;

import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * An exact recount of the work from what was answered, which knows nothing of how it was decided.
 *
 * @param asked different requests
 * @param due grants that the plan allows for them, whatever their order: per customer and channel the lesser of requests
 *     and plan
 * @param granted different requests that were granted
 * @param overGranted grants above plan, summed over customers and channels
 * @param grantedTwice requests that were granted afresh more than once
 */
public record Recount(long asked, long due, long granted, long overGranted, long grantedTwice) {

    /** @param streams all streams of one contestant */
    public static Recount of(Work work, List<Answers> streams) {
        Map<Long, int[]> cells = new HashMap<>();
        long asked = 0;
        long grantedTwice = 0;
        for (Answers answers : streams) {
            BitSet requests = new BitSet(answers.asks());
            BitSet granted = new BitSet(answers.asks());
            BitSet afresh = new BitSet(answers.asks());
            for (int index = 0; index < answers.asks(); index++) {
                if (!answers.isAnswered(index)) {
                    continue;
                }
                Item item = work.at(answers.stream(), index);
                int request = (int) item.request();
                int[] cell = cells.computeIfAbsent(item.cell(), any -> new int[2]);
                if (!requests.get(request)) {
                    requests.set(request);
                    cell[0]++;
                    asked++;
                }
                Outcome outcome = answers.at(index);
                if (outcome != Outcome.DENIED && !granted.get(request)) {
                    granted.set(request);
                    cell[1]++;
                }
                if (outcome == Outcome.GRANTED) {
                    grantedTwice += afresh.get(request) ? 1 : 0;
                    afresh.set(request);
                }
            }
        }
        long due = 0;
        long grantedInAll = 0;
        long over = 0;
        for (int[] cell : cells.values()) {
            due += Math.min(cell[0], Work.PLAN);
            grantedInAll += cell[1];
            over += Math.max(0, cell[1] - Work.PLAN);
        }
        return new Recount(asked, due, grantedInAll, over, grantedTwice);
    }

    /** Whether exactly what the plan allows was granted, each request once. */
    public boolean isExact() {
        return granted == due && overGranted == 0 && grantedTwice == 0;
    }
}
