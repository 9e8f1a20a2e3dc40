package io.evenreach.frequency.reach.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenreach.frequency.ledger.JournalEntry;
import io.evenreach.frequency.ledger.JournalPosition;
import io.evenreach.frequency.ledger.JournalRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class GapFreeTest {

    private static final UUID ANNA = new UUID(0, 1);
    private static final UUID BELA = new UUID(0, 2);

    private static JournalEntry entry(UUID profileId, long version) {
        return new JournalEntry(profileId, version, false, false, 0, List.of());
    }

    private static JournalRow row(long number, JournalEntry... entries) {
        return new JournalRow(new JournalPosition(number, number), Instant.EPOCH, List.of(entries));
    }

    @Test
    void tellsALaterRowBeforeTheEarlierOneThatNeedsIt() {
        // The first transaction began first, waited for Anna's lock, and so changed her second.
        GapFree told =
                GapFree.of(List.of(row(1, entry(BELA, 1), entry(ANNA, 6)), row(2, entry(ANNA, 5))), Map.of(ANNA, 4L));
        assertThat(told.rows()).isEqualTo(2);
        assertThat(told.entries()).containsExactly(entry(BELA, 1), entry(ANNA, 5), entry(ANNA, 6));
    }

    @Test
    void waitsForARowThatCannotBeReadYet() {
        GapFree told = GapFree.of(
                List.of(row(1, entry(BELA, 1)), row(2, entry(ANNA, 6)), row(3, entry(BELA, 2))), Map.of(ANNA, 4L));
        assertThat(told.rows()).isEqualTo(1);
        assertThat(told.entries()).containsExactly(entry(BELA, 1));
    }

    @Test
    void leavesOutWhatIsKnown() {
        GapFree told = GapFree.of(List.of(row(1, entry(ANNA, 3)), row(2, entry(ANNA, 4))), Map.of(ANNA, 3L));
        assertThat(told.rows()).isEqualTo(2);
        assertThat(told.entries()).containsExactly(entry(ANNA, 4));
    }

    @Test
    void tellsEverythingOnceInOrderWhateverThePages() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<JournalRow> journal = new ArrayList<>();
        Map<UUID, Long> versions = new HashMap<>();
        for (int i = 0; i < 400; i++) {
            UUID profileId = new UUID(0, random.nextInt(12));
            journal.add(row(i, entry(profileId, versions.merge(profileId, 1L, Long::sum))));
        }
        for (int i = 0; i + 9 < journal.size(); i += 3) {
            Collections.shuffle(journal.subList(i, i + 9), random);
        }
        Map<UUID, Long> known = new HashMap<>();
        int place = 0;
        int limit = 5;
        while (place < journal.size()) {
            GapFree told = GapFree.of(journal.subList(place, Math.min(journal.size(), place + limit)), known);
            for (JournalEntry entry : told.entries()) {
                assertThat(entry.version())
                        .as("seed %d", seed)
                        .isEqualTo(known.getOrDefault(entry.profileId(), 0L) + 1);
                known.put(entry.profileId(), entry.version());
            }
            place += told.rows();
            limit = told.rows() == 0 ? limit * 2 : 5;
        }
        assertThat(known).as("seed %d", seed).isEqualTo(versions);
    }
}
