package io.evenreach.frequency.ledger;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** Looks granted requests up, for explanations. */
public interface Grants {

    /**
     * A grant as it was decided and as it stands.
     *
     * @param profileId whose history it went into
     * @param rule the tightest plan row when it was decided
     * @param state as it stands now; {@link TouchState#EXPIRED} where it was forgotten since
     */
    record Found(
            UUID profileId,
            UUID campaignId,
            String channel,
            String owner,
            Instant grantedAt,
            Instant expiresAt,
            int remaining,
            RuleFinding rule,
            TouchState state) {}

    Optional<Found> find(GrantRef grant);
}
