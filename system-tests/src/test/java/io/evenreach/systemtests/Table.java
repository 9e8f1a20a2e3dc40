package io.evenreach.systemtests;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * The figures an audit or a reach report comes to, whoever counted them.
 *
 * @param channels planned channels by label
 * @param unplanned reached and exposures of the others by label
 */
record Table(long eligible, Map<String, Row> channels, Map<String, Unplanned> unplanned) {

    /** One planned channel. */
    record Row(
            int target,
            long reached,
            long exposures,
            long under,
            long exact,
            long over,
            long heavyTouches,
            long leakageTouches,
            List<Long> histogram) {}

    /** A channel without a plan. */
    record Unplanned(long reached, long exposures) {}

    /** From an audit's JSON or a reach report; trailing zeros of a histogram say nothing and are left out. */
    static Table of(JsonNode report) {
        Map<String, Row> channels = new TreeMap<>();
        for (JsonNode channel : report.path("channels")) {
            channels.put(
                    channel.path("channel").asString(""),
                    new Row(
                            channel.path("target").asInt(),
                            channel.path("reached").asLong(),
                            channel.path("exposures").asLong(),
                            channel.path("under").asLong(),
                            channel.path("exact").asLong(),
                            channel.path("over").asLong(),
                            channel.path("heavyTouches").asLong(),
                            channel.path("leakageTouches").asLong(),
                            histogram(channel.path("histogram"))));
        }
        Map<String, Unplanned> unplanned = new TreeMap<>();
        for (JsonNode channel : report.path("unplannedChannels")) {
            unplanned.put(
                    channel.path("channel").asString(""),
                    new Unplanned(
                            channel.path("reached").asLong(),
                            channel.path("exposures").asLong()));
        }
        return new Table(report.path("eligible").asLong(), channels, unplanned);
    }

    private static List<Long> histogram(JsonNode counts) {
        List<Long> histogram = new ArrayList<>();
        counts.forEach(count -> histogram.add(count.asLong()));
        return trimmed(histogram);
    }

    static List<Long> trimmed(List<Long> histogram) {
        int length = histogram.size();
        while (length > 0 && histogram.get(length - 1) == 0) {
            length--;
        }
        return List.copyOf(histogram.subList(0, length));
    }
}
