package io.evenreach.frequency.reach.domain;

import io.evenreach.frequency.ledger.JournalEntry;
import io.evenreach.frequency.ledger.JournalRow;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;

/**
 * The longest beginning of a page of the journal that leaves no hole in anybody's history. Rows are read in the order in
 * which their transactions began; two that met at one person may have changed that person in the other order, and then
 * the later row must be there before the earlier one can be told.
 *
 * @param rows how many rows of the page
 * @param entries their entries, those of one person in the order of their versions; what is known already left out
 */
public record GapFree(int rows, List<JournalEntry> entries) {

    /** @param known the newest version that is known of a person; absent means none */
    public static GapFree of(List<JournalRow> page, Map<UUID, Long> known) {
        Map<UUID, Long> told = new HashMap<>();
        Map<UUID, TreeSet<Long>> early = new HashMap<>();
        int rows = 0;
        for (int i = 0; i < page.size(); i++) {
            for (JournalEntry entry : page.get(i).entries()) {
                advance(entry, told, early, known);
            }
            if (early.isEmpty()) {
                rows = i + 1;
            }
        }
        return new GapFree(rows, inOrder(page.subList(0, rows), known));
    }

    private static void advance(
            JournalEntry entry, Map<UUID, Long> told, Map<UUID, TreeSet<Long>> early, Map<UUID, Long> known) {
        UUID profileId = entry.profileId();
        long newest = told.getOrDefault(profileId, known.getOrDefault(profileId, 0L));
        if (entry.version() <= newest) {
            return;
        }
        if (entry.version() == newest + 1 && !early.containsKey(profileId)) {
            told.put(profileId, entry.version());
            return;
        }
        TreeSet<Long> waiting = early.computeIfAbsent(profileId, any -> new TreeSet<>());
        waiting.add(entry.version());
        while (!waiting.isEmpty() && waiting.first() == newest + 1) {
            newest = waiting.removeFirst();
        }
        if (waiting.isEmpty()) {
            early.remove(profileId);
        }
        told.put(profileId, newest);
    }

    private static List<JournalEntry> inOrder(List<JournalRow> rows, Map<UUID, Long> known) {
        return rows.stream()
                .flatMap(row -> row.entries().stream())
                .filter(entry -> entry.version() > known.getOrDefault(entry.profileId(), 0L))
                .sorted(Comparator.comparingLong(JournalEntry::version))
                .toList();
    }
}
