package io.evenreach.campaign.governance;

import io.evenreach.campaign.governance.domain.GovernanceRules;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** Bounds of ceilings, quiet hours and ask limits, explained in {@link GovernanceRules}. */
@ConfigurationProperties("evenreach.governance")
record GovernanceProperties(
        @DefaultValue("1000") int countMax,
        @DefaultValue("1m") Duration rollingMin,
        @DefaultValue("366d") Duration rollingMax,
        @DefaultValue("1h") Duration askSpanMax) {

    GovernanceRules rules() {
        return new GovernanceRules(countMax, rollingMin, rollingMax, askSpanMax);
    }
}
