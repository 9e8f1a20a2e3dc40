package io.evenreach.launcher.audit;

import io.evenreach.launcher.audit.AuditReport.PlannedChannel;
import io.evenreach.launcher.audit.AuditReport.Rejection;
import io.evenreach.launcher.audit.AuditReport.ReplayedChannel;
import io.evenreach.launcher.audit.AuditReport.UnplannedChannel;
import java.util.List;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The report as the documented JSON; its field names are a contract with scripts. */
final class ReportJson {

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private ReportJson() {}

    static String render(AuditReport report) {
        ObjectNode root = JSON.createObjectNode();
        root.put("eligible", report.eligible());
        root.put("rowsRead", report.rowsRead());
        ArrayNode rejected = root.putArray("rowsRejected");
        for (Rejection rejection : report.rejections()) {
            rejected.addObject()
                    .put("line", rejection.line())
                    .put("code", rejection.code())
                    .put("detail", rejection.detail());
        }
        if (report.rowsRejected() > report.rejections().size()) {
            // The platform describes the first rejections only; a script must still see how many there were.
            root.put("rowsRejectedTotal", report.rowsRejected());
        }
        ArrayNode channels = root.putArray("channels");
        report.channels().forEach(channel -> planned(channels.addObject(), channel));
        ArrayNode unplanned = root.putArray("unplannedChannels");
        report.unplannedChannels().forEach(channel -> unplanned(unplanned.addObject(), channel));
        ArrayNode replayed = root.putObject("whatIf").putArray("channels");
        for (ReplayedChannel channel : report.whatIf()) {
            replayed.addObject()
                    .put("channel", channel.label())
                    .put("allowed", channel.allowed())
                    .put("denied", channel.denied());
        }
        return JSON.writeValueAsString(root) + "\n";
    }

    private static void planned(ObjectNode node, PlannedChannel channel) {
        node.put("channel", channel.label())
                .put("channelId", channel.channelId())
                .put("target", channel.target())
                .put("reached", channel.reached())
                .put("exposures", channel.exposures())
                .put("under", channel.under())
                .put("exact", channel.exact())
                .put("over", channel.over())
                .put("heavyTouches", channel.heavyTouches())
                .put("leakageTouches", channel.leakageTouches());
        histogram(node, channel.histogram());
    }

    private static void unplanned(ObjectNode node, UnplannedChannel channel) {
        node.put("channel", channel.label()).put("channelId", channel.channelId());
        node.putNull("target");
        node.put("reached", channel.reached()).put("exposures", channel.exposures());
        if (!channel.histogram().isEmpty()) {
            histogram(node, channel.histogram());
        }
    }

    private static void histogram(ObjectNode node, List<Long> histogram) {
        ArrayNode counts = node.putArray("histogram");
        histogram.forEach(counts::add);
    }
}
