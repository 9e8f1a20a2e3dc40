package io.evenreach.campaign.maturity.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.evenreach.campaign.maturity.domain.Stage;
import io.evenreach.campaign.maturity.domain.Stages;
import io.evenreach.campaign.maturity.persistence.StageRuleStore.Versioned;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The stages as they are read and written.
 *
 * @param version of the stages; with a change the version it is about, absent for whichever holds
 * @param stages lowest first; the highest that is reached wins
 */
record StagesBody(
        @Nullable Long version, @NotNull @Size(max = 100) List<@NotNull @Valid StageBody> stages) {

    /**
     * A stage, reached by whichever of the two comes first; the first stage names neither.
     *
     * @param minOrders paid orders that are enough, 1 to 1000
     * @param minDaysSinceFirstOrder days since the first paid order that are enough, 1 to 36500
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record StageBody(
            @NotNull String name,
            @Nullable Integer minOrders,
            @Nullable Integer minDaysSinceFirstOrder) {}

    static StagesBody of(Versioned rules) {
        return new StagesBody(
                rules.version(),
                rules.stages().ordered().stream()
                        .map(stage -> new StageBody(stage.name(), stage.minOrders(), stage.minDaysSinceFirstOrder()))
                        .toList());
    }

    Stages read() {
        return new Stages(stages.stream()
                .map(stage -> new Stage(stage.name(), stage.minOrders(), stage.minDaysSinceFirstOrder()))
                .toList());
    }
}
