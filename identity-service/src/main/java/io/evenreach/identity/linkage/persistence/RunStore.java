package io.evenreach.identity.linkage.persistence;

import static io.evenreach.platform.jdbc.Timestamps.instant;
import static io.evenreach.platform.jdbc.Timestamps.instantOrNull;

import io.evenreach.identity.linkage.LinkageRun;
import io.evenreach.identity.linkage.MeasuredRun;
import io.evenreach.identity.linkage.ReviewPair;
import io.evenreach.identity.linkage.RunStatus;
import io.evenreach.identity.linkage.domain.Linked.FieldEvidence;
import io.evenreach.identity.linkage.domain.Linked.Figures;
import io.evenreach.identity.linkage.domain.Linked.ScoredPair;
import io.evenreach.identity.linkage.domain.Measurement;
import io.evenreach.identity.linkage.domain.Parameters;
import io.evenreach.identity.linkage.domain.PersonRecord;
import io.evenreach.platform.horizon.WriteHorizon;
import io.evenreach.platform.page.Cursor;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The queue of runs, and the pairs they found. Methods take part in the transaction of their caller. */
@Repository
public class RunStore {

    private static final String RUNS = """
            select run_id, source, link, status, created_at, started_at, finished_at, figures, error,
                   measured, measured_at,
                   (select count(*) from linkage_pair p where p.run_id = r.run_id and p.state = 'REVIEW') as open,
                   (select count(*) from linkage_pair p where p.run_id = r.run_id and p.state = 'SAME') as same,
                   (select count(*) from linkage_pair p where p.run_id = r.run_id and p.state = 'DIFFERENT') as different
              from linkage_run r
            """;
    private static final TypeReference<List<FieldEvidence>> EVIDENCE = new TypeReference<>() {};
    private static final String PERSONS_OF = "hashtextextended('linkage of ' || current_schema() || ' ' || :owner, 0)";
    private static final int BATCH_ROWS = 1_000;
    private static final int RESTARTS_MAX = 3;

    private final JdbcClient jdbc;
    private final JdbcTemplate template;
    private final JsonMapper json;
    private final RecordStore records;

    RunStore(JdbcClient jdbc, JdbcTemplate template, JsonMapper json, RecordStore records) {
        this.jdbc = jdbc;
        this.template = template;
        this.json = json;
        this.records = records;
    }

    /** A run that one worker works on until its lease runs out. */
    public record Lease(
            UUID runId, UUID token, String owner, @Nullable String source, boolean link, int attempts) {}

    /**
     * Queues a run, or takes the same one that is queued already: nobody has read anything for that yet, nor does until the
     * transaction ends.
     */
    @Transactional
    public UUID queue(String owner, @Nullable String source, boolean link) {
        jdbc.sql("select pg_advisory_xact_lock("
                        + "hashtextextended('linkage queue of ' || current_schema() || ' ' || :owner, 0))")
                .param("owner", owner)
                .query((row, number) -> 0)
                .list();
        return jdbc.sql("""
                        select run_id from linkage_run
                         where status = 'QUEUED' and owner = :owner and source is not distinct from cast(:source as text)
                           and link = :link
                         order by created_at limit 1 for update
                        """)
                .param("owner", owner)
                .param("source", source)
                .param("link", link)
                .query(UUID.class)
                .optional()
                .orElseGet(() -> insert(owner, source, link));
    }

    private UUID insert(String owner, @Nullable String source, boolean link) {
        UUID runId = UUID.randomUUID();
        jdbc.sql("insert into linkage_run (run_id, owner, source, link, status)"
                        + " values (:id, :owner, :source, :link, 'QUEUED')")
                .param("id", runId)
                .param("owner", owner)
                .param("source", source)
                .param("link", link)
                .update();
        return runId;
    }

    /**
     * A run that nobody works on, whether it is queued or its worker has died, now leased to the caller: the oldest of the owner
     * who has waited longest, since it was queued or a run of theirs ended. Runs of one owner go one after the other.
     */
    @Transactional
    public Optional<Lease> claim(Duration lease) {
        jdbc.sql("select pg_advisory_xact_lock(hashtextextended('linkage ' || current_schema(), 0))")
                .query((row, number) -> 0)
                .list();
        return jdbc.sql("""
                        update linkage_run set status = 'RUNNING', lease_token = :token, attempts = attempts + 1,
                               lease_until = now() + make_interval(secs => :lease),
                               started_at = coalesce(started_at, now())
                         where run_id = (
                               select r.run_id from linkage_run r
                                where (r.status = 'QUEUED' or r.status = 'RUNNING' and r.lease_until < now())
                                  and not exists (select from linkage_run o
                                                   where o.owner = r.owner and o.status = 'RUNNING'
                                                     and o.lease_until >= now())
                                order by greatest(r.created_at,
                                                  (select max(e.finished_at) from linkage_run e where e.owner = r.owner)),
                                         r.created_at, r.run_id
                                limit 1)
                           -- Again, of the row as it is now: its worker may have ended it after all.
                           and (status = 'QUEUED' or status = 'RUNNING' and lease_until < now())
                        returning run_id, lease_token, owner, source, link, attempts
                        """)
                .param("token", UUID.randomUUID())
                .param("lease", lease.toMillis() / 1000.0)
                .query((row, number) -> new Lease(
                        row.getObject(1, UUID.class),
                        row.getObject(2, UUID.class),
                        row.getString(3),
                        row.getString(4),
                        row.getBoolean(5),
                        row.getInt(6)))
                .optional();
    }

    /**
     * Waits until nobody else changes who is one person among an owner's records, nor tells stitching of it, and keeps
     * everybody from it until the transaction ends. Whoever takes this lock takes it before any row of linkage, and before
     * the lock of stitching.
     */
    public void lockPersonsOf(String owner) {
        jdbc.sql("select pg_advisory_xact_lock(" + PERSONS_OF + ")")
                .param("owner", owner)
                .query((row, number) -> 0)
                .list();
    }

    /** The same where nobody else has it; whoever works for many owners waits for none of them. */
    public boolean tryLockPersonsOf(String owner) {
        return jdbc.sql("select pg_try_advisory_xact_lock(" + PERSONS_OF + ")")
                .param("owner", owner)
                .query(Boolean.class)
                .single();
    }

    /** Says, before anything is written, that this transaction tells nothing on a feed and may take long. */
    public void holdUpNoFeed() {
        template.execute(WriteHorizon.NOT_AWAITED);
    }

    /** @return whether the run is still the caller's */
    public boolean renew(Lease held, Duration lease) {
        return jdbc.sql("""
                        update linkage_run set lease_until = now() + make_interval(secs => :lease)
                         where run_id = :id and lease_token = :token and status = 'RUNNING'
                        """)
                        .param("lease", lease.toMillis() / 1000.0)
                        .param("id", held.runId())
                        .param("token", held.token())
                        .update()
                == 1;
    }

    /** @return whether the run was still the caller's; otherwise nothing has happened */
    public boolean complete(Lease held, Figures figures, Parameters parameters) {
        return jdbc.sql("""
                        update linkage_run set status = 'COMPLETED', finished_at = clock_timestamp(), lease_token = null,
                               lease_until = null, figures = cast(:figures as jsonb),
                               parameters = cast(:parameters as jsonb)
                         where run_id = :id and lease_token = :token and status = 'RUNNING'
                        """)
                        .param("figures", json.writeValueAsString(figures))
                        .param("parameters", json.writeValueAsString(parameters))
                        .param("id", held.runId())
                        .param("token", held.token())
                        .update()
                == 1;
    }

    /**
     * Has a run that is under way begin again, because the persons it goes by are no longer so. One that has begun again
     * often enough goes on: it leaves out what it found of persons who are others at its end.
     */
    public void restart(String owner) {
        jdbc.sql("""
                        update linkage_run set lease_token = null, lease_until = '-infinity', attempts = attempts - 1,
                               restarts = restarts + 1
                         where owner = :owner and status = 'RUNNING' and lease_token is not null and restarts < :max
                        """).param("owner", owner).param("max", RESTARTS_MAX).update();
    }

    /** @param error for people; it must name nothing that a caller may not see */
    public void fail(Lease held, String error) {
        jdbc.sql("""
                        update linkage_run set status = 'FAILED', finished_at = clock_timestamp(), lease_token = null,
                               lease_until = null, error = :error
                         where run_id = :id and lease_token = :token and status = 'RUNNING'
                        """)
                .param("error", error)
                .param("id", held.runId())
                .param("token", held.token())
                .update();
    }

    public Optional<LinkageRun> find(String owner, UUID runId) {
        return jdbc.sql(RUNS + "where run_id = :id and owner = :owner")
                .param("id", runId)
                .param("owner", owner)
                .query((row, number) -> runOf(row))
                .optional();
    }

    /** The newest first. */
    public List<LinkageRun> list(String owner, Cursor.@Nullable Place after, int limit) {
        return jdbc.sql(RUNS + """
                        where owner = :owner and (cast(:afterAt as timestamptz) is null
                              or (created_at, run_id) < (cast(:afterAt as timestamptz), cast(:afterId as uuid)))
                        order by created_at desc, run_id desc limit :limit
                        """)
                .param("owner", owner)
                .param("afterAt", after == null ? null : Timestamp.from(after.at()), Types.TIMESTAMP)
                .param("afterId", after == null ? null : after.id(), Types.OTHER)
                .param("limit", limit)
                .query((row, number) -> runOf(row))
                .list();
    }

    private LinkageRun runOf(ResultSet row) throws SQLException {
        String figures = row.getString("figures");
        return new LinkageRun(
                row.getObject("run_id", UUID.class),
                row.getString("source"),
                row.getBoolean("link"),
                RunStatus.valueOf(row.getString("status")),
                instant(row, "created_at"),
                instantOrNull(row, "started_at"),
                instantOrNull(row, "finished_at"),
                figures == null ? null : json.readValue(figures, Figures.class),
                row.getInt("open"),
                row.getInt("same"),
                row.getInt("different"),
                measured(row),
                row.getString("error"));
    }

    private @Nullable MeasuredRun measured(ResultSet row) throws SQLException {
        String measured = row.getString("measured");
        return measured == null
                ? null
                : new MeasuredRun(json.readValue(measured, Measurement.class), instant(row, "measured_at"));
    }

    /** Keeps what a run was measured to be, instead of what it was measured to be before. */
    public void measured(UUID runId, Measurement measurement) {
        jdbc.sql("update linkage_run set measured = cast(:measured as jsonb), measured_at = clock_timestamp()"
                        + " where run_id = :id")
                .param("measured", json.writeValueAsString(measurement))
                .param("id", runId)
                .update();
    }

    /** What the last completed run over the same records has found out. */
    public Optional<Parameters> lastParameters(String owner, @Nullable String source) {
        return jdbc.sql("""
                        select parameters from linkage_run
                         where owner = :owner and source is not distinct from cast(:source as text)
                           and status = 'COMPLETED' and parameters is not null
                         order by finished_at desc limit 1
                        """)
                .param("owner", owner)
                .param("source", source)
                .query(String.class)
                .optional()
                .map(text -> json.readValue(text, Parameters.class));
    }

    public void addPairs(UUID runId, String state, List<ScoredPair> pairs, long[] seqs) {
        template.batchUpdate("""
                insert into linkage_pair (run_id, first_seq, second_seq, probability, state, evidence)
                values (?, ?, ?, ?, ?, cast(? as jsonb))
                """, pairs, BATCH_ROWS, (statement, pair) -> {
            statement.setObject(1, runId);
            statement.setLong(2, seqs[pair.first()]);
            statement.setLong(3, seqs[pair.second()]);
            statement.setDouble(4, pair.probability());
            statement.setString(5, state);
            statement.setString(6, json.writeValueAsString(pair.evidence()));
        });
    }

    /** The profiles of an owner that people have found to be two persons by some pair, by the seq of their founders. */
    public List<long[]> apart(String owner) {
        return jdbc.sql("""
                        select distinct a.seq, b.seq
                          from linkage_pair p
                          join linkage_run r on r.run_id = p.run_id
                          join linkage_record one on one.seq = p.first_seq
                          join linkage_record other on other.seq = p.second_seq
                          join linkage_record a on a.own_profile_id = one.profile_id
                          join linkage_record b on b.own_profile_id = other.profile_id
                         where p.state = 'DIFFERENT' and r.owner = :owner and a.seq <> b.seq
                        """)
                .param("owner", owner)
                .query((row, number) -> new long[] {row.getLong(1), row.getLong(2)})
                .list();
    }

    /** Pairs of a run in one state, in the order they were found, which is the best first. */
    public List<ReviewPair> pairs(UUID runId, String state, long after, int limit) {
        return reviewPairs(jdbc.sql("""
                        select pair_id, first_seq, second_seq, probability, state, evidence from linkage_pair
                         where run_id = :run and state = :state and pair_id > :after order by pair_id limit :limit
                        """)
                .param("run", runId)
                .param("state", state)
                .param("after", after)
                .param("limit", limit));
    }

    public Optional<ReviewPair> pair(UUID runId, long pairId) {
        return reviewPairs(jdbc.sql("""
                        select pair_id, first_seq, second_seq, probability, state, evidence from linkage_pair
                         where run_id = :run and pair_id = :pair
                        """).param("run", runId).param("pair", pairId)).stream()
                .findFirst();
    }

    private record Row(long pairId, long first, long second, double probability, String state, String evidence) {}

    private List<ReviewPair> reviewPairs(JdbcClient.StatementSpec statement) {
        List<Row> rows = statement
                .query((row, number) -> new Row(
                        row.getLong(1),
                        row.getLong(2),
                        row.getLong(3),
                        row.getDouble(4),
                        row.getString(5),
                        row.getString(6)))
                .list();
        Set<Long> seqs = new HashSet<>();
        rows.forEach(row -> seqs.addAll(List.of(row.first(), row.second())));
        Map<Long, PersonRecord> contents = records.contents(seqs);
        return rows.stream()
                .map(row -> new ReviewPair(
                        row.pairId(),
                        contents.getOrDefault(row.first(), GONE),
                        contents.getOrDefault(row.second(), GONE),
                        row.probability(),
                        row.state(),
                        json.readValue(row.evidence(), EVIDENCE)))
                .toList();
    }

    private static final PersonRecord GONE = new PersonRecord("", "", Map.of());

    /** The two profiles of a pair's records, by the seq of their founders, the older one first. */
    public List<Long> foundersOf(UUID runId, long pairId) {
        return jdbc.sql("""
                        select f.seq
                          from linkage_pair p
                          join linkage_record r on r.seq in (p.first_seq, p.second_seq)
                          join linkage_record f on f.own_profile_id = r.profile_id
                         where p.run_id = :run and p.pair_id = :pair
                         order by f.seq
                        """)
                .param("run", runId)
                .param("pair", pairId)
                .query((row, number) -> row.getLong(1))
                .list();
    }
}
