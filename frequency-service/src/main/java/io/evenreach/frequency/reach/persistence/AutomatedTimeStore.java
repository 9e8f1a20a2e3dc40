package io.evenreach.frequency.reach.persistence;

import static io.evenreach.platform.jdbc.Timestamps.utc;

import io.evenreach.frequency.ledger.JournalEntry;
import io.evenreach.platform.jdbc.BinaryArrays;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;

/**
 * Whose history was full, and when. Few people ever are, so that following the journal costs a look at an index that is
 * nearly empty.
 *
 * <p>A time lasts until the journal says of a history that it is not full, and is then taken to have ended when the journal
 * last said that it was: what lies between is not known, because nothing changed. Where exposures left for somebody else
 * and fewer than a history holds are left, it was the others who had so many, and the time is taken back.
 */
@Repository
class AutomatedTimeStore {

    private final JdbcTemplate jdbc;

    AutomatedTimeStore(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** When the journal said of somebody first, and last, that the history was full. */
    private record Full(Instant from, Instant through) {
        Full and(Full later) {
            return new Full(from, later.through);
        }
    }

    /**
     * Follows entry by entry, so that it makes no difference how many are read at a time.
     *
     * @param entries those of one person in the order of their versions
     * @param losing whether exposures were lost with an entry
     */
    void follow(List<JournalEntry> entries, Predicate<JournalEntry> losing) {
        Set<UUID> atSomeTime = new HashSet<>();
        for (JournalEntry entry : entries) {
            if (isFull(entry)) {
                atSomeTime.add(entry.profileId());
            }
        }
        Map<UUID, Full> full = new HashMap<>();
        // Of all others what was open ends with their first entry.
        Map<UUID, Boolean> ended = new HashMap<>();
        for (JournalEntry entry : entries) {
            UUID profileId = entry.profileId();
            if (isFull(entry)) {
                Instant at = Instant.ofEpochMilli(entry.nowMillis());
                full.merge(profileId, new Full(at, at), Full::and);
            } else if (atSomeTime.contains(profileId)) {
                Full until = full.remove(profileId);
                if (until != null) {
                    lasts(profileId, until);
                }
                end(Map.of(profileId, losing.test(entry)));
            } else if (!ended.containsKey(profileId)) {
                ended.put(profileId, losing.test(entry));
            }
        }
        end(ended);
        full.forEach(this::lasts);
    }

    private static boolean isFull(JournalEntry entry) {
        return entry.full() && !entry.undetermined();
    }

    /** @param ended with whether they lost exposures then */
    private void end(Map<UUID, Boolean> ended) {
        update(
                "delete from automated_time where open and profile_id = any(?)",
                ended.keySet().stream().filter(profileId -> Boolean.TRUE.equals(ended.get(profileId))));
        update("update automated_time set open = false where open and profile_id = any(?)", ended.keySet().stream());
    }

    private void lasts(UUID profileId, Full full) {
        jdbc.update("""
                insert into automated_time (profile_id, from_at, through_at, open) values (?, ?, ?, true)
                on conflict (profile_id) where open do update set
                    through_at = greatest(automated_time.through_at, excluded.through_at)""", profileId, utc(full.from()), utc(full.through()));
    }

    private void update(String sql, Stream<UUID> people) {
        List<UUID> profileIds = people.toList();
        if (!profileIds.isEmpty()) {
            jdbc.update(
                    sql, statement -> statement.setArray(1, BinaryArrays.uuids(statement.getConnection(), profileIds)));
        }
    }
}
