package io.evenreach.guidecommerce.sale.persistence;

import static io.evenreach.platform.jdbc.Timestamps.instant;
import static io.evenreach.platform.jdbc.Timestamps.instantOrNull;
import static io.evenreach.platform.jdbc.Timestamps.utc;

import io.evenreach.guidecommerce.sale.Chargeback;
import io.evenreach.guidecommerce.sale.Order;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Chargebacks in PostgreSQL. */
@Repository
public class ChargebackStore {

    private final JdbcClient jdbc;

    ChargebackStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    public void insert(Order.Key key, Chargeback chargeback, byte[] digest) {
        jdbc.sql("""
                        insert into chargeback (merchant_id, order_id, chargeback_id, digest, status, opened_at)
                        values (?, ?, ?, ?, ?, ?)
                        """)
                .param(key.merchantId())
                .param(key.orderId())
                .param(chargeback.chargebackId())
                .param(digest)
                .param(chargeback.status().name())
                .param(utc(chargeback.openedAt()))
                .update();
        jdbc.sql("""
                        insert into chargeback_line (merchant_id, order_id, chargeback_id, line_id, taken_minor)
                        select ?, ?, ?, l, t from unnest(?::text[], ?::bigint[]) as new(l, t)
                        """)
                .param(key.merchantId())
                .param(key.orderId())
                .param(chargeback.chargebackId())
                .param(chargeback.lines().stream().map(Chargeback.Line::lineId).toArray(String[]::new))
                .param(chargeback.lines().stream()
                        .map(Chargeback.Line::takenMinor)
                        .toArray(Long[]::new))
                .update();
    }

    public void end(Order.Key key, String chargebackId, Chargeback.Status status, Instant at) {
        jdbc.sql("""
                        update chargeback set status = ?, closed_at = ?
                         where merchant_id = ? and order_id = ? and chargeback_id = ?
                        """)
                .param(status.name())
                .param(utc(at))
                .param(key.merchantId())
                .param(key.orderId())
                .param(chargebackId)
                .update();
    }

    /** The digest of a chargeback that is known; empty for a new one. */
    public Optional<byte[]> digest(Order.Key key, String chargebackId) {
        return jdbc.sql("select digest from chargeback where merchant_id = ? and order_id = ? and chargeback_id = ?")
                .param(key.merchantId())
                .param(key.orderId())
                .param(chargebackId)
                .query((row, number) -> row.getBytes(1))
                .optional();
    }

    public Optional<Chargeback> find(Order.Key key, String chargebackId) {
        return of(key).stream()
                .filter(chargeback -> chargeback.chargebackId().equals(chargebackId))
                .findFirst();
    }

    /** Whether something was taken of a line that may yet be given back. */
    public boolean isOpen(Order.Key key, String lineId) {
        return jdbc.sql("""
                        select exists (
                            select 1 from chargeback join chargeback_line using (merchant_id, order_id, chargeback_id)
                             where merchant_id = ? and order_id = ? and line_id = ? and status = 'OPEN' and taken_minor > 0)
                        """)
                .param(key.merchantId())
                .param(key.orderId())
                .param(lineId)
                .query(Boolean.class)
                .single();
    }

    /** The oldest first. */
    public List<Chargeback> of(Order.Key key) {
        return jdbc.sql("""
                        select * from chargeback where merchant_id = ? and order_id = ? order by opened_at, chargeback_id
                        """)
                .param(key.merchantId())
                .param(key.orderId())
                .query((row, number) -> chargeback(row, lines(key, row.getString("chargeback_id"))))
                .list();
    }

    private List<Chargeback.Line> lines(Order.Key key, String chargebackId) {
        return jdbc.sql("""
                        select c.line_id, c.taken_minor, l.currency from chargeback_line c
                          join sale_line l using (merchant_id, order_id, line_id)
                         where c.merchant_id = ? and c.order_id = ? and c.chargeback_id = ? order by c.line_id
                        """)
                .param(key.merchantId())
                .param(key.orderId())
                .param(chargebackId)
                .query((row, number) -> new Chargeback.Line(row.getString(1), row.getLong(2), row.getString(3)))
                .list();
    }

    private static Chargeback chargeback(ResultSet row, List<Chargeback.Line> lines) throws SQLException {
        return new Chargeback(
                row.getString("chargeback_id"),
                Chargeback.Status.valueOf(row.getString("status")),
                instant(row, "opened_at"),
                instantOrNull(row, "closed_at"),
                lines);
    }
}
