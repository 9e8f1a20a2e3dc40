package io.evenreach.frequency.ledger.domain;

import io.evenreach.frequency.ledger.domain.LedgerStore.GrantRecord;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What was learned of requests that may have been granted before, by the touch each would become. */
final class EarlierGrants {

    private final Set<Long> lookedUp = new HashSet<>();
    private final Map<Long, GrantRecord> found = new HashMap<>();

    private final Set<Long> forService = new HashSet<>();

    void learn(Set<Long> touchIds, Map<Long, GrantRecord> grants) {
        lookedUp.addAll(touchIds);
        found.putAll(grants);
    }

    boolean wereLookedUp(long touchId) {
        return lookedUp.contains(touchId);
    }

    /** These were granted for service messages, so that it matters whose they are for those. */
    void learnForService(Set<Long> touchIds) {
        forService.addAll(touchIds);
    }

    boolean wereForService(long touchId) {
        return forService.contains(touchId);
    }

    @Nullable
    GrantRecord find(long touchId) {
        return found.get(touchId);
    }
}
