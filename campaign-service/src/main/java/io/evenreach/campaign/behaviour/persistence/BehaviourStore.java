package io.evenreach.campaign.behaviour.persistence;

import static io.evenreach.platform.jdbc.Columns.bytes;
import static io.evenreach.platform.jdbc.Timestamps.instant;

import io.evenreach.campaign.behaviour.domain.Identify;
import io.evenreach.campaign.behaviour.domain.Trait;
import io.evenreach.identifiers.IdentifierKey;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Messages that were taken, and the newest trait of each identifier. Rows are written in order, so nobody deadlocks. */
@Repository
public class BehaviourStore {

    private final JdbcClient jdbc;

    BehaviourStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Claims message ids; gives those that nobody claimed before. */
    public Set<String> claim(String owner, SortedMap<String, Identify> messages) {
        return new HashSet<>(jdbc.sql("""
                        insert into behaviour_message (owner, message_id, digest)
                        select :owner, * from unnest(:ids::text[], :digests::bytea[])
                        on conflict do nothing returning message_id
                        """)
                .param("owner", owner)
                .param("ids", messages.keySet().toArray(String[]::new))
                .param(
                        "digests",
                        messages.values().stream().map(Identify::digest).toArray(byte[][]::new))
                .query(String.class)
                .list());
    }

    /** What the messages with these ids said, hashed. */
    public Map<String, byte[]> digests(String owner, Collection<String> messageIds) {
        Map<String, byte[]> digests = new HashMap<>();
        jdbc.sql("select message_id, digest from behaviour_message where owner = :owner and message_id = any(:ids)")
                .param("owner", owner)
                .param("ids", messageIds.toArray(String[]::new))
                .query(row -> {
                    digests.put(row.getString(1), row.getBytes(2));
                });
        return digests;
    }

    /** What is known of these identifiers. */
    public List<Trait> traits(Collection<IdentifierKey> keys) {
        return jdbc.sql("select key, name, value, said_at, message_id from trait where key = any(:keys)")
                .param("keys", bytes(keys))
                .query((row, number) -> new Trait(
                        IdentifierKey.of(row.getBytes(1)),
                        row.getString(2),
                        row.getString(3),
                        instant(row, 4),
                        row.getString(5)))
                .list();
    }

    public void delete(Trait trait) {
        jdbc.sql("delete from trait where key = :key and name = :name")
                .param("key", trait.key().bytes())
                .param("name", trait.name())
                .update();
    }

    /**
     * Keeps what is newer than what is known.
     *
     * @param traits at most one for a key, by key
     * @return those that were kept
     */
    public List<Trait> keepNewest(List<Trait> traits) {
        Set<IdentifierKey> kept = jdbc
                .sql("""
                        insert into trait as known (key, name, value, said_at, message_id)
                        select * from unnest(:keys::bytea[], :names::text[], :values::text[], :times::timestamptz[],
                                             :messages::text[])
                        on conflict (key, name) do update
                           set value = excluded.value, said_at = excluded.said_at, message_id = excluded.message_id
                         where (excluded.said_at, excluded.message_id) > (known.said_at, known.message_id)
                        returning key
                        """)
                .param("keys", traits.stream().map(trait -> trait.key().bytes()).toArray(byte[][]::new))
                .param("names", traits.stream().map(Trait::name).toArray(String[]::new))
                .param("values", traits.stream().map(Trait::value).toArray(String[]::new))
                .param(
                        "times",
                        traits.stream().map(trait -> trait.saidAt().toString()).toArray(String[]::new))
                .param("messages", traits.stream().map(Trait::messageId).toArray(String[]::new))
                .query((row, number) -> IdentifierKey.of(row.getBytes(1)))
                .list()
                .stream()
                .collect(Collectors.toSet());
        return traits.stream().filter(trait -> kept.contains(trait.key())).toList();
    }
}
