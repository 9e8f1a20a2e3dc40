package io.evenreach.campaign.maturity.persistence;

import static io.evenreach.platform.jdbc.Timestamps.utc;

import io.evenreach.campaign.maturity.domain.Stage;
import io.evenreach.campaign.maturity.domain.Stages;
import io.evenreach.platform.events.EventCodec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Every version of the stages that was written. */
@Repository
public class StageRuleStore {

    private final JdbcClient jdbc;
    private final EventCodec json;

    StageRuleStore(JdbcClient jdbc, EventCodec json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    /** Stages at a version. */
    public record Versioned(long version, Stages stages) {}

    /** Keeps others from changing the stages until the transaction ends. */
    public void lock() {
        jdbc.sql("select pg_advisory_xact_lock(hashtextextended('stage rules ' || current_schema(), 0))")
                .query((row, number) -> true)
                .single();
    }

    public Optional<Versioned> newest() {
        return jdbc.sql("select version, stages from stage_rules order by version desc limit 1")
                .query((row, number) -> new Versioned(
                        row.getLong(1), new Stages(Arrays.asList(json.read(row.getBytes(2), Stage[].class)))))
                .optional();
    }

    public void add(Versioned rules, String writtenBy, Instant writtenAt) {
        jdbc.sql("""
                        insert into stage_rules (version, stages, written_by, written_at)
                        values (:version, :stages::jsonb, :writtenBy, :writtenAt)
                        """)
                .param("version", rules.version())
                .param("stages", json.write(rules.stages().ordered()))
                .param("writtenBy", writtenBy)
                .param("writtenAt", utc(writtenAt))
                .update();
    }
}
