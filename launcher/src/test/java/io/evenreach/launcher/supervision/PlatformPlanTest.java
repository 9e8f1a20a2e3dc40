package io.evenreach.launcher.supervision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evenreach.launcher.platform.LauncherProblem;
import io.evenreach.launcher.services.Service;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlatformPlanTest {

    @Test
    void runsEveryServiceOnceUnlessAskedOtherwise() {
        assertThat(PlatformPlan.everything().instances())
                .containsOnlyKeys(Service.values())
                .allSatisfy((service, count) -> assertThat(count).isOne());
        assertThat(PlatformPlan.everything().isWhole()).isTrue();
    }

    @Test
    void runsSeveralInstancesOfOneService() {
        assertThat(PlatformPlan.of(Map.of("frequency", 2), List.of()).instances())
                .containsEntry(Service.FREQUENCY, 2)
                .containsEntry(Service.IDENTITY, 1);
    }

    @Test
    void runsOnlyTheServicesAskedFor() {
        var plan = PlatformPlan.of(Map.of(), List.of("identity", "Campaign"));
        assertThat(plan.instances()).containsOnlyKeys(Service.IDENTITY, Service.CAMPAIGN);
        assertThat(plan.isWhole()).isFalse();
    }

    @Test
    void refusesWhatCannotBeMeantAndSaysWhy() {
        assertThatThrownBy(() -> PlatformPlan.of(Map.of(), List.of("billing")))
                .isInstanceOf(LauncherProblem.class)
                .hasMessageContaining("there are identity, campaign, frequency, guides, gateway");
        assertThatThrownBy(() -> PlatformPlan.of(Map.of("frequency", 0), List.of()))
                .hasMessageContaining("Between 1 and 8");
        assertThatThrownBy(() -> PlatformPlan.of(Map.of("gateway", 2), List.of()))
                .hasMessageContaining("one address");
        assertThatThrownBy(() -> PlatformPlan.of(Map.of("frequency", 2), List.of("identity")))
                .hasMessageContaining("--only leaves it out");
    }
}
