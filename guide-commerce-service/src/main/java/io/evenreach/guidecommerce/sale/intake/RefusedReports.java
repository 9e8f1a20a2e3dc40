package io.evenreach.guidecommerce.sale.intake;

import static io.evenreach.platform.jdbc.Columns.bytes;
import static io.evenreach.platform.jdbc.Timestamps.instant;
import static io.evenreach.platform.jdbc.Timestamps.utc;

import io.evenreach.guidecommerce.identity.OwnershipFollower;
import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.platform.page.Cursor;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Messages that were not applied, in PostgreSQL; a message that comes again is the same one. */
@Repository
class RefusedReports implements OwnershipFollower {

    private static final int COUNTED_MAX = 10_000;

    private static final String COLUMNS = """
            refusal_id, kind, merchant_id, order_id, code, detail, pointer, partition, "offset", times, first_at, last_at
            """;

    private final JdbcClient jdbc;
    private final ReportSeal seal;

    RefusedReports(JdbcClient jdbc, ReportSeal seal, MeterRegistry meters) {
        this.jdbc = jdbc;
        this.seal = seal;
        Gauge.builder("evenreach.order.reports.refused", this, RefusedReports::count)
                .register(meters);
    }

    private double count() {
        return jdbc.sql("select count(*) from (select 1 from refused_report limit ?) as listed")
                .param(COUNTED_MAX)
                .query((row, number) -> row.getDouble(1))
                .single();
    }

    /** @param buyer whom it names as buyer, as far as it can be read */
    void keep(RefusedReport refused, byte[] message, Collection<IdentifierKey> buyer) {
        jdbc.sql("""
                        insert into refused_report (refusal_id, fingerprint, kind, merchant_id, order_id, code, detail,
                                                    pointer, partition, "offset", times, first_at, last_at, sealed_message,
                                                    buyer_keys)
                        values (:id, :fingerprint, :kind, :merchant, :order, :code, :detail, :pointer, :partition, :offset,
                                :times, :first, :last, :sealed, :buyer)
                        on conflict (fingerprint) do update
                           set code = excluded.code, detail = excluded.detail, pointer = excluded.pointer,
                               partition = excluded.partition, "offset" = excluded."offset",
                               times = refused_report.times + 1, last_at = excluded.last_at,
                               buyer_keys = excluded.buyer_keys
                        """)
                .param("id", refused.refusalId())
                .param("fingerprint", seal.fingerprint(message))
                .param("kind", refused.kind())
                .param("merchant", refused.merchantId())
                .param("order", refused.orderId())
                .param("code", refused.code())
                .param("detail", refused.detail())
                .param("pointer", refused.pointer())
                .param("partition", refused.partition())
                .param("offset", refused.offset())
                .param("times", refused.times())
                .param("first", utc(refused.firstAt()))
                .param("last", utc(refused.lastAt()))
                .param("sealed", seal.seal(message))
                .param("buyer", bytes(buyer))
                .update();
    }

    /** Forgets messages that were refused before and have been applied now. */
    void applied(Collection<byte[]> messages) {
        jdbc.sql("delete from refused_report where fingerprint = any(?)")
                .param(messages.stream().map(seal::fingerprint).toArray(byte[][]::new))
                .update();
    }

    /** The newest first, before {@code before}; one merchant's only where one is given. */
    List<RefusedReport> page(@Nullable String merchantId, Cursor.@Nullable Place before, int limit) {
        return jdbc.sql("select " + COLUMNS + """
                          from refused_report
                         where (:merchant::text is null or merchant_id = :merchant)
                           and (:at::timestamptz is null or (first_at, refusal_id) < (:at, :id))
                         order by first_at desc, refusal_id desc limit :limit
                        """)
                .param("merchant", merchantId)
                .param("at", before == null ? null : utc(before.at()))
                .param("id", before == null ? null : before.id())
                .param("limit", limit)
                .query(RefusedReports::refused)
                .list();
    }

    /** @param message as it came */
    record Kept(RefusedReport refused, byte[] message) {}

    Optional<Kept> find(UUID refusalId) {
        return jdbc.sql("select " + COLUMNS + ", sealed_message from refused_report where refusal_id = ?")
                .param(refusalId)
                .query((row, number) -> new Kept(refused(row, number), seal.open(row.getBytes("sealed_message"))))
                .optional();
    }

    /** What is kept of a message, where it is refused. */
    Optional<RefusedReport> of(byte[] message) {
        return jdbc.sql("select " + COLUMNS + " from refused_report where fingerprint = ?")
                .param(seal.fingerprint(message))
                .query(RefusedReports::refused)
                .optional();
    }

    boolean forget(UUID refusalId) {
        return jdbc.sql("delete from refused_report where refusal_id = ?")
                        .param(refusalId)
                        .update()
                == 1;
    }

    /** Forgets some of what first came before a time, and tells how much. */
    int forgetBefore(Instant time, int limit) {
        return jdbc.sql("""
                        delete from refused_report where refusal_id in
                            (select refusal_id from refused_report where first_at < ? order by first_at limit ?)
                        """).param(utc(time)).param(limit).update();
    }

    @Override
    public void moved(Set<IdentifierKey> keys, Set<UUID> people) {
        // Who somebody is changes nothing of what was refused.
    }

    @Override
    public void erased(Set<IdentifierKey> keys) {
        jdbc.sql("delete from refused_report where buyer_keys && :keys")
                .param("keys", bytes(keys))
                .update();
    }

    private static RefusedReport refused(ResultSet row, int number) throws SQLException {
        return new RefusedReport(
                row.getObject("refusal_id", UUID.class),
                row.getString("kind"),
                row.getString("merchant_id"),
                row.getString("order_id"),
                row.getString("code"),
                row.getString("detail"),
                row.getString("pointer"),
                row.getInt("partition"),
                row.getLong("offset"),
                row.getInt("times"),
                instant(row, "first_at"),
                instant(row, "last_at"));
    }
}
