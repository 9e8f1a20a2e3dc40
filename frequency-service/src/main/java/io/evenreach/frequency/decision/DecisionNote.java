package io.evenreach.frequency.decision;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.evenreach.frequency.ledger.Candidate;
import io.evenreach.frequency.ledger.Candidates;
import io.evenreach.frequency.ledger.Considered;
import io.evenreach.frequency.ledger.LedgerCommand.Ask;
import io.evenreach.frequency.ledger.LedgerVerdict;
import io.evenreach.frequency.ledger.LedgerVerdict.Allowed;
import io.evenreach.frequency.ledger.LedgerVerdict.Denied;
import io.evenreach.frequency.ledger.RuleFinding;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of an answer beside the journal, to explain it: of every denial, and of grants that chose among campaigns.
 *
 * @param touchId what the request would become, or became
 * @param askedCampaignId the campaign the ask named; null where it named none
 * @param reason why it was denied; null for a grant
 * @param rules what each plan row said, first the one that was reached; empty for a grant, whose rules the journal has
 * @param people whose touches counted where the ask named no campaign; empty where it named one
 * @param considered what was chosen on, in the form of {@link Candidates}, as base 64; null where the ask named a campaign
 * @param candidates in notes from before that was kept: every other campaign, with the reason it was not chosen
 * @param identityRulesVersion the version of the identity rules by which identifiers were read; null where a profile id was
 *     named, and in notes from before this was kept
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
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<UUID> people,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String considered,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Candidate> candidates,
        @Nullable Long identityRulesVersion) {

    /** About so many characters of what was considered count as much as a rule. */
    private static final int CHARACTERS_PER_RULE = 200;

    public DecisionNote {
        people = people == null ? List.of() : List.copyOf(people);
        candidates = candidates == null ? List.of() : List.copyOf(candidates);
    }

    /** Empty where the journal says everything, or nothing was decided. */
    static Optional<DecisionNote> of(Ask ask, LedgerVerdict verdict, Instant decidedAt, Candidates candidates) {
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
                        peopleOf(denied.considered()),
                        written(denied.considered(), candidates),
                        List.of(),
                        rulesOf(ask)));
            case Allowed allowed
            when allowed.considered() != null ->
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
                        peopleOf(allowed.considered()),
                        written(allowed.considered(), candidates),
                        List.of(),
                        rulesOf(ask)));
            default -> Optional.empty();
        };
    }

    private static List<UUID> peopleOf(@Nullable Considered considered) {
        return considered == null ? List.of() : considered.people();
    }

    private static @Nullable String written(@Nullable Considered considered, Candidates candidates) {
        return considered == null ? null : Base64.getEncoder().encodeToString(candidates.write(considered));
    }

    private static @Nullable Long rulesOf(Ask ask) {
        OptionalLong version = ask.subject().rulesVersion();
        return version.isPresent() ? version.getAsLong() : null;
    }

    public boolean wasGranted() {
        return reason == null;
    }

    /** How much it takes to keep it waiting: one, one for each rule, and what was considered by its size. */
    int weight() {
        return 1 + rules.size() + (considered == null ? 0 : considered.length() / CHARACTERS_PER_RULE);
    }
}
