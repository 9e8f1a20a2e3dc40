package io.evenreach.frequency.ledger;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/** Looks granted requests up, for explanations. */
public interface Grants {

    /**
     * A grant as it was decided and as it stands.
     *
     * @param grant names it
     * @param profileId whose history it went into
     * @param identityRulesVersion the version of the identity rules by which its identifiers were read; empty where a
     *     profile id was named, and where it was granted before this was kept
     * @param rules every plan row and ceiling as it stood when it was decided, the tightest first
     * @param state as it stands now, in the archive too; {@link TouchState#EXPIRED} where it is in neither: it died then
     */
    record Found(
            GrantRef grant,
            UUID profileId,
            UUID campaignId,
            String channel,
            String owner,
            Instant grantedAt,
            Instant expiresAt,
            int remaining,
            OptionalLong identityRulesVersion,
            List<RuleFinding> rules,
            TouchState state) {}

    Optional<Found> find(GrantRef grant);

    /** The grant that a request was answered with. */
    Optional<Found> find(String owner, String requestId);

    /** The grant that a touch began as; empty where it was shown without one. */
    Optional<Found> find(long touchId);
}
