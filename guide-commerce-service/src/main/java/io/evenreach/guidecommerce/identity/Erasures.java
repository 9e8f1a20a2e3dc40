package io.evenreach.guidecommerce.identity;

import static io.evenreach.platform.jdbc.Columns.bytes;
import static io.evenreach.platform.jdbc.Timestamps.instant;

import io.evenreach.guidecommerce.readahead.ReadAhead;
import io.evenreach.identifiers.IdentifierKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Remembers who was erased, so that what is reported later and dated before says of nobody, too. */
@Repository
public class Erasures {

    /** Whoever keeps something under identifiers, and whoever erases, meet at this lock. */
    private static final String LOCK = "hashtextextended('erasures ' || current_schema(), 0)";

    private final JdbcClient jdbc;
    private final ReadAhead<IdentifierKey, List<Remembered>> known = new ReadAhead<>();

    Erasures(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** See {@link ErasedSpan}. */
    private record Remembered(Instant from, Instant to, Instant erasedAt) {

        boolean covers(Instant time) {
            return !time.isBefore(from) && time.isBefore(to) && !time.isAfter(erasedAt);
        }
    }

    /**
     * Remembers spans, once nobody keeps anything any more who did not know of them. It comes before anything that the
     * transaction changes, so that nobody waits crosswise.
     */
    @Transactional(propagation = Propagation.MANDATORY)
    void remember(Collection<ErasedSpan> spans) {
        if (spans.isEmpty()) {
            return;
        }
        jdbc.sql("select pg_advisory_xact_lock(" + LOCK + ")")
                .query((row, number) -> true)
                .single();
        ErasedSpan.bind(jdbc.sql("""
                        insert into erased_span as known (key, valid_from, valid_to, erased_at)
                        select key, since, until, max(erased_at) from %s group by key, since, until
                        on conflict (key, valid_from, valid_to) do update
                           set erased_at = greatest(known.erased_at, excluded.erased_at)
                        """.formatted(ErasedSpan.TABLE)), spans).update();
    }

    /**
     * Reads at once what was erased of these keys; nothing more is until the transaction ends. It comes before the
     * transaction locks what an erasure changes (orders, clicks, reports, what guides state), so that nobody waits crosswise.
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void readAhead(Collection<IdentifierKey> keys) {
        Map<IdentifierKey, List<Remembered>> spans = new HashMap<>();
        keys.stream().filter(key -> known.find(key) == null).forEach(key -> spans.put(key, new ArrayList<>()));
        if (spans.isEmpty()) {
            return;
        }
        jdbc.sql("select pg_advisory_xact_lock_shared(" + LOCK + ")")
                .query((row, number) -> true)
                .single();
        jdbc.sql("select key, valid_from, valid_to, erased_at from erased_span where key = any(?)")
                .param(bytes(spans.keySet()))
                .query((row, number) -> Objects.requireNonNull(spans.get(IdentifierKey.of(row.getBytes(1))))
                        .add(new Remembered(instant(row, 2), instant(row, 3), instant(row, 4))))
                .list();
        known.put(spans);
    }

    /** Those of these keys that were of somebody at a time who is erased; see {@link #readAhead}. */
    @Transactional(propagation = Propagation.MANDATORY)
    public Set<IdentifierKey> of(Collection<IdentifierKey> keys, Instant at) {
        readAhead(keys);
        return keys.stream()
                .filter(key -> Objects.requireNonNull(known.find(key)).stream().anyMatch(span -> span.covers(at)))
                .collect(Collectors.toSet());
    }
}
