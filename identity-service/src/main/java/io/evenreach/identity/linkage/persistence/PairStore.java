package io.evenreach.identity.linkage.persistence;

import io.evenreach.identity.linkage.domain.Contacts.Joined;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** What pairs say of persons, and which persons' evidence has to follow. Methods take part in the caller's transaction. */
@Repository
public class PairStore {

    /** What a pair is in stitching whose records have no two identifiers between them. */
    public static final String NOTHING_SAID = "";

    private static final String COLUMNS = "p.pair_id, p.first_seq, p.second_seq, p.run_id, p.state, p.stitched";

    private final JdbcClient jdbc;

    PairStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** A person, and whose records they are. */
    public record Due(UUID profileId, String owner) {}

    /**
     * A pair for which records were joined, or may be.
     *
     * @param stitched the observation it is in stitching; null where nobody has asked for one
     */
    public record JoinedPair(
            Joined ends, UUID runId, String state, @Nullable String stitched) {}

    private static JoinedPair pair(ResultSet row) throws SQLException {
        return new JoinedPair(
                new Joined(row.getLong(1), row.getLong(2), row.getLong(3)),
                row.getObject(4, UUID.class),
                row.getString(5),
                row.getString(6));
    }

    public Optional<JoinedPair> lock(UUID runId, long pairId) {
        return jdbc.sql("select " + COLUMNS
                        + " from linkage_pair p where p.run_id = :run and p.pair_id = :pair for update")
                .param("run", runId)
                .param("pair", pairId)
                .query((row, number) -> pair(row))
                .optional();
    }

    /** The pairs that join the records of a person, in the order in which they did; locked. */
    public List<JoinedPair> joinedOf(UUID profileId) {
        return jdbc.sql("select " + COLUMNS + """
                         from linkage_record r join linkage_pair p on p.first_seq = r.seq
                         where r.profile_id = :profile and p.state in ('LINKED', 'SAME')
                         order by p.pair_id for update of p
                        """)
                .param("profile", profileId)
                .query((row, number) -> pair(row))
                .list();
    }

    /** Removes the pairs in review of which one of these records is part. */
    public void removeReviews(List<Long> seqs) {
        Long[] ofRecords = seqs.toArray(Long[]::new);
        jdbc.sql("""
                        delete from linkage_pair
                         where state = 'REVIEW' and (first_seq = any(:seqs) or second_seq = any(:seqs))
                        """).param("seqs", ofRecords).update();
    }

    public void setState(long pairId, String state) {
        jdbc.sql("update linkage_pair set state = :state where pair_id = :pair")
                .param("state", state)
                .param("pair", pairId)
                .update();
    }

    public void setStitched(long pairId, @Nullable String observationId) {
        jdbc.sql("update linkage_pair set stitched = cast(:id as text) where pair_id = :pair")
                .param("id", observationId)
                .param("pair", pairId)
                .update();
    }

    /** Has the evidence follow of all persons of an owner whose pairs are none yet. */
    public void addDue(String owner) {
        jdbc.sql("""
                        insert into linkage_due (profile_id, owner)
                        select distinct r.profile_id, n.owner
                          from linkage_pair p
                          join linkage_run n on n.run_id = p.run_id
                          join linkage_record r on r.seq = p.first_seq
                         where n.owner = :owner and p.state in ('LINKED', 'SAME') and p.stitched is null
                        on conflict do nothing
                        """).param("owner", owner).update();
    }

    /** Has the evidence follow of the person to whom a record of an owner belongs. */
    public void addDue(String owner, long seq) {
        jdbc.sql("""
                        insert into linkage_due (profile_id, owner)
                        select profile_id, owner from linkage_record where owner = :owner and seq = :seq
                        on conflict do nothing
                        """).param("owner", owner).param("seq", seq).update();
    }

    public boolean isDue(UUID profileId) {
        return jdbc.sql("select exists(select from linkage_due where profile_id = :profile)")
                .param("profile", profileId)
                .query((row, number) -> row.getBoolean(1))
                .single();
    }

    /** Whose evidence has to follow, of some person who is not of these owners. */
    public Optional<String> dueOwner(Set<String> except) {
        return jdbc.sql("select owner from linkage_due where owner <> all(:except) order by profile_id limit 1")
                .param("except", except.toArray(String[]::new))
                .query(String.class)
                .optional();
    }

    /** Takes some of the persons of an owner whose evidence has to follow. */
    public List<Due> claimDue(String owner, int limit) {
        return jdbc.sql("""
                        delete from linkage_due where profile_id in
                               (select profile_id from linkage_due where owner = :owner order by profile_id limit :limit)
                        returning profile_id, owner
                        """)
                .param("owner", owner)
                .param("limit", limit)
                .query((row, number) -> new Due(row.getObject(1, UUID.class), row.getString(2)))
                .list();
    }
}
