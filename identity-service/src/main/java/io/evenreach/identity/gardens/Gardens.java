package io.evenreach.identity.gardens;

import static io.evenreach.platform.jdbc.Columns.bytes;

import io.evenreach.identifiers.IdentifierKey;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;

/**
 * Closed gardens, and what was learned in them: an observation whose source is a closed channel, or that came from the
 * partner of one. What linkage found in records is of whoever sent them, and of the sources of both.
 */
@Repository
public class Gardens {

    /**
     * Whether an identifier is none of somebody's business: it was observed, but only inside closed gardens that are not
     * theirs, and never by themselves. Expects the key as {@code k.key}, and twice who they are, as owner of observations.
     */
    public static final String LEARNED_ELSEWHERE = """
            exists (select from evidence_key seen where seen.key = k.key)
            and not exists (
                select from evidence_key seen join evidence e on e.id = seen.evidence_id
                  cross join lateral (select e.owner like 'linkage of %') as of(linkage)
                  cross join lateral (
                      select case when of.linkage then substr(e.owner, 12) else e.owner end,
                             case when of.linkage then string_to_array(e.source, ', ') else array[e.source] end
                  ) as sent(owner, sources)
                 where seen.key = k.key
                   and (sent.owner = ?
                        or not exists (select from garden g where g.closed
                                        and (g.channel_id = any(sent.sources) or 'partner:' || g.partner_id = sent.owner)
                                        and 'partner:' || g.partner_id is distinct from ?)))
            """;

    private final JdbcTemplate jdbc;

    Gardens(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** A channel as it is now; an older version than the known one changes nothing. */
    public void put(String channelId, long version, boolean closed, @Nullable String partnerId) {
        jdbc.update("""
                insert into garden as g (channel_id, version, closed, partner_id) values (?, ?, ?, ?)
                on conflict (channel_id) do update
                   set version = excluded.version, closed = excluded.closed, partner_id = excluded.partner_id
                 where g.version < excluded.version
                """, channelId, version, closed, partnerId);
    }

    /** Those of some identifiers that were learned in closed gardens of others than this owner. */
    public Set<IdentifierKey> learnedElsewhere(Collection<IdentifierKey> keys, String owner) {
        byte[][] bytes = bytes(keys);
        return new HashSet<>(jdbc.query(
                "select k.key from unnest(?) as k(key) where " + LEARNED_ELSEWHERE,
                (row, number) -> IdentifierKey.of(row.getBytes(1)),
                bytes,
                owner,
                owner));
    }
}
