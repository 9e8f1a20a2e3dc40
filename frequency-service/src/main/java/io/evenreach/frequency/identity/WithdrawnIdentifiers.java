package io.evenreach.frequency.identity;

import io.evenreach.contracts.identity.TenureMove;
import io.evenreach.frequency.ledger.LedgerFacts;
import io.evenreach.frequency.reach.HeldTimes;
import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.identifiers.ProfileIds;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * Keeps marketing from whoever withdrew advertising: that is a hold on each of their identifiers, which lasts until identity
 * says that advertising is allowed again. Reports count them as held all the time, because they are not to be reached.
 */
@Component
class WithdrawnIdentifiers {

    private final LedgerFacts facts;
    private final HeldTimes times;

    WithdrawnIdentifiers(LedgerFacts facts, HeldTimes times) {
        this.facts = facts;
        this.times = times;
    }

    /** @param moves of the purpose for advertising, in the order of the feed; all that is told of a key at a time */
    void follow(List<TenureMove> moves) {
        Map<UUID, TenureMove> newest = new LinkedHashMap<>();
        Map<UUID, Instant> withdrawn = new HashMap<>();
        for (TenureMove move : moves) {
            UUID holdId = ProfileIds.foundedBy(IdentifierKey.parse(move.key()), "withdrawn");
            TenureMove before = newest.get(holdId);
            if (before == null || before.version() < move.version()) {
                newest.put(holdId, move);
                withdrawn.remove(holdId);
            }
            if (move.withdrawnAt() != null && move.validTo() == null) {
                withdrawn.put(holdId, move.withdrawnAt());
            }
        }
        Set<UUID> held = facts.active(newest.keySet());
        newest.forEach((holdId, move) -> {
            Instant since = withdrawn.get(holdId);
            if (since != null || held.contains(holdId)) {
                IdentifierKey key = IdentifierKey.parse(move.key());
                facts.withdrawal(holdId, move.version(), since, key);
                times.held(holdId, move.version(), Instant.EPOCH, null, since == null ? List.of() : List.of(key));
            }
        });
    }
}
