package io.evenreach.frequency.simulation.persistence;

import io.evenreach.frequency.simulation.SimulationRecord;
import io.evenreach.frequency.simulation.SimulationRecord.ChannelOutcome;
import java.sql.Types;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Simulations in PostgreSQL. Every method takes part in the transaction of its caller, where there is one. */
@Repository
public class SimulationStore {

    private static final TypeReference<List<ChannelOutcome>> OUTCOMES = new TypeReference<>() {};

    private final JdbcClient jdbc;
    private final JsonMapper json;

    SimulationStore(JdbcClient jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    /** @param importId null for all exposures of the campaign */
    public void insert(UUID jobId, UUID campaignId, @Nullable UUID importId, String plan) {
        jdbc.sql("""
                        insert into simulation (job_id, campaign_id, import_id, plan)
                        values (:jobId, :campaignId, :importId, cast(:plan as jsonb))""")
                .param("jobId", jobId)
                .param("campaignId", campaignId)
                .param("importId", importId, Types.OTHER)
                .param("plan", plan)
                .update();
    }

    public Optional<SimulationRecord> find(UUID jobId) {
        return jdbc.sql("select * from simulation where job_id = :jobId")
                .param("jobId", jobId)
                .query((row, number) -> {
                    String result = row.getString("result");
                    return new SimulationRecord(
                            row.getObject("job_id", UUID.class),
                            row.getObject("campaign_id", UUID.class),
                            row.getObject("import_id", UUID.class),
                            row.getString("plan"),
                            result == null ? null : json.readValue(result, OUTCOMES));
                })
                .optional();
    }

    public void saveResult(UUID jobId, List<ChannelOutcome> result) {
        jdbc.sql("update simulation set result = cast(:result as jsonb) where job_id = :jobId")
                .param("result", json.writeValueAsString(result))
                .param("jobId", jobId)
                .update();
    }
}
