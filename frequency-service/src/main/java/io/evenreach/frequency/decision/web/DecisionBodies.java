package io.evenreach.frequency.decision.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.evenreach.frequency.decision.IdentifierBody;
import io.evenreach.frequency.ledger.Candidate;
import io.evenreach.frequency.ledger.RuleFinding;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The bodies of {@code /decisions}. */
final class DecisionBodies {

    private DecisionBodies() {}

    record Asks(@NotNull @NotEmpty @Size(max = 1000) List<@NotNull @Valid AskBody> requests) {}

    /** @param campaignId absent to choose the best campaign for this person on this channel */
    record AskBody(
            @NotBlank @Size(max = 200) String requestId,
            @NotBlank @Size(max = 200) String channel,
            @Nullable @Size(max = 100) List<@NotNull @Valid IdentifierBody> identifiers,
            @Nullable UUID profileId,
            @Nullable UUID campaignId) {}

    record Decisions(List<DecisionBody> decisions) {}

    /**
     * One answer.
     *
     * @param outcome {@code ALLOW}, {@code DENY}, or {@code CONFLICT} where the requestId was granted for something else
     * @param rule the plan row that was reached
     * @param rules every plan row that was checked, with its figures, first the one that was reached
     * @param detail what the conflict is
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record DecisionBody(
            String requestId,
            String outcome,
            @Nullable UUID campaignId,
            @Nullable UUID profileId,
            @Nullable String grantId,
            @Nullable Instant expiresAt,
            int remaining,
            @Nullable String reason,
            @Nullable RuleBody rule,
            @Nullable List<RuleBody> rules,
            @Nullable Instant retryAt,
            @Nullable String detail) {}

    /** A plan row that was checked, with what it counted. */
    record RuleBody(
            UUID campaignId,
            long campaignVersion,
            int row,
            String channel,
            String window,
            int target,
            int count,
            Instant windowFrom,
            Instant windowTo) {

        static List<RuleBody> all(List<RuleFinding> rules) {
            return rules.stream()
                    .map(rule -> new RuleBody(
                            rule.campaignId(),
                            rule.campaignVersion(),
                            rule.row(),
                            rule.channel(),
                            rule.window(),
                            rule.target(),
                            rule.count(),
                            rule.windowFrom(),
                            rule.windowTo()))
                    .toList();
        }
    }

    record ReleaseBody(String grantId, String state) {}

    /**
     * How a request was decided; for a grant also how it stands.
     *
     * @param requestId absent where only the grant id was given and nothing else is known of the request any more
     * @param outcome {@code ALLOW} or {@code DENY}
     * @param reason why it was denied
     * @param state how the grant stands now
     * @param campaignId of the grant, or the one that was denied; absent where it was no single one
     * @param askedCampaignId the campaign the ask named; absent where it named none, and for grants
     * @param askedBy whose request it was: {@code platform}, {@code partner:…}
     * @param remaining what the plan had left after it; 0 for a denial
     * @param retryAt the earliest time at which the same ask may be allowed
     * @param rules every plan row that was checked, the decisive one first
     * @param candidates every other campaign that was considered, with why it was not chosen; absent where the ask named a
     *     campaign, and for grants once seven days are over
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ExplanationBody(
            @Nullable String requestId,
            @Nullable String grantId,
            String outcome,
            @Nullable String reason,
            @Nullable String state,
            @Nullable UUID campaignId,
            @Nullable UUID askedCampaignId,
            String channel,
            @Nullable UUID profileId,
            String askedBy,
            Instant decidedAt,
            @Nullable Instant grantedAt,
            @Nullable Instant expiresAt,
            int remaining,
            @Nullable Instant retryAt,
            List<RuleBody> rules,
            @Nullable List<CandidateBody> candidates) {}

    /**
     * A campaign that was not chosen.
     *
     * @param reason a denial's reason, or {@code LOWER_PRIORITY}, {@code LESS_URGENT}, {@code LOST_THE_DRAW}
     * @param rules every plan row that was checked; empty where it did not come to that
     */
    record CandidateBody(UUID campaignId, long campaignVersion, String reason, List<RuleBody> rules) {

        static List<CandidateBody> all(List<Candidate> candidates) {
            return candidates.stream()
                    .map(candidate -> new CandidateBody(
                            candidate.campaignId(),
                            candidate.campaignVersion(),
                            candidate.reason(),
                            RuleBody.all(candidate.rules())))
                    .toList();
        }
    }
}
