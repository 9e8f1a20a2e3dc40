package io.evenreach.guidecommerce.payout;

import static io.evenreach.platform.jdbc.Timestamps.instant;
import static io.evenreach.platform.jdbc.Timestamps.utc;

import io.evenreach.guidecommerce.payout.domain.ItemStatus;
import io.evenreach.guidecommerce.sale.Order;
import io.evenreach.platform.page.Cursor;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** A guide's transfers, with the sales that each pays for. */
@Service
public class GuidePayouts {

    /** A transfer may pay for thousands of sales; a list of transfers names as many of each. */
    private static final int PARTS_MAX = 100;

    private final JdbcClient jdbc;

    GuidePayouts(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** A line of an order, and how much of the transfer is for it. */
    public record Part(Order.Key order, String lineId, long amountMinor) {}

    /**
     * Parts of a transfer: the first of them by order and line, and how many there are.
     *
     * @param totalMinor of all of them
     */
    public record Parts(List<Part> first, int count, long totalMinor) {

        private static final Parts NONE = new Parts(List.of(), 0, 0);

        private Parts and(Parts next) {
            return new Parts(Stream.concat(first.stream(), next.first.stream()).toList(), count, totalMinor);
        }
    }

    /**
     * A transfer to a guide. Its amount is what it pays for, less debt that was netted, less tax that was kept back.
     *
     * @param paid what it pays for; it stays when the transfer has failed and something else pays for it
     * @param netted debt of earlier sales
     * @param changedAt since when it stands where it stands
     */
    public record Transfer(
            UUID itemId,
            String endToEndId,
            ItemStatus status,
            String currency,
            long amountMinor,
            long withheldMinor,
            Parts paid,
            Parts netted,
            Instant createdAt,
            Instant changedAt) {}

    /** The newest first. */
    @Transactional(readOnly = true)
    public List<Transfer> page(UUID guideId, Cursor.@Nullable Place before, int limit) {
        List<UUID> ids = jdbc.sql("""
                        select i.item_id from payout_item i join payout_batch b using (batch_id)
                         where i.guide_id = :guide
                           and (:at::timestamptz is null or (b.created_at, i.item_id) < (:at, :item))
                         order by b.created_at desc, i.item_id desc limit :limit
                        """)
                .param("guide", guideId)
                .param("at", before == null ? null : utc(before.at()))
                .param("item", before == null ? null : before.id())
                .param("limit", limit)
                .query((row, number) -> row.getObject(1, UUID.class))
                .list();
        // What was reserved for a transfer is booked once, and stays booked whatever becomes of it.
        Map<UUID, Parts> paid = parts("""
                select p.external_id::uuid as item_id, e.amount_minor, left(e.leg, 36)::uuid as commission_id
                  from posting p join entry e using (posting_id)
                 where p.source = 'payout' and p.type = 'RESERVE' and p.external_id = any(?)
                   and e.leg like '____________________________________-GUIDE_RESERVED'
                """, ids);
        Map<UUID, Parts> netted = parts(
                "select item_id, amount_minor, commission_id from payout_netting where item_id = any(?::uuid[])", ids);
        return jdbc.sql("""
                        select i.*, b.created_at from payout_item i join payout_batch b using (batch_id)
                         where i.item_id = any(?) order by b.created_at desc, i.item_id desc
                        """)
                .param(ids.toArray(UUID[]::new))
                .query((row, number) -> transfer(row, paid, netted))
                .list();
    }

    private Map<UUID, Parts> parts(String ofItems, List<UUID> ids) {
        Map<UUID, Parts> parts = new HashMap<>();
        jdbc.sql("""
                        select * from (
                            select m.item_id, m.amount_minor, c.merchant_id, c.order_id, c.line_id,
                                   count(*) over of_item as parts, sum(m.amount_minor) over of_item as total_minor,
                                   row_number() over (of_item order by c.merchant_id, c.order_id, c.line_id,
                                                      c.commission_id) as number
                              from (%s) as m join commission c using (commission_id)
                            window of_item as (partition by m.item_id)) as numbered
                         where number <= %d order by item_id, number
                        """.formatted(ofItems, PARTS_MAX))
                .param(ids.stream().map(UUID::toString).toArray(String[]::new))
                .query((row, number) -> parts.merge(
                        row.getObject("item_id", UUID.class),
                        new Parts(List.of(part(row)), row.getInt("parts"), row.getLong("total_minor")),
                        Parts::and))
                .list();
        return parts;
    }

    private static Part part(ResultSet row) throws SQLException {
        return new Part(
                new Order.Key(row.getString("merchant_id"), row.getString("order_id")),
                row.getString("line_id"),
                row.getLong("amount_minor"));
    }

    private static Transfer transfer(ResultSet row, Map<UUID, Parts> paid, Map<UUID, Parts> netted)
            throws SQLException {
        UUID itemId = row.getObject("item_id", UUID.class);
        return new Transfer(
                itemId,
                row.getString("end_to_end_id"),
                ItemStatus.valueOf(row.getString("status")),
                row.getString("currency"),
                row.getLong("amount_minor"),
                row.getLong("withheld_minor"),
                paid.getOrDefault(itemId, Parts.NONE),
                netted.getOrDefault(itemId, Parts.NONE),
                instant(row, "created_at"),
                instant(row, "changed_at"));
    }
}
