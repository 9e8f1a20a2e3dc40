package io.evenreach.campaign.erasure;

import static io.evenreach.platform.jdbc.Columns.bytes;

import io.evenreach.identifiers.IdentifierKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Lets whoever keeps something under identifiers follow erasures, and remembers them for what comes late. */
@Service
public class Erasures {

    /** Whoever takes something in under an identifier, and whoever erases, meet at this lock. */
    private static final String LOCK = "hashtextextended('erasures ' || current_schema(), 0)";

    private final JdbcClient jdbc;
    private final List<ErasureFollower> followers;

    Erasures(JdbcClient jdbc, List<ErasureFollower> followers) {
        this.jdbc = jdbc;
        this.followers = followers;
    }

    @Transactional(propagation = Propagation.MANDATORY)
    public void apply(List<ErasedSpan> spans) {
        if (spans.isEmpty()) {
            return;
        }
        jdbc.sql("select pg_advisory_xact_lock(" + LOCK + ")")
                .query((row, number) -> true)
                .single();
        for (ErasedSpan span : spans) {
            jdbc.sql("""
                            insert into erased_span as known (key, valid_from, valid_to, erased_at)
                            values (:key, :from, :to, :erasedAt)
                            on conflict (key, valid_from) do update
                               set valid_to = excluded.valid_to,
                                   erased_at = greatest(known.erased_at, excluded.erased_at)
                            """)
                    .param("key", span.key().bytes())
                    .param("from", time(span.from()))
                    .param("to", time(span.to()))
                    .param("erasedAt", time(span.erasedAt()))
                    .update();
        }
        followers.forEach(follower -> follower.erase(spans));
    }

    /** What was erased of these identifiers; nothing more is until the transaction ends. */
    @Transactional(propagation = Propagation.MANDATORY)
    public List<ErasedSpan> of(Collection<IdentifierKey> keys) {
        jdbc.sql("select pg_advisory_xact_lock_shared(" + LOCK + ")")
                .query((row, number) -> true)
                .single();
        return jdbc.sql("select key, valid_from, valid_to, erased_at from erased_span where key = any(:keys)")
                .param("keys", bytes(keys))
                .query(Erasures::span)
                .list();
    }

    private static ErasedSpan span(ResultSet row, int number) throws SQLException {
        return new ErasedSpan(
                IdentifierKey.of(row.getBytes(1)),
                instant(row.getObject(2, OffsetDateTime.class)),
                instant(row.getObject(3, OffsetDateTime.class)),
                instant(row.getObject(4, OffsetDateTime.class)));
    }

    private static OffsetDateTime time(Instant instant) {
        if (instant.equals(Instant.MIN)) {
            return OffsetDateTime.MIN;
        }
        return instant.equals(Instant.MAX) ? OffsetDateTime.MAX : OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
    }

    private static Instant instant(OffsetDateTime time) {
        if (time.equals(OffsetDateTime.MIN)) {
            return Instant.MIN;
        }
        return time.equals(OffsetDateTime.MAX) ? Instant.MAX : time.toInstant();
    }
}
