package io.evenreach.launcher.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenreach.launcher.audit.AuditReport.PlannedChannel;
import io.evenreach.launcher.audit.AuditReport.Rejection;
import io.evenreach.launcher.audit.AuditReport.ReplayedChannel;
import io.evenreach.launcher.audit.AuditReport.UnplannedChannel;
import io.evenreach.launcher.text.Ink;
import io.evenreach.launcher.text.TextTable;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ReportsTest {

    @Test
    void keepsTheDocumentedShapeOfJson() {
        JsonNode json = JsonMapper.shared().readTree(ReportJson.render(report()));

        assertThat(json.propertyNames())
                .containsExactly("eligible", "rowsRead", "rowsRejected", "channels", "unplannedChannels", "whatIf");
        assertThat(json.path("rowsRejected").path(0).propertyNames()).containsExactly("line", "code", "detail");
        assertThat(json.path("channels").path(0).propertyNames())
                .containsExactly(
                        "channel",
                        "channelId",
                        "target",
                        "reached",
                        "exposures",
                        "under",
                        "exact",
                        "over",
                        "heavyTouches",
                        "leakageTouches",
                        "histogram");
        assertThat(json.path("channels").path(0).path("exposures").asLong()).isEqualTo(9847);
        assertThat(json.path("unplannedChannels").path(0).path("target").isNull())
                .isTrue();
        assertThat(json.path("whatIf").path("channels").path(0).toString())
                .isEqualTo("{\"channel\":\"Paid Search\",\"allowed\":8754,\"denied\":1093}");
    }

    @Test
    void saysHowManyRowsWereRejectedWhenNotAllAreDescribed() {
        AuditReport report = report(101, List.of(new Rejection(2, "INVALID_TIME", "\"x\" is no time")));

        assertThat(JsonMapper.shared()
                        .readTree(ReportJson.render(report))
                        .path("rowsRejectedTotal")
                        .asLong())
                .isEqualTo(101);
    }

    @Test
    void linesUpTheTableForPeople() {
        List<String> lines = ReportText.render(report(), Ink.PLAIN);

        assertThat(lines)
                .contains(
                        "channel      plan  reached  exposures  under  exact  over  heavy touches   share  leakage touches",
                        "Paid Search     3    4,213      9,847  3,277    905   692          1,093  11.1 %            5,868",
                        "channel    reached  exposures",
                        "Instagram    3,003      4,789",
                        "Paid Search    8,754   1,093              0",
                        "8,754 touches allowed, 0 heavy; 1,093 freed for people under plan, who still miss 5,868.");
        assertThat(lines).anyMatch(line -> line.contains("4,874 customers"));
        assertThat(lines).anyMatch(line -> line.contains("line 7  INVALID_TIME"));
    }

    @Test
    void countsChineseCharactersAsTwoCells() {
        List<String> lines = new TextTable("channel", "plan")
                .row("微信", "2")
                .row("Video", "13")
                .lines(Ink.PLAIN);

        assertThat(lines).containsExactly("channel  plan", "───────  ────", "微信        2", "Video      13");
    }

    @Test
    void disarmsLabelsFromTheFile() {
        PlannedChannel hostile =
                new PlannedChannel("=<script>\u001B[2J{{file}}", "x", 1, 1, 1, 0, 1, 0, 0, 0, List.of(0L, 1L));
        AuditReport report = new AuditReport(
                "a<b>.csv",
                Instant.EPOCH,
                Instant.EPOCH.plusSeconds(86_400),
                "c",
                1,
                1,
                0,
                0,
                List.of(),
                List.of(hostile),
                List.of(),
                List.of(new ReplayedChannel(hostile.label(), "x", 1, 0)));

        assertThat(ReportHtml.render(report)).doesNotContain("<script>", "{{", "a<b>");
        assertThat(String.join("\n", ReportText.render(report, Ink.PLAIN))).doesNotContain("\u001B");
        assertThat(ReportCsv.render(report)).contains("'=<script>");
    }

    @Test
    void drawsThePlanLineAndFoldsTheTail() {
        List<Long> histogram = LongStream.rangeClosed(1, 40).boxed().collect(Collectors.toList());
        String svg = HistogramSvg.render(new PlannedChannel("x", "x", 3, 0, 0, 0, 0, 0, 0, 0, histogram));

        assertThat(svg).contains("plan 3", "15+ exposures: ", "class=\"bar-exact\"");
        assertThat(svg.split("<rect", -1)).hasSize(17);
        assertThat(HistogramSvg.render(new PlannedChannel("x", "x", 3, 0, 0, 0, 0, 0, 0, 0, List.of(5L)))
                        .split("<rect", -1))
                .as("the plan of 3 is inside the picture though nobody was reached that often")
                .hasSize(6);
    }

    @Test
    void writesOneCsvRowPerChannel() {
        assertThat(ReportCsv.render(report()).lines())
                .containsExactly(
                        "channel,channelId,target,eligible,reached,exposures,under,exact,over,heavyTouches,leakageTouches,whatIfAllowed,whatIfDenied",
                        "Paid Search,paid-search,3,4874,4213,9847,3277,905,692,1093,5868,8754,1093",
                        "Instagram,instagram,,4874,3003,4789,,,,,,,");
    }

    private static AuditReport report() {
        return report(1, List.of(new Rejection(7, "INVALID_TIME", "\"x\" is no time")));
    }

    private static AuditReport report(long rejected, List<Rejection> rejections) {
        return new AuditReport(
                "touches.csv",
                Instant.parse("2018-07-01T00:00:00Z"),
                Instant.parse("2018-08-01T00:00:00Z"),
                "cmp-1",
                4874,
                38_583,
                1_135,
                rejected,
                rejections,
                List.of(new PlannedChannel(
                        "Paid Search",
                        "paid-search",
                        3,
                        4213,
                        9847,
                        3277,
                        905,
                        692,
                        1093,
                        5868,
                        List.of(661L, 1500L, 1116L))),
                List.of(new UnplannedChannel("Instagram", "instagram", 3003, 4789, List.of(1871L, 2000L))),
                List.of(new ReplayedChannel("Paid Search", "paid-search", 8754, 1093)));
    }
}
