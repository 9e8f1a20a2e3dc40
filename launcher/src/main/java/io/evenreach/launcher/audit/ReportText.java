package io.evenreach.launcher.audit;

import static io.evenreach.launcher.text.Figures.count;
import static io.evenreach.launcher.text.Figures.percent;

import io.evenreach.launcher.audit.AuditReport.PlannedChannel;
import io.evenreach.launcher.audit.AuditReport.Rejection;
import io.evenreach.launcher.audit.AuditReport.ReplayedChannel;
import io.evenreach.launcher.audit.AuditReport.UnplannedChannel;
import io.evenreach.launcher.text.Ink;
import io.evenreach.launcher.text.TextTable;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The report for a terminal. */
final class ReportText {

    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMM uuuu", Locale.ENGLISH);
    private static final int REJECTIONS_SHOWN = 10;

    private ReportText() {}

    static List<String> render(AuditReport report, Ink ink) {
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.add(ink.bold("Audit of " + report.fileName()));
        lines.add(summary(report));
        lines.add("");
        plan(report, ink).lines(ink).forEach(lines::add);
        if (!report.unplannedChannels().isEmpty()) {
            lines.add("");
            lines.add(ink.bold("Channels without a plan"));
            unplanned(report).lines(ink).forEach(lines::add);
        }
        lines.add("");
        lines.add(ink.bold("What if Evenreach had decided"));
        replay(report).lines(ink).forEach(lines::add);
        lines.add("");
        lines.add(verdict(report));
        rejections(report, lines);
        lines.add("");
        return lines;
    }

    private static String summary(AuditReport report) {
        String skipped = report.rowsSkipped() == 0 ? "" : ", " + count(report.rowsSkipped()) + " rows are no exposures";
        return count(report.eligible()) + " customers with at least one exposure · " + count(report.rowsRead())
                + " rows"
                + skipped + " · "
                + day(report.startsAt().atOffset(ZoneOffset.UTC).toLocalDate()) + " to "
                + day(report.endsAt().minusMillis(1).atOffset(ZoneOffset.UTC).toLocalDate());
    }

    private static String day(LocalDate date) {
        return DAY.format(date);
    }

    private static TextTable plan(AuditReport report, Ink ink) {
        TextTable table = new TextTable(
                "channel",
                "plan",
                "reached",
                "exposures",
                "under",
                "exact",
                "over",
                "heavy touches",
                "share",
                "leakage touches");
        for (PlannedChannel channel : report.channels()) {
            table.row(
                    printable(channel.label()),
                    count(channel.target()),
                    count(channel.reached()),
                    count(channel.exposures()),
                    count(channel.under()),
                    count(channel.exact()),
                    count(channel.over()),
                    count(channel.heavyTouches()),
                    percent(channel.heavyShare()),
                    count(channel.leakageTouches()));
        }
        return table;
    }

    private static TextTable unplanned(AuditReport report) {
        TextTable table = new TextTable("channel", "reached", "exposures");
        for (UnplannedChannel channel : report.unplannedChannels()) {
            table.row(printable(channel.label()), count(channel.reached()), count(channel.exposures()));
        }
        return table;
    }

    private static TextTable replay(AuditReport report) {
        TextTable table = new TextTable("channel", "allowed", "denied", "heavy touches");
        for (ReplayedChannel channel : report.whatIf()) {
            // A touch that is denied before the show can not become a heavy one.
            table.row(printable(channel.label()), count(channel.allowed()), count(channel.denied()), "0");
        }
        return table;
    }

    private static String verdict(AuditReport report) {
        return count(report.allowedTouches()) + " touches allowed, 0 heavy; " + count(report.deniedTouches())
                + " freed for people under plan, who still miss " + count(report.leakageTouches()) + ".";
    }

    private static void rejections(AuditReport report, List<String> lines) {
        if (report.rowsRejected() == 0) {
            return;
        }
        lines.add("");
        lines.add(count(report.rowsRejected())
                + (report.rowsRejected() == 1 ? " broken row was skipped:" : " broken rows were skipped:"));
        for (Rejection rejection :
                report.rejections().stream().limit(REJECTIONS_SHOWN).toList()) {
            lines.add("  line " + count(rejection.line()) + "  " + rejection.code() + "  "
                    + printable(rejection.detail()));
        }
        if (report.rowsRejected() > REJECTIONS_SHOWN) {
            lines.add("  … and "
                    + count(report.rowsRejected()
                            - Math.min(REJECTIONS_SHOWN, report.rejections().size()))
                    + " more (--json lists them)");
        }
    }

    /** Labels come from a stranger's file; a terminal must not obey them. */
    private static String printable(String text) {
        return text.replaceAll("\\p{Cntrl}", "�");
    }
}
