package io.evenreach.launcher.audit;

import static io.evenreach.launcher.text.Figures.count;
import static io.evenreach.launcher.text.Figures.percent;

import io.evenreach.launcher.audit.AuditReport.PlannedChannel;
import io.evenreach.launcher.audit.AuditReport.Rejection;
import io.evenreach.launcher.audit.AuditReport.ReplayedChannel;
import io.evenreach.launcher.audit.AuditReport.UnplannedChannel;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** The report as one file that needs nothing else: it opens from a mail, in light and in dark, and prints. */
final class ReportHtml {

    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMM uuuu", Locale.ENGLISH);

    private static final String PAGE = """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>Audit of {{file}}</title>
            <style>
            :root{--ink:#1b2430;--soft:#5c6b7c;--paper:#f6f7f9;--card:#fff;--line:#dfe4ea;--under:#e0a100;--exact:#2e9e6b;--over:#d2493f;--none:#c5ccd5}
            @media (prefers-color-scheme:dark){:root{--ink:#e8edf3;--soft:#9aa8b8;--paper:#12161c;--card:#1b2129;--line:#2d3743;--under:#e9b63a;--exact:#4cc38a;--over:#f0776d;--none:#465261}}
            *{box-sizing:border-box}
            body{margin:0;background:var(--paper);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"PingFang SC","Microsoft YaHei",sans-serif}
            main{max-width:1100px;margin:0 auto;padding:40px 24px 64px}
            h1{font-size:26px;margin:0 0 4px}h2{font-size:18px;margin:40px 0 12px}
            p.about{color:var(--soft);margin:0 0 24px}
            .figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(180px,1fr));gap:12px}
            .figure,.card{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:16px}
            .figure b{display:block;font-size:26px;font-variant-numeric:tabular-nums}.figure span{color:var(--soft)}
            .scroll{overflow-x:auto;background:var(--card);border:1px solid var(--line);border-radius:10px}
            table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
            th,td{padding:9px 14px;text-align:right;white-space:nowrap;border-bottom:1px solid var(--line)}
            th:first-child,td:first-child{text-align:left}tbody tr:last-child td{border-bottom:0}
            th{color:var(--soft);font-weight:600}
            .over{color:var(--over)}.under{color:var(--under)}.exact{color:var(--exact)}
            .charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(320px,1fr));gap:12px}
            .card h3{margin:0 0 8px;font-size:15px}.card svg{width:100%;height:auto;display:block}
            svg text{fill:var(--soft);font-size:11px;font-family:inherit}
            .bar-none{fill:var(--none)}.bar-under{fill:var(--under)}.bar-exact{fill:var(--exact)}.bar-over{fill:var(--over)}
            .plan{stroke:var(--ink);stroke-width:1.5;stroke-dasharray:4 3}.axis{stroke:var(--line)}
            footer{margin-top:48px;color:var(--soft);font-size:13px}
            @media print{body{background:#fff}.card,.figure,.scroll{break-inside:avoid}}
            </style>
            </head>
            <body><main>
            <h1>Audit of {{file}}</h1>
            <p class="about">{{about}}</p>
            <div class="figures">{{figures}}</div>
            <h2>Against the plan</h2>
            <div class="scroll">{{plan}}</div>
            <h2>How often each customer was reached</h2>
            <div class="charts">{{charts}}</div>
            {{unplanned}}
            <h2>What if Evenreach had decided</h2>
            <div class="scroll">{{replay}}</div>
            {{rejected}}
            <footer>Heavy touches are those above the plan; leakage touches are those missing below it, over all {{eligible}} customers of this file
            with at least one exposure on any channel. The replay asks for each exposure of the log in the order of time and allows it while the
            customer is below plan on that channel. Campaign {{campaign}}.</footer>
            </main></body></html>
            """;

    private ReportHtml() {}

    static String render(AuditReport report) {
        return PAGE.replace("{{about}}", about(report))
                .replace("{{figures}}", figures(report))
                .replace("{{plan}}", plan(report))
                .replace("{{charts}}", charts(report))
                .replace("{{unplanned}}", unplanned(report))
                .replace("{{replay}}", replay(report))
                .replace("{{rejected}}", rejected(report))
                .replace("{{eligible}}", count(report.eligible()))
                .replace("{{campaign}}", escaped(report.campaignId()))
                .replace("{{file}}", escaped(report.fileName()));
    }

    private static String about(AuditReport report) {
        return count(report.rowsRead()) + " rows, "
                + DAY.format(report.startsAt().atOffset(ZoneOffset.UTC)) + " to "
                + DAY.format(report.endsAt().minusMillis(1).atOffset(ZoneOffset.UTC))
                + (report.rowsSkipped() == 0 ? "" : "; " + count(report.rowsSkipped()) + " rows are no exposures");
    }

    private static String figures(AuditReport report) {
        return figure(count(report.eligible()), "customers reached at all", "")
                + figure(count(report.heavyTouches()), "heavy touches", "over")
                + figure(count(report.leakageTouches()), "leakage touches", "under")
                + figure(count(report.allowedTouches()), "touches Evenreach would allow", "exact");
    }

    private static String figure(String number, String what, String tone) {
        return "<div class=\"figure\"><b class=\"" + tone + "\">" + number + "</b><span>" + what + "</span></div>";
    }

    private static String plan(AuditReport report) {
        StringBuilder rows = new StringBuilder();
        for (PlannedChannel channel : report.channels()) {
            rows.append("<tr><td>")
                    .append(escaped(channel.label()))
                    .append("</td>")
                    .append(cell(count(channel.target())))
                    .append(cell(count(channel.reached())))
                    .append(cell(count(channel.exposures())))
                    .append(cell(count(channel.under())))
                    .append(cell(count(channel.exact())))
                    .append(cell(count(channel.over())))
                    .append("<td class=\"over\">")
                    .append(count(channel.heavyTouches()))
                    .append("</td>")
                    .append(cell(percent(channel.heavyShare())))
                    .append("<td class=\"under\">")
                    .append(count(channel.leakageTouches()))
                    .append("</td></tr>\n");
        }
        return table(
                List.of(
                        "channel",
                        "plan",
                        "reached",
                        "exposures",
                        "under",
                        "exact",
                        "over",
                        "heavy touches",
                        "share",
                        "leakage touches"),
                rows);
    }

    private static String replay(AuditReport report) {
        StringBuilder rows = new StringBuilder();
        for (ReplayedChannel channel : report.whatIf()) {
            rows.append("<tr><td>")
                    .append(escaped(channel.label()))
                    .append("</td>")
                    .append("<td class=\"exact\">")
                    .append(count(channel.allowed()))
                    .append("</td>")
                    .append(cell(count(channel.denied())))
                    .append(cell("0"))
                    .append("</tr>\n");
        }
        return table(List.of("channel", "allowed", "denied", "heavy touches"), rows);
    }

    private static String unplanned(AuditReport report) {
        if (report.unplannedChannels().isEmpty()) {
            return "";
        }
        StringBuilder rows = new StringBuilder();
        for (UnplannedChannel channel : report.unplannedChannels()) {
            rows.append("<tr><td>")
                    .append(escaped(channel.label()))
                    .append("</td>")
                    .append(cell(count(channel.reached())))
                    .append(cell(count(channel.exposures())))
                    .append("</tr>\n");
        }
        return "<h2>Channels without a plan</h2><div class=\"scroll\">"
                + table(List.of("channel", "reached", "exposures"), rows) + "</div>";
    }

    private static String rejected(AuditReport report) {
        if (report.rowsRejected() == 0) {
            return "";
        }
        StringBuilder rows = new StringBuilder();
        for (Rejection rejection : report.rejections()) {
            rows.append("<tr><td>")
                    .append(count(rejection.line()))
                    .append("</td>")
                    .append(cell(escaped(rejection.code())))
                    .append(cell(escaped(rejection.detail())))
                    .append("</tr>\n");
        }
        return "<h2>" + count(report.rowsRejected()) + " broken rows were skipped</h2><div class=\"scroll\">"
                + table(List.of("line", "code", "detail"), rows) + "</div>";
    }

    private static String table(List<String> header, CharSequence rows) {
        StringBuilder head = new StringBuilder();
        header.forEach(name -> head.append("<th scope=\"col\">").append(name).append("</th>"));
        return "<table><thead><tr>" + head + "</tr></thead><tbody>\n" + rows + "</tbody></table>";
    }

    private static String cell(String text) {
        return "<td>" + text + "</td>";
    }

    private static String charts(AuditReport report) {
        StringBuilder charts = new StringBuilder();
        for (PlannedChannel channel : report.channels()) {
            charts.append("<div class=\"card\"><h3>")
                    .append(escaped(channel.label()))
                    .append("</h3>")
                    .append(HistogramSvg.render(channel))
                    .append("</div>\n");
        }
        return charts.toString();
    }

    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                // A label such as {{file}} must not be taken for a place of the page.
                .replace("{", "&#123;");
    }
}
