package io.evenreach.frequency.verification.persistence;

import io.evenreach.frequency.ledger.JournalVerification.Difference;
import io.evenreach.frequency.ledger.JournalVerification.Findings;
import io.evenreach.frequency.ledger.JournalVerification.GrantCounts;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Every method takes part in the transaction of its caller, where there is one. */
@Repository
public class VerificationStore {

    private static final TypeReference<List<Difference>> DIFFERENCES = new TypeReference<>() {};

    private final JdbcClient jdbc;
    private final JsonMapper json;

    VerificationStore(JdbcClient jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    /**
     * How far a verification is.
     *
     * @param grants null until they are counted, and where none were when it ran
     * @param differenceCount null until it is known
     */
    public record StoredVerification(
            long entriesFolded,
            long profilesChecked,
            @Nullable GrantCounts grants,
            @Nullable Long differenceCount,
            List<Difference> differences) {}

    public void insert(UUID jobId) {
        jdbc.sql("insert into journal_verification (job_id) values (:jobId)")
                .param("jobId", jobId)
                .update();
    }

    public void progress(UUID jobId, long entriesFolded, long profilesChecked) {
        jdbc.sql("""
                        update journal_verification set entries_folded = :entries, profiles_checked = :profiles
                        where job_id = :jobId""")
                .param("entries", entriesFolded)
                .param("profiles", profilesChecked)
                .param("jobId", jobId)
                .update();
    }

    public void save(UUID jobId, Findings findings) {
        progress(jobId, findings.entriesFolded(), findings.profilesChecked());
        jdbc.sql("""
                        update journal_verification
                        set grants = cast(:grants as jsonb), difference_count = :count,
                            differences = cast(:differences as jsonb)
                        where job_id = :jobId""")
                .param("grants", json.writeValueAsString(findings.grants()))
                .param("count", findings.differenceCount())
                .param("differences", json.writeValueAsString(findings.differences()))
                .param("jobId", jobId)
                .update();
    }

    public Optional<StoredVerification> find(UUID jobId) {
        return jdbc.sql("select * from journal_verification where job_id = :jobId")
                .param("jobId", jobId)
                .query((row, number) -> {
                    String grants = row.getString("grants");
                    String differences = row.getString("differences");
                    return new StoredVerification(
                            row.getLong("entries_folded"),
                            row.getLong("profiles_checked"),
                            grants == null ? null : json.readValue(grants, GrantCounts.class),
                            row.getObject("difference_count", Long.class),
                            differences == null ? List.of() : json.readValue(differences, DIFFERENCES));
                })
                .optional();
    }
}
