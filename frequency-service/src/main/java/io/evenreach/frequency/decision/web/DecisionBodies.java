package io.evenreach.frequency.decision.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.evenreach.frequency.decision.IdentifierBody;
import io.evenreach.frequency.ledger.Candidate;
import io.evenreach.frequency.ledger.RuleFinding;
import io.evenreach.frequency.ledger.RuleFinding.Rule;
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

    record Asks(@NotEmpty @Size(max = 1000) List<@NotNull @Valid AskBody> requests) {}

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
     * @param remaining what plan and ceilings have left
     * @param rule the rule that decided
     * @param rules every rule that was checked, with its figures, first the one that decided
     * @param ground what a denial rests on where no rule decided
     * @param candidates with {@code NO_CANDIDATE}, why campaigns that were considered were not chosen; at most 20
     * @param detail what the conflict is
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record DecisionBody(
            String requestId,
            String outcome,
            @JsonInclude @Nullable UUID campaignId,
            @JsonInclude @Nullable UUID profileId,
            @Nullable String grantId,
            @Nullable Instant expiresAt,
            int remaining,
            @Nullable String reason,
            @Nullable RuleBody rule,
            @Nullable List<RuleBody> rules,
            @Nullable GroundBody ground,
            @Nullable List<CandidateBody> candidates,
            @Nullable Instant retryAt,
            @Nullable String detail) {

        static DecisionBody allowed(
                String requestId,
                UUID campaignId,
                @Nullable UUID profileId,
                String grantId,
                Instant expiresAt,
                int remaining,
                @Nullable String reason) {
            return new DecisionBody(
                    requestId,
                    "ALLOW",
                    campaignId,
                    profileId,
                    grantId,
                    expiresAt,
                    remaining,
                    reason,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null);
        }

        static DecisionBody denied(String requestId, @Nullable UUID campaignId, String reason) {
            return new DecisionBody(
                    requestId, "DENY", campaignId, null, null, null, 0, reason, null, null, null, null, null, null);
        }

        static DecisionBody conflicting(String requestId, String detail) {
            return new DecisionBody(
                    requestId, "CONFLICT", null, null, null, null, 0, null, null, null, null, null, null, detail);
        }
    }

    /**
     * A rule that was checked, with what it counted. Plan rows have campaignId, campaignVersion, row and channel; the others
     * id and version.
     *
     * @param kind {@code PLAN}, {@code CEILING} or {@code QUIET_HOURS}
     * @param target how many touches the rule allows; absent, like count, for quiet hours
     * @param reserved of a ceiling, the places that are kept for other campaigns
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record RuleBody(
            String kind,
            @Nullable String id,
            @Nullable Long version,
            @Nullable UUID campaignId,
            @Nullable Long campaignVersion,
            @Nullable Integer row,
            @Nullable String channel,
            String window,
            @Nullable Integer target,
            @Nullable Integer count,
            @Nullable Integer reserved,
            Instant windowFrom,
            Instant windowTo) {

        static List<RuleBody> all(List<RuleFinding> rules) {
            return rules.stream().map(RuleBody::of).toList();
        }

        static RuleBody of(RuleFinding finding) {
            return switch (finding.rule()) {
                case Rule.Plan(UUID campaignId, long campaignVersion, int row, String channel) ->
                    new RuleBody(
                            "PLAN",
                            null,
                            null,
                            campaignId,
                            campaignVersion,
                            row,
                            channel,
                            finding.window(),
                            finding.target(),
                            finding.count(),
                            null,
                            finding.windowFrom(),
                            finding.windowTo());
                case Rule.Ceiling(String id, long version, int reserved) ->
                    new RuleBody(
                            "CEILING",
                            id,
                            version,
                            null,
                            null,
                            null,
                            null,
                            finding.window(),
                            finding.target(),
                            finding.count(),
                            reserved,
                            finding.windowFrom(),
                            finding.windowTo());
                case Rule.QuietHours(String id, long version) ->
                    new RuleBody(
                            "QUIET_HOURS",
                            id,
                            version,
                            null,
                            null,
                            null,
                            null,
                            finding.window(),
                            null,
                            null,
                            null,
                            finding.windowFrom(),
                            finding.windowTo());
            };
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
     * @param rules every rule that was checked, the decisive one first
     * @param ground what a denial rests on where no rule decided; kept for as long as the denial
     * @param candidates every other campaign that was considered, with why it was not chosen; absent where the ask named a
     *     campaign, and for grants once seven days are over
     * @param identityRulesVersion the version of the identity rules by which identifiers were read; absent where a profile id
     *     was named
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
            @Nullable GroundBody ground,
            @Nullable List<CandidateBody> candidates,
            @Nullable Long identityRulesVersion) {}

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
