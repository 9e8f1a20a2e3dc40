package io.evenreach.frequency.decision.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.evenreach.frequency.decision.IdentifierBody;
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
     * How a grant was decided and how it stands.
     *
     * @param rules every plan row it was checked against, the tightest first
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
