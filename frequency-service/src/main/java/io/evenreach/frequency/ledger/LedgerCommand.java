package io.evenreach.frequency.ledger;

import io.evenreach.frequency.ledger.domain.TouchIds;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the ledger can be told. */
public sealed interface LedgerCommand {

    /**
     * May this be shown?
     *
     * @param owner whose request it is; request ids are unique within it
     * @param campaignId null to choose the best campaign for this person here
     */
    record Ask(
            String owner,
            String requestId,
            String channel,
            @Nullable UUID campaignId,
            Subject subject) implements LedgerCommand {

        /** The touch it becomes where it is granted. */
        public long touchId() {
            return touchIdOf(owner, requestId);
        }

        public static long touchIdOf(String owner, String requestId) {
            return TouchIds.ofRequest(owner, requestId);
        }
    }

    /**
     * This was shown.
     *
     * @param owner who reports it; exposure ids are unique within it
     * @param acceptedAt when we took responsibility for it; a confirm counts from then
     * @param grant the grant it confirms, if any; wins over the subject
     * @param importId the import that brings it; null for live exposures
     */
    record Expose(
            String owner,
            String exposureId,
            UUID campaignId,
            String channel,
            Subject subject,
            Instant occurredAt,
            Instant acceptedAt,
            @Nullable GrantRef grant,
            @Nullable UUID importId)
            implements LedgerCommand {}

    /** This will not be shown after all. */
    record Release(GrantRef grant) implements LedgerCommand {}

    /**
     * Identifiers changed hands; their touches follow them by event time.
     *
     * @param moves as they are for advertising, by which touches are kept
     * @param forService as they are for service messages
     */
    record MoveTenures(String changeId, List<TenureChange> moves, List<TenureChange> forService)
            implements LedgerCommand {
        public MoveTenures {
            moves = List.copyOf(moves);
            forService = List.copyOf(forService);
        }

        /** The same for advertising and for service messages. */
        public MoveTenures(String changeId, List<TenureChange> moves) {
            this(changeId, moves, moves);
        }
    }
}
