package io.evenreach.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenreach.systemtests.Platform.Command;
import io.evenreach.systemtests.Platform.Outcome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** Runs {@code audit} of the launcher and compares what it says with a recount. */
final class Audit {

    /** The plan of the seed story. */
    static final Map<String, Integer> PLAN = plan();

    static final Duration PATIENCE = Duration.ofMinutes(4);

    private Audit() {}

    private static Map<String, Integer> plan() {
        Map<String, Integer> plan = new LinkedHashMap<>();
        plan.put("Paid Search", 3);
        plan.put("Facebook", 2);
        plan.put("Online Video", 1);
        return plan;
    }

    static Command start(Platform platform, Path file) {
        String plan = PLAN.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining(","));
        return platform.start("audit", file.toString(), "--plan", plan, "--json");
    }

    static Outcome run(Platform platform, Path file) {
        return start(platform, file).await(PATIENCE);
    }

    static void assertSame(Outcome outcome, TouchLog log) {
        assertThat(outcome.exitCode()).as("%s", outcome).isZero();
        JsonNode report = outcome.json();
        assertThat(report.path("rowsRead").asLong()).isEqualTo(log.touches().size());
        assertThat(report.path("rowsRejected")).isEmpty();
        assertThat(Table.of(report)).isEqualTo(log.recount(PLAN));
        assertReplayed(report, log);
    }

    static void assertReplayed(JsonNode report, TouchLog log) {
        Table recount = log.recount(PLAN);
        Map<String, Long> allowed = new LinkedHashMap<>();
        Map<String, Long> denied = new LinkedHashMap<>();
        for (JsonNode channel : report.path("whatIf").path("channels")) {
            String label = channel.path("channel").asString("");
            allowed.put(label, channel.path("allowed").asLong());
            denied.put(label, channel.path("denied").asLong());
        }
        assertThat(allowed).isEqualTo(log.allowed(PLAN));
        assertThat(denied.keySet())
                .allSatisfy(label -> assertThat(denied.get(label))
                        .isEqualTo(Objects.requireNonNull(recount.channels().get(label))
                                .heavyTouches()));
    }
}
