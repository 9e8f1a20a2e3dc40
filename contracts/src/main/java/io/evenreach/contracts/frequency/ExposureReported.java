package io.evenreach.contracts.frequency;

import io.evenreach.contracts.identity.KeyedIdentifier;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An exposure that was accepted and will be counted once.
 *
 * @param owner the partner (or {@code platform}) within which the exposure id is unique
 * @param profileId where the sender named a profile instead of identifiers
 * @param grantId the grant it confirms; null where none was asked for
 * @param acceptedAt when it was accepted: a confirm counts from then, however late the ledger reads it
 * @param identityRulesVersion the version of the identity rules by which the identifiers were read; null where it is
 *     not known, in messages from before there was such a field: then those that are built in
 */
public record ExposureReported(
        String owner,
        String exposureId,
        UUID campaignId,
        String channel,
        List<KeyedIdentifier> identifiers,
        @Nullable UUID profileId,
        Instant occurredAt,
        Instant acceptedAt,
        @Nullable String grantId,
        @Nullable Long identityRulesVersion) {}
