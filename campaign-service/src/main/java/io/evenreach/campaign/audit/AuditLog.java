package io.evenreach.campaign.audit;

import static io.evenreach.platform.jdbc.Timestamps.instant;
import static io.evenreach.platform.jdbc.Timestamps.utc;

import io.evenreach.platform.events.EventCodec;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Who changed what and when. Details name states and versions, never identifiers. */
@Component
public class AuditLog {

    private final JdbcClient jdbc;
    private final EventCodec json;
    private final Clock clock;

    AuditLog(JdbcClient jdbc, EventCodec json, Clock clock) {
        this.jdbc = jdbc;
        this.json = json;
        this.clock = clock;
    }

    /**
     * One entry.
     *
     * @param subject user or client
     * @param action such as {@code campaign.approve}
     * @param detail JSON
     */
    record Entry(
            long auditId,
            Instant at,
            String subject,
            String action,
            String targetKind,
            String targetId,
            Map<?, ?> detail) {}

    /** What the log is filtered by; null asks for all. */
    record Filter(
            @Nullable String subject,
            @Nullable String targetKind,
            @Nullable String targetId) {}

    @Transactional(propagation = Propagation.MANDATORY)
    public void record(String subject, String action, String targetKind, String targetId, Map<String, ?> detail) {
        jdbc.sql("""
                        insert into audit_entry (at, subject, action, target_kind, target_id, detail)
                        values (:at, :subject, :action, :targetKind, :targetId, :detail::jsonb)
                        """)
                .param("at", utc(clock.instant()))
                .param("subject", subject)
                .param("action", action)
                .param("targetKind", targetKind)
                .param("targetId", targetId)
                .param("detail", json.write(detail))
                .update();
    }

    /** Entries before {@code before}, newest first. */
    List<Entry> page(Filter filter, long before, int limit) {
        return jdbc.sql("""
                        select audit_id, at, subject, action, target_kind, target_id, detail from audit_entry
                         where audit_id < :before
                           and (:subject::text is null or subject = :subject)
                           and (:targetKind::text is null or target_kind = :targetKind)
                           and (:targetId::text is null or target_id = :targetId)
                         order by audit_id desc limit :limit
                        """)
                .param("before", before)
                .param("subject", filter.subject())
                .param("targetKind", filter.targetKind())
                .param("targetId", filter.targetId())
                .param("limit", limit)
                .query((row, number) -> new Entry(
                        row.getLong("audit_id"),
                        instant(row, "at"),
                        row.getString("subject"),
                        row.getString("action"),
                        row.getString("target_kind"),
                        row.getString("target_id"),
                        json.read(row.getBytes("detail"), Map.class)))
                .list();
    }
}
