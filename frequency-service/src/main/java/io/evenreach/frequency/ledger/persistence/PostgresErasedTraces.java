package io.evenreach.frequency.ledger.persistence;

import static io.evenreach.platform.jdbc.Columns.bytes;

import io.evenreach.frequency.ledger.ErasedTraces;
import io.evenreach.frequency.ledger.TenureChange;
import io.evenreach.frequency.ledger.domain.GrantNote;
import io.evenreach.frequency.ledger.domain.OwnerBook;
import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.identifiers.ProfileIds;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Looks for what some erased identifiers left, outside of any transaction that writes: such a reader is given no transaction
 * id and keeps nobody waiting who follows the journal or the outbox. What it finds goes in small pieces. Only the notes of
 * denials, which are of seven days, are read through.
 */
@Component
class PostgresErasedTraces implements ErasedTraces {

    private static final int TOGETHER = 200;
    private static final int PIECE = 1_000;

    private final JdbcTemplate jdbc;
    private final Codecs codecs;

    PostgresErasedTraces(JdbcTemplate jdbc, PostgresNames names) {
        this.jdbc = jdbc;
        this.codecs = Codecs.over(names);
    }

    @Override
    @Transactional(propagation = Propagation.MANDATORY)
    public void note(List<TenureChange> erased) {
        for (TenureChange change : erased) {
            byte[] key = change.key().bytes();
            trace(change, ProfileIds.foundedBy(change.key()));
            if (change.previous() != null) {
                trace(change, change.previous());
            }
            jdbc.update("delete from audience_member where resolved = ?", change.previous());
            jdbc.update("""
                    delete from customer_zone where key = ? and floor(extract(epoch from said_at) * 1000) >= ?
                       and floor(extract(epoch from said_at) * 1000) < ?
                       and floor(extract(epoch from said_at) * 1000) <= ?
                    """, key, change.fromMillis(), change.toMillis(), change.erasedAtMillis());
        }
    }

    private void trace(TenureChange change, UUID profileId) {
        jdbc.update("""
                insert into erased_trace as t (key, profile_id, erased_at) values (?, ?, ?)
                on conflict (key, profile_id) do update
                   set erased_at = greatest(t.erased_at, excluded.erased_at), noted_at = clock_timestamp()
                """, change.key().bytes(), profileId, change.erasedAtMillis());
    }

    private record Trace(IdentifierKey key, UUID profileId, long erasedAtMillis) {}

    @Override
    public boolean sweep() {
        // Notes of denials are written a moment after the answer.
        List<Trace> traces = jdbc.query(
                "select key, profile_id, erased_at from erased_trace where noted_at < clock_timestamp() - interval '2 seconds'"
                        + " order by noted_at limit ?",
                (row, number) ->
                        new Trace(IdentifierKey.of(row.getBytes(1)), row.getObject(2, UUID.class), row.getLong(3)),
                TOGETHER);
        if (traces.isEmpty()) {
            return false;
        }
        Map<IdentifierKey, Long> erasedAt = erasedAt(traces);
        byte[][] keys = bytes(erasedAt.keySet());
        inPieces(
                "update exposure_claim set filed_under = null where claim = any(?)",
                jdbc.query(
                        "select claim from exposure_claim where filed_under = any(?) and of_grant is not false",
                        (row, number) -> row.getObject(1, UUID.class),
                        (Object) keys),
                UUID[]::new);
        List<Long> grants = grantsOf(erasedAt, keys);
        inPieces("delete from grant_request where touch_id = any(?)", grants, Long[]::new);
        jdbc.update(
                "delete from forgotten_grant where filed_under = any(?) and touch_id = any(?)",
                keys,
                grants.toArray(Long[]::new));
        inPieces("delete from decision_note where touch_id = any(?)", denialsOf(traces), Long[]::new);
        traces.forEach(trace -> jdbc.update(
                "delete from erased_trace where key = ? and profile_id = ? and erased_at = ?",
                trace.key().bytes(),
                trace.profileId(),
                trace.erasedAtMillis()));
        return true;
    }

    /** What was filed under the identifiers, or under the names of the profiles that they founded. */
    private static Map<IdentifierKey, Long> erasedAt(List<Trace> traces) {
        Map<IdentifierKey, Long> erasedAt = new HashMap<>();
        for (Trace trace : traces) {
            erasedAt.merge(trace.key(), trace.erasedAtMillis(), Math::max);
            if (trace.profileId().equals(ProfileIds.foundedBy(trace.key()))) {
                erasedAt.merge(OwnerBook.nameOf(trace.profileId()), trace.erasedAtMillis(), Math::max);
            }
        }
        return erasedAt;
    }

    /** What is in a history or in the archive goes from there; here it is about grants that were dropped when they were dead. */
    private List<Long> grantsOf(Map<IdentifierKey, Long> erasedAt, byte[][] keys) {
        List<GrantNote> notes = new ArrayList<>(notes("""
                select note from grant_request where note is not null and touch_id = any(array(
                    select touch_id from forgotten_grant where filed_under = any(?)))""", keys));
        if (Boolean.TRUE.equals(jdbc.queryForObject("select exists(select from forgotten_unnoted)", Boolean.class))) {
            notes.addAll(notes("""
                    select note from grant_request
                     where note is not null and journal_id <= (select journal_id from forgotten_unnoted)
                       and exists (select from unnest(?::bytea[]) k where position(k in note) > 0)""", keys));
        }
        return notes.stream()
                .filter(note ->
                        note.grantedAtMillis() <= erasedAt.getOrDefault(note.filedUnder(), TenureChange.NOT_ERASED))
                .map(GrantNote::touchId)
                .toList();
    }

    private List<GrantNote> notes(String sql, byte[][] keys) {
        return jdbc.query(sql, (row, number) -> codecs.notes().decode(row.getBytes(1)), (Object) keys);
    }

    private List<Long> denialsOf(List<Trace> traces) {
        return jdbc.query(
                """
                select distinct n.touch_id
                  from decision_note n join unnest(?::text[], ?::bigint[]) e (profile_id, erased_at)
                    on n.decided_at <= to_timestamp(e.erased_at / 1000.0) and strpos(n.note, e.profile_id) > 0
                """,
                (row, number) -> row.getLong(1),
                traces.stream().map(trace -> trace.profileId().toString()).toArray(String[]::new),
                traces.stream().map(Trace::erasedAtMillis).toArray(Long[]::new));
    }

    private <T> void inPieces(String sql, List<T> found, java.util.function.IntFunction<T[]> arrays) {
        Set<T> once = new HashSet<>(found);
        List<T> all = List.copyOf(once);
        IntStream.iterate(0, from -> from < all.size(), from -> from + PIECE)
                .forEach(from -> jdbc.update(sql, (Object)
                        all.subList(from, Math.min(all.size(), from + PIECE)).toArray(arrays)));
    }
}
