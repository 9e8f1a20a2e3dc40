package io.evenreach.frequency.reach;

import io.evenreach.frequency.ledger.TenureChange;
import io.evenreach.frequency.reach.persistence.HeldTimeStore;
import io.evenreach.identifiers.IdentifierKey;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Hears when holds were on whom, so that reports miss nobody who must not be reached. */
@Component
public class HeldTimes {

    private final HeldTimeStore store;

    HeldTimes(HeldTimeStore store) {
        this.store = store;
    }

    /**
     * A hold is on these identifiers. A version that is not newer than the known one changes nothing.
     *
     * @param until when it ends by itself; null until further notice
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void held(UUID holdId, long version, Instant openedAt, @Nullable Instant until, List<IdentifierKey> keys) {
        if (store.isNews(holdId, version)) {
            store.replace(holdId, version, openedAt, until, keys);
        }
    }

    /** Whoever had these identifiers was erased, and with them that they were held. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void erase(List<TenureChange> erased) {
        erased.forEach(
                change -> store.erase(change.key(), change.fromMillis(), change.toMillis(), change.erasedAtMillis()));
    }

    /** A hold is over: now, or since it ended by itself. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void over(UUID holdId, long version) {
        if (store.isNews(holdId, version)) {
            store.end(holdId, version);
        }
    }
}
