package io.evenreach.frequency.decision;

import io.evenreach.frequency.ledger.Candidate;
import io.evenreach.frequency.ledger.DenialGround;
import io.evenreach.frequency.ledger.LedgerCommand.Ask;
import io.evenreach.frequency.ledger.LedgerVerdict;
import io.evenreach.frequency.ledger.LedgerVerdict.Allowed;
import io.evenreach.frequency.ledger.LedgerVerdict.Denied;
import io.evenreach.frequency.ledger.RuleFinding;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of an answer beside the journal, to explain it: of every denial, and of grants that chose among campaigns.
 *
 * @param touchId what the request would become, or became
 * @param askedCampaignId the campaign the ask named; null where it named none
 * @param reason why it was denied; null for a grant
 * @param rules what each plan row said, first the one that was reached; empty for a grant, whose rules the journal has
 * @param candidates every other campaign that was considered, with the reason it was not chosen
 * @param ground what a denial rests on where no rule decided; null in notes from before it was kept
 */
public record DecisionNote(
        String owner,
        String requestId,
        long touchId,
        Instant decidedAt,
        String channel,
        @Nullable UUID askedCampaignId,
        @Nullable String reason,
        @Nullable UUID campaignId,
        @Nullable UUID profileId,
        List<RuleFinding> rules,
        @Nullable Instant retryAt,
        List<Candidate> candidates,
        @Nullable DenialGround ground) {

    /** Empty where the journal says everything, or nothing was decided. */
    static Optional<DecisionNote> of(Ask ask, LedgerVerdict verdict, Instant decidedAt) {
        return switch (verdict) {
            case Denied denied ->
                Optional.of(new DecisionNote(
                        ask.owner(),
                        ask.requestId(),
                        ask.touchId(),
                        decidedAt,
                        ask.channel(),
                        ask.campaignId(),
                        denied.reason().name(),
                        denied.campaignId(),
                        denied.profileId(),
                        denied.rules(),
                        denied.retryAt(),
                        denied.candidates(),
                        denied.ground()));
            case Allowed allowed
            when ask.campaignId() == null && !allowed.repeated() ->
                Optional.of(new DecisionNote(
                        ask.owner(),
                        ask.requestId(),
                        ask.touchId(),
                        decidedAt,
                        ask.channel(),
                        null,
                        null,
                        allowed.campaignId(),
                        allowed.profileId(),
                        List.of(),
                        null,
                        allowed.others(),
                        null));
            default -> Optional.empty();
        };
    }

    public boolean wasGranted() {
        return reason == null;
    }

    /** How much it takes to keep it waiting: one, and one for each campaign and rule. */
    int weight() {
        int weight = 1 + rules.size() + candidates.size();
        for (Candidate candidate : candidates) {
            weight += candidate.rules().size();
        }
        return weight;
    }
}
