package io.evenreach.frequency.reach;

import static io.evenreach.platform.jdbc.Timestamps.instant;
import static io.evenreach.platform.jdbc.Timestamps.utc;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Reports as they were when their campaign was completed. */
@Repository
public class FrozenReports {

    private final JdbcClient jdbc;

    FrozenReports(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** A frozen report, in the wire form it had. */
    public record Frozen(Instant frozenAt, String report) {}

    public Optional<Frozen> find(UUID campaignId) {
        return jdbc.sql("select frozen_at, report from reach_frozen where campaign_id = :campaignId")
                .param("campaignId", campaignId)
                .query((row, number) -> new Frozen(instant(row, 1), row.getString(2)))
                .optional();
    }

    /** Of when the frozen report of a campaign is. */
    Optional<Instant> frozenAt(UUID campaignId) {
        return jdbc.sql("select frozen_at from reach_frozen where campaign_id = :campaignId")
                .param("campaignId", campaignId)
                .query((row, number) -> instant(row, 1))
                .optional();
    }

    /** A completed campaign. */
    record Completed(UUID campaignId, Instant completedAt) {}

    /** Of these completed campaigns, those that are not frozen yet. */
    List<Completed> missing(List<UUID> campaignIds) {
        return jdbc.sql("""
                        select campaign_id, cast(cast(body as jsonb) ->> 'changedAt' as timestamptz) from campaign_policy
                        where campaign_id = any(cast(:ids as uuid[]))
                          and not exists (select 1 from reach_frozen frozen
                                          where frozen.campaign_id = campaign_policy.campaign_id)""")
                .param("ids", campaignIds.toArray(UUID[]::new))
                .query((row, number) -> new Completed(row.getObject(1, UUID.class), instant(row, 2)))
                .list();
    }

    /** Keeps the first of several instances' answers; says whether it was this one. */
    boolean freeze(UUID campaignId, Instant at, String report) {
        int kept = jdbc.sql("""
                        insert into reach_frozen (campaign_id, frozen_at, report)
                        values (:campaignId, :at, cast(:report as jsonb)) on conflict do nothing""")
                .param("campaignId", campaignId)
                .param("at", utc(at))
                .param("report", report)
                .update();
        return kept == 1;
    }

    /**
     * Forgets a frozen report, so that it is frozen again: an import of history after completion brings touches that
     * belong to the flight and were only not known yet.
     */
    public void thaw(UUID campaignId) {
        jdbc.sql("delete from reach_frozen where campaign_id = :campaignId")
                .param("campaignId", campaignId)
                .update();
    }
}
