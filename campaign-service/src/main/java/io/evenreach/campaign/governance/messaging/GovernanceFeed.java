package io.evenreach.campaign.governance.messaging;

import io.evenreach.campaign.governance.domain.AskLimit;
import io.evenreach.campaign.governance.domain.Ceiling;
import io.evenreach.campaign.governance.domain.QuietHours;
import io.evenreach.campaign.governance.domain.Rule;
import io.evenreach.campaign.wire.WindowSpecs;
import io.evenreach.contracts.EventTypes;
import io.evenreach.contracts.Topics;
import io.evenreach.contracts.campaign.GovernanceChanged;
import io.evenreach.platform.outbox.Outbox;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The governance feed: each ceiling, each quiet hours and each ask limit as it is now, or that it is gone. */
@Component
public class GovernanceFeed {

    private final Outbox outbox;

    GovernanceFeed(Outbox outbox) {
        this.outbox = outbox;
    }

    public void publish(Rule<?> rule, Instant changedAt) {
        outbox.append(
                Topics.GOVERNANCE,
                rule.kind() + ":" + rule.ruleId(),
                EventTypes.GOVERNANCE_CHANGED,
                new GovernanceChanged(
                        0,
                        rule.kind().name(),
                        rule.ruleId(),
                        rule.version(),
                        rule.removed(),
                        ceiling(rule),
                        quietHours(rule),
                        changedAt,
                        askLimit(rule)));
    }

    private static GovernanceChanged.@Nullable Ceiling ceiling(Rule<?> rule) {
        if (rule.removed() || !(rule.restriction() instanceof Ceiling ceiling)) {
            return null;
        }
        return new GovernanceChanged.Ceiling(
                ceiling.channels(),
                ceiling.count(),
                WindowSpecs.of(ceiling.window()),
                ceiling.shares().stream()
                        .map(share -> new GovernanceChanged.Share(share.campaignId(), share.count()))
                        .toList());
    }

    private static GovernanceChanged.@Nullable QuietHours quietHours(Rule<?> rule) {
        if (rule.removed() || !(rule.restriction() instanceof QuietHours quiet)) {
            return null;
        }
        // A LocalTime of whole minutes is written HH:mm.
        return new GovernanceChanged.QuietHours(
                quiet.channels(),
                quiet.from().toString(),
                quiet.to().toString(),
                quiet.zone().getId());
    }

    private static GovernanceChanged.@Nullable AskLimit askLimit(Rule<?> rule) {
        return rule.removed() || !(rule.restriction() instanceof AskLimit limit)
                ? null
                : new GovernanceChanged.AskLimit(limit.count(), limit.per());
    }
}
