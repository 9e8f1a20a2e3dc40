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
     * @param others every other campaign that was considered; empty where the ask named one or was repeated
     */
    record Allowed(
            GrantRef grant,
            UUID campaignId,
            UUID profileId,
            Instant expiresAt,
            int remaining,
            @Nullable RuleFinding rule,
            boolean repeated,
            List<Candidate> others)
            implements LedgerVerdict {
        public Allowed {
            others = List.copyOf(others);
        }

        public Allowed(
                GrantRef grant,
                UUID campaignId,
                UUID profileId,
                Instant expiresAt,
                int remaining,
                @Nullable RuleFinding rule,
                boolean repeated) {
            this(grant, campaignId, profileId, expiresAt, remaining, rule, repeated, List.of());
        }

        public Allowed over(List<Candidate> losers) {
            return new Allowed(grant, campaignId, profileId, expiresAt, remaining, rule, repeated, losers);
        }
    }

    /**
     * The ask was denied.
     *
     * @param rules what each rule said that was checked, first the one that decided; empty where none did
     * @param retryAt the earliest time at which the same ask may be allowed; null where that cannot be told
     * @param candidates every campaign that was considered; empty where the ask named one
     * @param ground what it rests on where no rule decided; null where one did, and where there is no candidate
     */
    record Denied(
            DenialReason reason,
            @Nullable UUID campaignId,
            @Nullable UUID profileId,
            List<RuleFinding> rules,
            @Nullable Instant retryAt,
            List<Candidate> candidates,
            @Nullable DenialGround ground)
            implements LedgerVerdict {
        public Denied {
            rules = List.copyOf(rules);
            candidates = List.copyOf(candidates);
        }

        public Denied(
                DenialReason reason,
                @Nullable UUID campaignId,
                @Nullable UUID profileId,
                List<RuleFinding> rules,
                @Nullable Instant retryAt) {
            this(reason, campaignId, profileId, rules, retryAt, List.of(), null);
        }

        public Denied after(List<Candidate> losers) {
            return new Denied(reason, campaignId, profileId, rules, retryAt, losers, ground);
        }

        public Denied on(DenialGround why, @Nullable Instant mayRetryAt) {
            return new Denied(reason, campaignId, profileId, rules, mayRetryAt, candidates, why);
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
