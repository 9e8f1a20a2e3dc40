package io.evenreach.campaign.governance.persistence;

import static io.evenreach.platform.jdbc.Timestamps.utc;

import io.evenreach.campaign.governance.domain.Restriction;
import io.evenreach.campaign.governance.domain.Rule;
import io.evenreach.campaign.governance.domain.RuleKind;
import io.evenreach.platform.events.EventCodec;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Ceilings, quiet hours and ask limits in PostgreSQL, removed ones included. */
@Repository
public class RuleStore {

    private final JdbcClient jdbc;
    private final RuleBodies bodies;

    RuleStore(JdbcClient jdbc, EventCodec json) {
        this.jdbc = jdbc;
        this.bodies = new RuleBodies(json);
    }

    /** Keeps others from changing the same rule until the transaction ends, also where there is no row yet. */
    public void lock(RuleKind kind, String ruleId) {
        jdbc.sql("select pg_advisory_xact_lock(hashtextextended('governance ' || :kind || ' ' || :ruleId, 0))")
                .param("kind", kind.name())
                .param("ruleId", ruleId)
                .query((row, number) -> true)
                .single();
    }

    public <T extends Restriction> Optional<Rule<T>> find(Class<T> type, String ruleId) {
        return jdbc.sql("""
                        select rule_id, version, removed, body from governance_rule
                         where kind = :kind and rule_id = :ruleId
                        """)
                .param("kind", RuleKind.of(type).name())
                .param("ruleId", ruleId)
                .query((row, number) -> rule(row, type))
                .optional();
    }

    public void save(Rule<?> rule, Instant now) {
        jdbc.sql("""
                        insert into governance_rule (kind, rule_id, version, removed, body, created_at, changed_at)
                        values (:kind, :ruleId, :version, :removed, :body::jsonb, :now, :now)
                        on conflict (kind, rule_id) do update
                           set version = excluded.version, removed = excluded.removed, body = excluded.body,
                               changed_at = excluded.changed_at
                        """)
                .param("kind", rule.kind().name())
                .param("ruleId", rule.ruleId())
                .param("version", rule.version())
                .param("removed", rule.removed())
                .param("body", bodies.write(rule.restriction()))
                .param("now", utc(now))
                .update();
    }

    /** Rules that hold, after {@code after} in the order of their ids. */
    public <T extends Restriction> List<Rule<T>> page(Class<T> type, String after, int limit) {
        return jdbc.sql("""
                        select rule_id, version, removed, body from governance_rule
                         where kind = :kind and not removed and rule_id > :after order by rule_id limit :limit
                        """)
                .param("kind", RuleKind.of(type).name())
                .param("after", after)
                .param("limit", limit)
                .query((row, number) -> rule(row, type))
                .list();
    }

    private <T extends Restriction> Rule<T> rule(ResultSet row, Class<T> type) throws SQLException {
        return new Rule<>(
                row.getString("rule_id"),
                row.getLong("version"),
                row.getBoolean("removed"),
                bodies.read(row.getBytes("body"), type));
    }
}
