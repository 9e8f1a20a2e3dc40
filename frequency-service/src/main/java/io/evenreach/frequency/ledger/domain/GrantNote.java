package io.evenreach.frequency.ledger.domain;

import io.evenreach.frequency.ledger.RuleFinding;
import io.evenreach.identifiers.IdentifierKey;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * What is kept of a granted request: enough to repeat the answer and to explain it.
 *
 * @param profileId whose history it went into
 * @param identityRulesVersion the version of the identity rules by which its identifiers were read; empty where a profile id
 *     was named, and where it was granted before this was kept
 * @param rules what every plan row and ceiling said that was checked, the tightest first; at least one
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
        OptionalLong identityRulesVersion,
        List<RuleFinding> rules) {
    public GrantNote {
        rules = List.copyOf(rules);
    }

    RuleFinding tightest() {
        return rules.getFirst();
    }
}
