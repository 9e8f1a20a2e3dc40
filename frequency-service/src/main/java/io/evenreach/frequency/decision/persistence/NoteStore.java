package io.evenreach.frequency.decision.persistence;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.evenreach.frequency.decision.DecisionNote;
import io.evenreach.frequency.ledger.DenialGround;
import io.evenreach.frequency.ledger.RuleFinding;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.json.JsonMapper;

/** Notes on decisions, by the day on which they were made. */
@Repository
public class NoteStore {

    /** Seven days back are eight days by name; one more is empty when its day begins. */
    private static final int SLOTS = 9;

    private final JdbcTemplate jdbc;
    private final JsonMapper json;

    NoteStore(JdbcTemplate jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json.rebuild()
                .addMixIn(RuleFinding.Rule.class, RuleByKind.class)
                .addMixIn(DenialGround.class, GroundByKind.class)
                .build();
    }

    /** How a stored rule says which it is. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = RuleFinding.Rule.Plan.class, name = "PLAN"),
        @JsonSubTypes.Type(value = RuleFinding.Rule.Ceiling.class, name = "CEILING"),
        @JsonSubTypes.Type(value = RuleFinding.Rule.QuietHours.class, name = "QUIET_HOURS")
    })
    private interface RuleByKind {}

    /** How a stored ground says which it is. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = DenialGround.Campaign.class, name = "CAMPAIGN"),
        @JsonSubTypes.Type(value = DenialGround.Audience.class, name = "AUDIENCE"),
        @JsonSubTypes.Type(value = DenialGround.Holdout.class, name = "HOLDOUT"),
        @JsonSubTypes.Type(value = DenialGround.Hold.class, name = "HOLD"),
        @JsonSubTypes.Type(value = DenialGround.StaleFeed.class, name = "FEED"),
        @JsonSubTypes.Type(value = DenialGround.Crowd.class, name = "HISTORY"),
        @JsonSubTypes.Type(value = DenialGround.Identity.class, name = "IDENTITY")
    })
    private interface GroundByKind {}

    private record Place(int slot, long touchId) {}

    /** Keeps the newest note of each request and day. Not flushed to disk at once: losing the last ones is harmless. */
    @Transactional
    public void save(List<DecisionNote> notes) {
        if (notes.isEmpty()) {
            return;
        }
        // Always in the same order, so that two instances never wait for each other.
        TreeMap<Place, DecisionNote> newest =
                new TreeMap<>(Comparator.comparingInt(Place::slot).thenComparingLong(Place::touchId));
        notes.forEach(note -> newest.put(new Place(slotOf(note.decidedAt()), note.touchId()), note));
        Collection<DecisionNote> kept = newest.values();
        jdbc.execute("set local synchronous_commit = off");
        jdbc.update(
                """
                insert into decision_note (slot, touch_id, decided_at, note)
                select * from unnest(?::smallint[], ?::bigint[], ?::timestamptz[], ?::text[])
                on conflict (touch_id, slot) do update set decided_at = excluded.decided_at, note = excluded.note
                 where decision_note.decided_at <= excluded.decided_at""",
                newest.keySet().stream().map(Place::slot).toArray(Integer[]::new),
                newest.keySet().stream().map(Place::touchId).toArray(Long[]::new),
                kept.stream().map(note -> Timestamp.from(note.decidedAt())).toArray(Timestamp[]::new),
                kept.stream().map(json::writeValueAsString).toArray(String[]::new));
    }

    /** The newest note of the last seven days. */
    public Optional<DecisionNote> find(long touchId) {
        return jdbc.query("""
                        select note from decision_note
                        where touch_id = ? and decided_at > now() - interval '7 days'
                        order by decided_at desc limit 1""", (row, number) -> json.readValue(row.getString(1), DecisionNote.class), touchId).stream()
                .findFirst();
    }

    /** Empties the slot that tomorrow will use. */
    public void makeRoom(Instant now) {
        String table = "decision_note_" + slotOf(now.plusMillis(TimeUnit.DAYS.toMillis(1)));
        if (Boolean.TRUE.equals(jdbc.queryForObject("select exists (select from " + table + ")", Boolean.class))) {
            jdbc.execute("truncate " + table);
        }
    }

    private static int slotOf(Instant time) {
        return (int) Math.floorMod(TimeUnit.MILLISECONDS.toDays(time.toEpochMilli()), (long) SLOTS);
    }
}
