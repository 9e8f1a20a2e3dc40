package io.evenreach.identity.linkage.persistence;

import io.evenreach.identifiers.Hashing;
import io.evenreach.identifiers.Identifier;
import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.identifiers.IdentifierType;
import io.evenreach.identifiers.ProfileIds;
import io.evenreach.identity.linkage.RecordOutcome;
import io.evenreach.identity.linkage.RecordPerson;
import io.evenreach.identity.linkage.RecordPerson.Join;
import io.evenreach.identity.linkage.RecordPerson.Member;
import io.evenreach.identity.linkage.domain.PersonRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Records as they were sent, encrypted, each with the profile it belongs to. */
@Repository
public class RecordStore {

    private static final int FETCH_ROWS = 2_000;
    private static final int CHUNK_ROWS = 10_000;
    private static final String CAME_BEFORE =
            " and date_trunc('milliseconds', r.arrived_at) <= to_timestamp(e.erased_at / 1000.0)";
    private static final TypeReference<Map<String, String>> FIELDS = new TypeReference<>() {};

    private final JdbcClient jdbc;
    private final JdbcTemplate template;
    private final RecordSeal seal;
    private final Hashing hashing;
    private final JsonMapper json;

    RecordStore(JdbcClient jdbc, JdbcTemplate template, RecordSeal seal, Hashing hashing, JsonMapper json) {
        this.jdbc = jdbc;
        this.template = template;
        this.seal = seal;
        this.hashing = hashing;
        this.json = json;
    }

    /** Takes one line of an export. */
    public interface ExportLine {
        void write(String recordId, String source, UUID profileId) throws IOException;
    }

    /**
     * A record as a run reads it.
     *
     * @param profileId the profile it belongs to now
     * @param founderSeq when the record that founded this profile came
     * @param linked whether an earlier run of this kind has compared it
     */
    public record Stored(long seq, UUID profileId, long founderSeq, boolean linked, PersonRecord content) {}

    /** Takes one record after the other. */
    public interface Reader {
        void read(Stored stored);
    }

    /**
     * Keeps what is new; one outcome each, in their order. A record comes when it is written and not when its transaction
     * began, and while it is on its way no erasure passes it by ({@link #awaitRecordsOnTheirWay}).
     */
    @Transactional
    public List<RecordOutcome> add(String owner, List<PersonRecord> records) {
        recordsOnTheirWay("pg_advisory_xact_lock_shared");
        List<UUID> bodies = records.stream().map(this::fingerprint).toList();
        List<Long> seqs = jdbc.sql("""
                        select nextval(pg_get_serial_sequence('linkage_record', 'seq')) from generate_series(1, :count)
                        """)
                .param("count", records.size())
                .query((row, number) -> row.getLong(1))
                .list();
        // In the order of their ids, so that two transactions with the same records never wait for each other.
        List<Integer> sorted = IntStream.range(0, records.size())
                .boxed()
                .sorted(Comparator.comparing(i -> records.get(i).recordId()))
                .toList();
        // Whichever unique index tells first that somebody else inserts the same record: with one of them named, the
        // other
        // would be an error.
        int[] inserted = template.batchUpdate(
                """
                insert into linkage_record (owner, record_id, source, body, fields, own_profile_id, profile_id, seq, named,
                                            arrived_at)
                overriding system value values (?, ?, ?, ?, ?, ?, ?, ?, true, clock_timestamp())
                on conflict do nothing
                """,
                sorted.stream()
                        .map(i -> row(owner, records.get(i), bodies.get(i), seqs.get(i)))
                        .toList());
        Set<Integer> accepted = new HashSet<>();
        List<Object[]> named = new ArrayList<>();
        for (int at = 0; at < inserted.length; at++) {
            int i = sorted.get(at);
            if (inserted[at] == 1) {
                accepted.add(i);
                named(records.get(i)).forEach(key -> named.add(new Object[] {key.bytes(), seqs.get(i)}));
            }
        }
        template.batchUpdate("insert into linkage_record_key (key, seq) values (?, ?)", named);
        Map<String, UUID> kept = bodiesOf(owner, records);
        List<RecordOutcome> outcomes = new ArrayList<>();
        for (int i = 0; i < records.size(); i++) {
            boolean same = bodies.get(i).equals(kept.get(records.get(i).recordId()));
            outcomes.add(
                    accepted.contains(i)
                            ? RecordOutcome.ACCEPTED
                            : same ? RecordOutcome.DUPLICATE : RecordOutcome.CONFLICTING_DUPLICATE);
        }
        return outcomes;
    }

    private Object[] row(String owner, PersonRecord record, UUID body, long seq) {
        UUID profileId = ownProfile(owner, record.recordId());
        return new Object[] {
            owner,
            record.recordId(),
            record.source(),
            body,
            seal.seal(json.writeValueAsBytes(record.fields())),
            profileId,
            profileId,
            seq
        };
    }

    private Map<String, UUID> bodiesOf(String owner, List<PersonRecord> records) {
        Map<String, UUID> bodies = new HashMap<>();
        jdbc.sql("select record_id, body from linkage_record where owner = :owner and record_id in (:ids)")
                .param("owner", owner)
                .param(
                        "ids",
                        records.stream().map(PersonRecord::recordId).distinct().toList())
                .query(row -> {
                    bodies.put(row.getString(1), row.getObject(2, UUID.class));
                });
        return bodies;
    }

    /** The profile that a record founds; ids that differ in any character are of different records. */
    private UUID ownProfile(String owner, String recordId) {
        return switch (hashing.hash(new Identifier(IdentifierType.LOGIN_ID, "records of " + owner, "#" + recordId))) {
            case Hashing.Outcome.Key(var hashed) -> ProfileIds.foundedBy(hashed.key(), recordId);
            case Hashing.Outcome.Blocked(var reason) ->
                throw new IllegalStateException("a record id is an identifier, not " + reason);
        };
    }

    /** The identifiers that a record names. */
    private Set<IdentifierKey> named(PersonRecord each) {
        Set<IdentifierKey> keys = new HashSet<>();
        for (IdentifierType type : List.of(IdentifierType.PHONE, IdentifierType.EMAIL)) {
            String value = each.fields().get(type.wireName());
            if (value != null
                    && hashing.hash(new Identifier(type, "", value)) instanceof Hashing.Outcome.Key(var hashed)) {
                keys.add(hashed.key());
            }
        }
        return keys;
    }

    /**
     * Finds out what some records name that came before this was kept.
     *
     * @return whether there are more, or were
     */
    public boolean nameSome(int limit) {
        List<Object[]> keys = new ArrayList<>();
        List<Long> seqs = new ArrayList<>();
        jdbc.sql("""
                        select seq, record_id, source, fields from linkage_record where not named
                         order by seq limit :limit for update skip locked
                        """).param("limit", limit).query(row -> {
            long seq = row.getLong(1);
            seqs.add(seq);
            named(content(row)).forEach(key -> keys.add(new Object[] {key.bytes(), seq}));
        });
        template.batchUpdate("insert into linkage_record_key (key, seq) values (?, ?)", keys);
        jdbc.sql("update linkage_record set named = true where seq = any(:seqs)")
                .param("seqs", seqs.toArray(Long[]::new))
                .update();
        return !seqs.isEmpty();
    }

    /** Notes that the records which name some identifiers have to be erased. */
    public void noteErased(Collection<IdentifierKey> keys, Instant at) {
        template.batchUpdate(
                "insert into linkage_erasure (key, erased_at) values (?, ?)",
                keys.stream()
                        .map(key -> new Object[] {key.bytes(), at.toEpochMilli()})
                        .toList());
    }

    /** Some identifiers whose records have to be erased. */
    public List<Long> erasuresWaiting(int limit) {
        return jdbc.sql("""
                        select id from linkage_erasure where not exists (select from linkage_record where not named)
                         order by id limit :limit
                        """)
                .param("limit", limit)
                .query((row, number) -> row.getLong(1))
                .list();
    }

    /**
     * Waits until every record can be seen that is being written now. To be called in a transaction of its own, so that
     * records that come later wait for nothing else.
     */
    public void awaitRecordsOnTheirWay() {
        recordsOnTheirWay("pg_advisory_xact_lock");
    }

    private void recordsOnTheirWay(String lock) {
        jdbc.sql("select " + lock + "(hashtextextended('linkage records of ' || current_schema(), 0))")
                .query((row, number) -> 0)
                .list();
    }

    /** Takes those of these identifiers that nobody else has taken; they are nobody else's until the transaction ends. */
    public List<Long> claimErasures(List<Long> waiting) {
        return jdbc.sql("select id from linkage_erasure where id = any(:ids) order by id for update skip locked")
                .param("ids", waiting.toArray(Long[]::new))
                .query((row, number) -> row.getLong(1))
                .list();
    }

    /** The records that name one of these identifiers and came before it was erased, by their owner. */
    public SortedMap<String, List<Long>> erasedBy(List<Long> erasures) {
        SortedMap<String, List<Long>> byOwner = new TreeMap<>();
        jdbc.sql("""
                        select distinct r.owner, r.seq
                          from linkage_erasure e
                          join linkage_record_key k on k.key = e.key
                          join linkage_record r on r.seq = k.seq
                         where e.id = any(:ids)""" + CAME_BEFORE).param("ids", erasures.toArray(Long[]::new)).query(row -> {
            byOwner.computeIfAbsent(row.getString(1), unseen -> new ArrayList<>())
                    .add(row.getLong(2));
        });
        return byOwner;
    }

    /** Takes from records all that they say. */
    public void erase(List<Long> seqs) {
        jdbc.sql("""
                        update linkage_record set fields = :nothing, body = gen_random_uuid(), erased = true
                         where seq = any(:seqs)
                        """)
                .param("nothing", seal.seal(json.writeValueAsBytes(Map.of())))
                .param("seqs", seqs.toArray(Long[]::new))
                .update();
        jdbc.sql("delete from linkage_record_key where seq = any(:seqs)")
                .param("seqs", seqs.toArray(Long[]::new))
                .update();
    }

    /** Forgets those of these identifiers that no record names any more that came before; returns how many. */
    public int forgetErased(List<Long> erasures) {
        return jdbc.sql("""
                        delete from linkage_erasure e
                         where e.id = any(:ids)
                           and not exists (select from linkage_record_key k join linkage_record r on r.seq = k.seq
                                            where k.key = e.key""" + CAME_BEFORE + ")")
                .param("ids", erasures.toArray(Long[]::new))
                .update();
    }

    private UUID fingerprint(PersonRecord each) {
        Map<String, String> said = new TreeMap<>(each.fields());
        said.put("source", each.source());
        return seal.shortFingerprint(json.writeValueAsBytes(said));
    }

    /**
     * Whose some records are now; those that no run of this kind has compared are absent.
     *
     * @param source null for runs over all sources
     */
    public Map<String, UUID> profiles(String owner, @Nullable String source, Collection<String> recordIds) {
        Map<String, UUID> profiles = new HashMap<>();
        jdbc.sql("select record_id, profile_id from linkage_record where owner = :owner and record_id = any(:ids)"
                        + (source == null ? " and linked" : " and source_linked and source = :source")
                        + " and not erased")
                .param("owner", owner)
                .param("ids", recordIds.toArray(String[]::new))
                .param("source", source)
                .query(row -> {
                    profiles.put(row.getString(1), row.getObject(2, UUID.class));
                });
        return profiles;
    }

    /** How many records a run is about. */
    public int count(String owner, @Nullable String source) {
        return jdbc.sql("""
                        select count(*) from linkage_record
                         where owner = :owner and (cast(:source as text) is null or source = :source) and not erased
                        """)
                .param("owner", owner)
                .param("source", source)
                .query((row, number) -> row.getInt(1))
                .single();
    }

    /**
     * Reads the records that a run is about, those that were compared before first, each in the order they came.
     *
     * @param source null for all sources
     */
    @Transactional(readOnly = true)
    public void read(String owner, @Nullable String source, Reader reader) {
        String flag = source == null ? "linked" : "source_linked";
        template.query(
                connection -> {
                    PreparedStatement statement = connection.prepareStatement(
                            "select r.seq, r.profile_id, f.seq, r." + flag + ", r.record_id, r.source, r.fields"
                                    + " from linkage_record r join linkage_record f on f.own_profile_id = r.profile_id"
                                    + " where r.owner = ? and (cast(? as text) is null or r.source = ?) and not r.erased"
                                    + " order by r." + flag + " desc, r.seq",
                            ResultSet.TYPE_FORWARD_ONLY,
                            ResultSet.CONCUR_READ_ONLY);
                    statement.setFetchSize(FETCH_ROWS);
                    statement.setString(1, owner);
                    statement.setString(2, source);
                    statement.setString(3, source);
                    return statement;
                },
                row -> {
                    reader.read(new Stored(
                            row.getLong(1),
                            row.getObject(2, UUID.class),
                            row.getLong(3),
                            row.getBoolean(4),
                            content(row)));
                });
    }

    /** Takes one record after the other, with when the one came that founded its profile. */
    public interface FounderReader {
        void read(long seq, long founderSeq);
    }

    /**
     * Reads whose the records are that a run is about, those that are erased left out.
     *
     * @param source null for all sources
     */
    public void readFounders(String owner, @Nullable String source, FounderReader reader) {
        template.query(
                connection -> {
                    PreparedStatement statement = connection.prepareStatement(
                            "select r.seq, f.seq"
                                    + " from linkage_record r join linkage_record f on f.own_profile_id = r.profile_id"
                                    + " where r.owner = ? and (cast(? as text) is null or r.source = ?) and not r.erased",
                            ResultSet.TYPE_FORWARD_ONLY,
                            ResultSet.CONCUR_READ_ONLY);
                    statement.setFetchSize(FETCH_ROWS);
                    statement.setString(1, owner);
                    statement.setString(2, source);
                    statement.setString(3, source);
                    return statement;
                },
                row -> {
                    reader.read(row.getLong(1), row.getLong(2));
                });
    }

    private PersonRecord content(ResultSet row) throws SQLException {
        Map<String, String> fields = json.readValue(seal.open(row.getBytes("fields")), FIELDS);
        return new PersonRecord(row.getString("record_id"), row.getString("source"), fields);
    }

    Map<Long, PersonRecord> contents(Collection<Long> seqs) {
        Map<Long, PersonRecord> contents = new HashMap<>();
        if (!seqs.isEmpty()) {
            jdbc.sql("select seq, record_id, source, fields from linkage_record where seq in (:seqs)")
                    .param("seqs", seqs)
                    .query(row -> {
                        contents.put(row.getLong(1), content(row));
                    });
        }
        return contents;
    }

    /** A record and when it came. */
    public record Arrived(Instant at, PersonRecord content) {}

    public Map<Long, Arrived> arrived(Collection<Long> seqs) {
        Map<Long, Arrived> arrived = new HashMap<>();
        if (!seqs.isEmpty()) {
            jdbc.sql("select seq, record_id, source, fields, arrived_at from linkage_record where seq in (:seqs)")
                    .param("seqs", seqs)
                    .query(row -> {
                        Instant at = row.getTimestamp("arrived_at").toInstant();
                        arrived.put(row.getLong(1), new Arrived(at, content(row)));
                    });
        }
        return arrived;
    }

    /** The person of whom a record founds, or would found, this profile; without what was erased. */
    @Transactional(readOnly = true)
    public Optional<RecordPerson> person(String owner, UUID ownProfileId) {
        return jdbc.sql(
                        "select profile_id from linkage_record where own_profile_id = :own and owner = :owner and not erased")
                .param("own", ownProfileId)
                .param("owner", owner)
                .query((row, number) -> row.getObject(1, UUID.class))
                .optional()
                .map(this::person);
    }

    private RecordPerson person(UUID profileId) {
        int count = jdbc.sql("select count(*) from linkage_record where profile_id = :profile and not erased")
                .param("profile", profileId)
                .query(Integer.class)
                .single();
        List<Member> members = jdbc.sql("""
                        select record_id, source, fields, arrived_at from linkage_record
                         where profile_id = :profile and not erased order by seq limit :limit
                        """)
                .param("profile", profileId)
                .param("limit", RecordPerson.MEMBERS_MAX)
                .query((row, number) -> member(row))
                .list();
        List<Join> joins = jdbc.sql("""
                        select p.run_id, p.pair_id, f.record_id, s.record_id, p.probability, p.state
                          from linkage_record f join linkage_pair p on p.first_seq = f.seq
                          join linkage_record s on s.seq = p.second_seq
                         where f.profile_id = :profile and s.profile_id = :profile and p.state in ('LINKED', 'SAME')
                           and not f.erased and not s.erased
                         order by p.pair_id limit :limit
                        """)
                .param("profile", profileId)
                .param("limit", RecordPerson.JOINS_MAX)
                .query((row, number) -> new Join(
                        row.getObject(1, UUID.class),
                        row.getLong(2),
                        row.getString(3),
                        row.getString(4),
                        row.getDouble(5),
                        row.getString(6)))
                .list();
        return new RecordPerson(profileId, count, members, joins);
    }

    private Member member(ResultSet row) throws SQLException {
        PersonRecord content = content(row);
        Instant arrivedAt = row.getTimestamp("arrived_at").toInstant();
        return new Member(content.recordId(), content.source(), arrivedAt, content.fields());
    }

    /** The records of the person that a record is of, in the order they came; locked until the transaction ends. */
    public List<Long> lockMembers(long seq) {
        return jdbc.sql("""
                        select r.seq from linkage_record r
                         where r.profile_id = (select profile_id from linkage_record where seq = :seq)
                         order by r.seq for update
                        """)
                .param("seq", seq)
                .query((row, number) -> row.getLong(1))
                .list();
    }

    /**
     * Makes records one person, with the profile of the one that came first.
     *
     * @return that profile
     */
    public UUID found(List<Long> seqs) {
        UUID profileId = jdbc.sql("select own_profile_id from linkage_record where seq = :first")
                .param("first", seqs.stream().min(Long::compare).orElseThrow())
                .query((row, number) -> row.getObject(1, UUID.class))
                .single();
        jdbc.sql("update linkage_record set profile_id = :profile where seq in (:seqs)")
                .param("profile", profileId)
                .param("seqs", seqs)
                .update();
        return profileId;
    }

    /**
     * Moves whole profiles into others, and what has to follow of them.
     *
     * @param from the seq of the records that founded the profiles which move, each once
     * @param into that of those which they become part of; none of them moves itself
     */
    public void merge(long[] from, long[] into) {
        inChunks(from.length, (begin, end) -> {
            long[] fromChunk = Arrays.copyOfRange(from, begin, end);
            long[] intoChunk = Arrays.copyOfRange(into, begin, end);
            updateBySeq("""
                    update linkage_record r set profile_id = t.own_profile_id
                      from unnest(?::bigint[], ?::bigint[]) as moved (from_seq, into_seq)
                      join linkage_record f on f.seq = moved.from_seq
                      join linkage_record t on t.seq = moved.into_seq
                     where r.profile_id = f.own_profile_id
                    """, fromChunk, intoChunk);
            updateBySeq("""
                    with gone as (
                        delete from linkage_due d
                         using unnest(?::bigint[], ?::bigint[]) as moved (from_seq, into_seq)
                          join linkage_record f on f.seq = moved.from_seq
                         where d.profile_id = f.own_profile_id
                        returning moved.into_seq, d.owner)
                    insert into linkage_due (profile_id, owner)
                    select distinct t.own_profile_id, gone.owner from gone join linkage_record t on t.seq = gone.into_seq
                    on conflict do nothing
                    """, fromChunk, intoChunk);
        });
    }

    /** Marks records as compared by a run of this kind. */
    public void markLinked(@Nullable String source, long[] seqs) {
        String flag = source == null ? "linked" : "source_linked";
        inChunks(
                seqs.length,
                (begin, end) -> updateBySeq(
                        "update linkage_record set " + flag + " = true where seq = any(?::bigint[])",
                        Arrays.copyOfRange(seqs, begin, end)));
    }

    private interface Chunk {
        void update(int begin, int end);
    }

    private static void inChunks(int size, Chunk chunk) {
        for (int begin = 0; begin < size; begin += CHUNK_ROWS) {
            chunk.update(begin, Math.min(size, begin + CHUNK_ROWS));
        }
    }

    private void updateBySeq(String sql, long[]... seqs) {
        template.update(sql, statement -> {
            PGConnection postgres = statement.getConnection().unwrap(PGConnection.class);
            for (int i = 0; i < seqs.length; i++) {
                statement.setArray(i + 1, postgres.createArrayOf("bigint", seqs[i]));
            }
        });
    }

    /** Which record belongs to which profile. */
    @Transactional(readOnly = true)
    public void export(String owner, ExportLine line) {
        template.query(
                connection -> {
                    PreparedStatement statement = connection.prepareStatement(
                            "select record_id, source, profile_id from linkage_record where owner = ? and not erased"
                                    + " order by seq",
                            ResultSet.TYPE_FORWARD_ONLY,
                            ResultSet.CONCUR_READ_ONLY);
                    statement.setFetchSize(FETCH_ROWS);
                    statement.setString(1, owner);
                    return statement;
                },
                row -> {
                    try {
                        line.write(row.getString(1), row.getString(2), row.getObject(3, UUID.class));
                    } catch (IOException readerGone) {
                        throw new UncheckedIOException(readerGone);
                    }
                });
    }
}
