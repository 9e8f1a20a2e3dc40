package io.evenreach.launcher.client;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * The reach report of a campaign with one plan row per channel.
 *
 * @param unplanned channels that were seen and have no plan; their figures against a plan are 0
 */
public record ReachReport(Instant asOf, long eligible, List<Row> planned, List<Row> unplanned) {

    /** One channel; {@code histogram[k]} counts eligible customers with exactly k exposures. */
    public record Row(
            String channelId,
            int target,
            long reached,
            long exposures,
            long under,
            long exact,
            long over,
            long heavyTouches,
            long leakageTouches,
            List<Long> histogram) {}

    public static ReachReport read(PlatformClient client, String campaignId) {
        JsonNode answer = client.get("/campaigns/" + campaignId + "/reach");
        return new ReachReport(
                Instant.parse(answer.path("asOf").asString(Instant.EPOCH.toString())),
                answer.path("eligible").asLong(0),
                rows(answer.path("channels")),
                rows(answer.path("unplannedChannels")));
    }

    private static List<Row> rows(JsonNode channels) {
        List<Row> rows = new ArrayList<>();
        for (JsonNode channel : channels) {
            List<Long> histogram = new ArrayList<>();
            channel.path("histogram").forEach(count -> histogram.add(count.asLong()));
            rows.add(new Row(
                    channel.path("channel").asString(""),
                    channel.path("target").asInt(0),
                    channel.path("reached").asLong(0),
                    channel.path("exposures").asLong(0),
                    channel.path("under").asLong(0),
                    channel.path("exact").asLong(0),
                    channel.path("over").asLong(0),
                    channel.path("heavyTouches").asLong(0),
                    channel.path("leakageTouches").asLong(0),
                    histogram));
        }
        return rows;
    }
}
