package io.evenreach.launcher.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evenreach.launcher.audit.AuditPlatform.Preview;
import io.evenreach.launcher.audit.Columns.CustomerColumn;
import io.evenreach.launcher.audit.Columns.Interaction;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ColumnChoiceTest {

    @Test
    void takesTheGuessWhereNothingIsSaid() {
        Columns columns = ColumnChoice.choose(preview("time", "channel"), ColumnOverrides.none());

        assertThat(columns)
                .isEqualTo(new Columns(
                        List.of(new CustomerColumn("customer_id", "login_id", null)),
                        "time",
                        "channel",
                        new Interaction("interaction", List.of("impression")),
                        null,
                        "UTC"));
    }

    @Test
    void letsTheAnalystOverrideTypeScopeAndZone() {
        Columns columns = ColumnChoice.choose(
                preview("time", "channel"),
                ColumnOverrides.parse(
                        List.of("customer=cookie:cookie,uid:login_id@shop", "zone=Asia/Shanghai", "channel=medium")));

        assertThat(columns.customer())
                .containsExactly(
                        new CustomerColumn("cookie", "cookie", null), new CustomerColumn("uid", "login_id", "shop"));
        assertThat(columns.zone()).isEqualTo("Asia/Shanghai");
        assertThat(columns.channel()).isEqualTo("medium");
    }

    @Test
    void saysWhichColumnIsMissingAndWhichOptionSaysIt() {
        assertThatThrownBy(() -> ColumnChoice.choose(preview(null, "channel"), ColumnOverrides.none()))
                .isInstanceOf(AuditProblem.class)
                .hasMessageContaining("the time")
                .hasMessageContaining("--map time=COLUMN")
                .hasMessageContaining("customer_id");
    }

    @Test
    void refusesAColumnThatIsNotInTheFile() {
        assertThatThrownBy(() ->
                        ColumnChoice.choose(preview("time", "channel"), ColumnOverrides.parse(List.of("time=when"))))
                .isInstanceOf(AuditProblem.class)
                .hasMessageContaining("\"when\"");
    }

    @Test
    void countsOnlyTheExposuresTheAnalystNames() {
        Columns columns = ColumnChoice.choose(preview("time", "channel"), ColumnOverrides.none())
                .withExposures(List.of("shown"));

        assertThat(columns.interaction()).isEqualTo(new Interaction("interaction", List.of("shown")));
    }

    private static Preview preview(@Nullable String time, @Nullable String channel) {
        return new Preview(
                List.of("customer_id", "time", "interaction", "channel", "cookie", "uid", "medium"),
                ',',
                List.of(new CustomerColumn("customer_id", "login_id", null)),
                time,
                channel,
                new Interaction("interaction", List.of("impression")),
                null);
    }
}
