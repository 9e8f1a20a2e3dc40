package io.evenreach.frequency.ledger.domain;

import io.evenreach.frequency.ledger.RuleFinding;
import io.evenreach.identifiers.IdentifierKey;
import java.util.List;
import java.util.UUID;

/**
 * What is kept of a granted request: enough to repeat the answer and to explain it.
 *
 * @param profileId whose history it went into
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
        List<RuleFinding> rules) {
    public GrantNote {
        rules = List.copyOf(rules);
    }

    RuleFinding tightest() {
        return rules.getFirst();
    }
}
