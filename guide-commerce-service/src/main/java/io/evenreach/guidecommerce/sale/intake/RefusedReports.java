package io.evenreach.guidecommerce.sale.intake;

import static io.evenreach.platform.jdbc.Columns.bytes;
import static io.evenreach.platform.jdbc.Timestamps.instant;
import static io.evenreach.platform.jdbc.Timestamps.utc;

import io.evenreach.guidecommerce.identity.ErasedSpan;
import io.evenreach.guidecommerce.identity.OwnershipFollower;
import io.evenreach.guidecommerce.sale.intake.OrderIntake.Arrival;
import io.evenreach.guidecommerce.sale.intake.OrderIntake.Some;
import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.platform.page.Cursor;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

    private static final String ONLY_SOME = """
            (:merchant::text is null or merchant_id = :merchant) and (:code::text is null or code = :code)
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

    /**
     * @param buyer whom it names as buyer, as far as it can be read
     * @param datedAt when they ordered, as far as it can be read; they go with it when whoever they were then is erased
     */
    void keep(RefusedReport refused, byte[] message, Collection<IdentifierKey> buyer, Instant datedAt) {
        jdbc.sql("""
                        insert into refused_report (refusal_id, fingerprint, kind, merchant_id, order_id, code, detail,
                                                    pointer, partition, "offset", times, first_at, last_at, sealed_message,
                                                    buyer_keys, dated_at)
                        values (:id, :fingerprint, :kind, :merchant, :order, :code, :detail, :pointer, :partition, :offset,
                                :times, :first, :last, :sealed, :buyer, :dated)
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
                .param("dated", utc(datedAt))
                .update();
    }

    /** Forgets messages that were refused before and have been applied now. */
    void applied(Collection<byte[]> messages) {
        jdbc.sql("delete from refused_report where fingerprint = any(?)")
                .param(messages.stream().map(seal::fingerprint).toArray(byte[][]::new))
                .update();
    }

    /** The newest first, before {@code before}. */
    List<RefusedReport> page(Some some, Cursor.@Nullable Place before, int limit) {
        return jdbc.sql("select " + COLUMNS + "from refused_report where " + ONLY_SOME + """
                           and (:at::timestamptz is null or (first_at, refusal_id) < (:at, :id))
                         order by first_at desc, refusal_id desc limit :limit
                        """)
                .param("merchant", some.merchantId())
                .param("code", some.code())
                .param("at", before == null ? null : utc(before.at()))
                .param("id", before == null ? null : before.id())
                .param("limit", limit)
                .query(RefusedReports::refused)
                .list();
    }

    /** In the order in which they came first, after {@code after}. */
    List<Kept> oldest(Some some, @Nullable Arrival after, int limit) {
        return jdbc.sql("select " + COLUMNS + ", sealed_message from refused_report where " + ONLY_SOME + """
                           and (:at::timestamptz is null or (first_at, "offset", refusal_id) > (:at, :offset, :id))
                         order by first_at, "offset", refusal_id limit :limit
                        """)
                .param("merchant", some.merchantId())
                .param("code", some.code())
                .param("at", after == null ? null : utc(after.at()))
                .param("offset", after == null ? null : after.offset())
                .param("id", after == null ? null : after.refusalId())
                .param("limit", limit)
                .query(this::kept)
                .list();
    }

    /** @param message as it came */
    record Kept(RefusedReport refused, byte[] message) {

        OrderIntake.Message asItCame() {
            return new OrderIntake.Message(refused.partition(), refused.offset(), message);
        }

        Arrival arrival() {
            return new Arrival(refused.firstAt(), refused.offset(), refused.refusalId());
        }
    }

    Optional<Kept> find(UUID refusalId) {
        return jdbc.sql("select " + COLUMNS + ", sealed_message from refused_report where refusal_id = ?")
                .param(refusalId)
                .query(this::kept)
                .optional();
    }

    private Kept kept(ResultSet row, int number) throws SQLException {
        return new Kept(refused(row, number), seal.open(row.getBytes("sealed_message")));
    }

    /** Those of these messages that are refused now; nobody forgets them until the transaction ends. */
    Set<OrderIntake.Message> lock(Collection<OrderIntake.Message> messages) {
        Map<ByteBuffer, OrderIntake.Message> fingerprints = new HashMap<>();
        messages.forEach(message -> fingerprints.put(ByteBuffer.wrap(seal.fingerprint(message.value())), message));
        return Set.copyOf(jdbc.sql(
                        "select fingerprint from refused_report where fingerprint = any(?) order by fingerprint for update")
                .param(fingerprints.keySet().stream().map(ByteBuffer::array).toArray(byte[][]::new))
                .query((row, number) -> Objects.requireNonNull(fingerprints.get(ByteBuffer.wrap(row.getBytes(1)))))
                .list());
    }

    /** How many of these messages are refused now. */
    int howManyOf(Collection<OrderIntake.Message> messages) {
        return jdbc.sql("select count(*) from refused_report where fingerprint = any(?)")
                .param(messages.stream()
                        .map(message -> seal.fingerprint(message.value()))
                        .toArray(byte[][]::new))
                .query(Integer.class)
                .single();
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
    public void erased(Collection<ErasedSpan> spans) {
        ErasedSpan.bind(
                        jdbc.sql(
                                "delete from refused_report where buyer_keys && :keys::bytea[] and exists (select from "
                                        + ErasedSpan.TABLE
                                        + " where erased.key = any(buyer_keys) and" + ErasedSpan.covers("dated_at")
                                        + ")"),
                        spans)
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
