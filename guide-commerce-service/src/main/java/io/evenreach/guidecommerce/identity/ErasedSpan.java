package io.evenreach.guidecommerce.identity;

import static io.evenreach.platform.jdbc.Columns.column;

import io.evenreach.identifiers.IdentifierKey;
import java.time.Instant;
import java.util.Collection;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;

/**
 * Whoever had an identifier in this time was erased. What is dated in it, up to the erasure, goes; others who have the
 * identifier at another time keep what is theirs.
 *
 * @param from inclusive; null from the beginning of time
 * @param to exclusive; null until further notice
 * @param erasedAt inclusive; who comes later with the identifier is somebody new
 */
public record ErasedSpan(
        IdentifierKey key, @Nullable Instant from, @Nullable Instant to, Instant erasedAt) {

    /** Spans as a table, for a statement to which they are {@linkplain #bind bound}. */
    public static final String TABLE = """
            unnest(:keys::bytea[], :since::timestamptz[], :until::timestamptz[], :erasedAt::timestamptz[])
                as erased (key, since, until, erased_at)
            """;

    /** The condition that something is in a span of the {@link #TABLE}, by the SQL of its time. */
    public static String covers(String time) {
        return " %1$s >= since and %1$s < until and %1$s <= erased_at ".formatted(time);
    }

    public static StatementSpec bind(StatementSpec statement, Collection<ErasedSpan> spans) {
        return statement
                .param("keys", column(spans, span -> span.key().bytes(), byte[][]::new))
                .param("since", column(spans, span -> Owners.text(span.from(), "-infinity"), String[]::new))
                .param("until", column(spans, span -> Owners.text(span.to(), "infinity"), String[]::new))
                .param("erasedAt", column(spans, span -> span.erasedAt().toString(), String[]::new));
    }
}
