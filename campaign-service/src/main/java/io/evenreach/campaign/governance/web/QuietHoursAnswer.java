package io.evenreach.campaign.governance.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.evenreach.campaign.governance.domain.QuietHours;
import io.evenreach.campaign.governance.domain.Rule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Quiet hours as we answer them.
 *
 * @param channels empty means every channel
 * @param from HH:mm, inclusive
 * @param to HH:mm, exclusive
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record QuietHoursAnswer(
        String quietHoursId,
        long version,
        @Nullable String name,
        List<String> channels,
        String from,
        String to,
        String zone) {

    static QuietHoursAnswer of(Rule<QuietHours> rule) {
        QuietHours quiet = rule.restriction();
        return new QuietHoursAnswer(
                rule.ruleId(),
                rule.version(),
                quiet.name(),
                quiet.channels(),
                quiet.from().toString(),
                quiet.to().toString(),
                quiet.zone().getId());
    }
}
