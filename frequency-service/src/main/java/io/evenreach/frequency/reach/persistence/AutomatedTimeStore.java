package io.evenreach.frequency.reach.persistence;

import io.evenreach.frequency.ledger.JournalEntry;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
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
     * @param entries those of one person in the order of their versions
     * @param losers who lost exposures in these entries
     */
    void follow(List<JournalEntry> entries, Set<UUID> losers) {
        Map<UUID, Full> full = new HashMap<>();
        Set<UUID> ended = new HashSet<>();
        for (JournalEntry entry : entries) {
            if (entry.full() && !entry.undetermined()) {
                Instant at = Instant.ofEpochMilli(entry.nowMillis());
                full.merge(entry.profileId(), new Full(at, at), Full::and);
                ended.remove(entry.profileId());
            } else {
                ended.add(entry.profileId());
            }
        }
        full.forEach(this::lasts);
        update(
                "delete from automated_time where open and profile_id = any(?)",
                ended.stream().filter(losers::contains));
        update("update automated_time set open = false where open and profile_id = any(?)", ended.stream());
    }

    private void lasts(UUID profileId, Full full) {
        jdbc.update("""
                insert into automated_time (profile_id, from_at, through_at, open) values (?, ?, ?, true)
                on conflict (profile_id) where open do update set
                    through_at = greatest(automated_time.through_at, excluded.through_at)""", profileId, Timestamp.from(full.from()), Timestamp.from(full.through()));
    }

    private void update(String sql, Stream<UUID> people) {
        UUID[] profileIds = people.toArray(UUID[]::new);
        if (profileIds.length > 0) {
            jdbc.update(sql, (Object) profileIds);
        }
    }
}
