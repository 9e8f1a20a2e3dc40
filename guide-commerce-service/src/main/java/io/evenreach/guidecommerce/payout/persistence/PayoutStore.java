package io.evenreach.guidecommerce.payout.persistence;

import io.evenreach.guidecommerce.books.Payout;
import io.evenreach.guidecommerce.payout.PayoutBatch;
import io.evenreach.guidecommerce.payout.domain.ItemStatus;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Payouts in PostgreSQL. */
@Repository
public class PayoutStore {

    private final JdbcClient jdbc;

    PayoutStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** An item with the batch it is in and what it moves. */
    public record Found(UUID batchId, ItemStatus status, Payout payout) {}

    /** Payouts are put together, and change, one after the other. */
    public void lock() {
        jdbc.sql("select pg_advisory_xact_lock(hashtextextended('payouts ' || current_schema(), 0))")
                .query((row, number) -> true)
                .single();
    }

    public void keepDebtor(PayoutBatch.Party debtor) {
        jdbc.sql("""
                        insert into payout_debtor (name, account, bic) values (?, ?, ?)
                        on conflict (only_row) do update
                           set name = excluded.name, account = excluded.account, bic = excluded.bic
                        """)
                .param(debtor.name())
                .param(debtor.account())
                .param(debtor.bic())
                .update();
    }

    public Optional<PayoutBatch.Party> debtor() {
        return jdbc.sql("select name, account, bic from payout_debtor")
                .query((row, number) -> new PayoutBatch.Party(row.getString(1), row.getString(2), row.getString(3)))
                .optional();
    }

    public void insert(PayoutBatch batch, Instant now) {
        jdbc.sql("""
                        insert into payout_batch (batch_id, message_id, currency, through, created_by, created_at)
                        values (?, ?, ?, ?, ?, ?)
                        """)
                .param(batch.batchId())
                .param(batch.messageId())
                .param(batch.currency())
                .param(utc(batch.through()))
                .param(batch.createdBy())
                .param(utc(now))
                .update();
        jdbc.sql("""
                        insert into payout_item (item_id, batch_id, guide_id, end_to_end_id, status, amount_minor,
                                                 currency, payee_name, payee_account, payee_bic)
                        select i, ?, g, e, 'DRAFT', a, ?, n, c, b
                          from unnest(?::uuid[], ?::uuid[], ?::text[], ?::bigint[], ?::text[], ?::text[], ?::text[])
                               as new(i, g, e, a, n, c, b)
                        """)
                .param(batch.batchId())
                .param(batch.currency())
                .param(array(batch, PayoutBatch.Item::itemId, UUID[]::new))
                .param(array(batch, PayoutBatch.Item::guideId, UUID[]::new))
                .param(array(batch, PayoutBatch.Item::endToEndId, String[]::new))
                .param(array(batch, PayoutBatch.Item::amountMinor, Long[]::new))
                .param(array(batch, item -> item.payee().name(), String[]::new))
                .param(array(batch, item -> item.payee().account(), String[]::new))
                .param(array(batch, item -> item.payee().bic(), String[]::new))
                .update();
    }

    public void insertNettings(List<Payout> payouts) {
        for (Payout payout : payouts) {
            for (Payout.Netting netting : payout.nettings()) {
                jdbc.sql("insert into payout_netting (item_id, commission_id, amount_minor) values (?, ?, ?)")
                        .param(payout.itemId())
                        .param(netting.commissionId())
                        .param(netting.amountMinor())
                        .update();
            }
        }
    }

    public void approve(UUID batchId, String subject) {
        jdbc.sql("update payout_batch set approved_by = ? where batch_id = ?")
                .param(subject)
                .param(batchId)
                .update();
        changeItems(batchId, ItemStatus.APPROVED);
    }

    public void emit(UUID batchId, PayoutBatch.Emission emission) {
        jdbc.sql("""
                        update payout_batch set emitted_at = ?, debtor_name = ?, debtor_account = ?, debtor_bic = ?
                         where batch_id = ?
                        """)
                .param(utc(emission.at()))
                .param(emission.debtor().name())
                .param(emission.debtor().account())
                .param(emission.debtor().bic())
                .param(batchId)
                .update();
        changeItems(batchId, ItemStatus.SUBMITTED);
    }

    private void changeItems(UUID batchId, ItemStatus status) {
        jdbc.sql("update payout_item set status = ? where batch_id = ?")
                .param(status.name())
                .param(batchId)
                .update();
    }

    public void changeItem(UUID itemId, ItemStatus status, @Nullable String proof) {
        jdbc.sql("update payout_item set status = ?, proof = coalesce(?, proof) where item_id = ?")
                .param(status.name())
                .param(proof)
                .param(itemId)
                .update();
    }

    public Optional<PayoutBatch> find(UUID batchId) {
        List<PayoutBatch.Item> items = jdbc.sql("select * from payout_item where batch_id = ? order by item_id")
                .param(batchId)
                .query(PayoutStore::item)
                .list();
        return jdbc.sql("select * from payout_batch where batch_id = ?")
                .param(batchId)
                .query((row, number) -> batch(row, items))
                .optional();
    }

    public Optional<Found> findItem(UUID itemId) {
        List<UUID> commissions = jdbc.sql("select commission_id from commission where payout_item_id = ?")
                .param(itemId)
                .query((row, number) -> row.getObject(1, UUID.class))
                .list();
        List<Payout.Netting> nettings = jdbc.sql(
                        "select commission_id, amount_minor from payout_netting where item_id = ? order by commission_id")
                .param(itemId)
                .query((row, number) -> new Payout.Netting(row.getObject(1, UUID.class), row.getLong(2)))
                .list();
        return jdbc.sql("select batch_id, status, guide_id, currency, amount_minor from payout_item where item_id = ?")
                .param(itemId)
                .query((row, number) -> new Found(
                        row.getObject(1, UUID.class),
                        ItemStatus.valueOf(row.getString(2)),
                        new Payout(
                                itemId,
                                row.getObject(3, UUID.class).toString(),
                                row.getString(4),
                                row.getLong(5),
                                commissions,
                                nettings)))
                .optional();
    }

    private static PayoutBatch batch(ResultSet row, List<PayoutBatch.Item> items) throws SQLException {
        OffsetDateTime emittedAt = row.getObject("emitted_at", OffsetDateTime.class);
        return new PayoutBatch(
                row.getObject("batch_id", UUID.class),
                row.getString("message_id"),
                row.getString("currency"),
                row.getObject("through", OffsetDateTime.class).toInstant(),
                row.getString("created_by"),
                row.getString("approved_by"),
                emittedAt == null
                        ? null
                        : new PayoutBatch.Emission(
                                emittedAt.toInstant(),
                                new PayoutBatch.Party(
                                        row.getString("debtor_name"),
                                        row.getString("debtor_account"),
                                        row.getString("debtor_bic"))),
                items);
    }

    private static PayoutBatch.Item item(ResultSet row, int number) throws SQLException {
        return new PayoutBatch.Item(
                row.getObject("item_id", UUID.class),
                row.getObject("guide_id", UUID.class),
                row.getString("end_to_end_id"),
                ItemStatus.valueOf(row.getString("status")),
                row.getLong("amount_minor"),
                new PayoutBatch.Party(
                        row.getString("payee_name"), row.getString("payee_account"), row.getString("payee_bic")));
    }

    private static <T extends @Nullable Object> T[] array(
            PayoutBatch batch, Function<PayoutBatch.Item, T> column, java.util.function.IntFunction<T[]> arrays) {
        return batch.items().stream().map(column).toArray(arrays);
    }

    private static OffsetDateTime utc(Instant time) {
        return OffsetDateTime.ofInstant(time, ZoneOffset.UTC);
    }
}
