package io.evenreach.frequency.reach;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenreach.frequency.reach.domain.Frequencies;
import io.evenreach.frequency.reach.domain.ReachPlan;
import io.evenreach.frequency.reach.domain.ReachReport;
import io.evenreach.frequency.reach.domain.ReachReport.Arms;
import io.evenreach.frequency.reach.domain.ReachReport.ByIdentity;
import io.evenreach.frequency.reach.domain.ReachReport.ByStrength;
import io.evenreach.frequency.reach.domain.ReachReport.ChannelFigures;
import io.evenreach.frequency.reach.domain.ReachReport.OpenTile;
import io.evenreach.frequency.reach.domain.Tiling;
import io.evenreach.kernel.Interval;
import io.evenreach.kernel.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Reports as they are kept. */
class ReachJsonTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final UUID CAMPAIGN = UUID.fromString("0b6f0cc9-04d1-4f1b-8d2c-3f3a3c7f0b11");
    private static final Instant END = Instant.parse("2026-06-02T00:00:00Z");

    private static final Frequencies NOBODY = new Frequencies(0, new TreeMap<>());

    @Test
    void aReportOfBeforeStrengthsWereToldIsNotRestatedForThemAlone() {
        ObjectNode before = JSON.valueToTree(ReachJson.of(report(3)));
        before.withObject("/byIdentity").remove(List.of("eligible", "missed"));
        before.withObject("/channels/0").remove("underByIdentity");
        before.withObject("/channels/0/open").remove("underByIdentity");
        ReachJson kept = JSON.treeToValue(before, ReachJson.class);
        assertThat(kept.frozenAt(END, ReachJson.of(report(3))).restated()).isNull();
        assertThat(kept.frozenAt(END, ReachJson.of(report(4))).restated()).isEqualTo(ReachJson.of(report(4)));
    }

    @Test
    void aReportIsRestatedWhereStrengthsChanged() {
        ReachJson kept = JSON.readValue(JSON.writeValueAsString(ReachJson.of(report(3))), ReachJson.class);
        assertThat(kept.frozenAt(END, ReachJson.of(report(3))).restated()).isNull();
        ReachReport now = report(3);
        ReachReport stronger = new ReachReport(
                now.campaignId(),
                now.asOf(),
                now.eligible(),
                now.excluded(),
                now.channels(),
                now.unplanned(),
                now.automated(),
                now.arms(),
                new ByIdentity(new ByStrength(1, 0, 2), now.byIdentity().reached()));
        assertThat(kept.frozenAt(END, ReachJson.of(stronger)).restated()).isEqualTo(ReachJson.of(stronger));
    }

    @Test
    void aReportKeepsItsArmsAndIsRestatedWhereTheyChanged() {
        ReachJson kept =
                JSON.readValue(JSON.writeValueAsString(ReachJson.of(holdingOut(new Arms(10, 4, 0)))), ReachJson.class);
        assertThat(kept.arms()).isEqualTo(new Arms(10, 4, 0));
        assertThat(kept.frozenAt(END, ReachJson.of(holdingOut(new Arms(10, 4, 0))))
                        .restated())
                .isNull();
        ReachJson mixed = ReachJson.of(holdingOut(new Arms(10, 4, 1)));
        assertThat(kept.frozenAt(END, mixed).restated()).isEqualTo(mixed);
        assertThat(JSON.valueToTree(ReachJson.of(report(3))).has("arms")).isFalse();
    }

    private static ReachReport holdingOut(Arms arms) {
        ReachReport report = report(3);
        return new ReachReport(
                report.campaignId(),
                report.asOf(),
                report.eligible(),
                report.excluded(),
                report.channels(),
                report.unplanned(),
                report.automated(),
                arms,
                report.byIdentity());
    }

    private static ReachReport report(long eligible) {
        Interval tile = new Interval(END.minus(Duration.ofHours(1)), END.plus(Duration.ofHours(1)));
        Frequencies frequencies = new Frequencies(eligible, new TreeMap<>(Map.of(1, 1L)));
        ByStrength under = new ByStrength(0, 0, eligible - 1);
        return new ReachReport(
                CAMPAIGN,
                END,
                eligible,
                Map.of(),
                List.of(new ChannelFigures(
                        new ReachPlan.Row("search", 1, 1, new Window.Rolling(Duration.ofHours(2))),
                        frequencies,
                        NOBODY,
                        under,
                        new Tiling(List.of(tile), tile, 0),
                        null,
                        new OpenTile(tile, frequencies, NOBODY, under),
                        null)),
                List.of(),
                List.of(),
                null,
                new ByIdentity(new ByStrength(0, 0, eligible), new ByStrength(0, 0, 1)));
    }
}
