package io.evenreach.frequency.decision;

import io.evenreach.frequency.ledger.GrantRef;
import io.evenreach.frequency.ledger.LedgerCommand.Ask;
import io.evenreach.frequency.policy.CampaignPolicy;
import io.evenreach.frequency.policy.ChannelPolicy;
import io.evenreach.frequency.policy.Policies;
import io.evenreach.frequency.policy.PolicySnapshot;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * What is allowed when the ledger does not answer: service messages to everyone, on channels that are configured so. Nothing
 * is reserved; what is shown counts as {@code ALLOWED_UNCHECKED}.
 */
@Component
public class Unchecked {

    private final Policies policies;
    private final Counter allowed;

    Unchecked(Policies policies, MeterRegistry registry) {
        this.policies = policies;
        this.allowed = registry.counter("evenreach.decisions.unchecked");
    }

    /**
     * @param grant what stands for a grant and reserves nothing
     * @param expiresAt until when an exposure is taken for allowed
     */
    public record Allowance(UUID campaignId, GrantRef grant, Instant expiresAt) {}

    public Optional<Allowance> allow(Ask ask, Instant now) {
        UUID campaignId = ask.campaignId();
        if (campaignId == null) {
            return Optional.empty();
        }
        PolicySnapshot policy = policies.current();
        boolean mayPass = policy.campaign(campaignId)
                .filter(campaign -> mayPass(campaign, ask.channel(), now))
                .isPresent();
        if (!mayPass) {
            return Optional.empty();
        }
        Optional<Allowance> allowance = policy.channel(ask.channel())
                .filter(ChannelPolicy::allowsUnchecked)
                .flatMap(channel -> ask.subject()
                        .filingKey()
                        .map(key -> new Allowance(
                                campaignId,
                                GrantRef.unchecked(now.toEpochMilli(), key, ask.owner()),
                                now.plus(channel.grantTtl()))));
        allowance.ifPresent(any -> allowed.increment());
        return allowance;
    }

    private static boolean mayPass(CampaignPolicy campaign, String channel, Instant now) {
        return campaign.isService()
                && campaign.isRunningAt(now)
                && campaign.audience() instanceof CampaignPolicy.Audience.Everyone
                && !campaign.rowsOn(channel).isEmpty();
    }
}
