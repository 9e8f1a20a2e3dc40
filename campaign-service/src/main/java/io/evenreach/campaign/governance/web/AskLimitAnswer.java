package io.evenreach.campaign.governance.web;

import io.evenreach.campaign.governance.domain.AskLimit;
import io.evenreach.campaign.governance.domain.Rule;
import java.time.Duration;

/**
 * An ask limit as we answer it.
 *
 * @param count asks of the partner's clients that are decided in each span
 * @param per how long a span is
 */
record AskLimitAnswer(String partnerId, long version, int count, Duration per) {

    static AskLimitAnswer of(Rule<AskLimit> rule) {
        AskLimit limit = rule.restriction();
        return new AskLimitAnswer(rule.ruleId(), rule.version(), limit.count(), limit.per());
    }
}
