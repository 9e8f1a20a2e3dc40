package io.evenreach.guidecommerce.payout;

import static io.evenreach.platform.jdbc.Timestamps.instant;
import static io.evenreach.platform.jdbc.Timestamps.instantOrNull;
import static io.evenreach.platform.jdbc.Timestamps.utc;

import io.evenreach.platform.page.Cursor;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Lists payouts. */
@Service
public class PayoutBatches {

    private final JdbcClient jdbc;

    PayoutBatches(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The newest first. */
    @Transactional(readOnly = true)
    public List<PayoutBatchSummary> page(Cursor.@Nullable Place before, int limit) {
        return jdbc.sql("""
                        select b.*, count(i.item_id) as transfers, coalesce(sum(i.amount_minor), 0) as total_minor
                          from payout_batch b
                          left join payout_item i on i.batch_id = b.batch_id and i.status <> 'CANCELLED'
                         where :at::timestamptz is null or (b.created_at, b.batch_id) < (:at, :id)
                         group by b.batch_id order by b.created_at desc, b.batch_id desc limit :limit
                        """)
                .param("at", before == null ? null : utc(before.at()))
                .param("id", before == null ? null : before.id())
                .param("limit", limit)
                .query(PayoutBatches::summary)
                .list();
    }

    private static PayoutBatchSummary summary(ResultSet row, int number) throws SQLException {
        return new PayoutBatchSummary(
                row.getObject("batch_id", UUID.class),
                row.getString("message_id"),
                row.getString("currency"),
                instant(row, "through"),
                row.getString("created_by"),
                instant(row, "created_at"),
                row.getString("approved_by"),
                instantOrNull(row, "emitted_at"),
                row.getInt("transfers"),
                row.getLong("total_minor"));
    }
}
