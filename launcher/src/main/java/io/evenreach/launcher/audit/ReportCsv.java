package io.evenreach.launcher.audit;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import io.evenreach.launcher.audit.AuditReport.PlannedChannel;
import io.evenreach.launcher.audit.AuditReport.ReplayedChannel;
import io.evenreach.launcher.audit.AuditReport.UnplannedChannel;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The report as one CSV row per channel, for a spreadsheet: plain numbers, no thousands separators. */
final class ReportCsv {

    private static final String[] HEADER = {
        "channel",
        "channelId",
        "target",
        "eligible",
        "reached",
        "exposures",
        "under",
        "exact",
        "over",
        "heavyTouches",
        "leakageTouches",
        "whatIfAllowed",
        "whatIfDenied"
    };

    private ReportCsv() {}

    static String render(AuditReport report) {
        Map<String, ReplayedChannel> replayed =
                report.whatIf().stream().collect(Collectors.toMap(ReplayedChannel::label, Function.identity()));
        StringWriter text = new StringWriter();
        try (CsvWriter csv = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(text)) {
            csv.writeRecord(HEADER);
            for (PlannedChannel channel : report.channels()) {
                ReplayedChannel replay = replayed.get(channel.label());
                csv.writeRecord(row(
                        inert(channel.label()),
                        channel.channelId(),
                        channel.target(),
                        report.eligible(),
                        channel.reached(),
                        channel.exposures(),
                        channel.under(),
                        channel.exact(),
                        channel.over(),
                        channel.heavyTouches(),
                        channel.leakageTouches(),
                        replay == null ? "" : replay.allowed(),
                        replay == null ? "" : replay.denied()));
            }
            for (UnplannedChannel channel : report.unplannedChannels()) {
                csv.writeRecord(row(
                        inert(channel.label()),
                        channel.channelId(),
                        "",
                        report.eligible(),
                        channel.reached(),
                        channel.exposures(),
                        "",
                        "",
                        "",
                        "",
                        "",
                        "",
                        ""));
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return text.toString();
    }

    private static String[] row(Object... cells) {
        return Stream.of(cells).map(String::valueOf).toArray(String[]::new);
    }

    /** A label comes from a stranger's file; a spreadsheet must not run it as a formula. */
    private static String inert(String label) {
        return label.matches("(?s)^[=+\\-@\\t\\r].*") ? "'" + label : label;
    }
}
