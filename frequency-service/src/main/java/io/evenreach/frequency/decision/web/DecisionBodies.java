package io.evenreach.frequency.decision.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.evenreach.frequency.decision.IdentifierBody;
import io.evenreach.frequency.ledger.LedgerVerdict.Denied;
import io.evenreach.frequency.ledger.RuleFinding;
import io.evenreach.frequency.ledger.RuleFinding.Rule;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
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
     * @param remaining what plan and ceilings have left
     * @param rule the rule that decided
     * @param rules every rule that was checked, with its figures, first the one that decided
     * @param losers with {@code NO_CANDIDATE}, why campaigns that came into question were not chosen; at most 20
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
            @Nullable List<LoserBody> losers,
            @Nullable Instant retryAt,
            @Nullable String detail) {}

    /** A campaign that was not chosen. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record LoserBody(
            UUID campaignId,
            String reason,
            @Nullable RuleBody rule,
            @Nullable Instant retryAt) {

        static @Nullable List<LoserBody> all(List<Denied> losers) {
            return losers.isEmpty()
                    ? null
                    : losers.stream()
                            .map(loser -> new LoserBody(
                                    Objects.requireNonNull(loser.campaignId()),
                                    loser.reason().name(),
                                    loser.rule() == null ? null : RuleBody.of(loser.rule()),
                                    loser.retryAt()))
                            .toList();
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
     * How a grant was decided and how it stands.
     *
     * @param rules every plan row and ceiling it was checked against, the tightest first
     */
    record ExplanationBody(
            String grantId,
            String outcome,
            String state,
            UUID campaignId,
            String channel,
            UUID profileId,
            String askedBy,
            Instant grantedAt,
            Instant expiresAt,
            int remaining,
            List<RuleBody> rules) {}
}
