package io.evenreach.frequency.ledger.domain;

import io.evenreach.frequency.ledger.RuleFinding;
import io.evenreach.identifiers.IdentifierKey;
import java.util.UUID;

/**
 * What the journal keeps of a granted request: enough to repeat the answer and to explain it.
 *
 * @param profileId whose history it went into
 */
public record GrantNote(
        long touchId,
        UUID profileId,
        UUID campaignId,
        String channel,
        String owner,
        IdentifierKey filedUnder,
        long grantedAtMillis,
        long expiresAtMillis,
        int remaining,
        RuleFinding rule) {}
