package io.evenreach.identity.stitching;

import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.identity.changes.ChangeFeed;
import io.evenreach.identity.rules.RulesInForce;
import io.evenreach.identity.stitching.domain.Reworked;
import io.evenreach.identity.stitching.domain.Stitcher;
import io.evenreach.identity.stitching.persistence.ObservationLog;
import io.evenreach.identity.stitching.persistence.PostgresStitchingStore;
import io.evenreach.identity.stitching.persistence.Unsettled;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Settles people of whom so much is known that whoever sees more of them does not. Once for all that was seen since; and
 * then it rests for several times as long as it took, so that somebody who is seen all the time takes a bounded share.
 */
@Service
class Deferred {

    private static final int RESTS = 4;

    private final JdbcTemplate jdbc;
    private final ObservationLog log;
    private final RulesInForce rules;
    private final Unsettled unsettled;
    private final ChangeFeed feed;
    private final TransactionTemplate transaction;
    private long restsUntilNanos = System.nanoTime();

    Deferred(
            JdbcTemplate jdbc,
            ObservationLog log,
            RulesInForce rules,
            Unsettled unsettled,
            ChangeFeed feed,
            PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.log = log;
        this.rules = rules;
        this.unsettled = unsettled;
        this.feed = feed;
        this.transaction = new TransactionTemplate(transactions);
    }

    /** Settles somebody, where there is somebody and it does not rest; for one thread. */
    void step() {
        long begin = System.nanoTime();
        if (begin < restsUntilNanos) {
            return;
        }
        Optional<IdentifierKey> key = unsettled.deferred();
        if (key.isPresent()) {
            transaction.executeWithoutResult(status -> settle(key.get()));
            long now = System.nanoTime();
            restsUntilNanos = now + RESTS * (now - begin);
        }
    }

    private void settle(IdentifierKey key) {
        log.lockShared();
        PostgresStitchingStore store = new PostgresStitchingStore(jdbc, Map.of());
        Reworked reworked = new Stitcher(rules.now()).rework(store, Set.of(key), false);
        store.save(reworked.changes());
        feed.append(FeedMoves.of(reworked.changes()), "REFOLDED");
    }
}
