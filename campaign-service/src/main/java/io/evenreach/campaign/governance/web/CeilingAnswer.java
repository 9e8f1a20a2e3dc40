package io.evenreach.campaign.governance.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.evenreach.campaign.governance.domain.Ceiling;
import io.evenreach.campaign.governance.domain.Rule;
import io.evenreach.campaign.wire.WindowAnswer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A ceiling as we answer it.
 *
 * @param channels empty means every channel
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record CeilingAnswer(
        String ceilingId,
        long version,
        @Nullable String name,
        List<String> channels,
        int count,
        WindowAnswer window,
        List<Ceiling.Share> shares) {

    static CeilingAnswer of(Rule<Ceiling> rule) {
        Ceiling ceiling = rule.restriction();
        return new CeilingAnswer(
                rule.ruleId(),
                rule.version(),
                ceiling.name(),
                ceiling.channels(),
                ceiling.count(),
                WindowAnswer.of(ceiling.window()),
                ceiling.shares());
    }
}
