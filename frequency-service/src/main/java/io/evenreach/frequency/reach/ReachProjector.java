package io.evenreach.frequency.reach;

import io.evenreach.frequency.ledger.Journal;
import io.evenreach.frequency.ledger.JournalEntry;
import io.evenreach.frequency.ledger.JournalPosition;
import io.evenreach.frequency.ledger.JournalRow;
import io.evenreach.frequency.ledger.Touch;
import io.evenreach.frequency.ledger.TouchChange;
import io.evenreach.frequency.policy.CampaignPolicy;
import io.evenreach.frequency.policy.Policies;
import io.evenreach.frequency.policy.PolicySnapshot;
import io.evenreach.frequency.publication.JournalPieces;
import io.evenreach.frequency.reach.domain.GapFree;
import io.evenreach.frequency.reach.persistence.PersonStore;
import io.evenreach.frequency.reach.persistence.TouchViewStore;
import io.evenreach.platform.horizon.WriteHorizon;
import io.evenreach.platform.lifecycle.SteppingThread;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Follows the journal into the read model. Every instance runs one; a lock that lives as long as its transaction lets
 * one of them write, so nobody has to notice that another has died.
 */
@Component
class ReachProjector extends SteppingThread {

    private static final Logger LOG = LoggerFactory.getLogger(ReachProjector.class);
    private static final int JOURNAL_ROWS_CEILING = 10_000;
    private static final int UNKNOWN_CAMPAIGN_WAITS_MAX = 20;

    private final Journal journal;
    private final TouchViewStore store;
    private final PersonStore persons;
    private final HeavyTeller heavy;
    private final JournalPieces pieces;
    private final Policies policies;
    private final TransactionTemplate transaction;
    private final ReachProperties properties;
    private int waits;

    ReachProjector(
            Journal journal,
            TouchViewStore store,
            PersonStore persons,
            HeavyTeller heavy,
            JournalPieces pieces,
            Policies policies,
            TransactionTemplate transaction,
            ReachProperties properties) {
        super(
                "reach-projector",
                properties.pollEvery(),
                failure -> LOG.atWarn()
                        .setCause(failure)
                        .log("Reports fall behind: the journal cannot be followed; trying again"));
        this.journal = journal;
        this.store = store;
        this.persons = persons;
        this.heavy = heavy;
        this.pieces = pieces;
        this.policies = policies;
        this.properties = properties;
        this.transaction = transaction;
    }

    @Override
    protected boolean step() {
        return Boolean.TRUE.equals(transaction.execute(status -> follow()));
    }

    /** @return whether there may be more to read at once */
    private boolean follow() {
        if (!store.tryLead()) {
            return false;
        }
        JournalPosition position = store.position();
        // Asked before anything is read: what is read afterwards is at least everything up to this time. Of what the
        // journal is read by, the time counts too: each of them may still wait for somebody whom the other has not
        // seen.
        Instant first = journal.horizon().time();
        boolean morePersons = persons.followSome();
        WriteHorizon horizon = journal.horizon();
        Instant settled = first.isBefore(horizon.time()) ? first : horizon.time();
        int limit = properties.journalRowsMax();
        List<JournalRow> rows = journal.readAfter(position, limit, horizon);
        GapFree told = GapFree.of(rows, store.versionsOf(rows));
        while (told.rows() == 0 && rows.size() == limit && limit < JOURNAL_ROWS_CEILING) {
            limit = Math.min(limit * 4, JOURNAL_ROWS_CEILING);
            rows = journal.readAfter(position, limit, horizon);
            told = GapFree.of(rows, store.versionsOf(rows));
        }
        if (rows.isEmpty()) {
            store.moveTo(position, morePersons ? Instant.EPOCH : settled);
            return morePersons;
        }
        PolicySnapshot policy = policies.current();
        // What closes the first gap still waits for an older transaction to end: it is a matter of a moment.
        if (told.rows() == 0 || !knowsAll(policy, told.entries())) {
            return false;
        }
        store.apply(
                told.entries(),
                campaignId -> policy.campaign(campaignId)
                        .map(CampaignPolicy::dataSetId)
                        .isEmpty());
        heavy.tell(told.entries(), store.now());
        boolean full = rows.size() == limit;
        boolean gap = told.rows() < rows.size();
        // While there is more to read, the reports are only known to be complete up to where they were before.
        boolean more = full || morePersons;
        JournalPosition through = rows.get(told.rows() - 1).position();
        pieces.note(position, through, told.rows());
        store.moveTo(through, more || gap ? Instant.EPOCH : settled);
        return more;
    }

    /**
     * Whether every campaign is known here. The ledger may have learnt of one a moment earlier through another instance,
     * and whether a touch is a live customer's is asked only once; so wait a little, but never for ever.
     */
    private boolean knowsAll(PolicySnapshot policy, List<JournalEntry> entries) {
        boolean known = entries.stream()
                .flatMap(entry -> entry.changes().stream())
                .allMatch(change -> switch (change) {
                    case TouchChange.Put(Touch touch) ->
                        policy.campaign(touch.campaignId()).isPresent();
                    case TouchChange.Archived(Touch touch) ->
                        policy.campaign(touch.campaignId()).isPresent();
                    case TouchChange.Removed ignored -> true;
                });
        waits = known ? 0 : waits + 1;
        if (waits > UNKNOWN_CAMPAIGN_WAITS_MAX) {
            LOG.atWarn()
                    .log("The journal names a campaign that is not known here; it is taken for one of live customers");
            waits = 0;
            return true;
        }
        return known;
    }
}
