package io.evenreach.frequency.ledger.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenreach.frequency.ledger.JournalEntry;
import io.evenreach.frequency.ledger.LedgerCommand;
import io.evenreach.frequency.ledger.LedgerCommand.Expose;
import io.evenreach.frequency.ledger.LedgerCommand.MoveTenures;
import io.evenreach.frequency.ledger.Subject;
import io.evenreach.frequency.ledger.TenureChange;
import io.evenreach.frequency.ledger.Touch;
import io.evenreach.frequency.ledger.TouchChange;
import io.evenreach.frequency.ledger.domain.InMemoryLedgerStore.CrashAt;
import io.evenreach.frequency.ledger.domain.InMemoryLedgerStore.JournalLine;
import io.evenreach.identifiers.Hashed;
import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.identifiers.ProfileIds;
import io.evenreach.testkit.Chance;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * Identifiers change hands at random while workers bring archived touches along, with crashes and with others getting in
 * between, against a model that keeps every touch and asks for its owner every time.
 */
class ArchiveMovesScheduleTest {

    private static final int PEOPLE = 4;
    private static final int STEPS = 60;
    /** Where an identifier may be handed down: before it belongs to one, from it on to another. */
    private static final long CUT = Some.T0 - 5_000;

    @Test
    void bringsEveryArchivedTouchToItsOwnerWhateverHappensOnTheWay() {
        Chance.forSeeds(Boolean.getBoolean("evenreach.long") ? 3_000 : 100, chance -> new Schedule(chance).run());
    }

    /** What the model remembers of one touch. */
    private record Known(Hashed key, boolean byName, long atMillis) {}

    /** Of several for the same identifier and time the highest version holds. */
    private record Owner(long version, UUID id) {}

    private static final class Schedule {

        private final Chance chance;
        private final InMemoryLedgerStore store = new InMemoryLedgerStore();
        private final LockingLedger ledger = new LockingLedger(store, Clock.systemUTC(), 5, LedgerMetrics.NONE);
        private final List<ArchiveMover> workers;
        private final List<Hashed> identifiers = new ArrayList<>();
        /** By identifier: who owns it from when on. */
        private final Map<Hashed, TreeMap<Long, Owner>> owners = new HashMap<>();

        private final Map<Long, Known> touches = new HashMap<>();
        /** What readers of the journal know: in whose history a touch is. */
        private final Map<Long, UUID> told = new HashMap<>();

        private int linesRead;
        private long version;
        private int serial;

        Schedule(Chance chance) {
            this.chance = chance;
            this.workers = List.of(
                    new ArchiveMover(store, 1 + chance.below(9), LedgerMetrics.NONE),
                    new ArchiveMover(store, 20, LedgerMetrics.NONE));
            for (int i = 0; i < PEOPLE; i++) {
                Hashed identifier = Some.cookie(i);
                identifiers.add(identifier);
                changeHands(identifier, TenureChange.BEGINNING, ProfileIds.foundedBy(identifier.key()), false);
            }
        }

        void run() {
            for (int step = 0; step < STEPS; step++) {
                store.nowMillis += chance.below(1_000);
                if (chance.percent(15)) {
                    store.crash = chance.percent(50) ? CrashAt.BEFORE_COMMIT : CrashAt.AFTER_COMMIT;
                }
                if (chance.percent(25)) {
                    store.inBetween = chance.percent(50) ? this::changeHands : this::work;
                }
                switch (chance.below(4)) {
                    case 0 -> expose();
                    case 1 -> changeHands();
                    default -> work();
                }
                readJournal();
            }
            store.inBetween = () -> {};
            store.crash = CrashAt.NEVER;
            for (ArchiveMover worker : workers) {
                boolean more = true;
                while (more) {
                    more = worker.step();
                }
            }
            readJournal();
            everyTouchIsWithItsOwner();
        }

        private void work() {
            try {
                chance.pick(workers).step();
            } catch (InMemoryLedgerStore.Crash died) {
                store.nowMillis += 1;
            }
        }

        private void apply(List<? extends LedgerCommand> batch) {
            while (true) {
                try {
                    ledger.apply(batch);
                    return;
                } catch (InMemoryLedgerStore.Crash died) {
                    store.nowMillis += 1;
                }
            }
        }

        /** Of a campaign that no window needs, so that most go to the archive. */
        private void expose() {
            Hashed identifier = chance.pick(identifiers);
            boolean byName = chance.percent(30);
            UUID named = ProfileIds.foundedBy(identifier.key());
            List<Expose> exposures = new ArrayList<>();
            for (int i = 0; i < 20 + chance.below(60); i++) {
                String exposureId = "e" + serial++;
                long at = Some.T0 - chance.below(10_000);
                exposures.add(new Expose(
                        "platform",
                        exposureId,
                        Some.OTHER_CAMPAIGN,
                        "search",
                        byName ? new Subject.Profile(named) : new Subject.Identifiers(List.of(identifier)),
                        Instant.ofEpochMilli(at),
                        Instant.ofEpochMilli(store.nowMillis),
                        null,
                        null));
                touches.put(
                        TouchIds.ofClaim(TouchIds.claimOf("platform", exposureId)), new Known(identifier, byName, at));
            }
            apply(exposures);
        }

        private void changeHands() {
            Hashed moving = chance.pick(identifiers);
            Hashed to = chance.percent(50) ? moving : chance.pick(identifiers);
            long from = chance.percent(40) ? CUT : TenureChange.BEGINNING;
            changeHands(moving, from, ProfileIds.foundedBy(to.key()), chance.percent(20));
        }

        private void changeHands(Hashed moving, long fromMillis, UUID owner, boolean shared) {
            long ofThis = ++version;
            apply(List.of(new MoveTenures(
                    "c" + serial++,
                    List.of(new TenureChange(
                            moving.key(),
                            moving.type(),
                            fromMillis,
                            TenureChange.END,
                            null,
                            shared ? null : owner,
                            shared,
                            ofThis,
                            Some.T0,
                            null)))));
            owners.computeIfAbsent(moving, any -> new TreeMap<>())
                    .merge(
                            fromMillis,
                            new Owner(ofThis, shared ? OwnerBook.bucketOf(moving.key()) : owner),
                            (one, other) -> one.version() > other.version() ? one : other);
        }

        private UUID ownerOf(Known touch) {
            TreeMap<Long, Owner> ofKey = Objects.requireNonNull(owners.get(touch.key()));
            if (!touch.byName()) {
                return Objects.requireNonNull(ofKey.floorEntry(touch.atMillis()))
                        .getValue()
                        .id();
            }
            UUID owner = ofKey.firstEntry().getValue().id();
            IdentifierKey name =
                    OwnerBook.nameOf(ProfileIds.foundedBy(touch.key().key()));
            return owner.equals(OwnerBook.bucketOf(touch.key().key())) ? OwnerBook.bucketOf(name) : owner;
        }

        /** After every row of the journal each touch is in one history. */
        private void readJournal() {
            for (; linesRead < store.journal.size(); linesRead++) {
                JournalLine line = store.journal.get(linesRead);
                List<JournalEntry> entries = store.journals.decode(line.body(), line.nowMillis());
                for (JournalEntry entry : entries) {
                    entry.changes().stream()
                            .filter(TouchChange.Removed.class::isInstance)
                            .forEach(change ->
                                    assertThat(told.remove(change.touchId())).isEqualTo(entry.profileId()));
                }
                for (JournalEntry entry : entries) {
                    entry.changes().stream()
                            .filter(change -> !(change instanceof TouchChange.Removed))
                            .forEach(change -> assertThat(told.put(change.touchId(), entry.profileId()))
                                    .isIn(null, entry.profileId()));
                }
            }
            assertThat(told.keySet()).isEqualTo(touches.keySet());
        }

        private void everyTouchIsWithItsOwner() {
            assertThat(store.archiveMoves).isEmpty();
            assertThat(told).isEqualTo(expected());
            Map<UUID, Integer> archived = new HashMap<>();
            store.archive.forEach(one -> archived.merge(one.profileId(), 1, Integer::sum));
            store.rows.forEach((profile, row) -> {
                TouchHistory history = store.history(profile);
                assertThat(history.archived()).isEqualTo(archived.getOrDefault(profile, 0));
                assertThat(history.touches())
                        .extracting(Touch::touchId)
                        .allSatisfy(id -> assertThat(told).containsEntry(id, profile));
                assertThat(store.folded().get(profile)).isEqualTo(row.state());
            });
        }

        private Map<Long, UUID> expected() {
            Map<Long, UUID> expected = new HashMap<>();
            touches.forEach((id, known) -> expected.put(id, ownerOf(known)));
            return expected;
        }
    }
}
