package io.evenreach.guidecommerce.payout.persistence;

import static io.evenreach.platform.jdbc.Columns.column;
import static io.evenreach.platform.jdbc.Timestamps.instant;
import static io.evenreach.platform.jdbc.Timestamps.instantOrNull;
import static io.evenreach.platform.jdbc.Timestamps.utc;

import io.evenreach.guidecommerce.books.Payout;
import io.evenreach.guidecommerce.payout.TaxRecord;
import io.evenreach.guidecommerce.payout.Withholding;
import io.evenreach.platform.page.Cursor;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Tax that was kept back, and what corrects it, in PostgreSQL. */
@Repository
public class WithholdingStore {

    private final JdbcClient jdbc;

    WithholdingStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** What a guide's payouts of a year came to: income, tax kept back of it, and since when. What failed is none. */
    public Withholding.Year year(UUID guideId, String currency, int taxYear) {
        return jdbc.sql("""
                        select coalesce(sum(income_minor), 0), coalesce(sum(withheld_minor), 0), min(at) as since
                          from payout_withholding
                         where guide_id = ? and currency = ? and tax_year = ? and corrected_at is null
                        """)
                .param(guideId)
                .param(currency)
                .param(taxYear)
                .query((row, number) ->
                        new Withholding.Year(row.getLong(1), row.getLong(2), instantOrNull(row, "since")))
                .single();
    }

    /** Keeps how much was kept back of transfers, and by which method. */
    public void insert(List<Payout> payouts, String method, int taxYear, Instant now) {
        jdbc.sql("""
                        insert into payout_withholding (item_id, guide_id, currency, tax_year, method, income_minor,
                                                        withheld_minor, at)
                        select i, g, c, ?, ?, a + w, w, ?
                          from unnest(?::uuid[], ?::uuid[], ?::text[], ?::bigint[], ?::bigint[]) as new(i, g, c, a, w)
                        """)
                .param(taxYear)
                .param(method)
                .param(utc(now))
                .param(column(payouts, Payout::itemId, UUID[]::new))
                .param(column(payouts, payout -> UUID.fromString(payout.payee()), UUID[]::new))
                .param(column(payouts, Payout::currency, String[]::new))
                .param(column(payouts, Payout::amountMinor, Long[]::new))
                .param(column(payouts, Payout::withheldMinor, Long[]::new))
                .update();
    }

    /**
     * Keeps which earlier income the debt belongs to that is netted in these payouts. Their commissions must still say in
     * which payout they were paid.
     */
    public void insertCorrections(List<Payout> payouts, Instant now) {
        record Row(UUID itemId, Payout.Netting netting) {}
        List<Row> rows = payouts.stream()
                .flatMap(payout -> payout.nettings().stream().map(netting -> new Row(payout.itemId(), netting)))
                .toList();
        if (rows.isEmpty()) {
            return;
        }
        jdbc.sql("""
                        insert into withholding_correction (item_id, commission_id, corrects_item_id, income_minor, at)
                        select n.item_id, n.commission_id, w.item_id, n.amount_minor, ?
                          from unnest(?::uuid[], ?::uuid[], ?::bigint[]) as n(item_id, commission_id, amount_minor)
                          join commission c using (commission_id)
                          join payout_withholding w on w.item_id = c.payout_item_id and w.corrected_at is null
                        """)
                .param(utc(now))
                .param(column(rows, Row::itemId, UUID[]::new))
                .param(column(rows, row -> row.netting().commissionId(), UUID[]::new))
                .param(column(rows, row -> row.netting().amountMinor(), Long[]::new))
                .update();
    }

    /** The transfers failed or came back: they are no income, nothing is kept back of them, and nothing netted in them. */
    public void correct(List<UUID> itemIds, Instant now) {
        UUID[] ids = itemIds.toArray(UUID[]::new);
        jdbc.sql("update payout_withholding set corrected_at = ? where item_id = any(?) and corrected_at is null")
                .param(utc(now))
                .param(ids)
                .update();
        jdbc.sql("update withholding_correction set undone_at = ? where item_id = any(?) and undone_at is null")
                .param(utc(now))
                .param(ids)
                .update();
    }

    /** A guide's records, the newest first, each with what corrects it. */
    public List<TaxRecord> page(UUID guideId, Cursor.@Nullable Place before, int limit) {
        List<TaxRecord> records = jdbc.sql("""
                        select * from payout_withholding
                         where guide_id = :guide and (:at::timestamptz is null or (at, item_id) < (:at, :item))
                         order by at desc, item_id desc limit :limit
                        """)
                .param("guide", guideId)
                .param("at", before == null ? null : utc(before.at()))
                .param("item", before == null ? null : before.id())
                .param("limit", limit)
                .query(WithholdingStore::record)
                .list();
        Map<UUID, List<TaxRecord.Correction>> corrections = new HashMap<>();
        jdbc.sql("""
                        select k.*, c.order_id, c.line_id from withholding_correction k join commission c using (commission_id)
                         where k.corrects_item_id = any(?) order by k.at, k.item_id, k.commission_id
                        """)
                .param(records.stream().map(TaxRecord::itemId).toArray(UUID[]::new))
                .query((row, number) -> corrections
                        .computeIfAbsent(row.getObject("corrects_item_id", UUID.class), item -> new ArrayList<>())
                        .add(correction(row)))
                .list();
        return records.stream()
                .map(record -> record.with(corrections.getOrDefault(record.itemId(), List.of())))
                .toList();
    }

    private static TaxRecord record(ResultSet row, int number) throws SQLException {
        return new TaxRecord(
                row.getObject("item_id", UUID.class),
                row.getInt("tax_year"),
                row.getString("method"),
                row.getString("currency"),
                row.getLong("income_minor"),
                row.getLong("withheld_minor"),
                instant(row, "at"),
                instantOrNull(row, "corrected_at"),
                List.of());
    }

    private static TaxRecord.Correction correction(ResultSet row) throws SQLException {
        return new TaxRecord.Correction(
                row.getObject("item_id", UUID.class),
                row.getString("order_id"),
                row.getString("line_id"),
                row.getLong("income_minor"),
                instant(row, "at"),
                instantOrNull(row, "undone_at"));
    }
}
