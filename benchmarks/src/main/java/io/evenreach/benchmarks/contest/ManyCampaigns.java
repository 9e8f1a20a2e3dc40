package io.evenreach.benchmarks.contest;

import io.evenreach.benchmarks.report.Report;
import java.util.Arrays;

/** What it costs to ask for the best of many campaigns, beside the best of one: by turns, on the same ledger. */
final class ManyCampaigns {

    private static final int MANY = 200;
    private static final int BATCH = 500;

    private ManyCampaigns() {}

    /** @param batches of each kind that are timed; as many are asked before */
    static void measure(LedgerContestant ledger, int batches, Report report) {
        ledger.openChannel("one", 1);
        ledger.openChannel("many", MANY);
        double[] one = new double[batches];
        double[] many = new double[batches];
        for (int i = -batches; i < batches; i++) {
            // Far from the people of the work, and everybody once.
            int first = Integer.MIN_VALUE / 2 + 2 * BATCH * (i + batches);
            double ofOne = millis(ledger, "one", first);
            double ofMany = millis(ledger, "many", first + BATCH);
            if (i >= 0) {
                one[i] = ofOne;
                many[i] = ofMany;
            }
        }
        double medianOfOne = median(one);
        double medianOfMany = median(many);
        report.add(new Report.Figure("a batch of 500 asks for the best of 1 campaign, median", medianOfOne, "ms"));
        report.add(new Report.Figure("a batch of 500 asks for the best of 200, median", medianOfMany, "ms"));
        report.add(Report.Target.atMost(
                "ledger: asks for the best of 200 active campaigns, against one", 2, medianOfMany / medianOfOne));
    }

    private static double millis(LedgerContestant ledger, String channel, int first) {
        long began = System.nanoTime();
        ledger.choose(channel, first, BATCH);
        return (System.nanoTime() - began) / 1e6;
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
