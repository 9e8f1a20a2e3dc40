package io.evenreach.benchmarks.report;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs the JMH benchmarks of the core, each in a process of its own. */
public final class Core {

    private static final double NANOS = 1e9;

    private Core() {}

    /** @param quick less exact, and done in half a minute */
    public static void measure(Report report, boolean quick) throws RunnerException {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include("CoreBenchmark")
                .verbosity(VerboseMode.SILENT)
                .jvmArgsAppend("-Xmx512m");
        if (quick) {
            options.warmupIterations(2)
                    .warmupTime(TimeValue.seconds(1))
                    .measurementIterations(2)
                    .measurementTime(TimeValue.milliseconds(500));
        }
        Collection<RunResult> results = new Runner(options.build()).run();
        double mergeLeast = 0;
        double mergeMost = 0;
        Map<String, Double> choices = new HashMap<>();
        for (RunResult result : results) {
            String name = result.getPrimaryResult().getLabel();
            double nanos = result.getPrimaryResult().getScore();
            String touches = result.getParams().getParam("touches");
            String campaigns = result.getParams().getParam("campaigns");
            report.add(new Report.Figure(labelOf(name, result.getParams()), nanos, "ns"));
            if (campaigns != null) {
                choices.put(campaigns + " " + result.getParams().getParam("ceiling"), nanos);
            }
            if (name.equals("ask")) {
                report.add(Report.Target.atLeast("pure asks/s on one core", 1_000_000, NANOS / nanos));
            }
            if (touches != null) {
                mergeLeast = mergeLeast == 0 ? nanos : Math.min(mergeLeast, nanos);
                mergeMost = Math.max(mergeMost, nanos);
            }
        }
        report.add(Report.Target.atMost(
                "merge: time per touch, dearest of 16 to 256 touches against cheapest", 2, mergeMost / mergeLeast));
        for (String ceiling : List.of("false", "true")) {
            Double one = choices.get("1 " + ceiling);
            Double many = choices.get("200 " + ceiling);
            if (one != null && many != null) {
                String what = ceiling.equals("true") ? "denied by a ceiling" : "granted";
                report.add(Report.Target.atMost(
                        "pure ask for the best of 200 active campaigns, " + what + ", against one", 2, many / one));
            }
        }
    }

    private static String labelOf(String name, BenchmarkParams parameters) {
        String touches = parameters.getParam("touches");
        String campaigns = parameters.getParam("campaigns");
        if (touches != null) {
            return name + " of two histories of " + touches + " touches, per touch";
        }
        return campaigns == null
                ? name
                : name + " of " + campaigns
                        + ("true".equals(parameters.getParam("ceiling")) ? ", ceiling reached" : "");
    }
}
