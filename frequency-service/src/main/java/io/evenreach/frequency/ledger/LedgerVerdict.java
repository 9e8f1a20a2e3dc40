package io.evenreach.frequency.ledger;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the ledger answered, in the order of the commands. */
public sealed interface LedgerVerdict {

    /**
     * The ask was granted.
     *
     * @param remaining what plan and ceilings have left after it
     * @param rule the tightest rule; null where a repeated request was answered from what is kept of it
     * @param repeated whether the same request had been granted before
     * @param considered what it was chosen on; null where the ask named a campaign or was repeated
     */
    record Allowed(
            GrantRef grant,
            UUID campaignId,
            UUID profileId,
            Instant expiresAt,
            int remaining,
            @Nullable RuleFinding rule,
            boolean repeated,
            @Nullable Considered considered)
            implements LedgerVerdict {

        public Allowed(
                GrantRef grant,
                UUID campaignId,
                UUID profileId,
                Instant expiresAt,
                int remaining,
                @Nullable RuleFinding rule,
                boolean repeated) {
            this(grant, campaignId, profileId, expiresAt, remaining, rule, repeated, null);
        }

        public Allowed chosenOn(Considered inputs) {
            return new Allowed(grant, campaignId, profileId, expiresAt, remaining, rule, repeated, inputs);
        }
    }

    /**
     * The ask was denied.
     *
     * @param rules what each rule said that was checked, first the one that decided; empty where none did
     * @param retryAt the earliest time at which the same ask may be allowed; null where that cannot be told
     * @param considered what none could be chosen on; null where the ask named a campaign or nobody
     */
    record Denied(
            DenialReason reason,
            @Nullable UUID campaignId,
            @Nullable UUID profileId,
            List<RuleFinding> rules,
            @Nullable Instant retryAt,
            @Nullable Considered considered)
            implements LedgerVerdict {
        public Denied {
            rules = List.copyOf(rules);
        }

        public Denied(
                DenialReason reason,
                @Nullable UUID campaignId,
                @Nullable UUID profileId,
                List<RuleFinding> rules,
                @Nullable Instant retryAt) {
            this(reason, campaignId, profileId, rules, retryAt, null);
        }

        public Denied chosenOn(Considered inputs) {
            return new Denied(reason, campaignId, profileId, rules, retryAt, inputs);
        }
    }

    /** The request id was granted before for something else. */
    record Conflicting(String detail) implements LedgerVerdict {}

    /** The exposure was counted. */
    record Counted(UUID profileId, Touch touch) implements LedgerVerdict {}

    /**
     * The exposure id was counted before.
     *
     * @param conflicting whether it was another exposure then
     */
    record Duplicate(boolean conflicting) implements LedgerVerdict {}

    /** The exposure was of somebody who was erased since: nothing is counted, and nothing of it is kept but its id. */
    record Erased() implements LedgerVerdict {}

    /**
     * The grant was looked for.
     *
     * @param state how the grant stands now; null where nothing is known of it any more
     */
    record Released(@Nullable TouchState state) implements LedgerVerdict {}

    /** The tenures are known now, and this many touches followed them. */
    record Moved(int touches) implements LedgerVerdict {}

    /** Nothing was decided and nothing was changed; the same command may be sent again. */
    record Unavailable(String detail) implements LedgerVerdict {}
}
