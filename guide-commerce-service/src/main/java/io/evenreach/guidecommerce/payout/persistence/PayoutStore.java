package io.evenreach.guidecommerce.payout.persistence;

import static io.evenreach.platform.jdbc.Columns.column;
import static io.evenreach.platform.jdbc.Timestamps.instant;
import static io.evenreach.platform.jdbc.Timestamps.instantOrNull;
import static io.evenreach.platform.jdbc.Timestamps.utc;

import io.evenreach.guidecommerce.books.Payout;
import io.evenreach.guidecommerce.payout.PayoutBatch;
import io.evenreach.guidecommerce.payout.PayoutDebtor;
import io.evenreach.guidecommerce.payout.domain.ItemStatus;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
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
    public record Found(UUID itemId, UUID batchId, ItemStatus status, Payout payout) {}

    /** Payouts are put together, and change, one after the other. */
    public void lock() {
        jdbc.sql("select pg_advisory_xact_lock(hashtextextended('payouts ' || current_schema(), 0))")
                .query((row, number) -> true)
                .single();
    }

    /** The same again stays at its version. */
    public void keepDebtor(PayoutBatch.Party debtor) {
        jdbc.sql("""
                        insert into payout_debtor as known (name, account, bic) values (?, ?, ?)
                        on conflict (only_row) do update
                           set name = excluded.name, account = excluded.account, bic = excluded.bic,
                               version = known.version + 1
                         where (known.name, known.account, known.bic)
                               is distinct from (excluded.name, excluded.account, excluded.bic)
                        """)
                .param(debtor.name())
                .param(debtor.account())
                .param(debtor.bic())
                .update();
    }

    public Optional<PayoutDebtor> debtor() {
        return debtor("");
    }

    /** The same, which nobody else changes until the transaction ends. */
    public Optional<PayoutDebtor> lockDebtor() {
        return debtor(" for update");
    }

    private Optional<PayoutDebtor> debtor(String suffix) {
        return jdbc.sql("select name, account, bic, version from payout_debtor" + suffix)
                .query((row, number) -> new PayoutDebtor(
                        new PayoutBatch.Party(row.getString(1), row.getString(2), row.getString(3)), row.getLong(4)))
                .optional();
    }

    /** A batch without its transfers. */
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
    }

    public void insertItems(UUID batchId, String currency, List<PayoutBatch.Item> items, Instant now) {
        jdbc.sql("""
                        insert into payout_item (item_id, batch_id, guide_id, end_to_end_id, status, amount_minor,
                                                 withheld_minor, currency, payee_name, payee_account, payee_bic, changed_at)
                        select i, ?, g, e, 'DRAFT', a, w, ?, n, c, b, ?
                          from unnest(?::uuid[], ?::uuid[], ?::text[], ?::bigint[], ?::bigint[], ?::text[], ?::text[],
                                      ?::text[]) as new(i, g, e, a, w, n, c, b)
                        """)
                .param(batchId)
                .param(currency)
                .param(utc(now))
                .param(column(items, PayoutBatch.Item::itemId, UUID[]::new))
                .param(column(items, PayoutBatch.Item::guideId, UUID[]::new))
                .param(column(items, PayoutBatch.Item::endToEndId, String[]::new))
                .param(column(items, PayoutBatch.Item::amountMinor, Long[]::new))
                .param(column(items, PayoutBatch.Item::withheldMinor, Long[]::new))
                .param(column(items, item -> item.payee().name(), String[]::new))
                .param(column(items, item -> item.payee().account(), String[]::new))
                .param(column(items, item -> item.payee().bic(), String[]::new))
                .update();
    }

    public void insertNettings(List<Payout> payouts) {
        record Row(UUID itemId, Payout.Netting netting) {}
        List<Row> rows = payouts.stream()
                .flatMap(payout -> payout.nettings().stream().map(netting -> new Row(payout.itemId(), netting)))
                .toList();
        jdbc.sql("""
                        insert into payout_netting (item_id, commission_id, amount_minor)
                        select * from unnest(?::uuid[], ?::uuid[], ?::bigint[])
                        """)
                .param(column(rows, Row::itemId, UUID[]::new))
                .param(column(rows, row -> row.netting().commissionId(), UUID[]::new))
                .param(column(rows, row -> row.netting().amountMinor(), Long[]::new))
                .update();
    }

    public void approve(UUID batchId, String subject, Instant now) {
        jdbc.sql("update payout_batch set approved_by = ? where batch_id = ?")
                .param(subject)
                .param(batchId)
                .update();
        changeItems(batchId, ItemStatus.DRAFT, ItemStatus.APPROVED, now);
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
        changeItems(batchId, ItemStatus.APPROVED, ItemStatus.SUBMITTED, emission.at());
    }

    private void changeItems(UUID batchId, ItemStatus from, ItemStatus to, Instant now) {
        jdbc.sql("update payout_item set status = ?, changed_at = ? where batch_id = ? and status = ?")
                .param(to.name())
                .param(utc(now))
                .param(batchId)
                .param(from.name())
                .update();
    }

    /**
     * A transfer as it is from now on.
     *
     * @param reported the bank's own word for it; null where the bank has not said it itself
     */
    public record Changed(
            UUID itemId,
            ItemStatus status,
            String proof,
            @Nullable String reported) {}

    public void changeItems(List<Changed> items, Instant now) {
        jdbc.sql("""
                        update payout_item i set status = n.status, proof = n.proof,
                               reported = coalesce(n.reported, i.reported), changed_at = ?
                          from unnest(?::uuid[], ?::text[], ?::text[], ?::text[]) as n(item_id, status, proof, reported)
                         where i.item_id = n.item_id
                        """)
                .param(utc(now))
                .param(column(items, Changed::itemId, UUID[]::new))
                .param(column(items, item -> item.status().name(), String[]::new))
                .param(column(items, Changed::proof, String[]::new))
                .param(column(items, Changed::reported, String[]::new))
                .update();
    }

    /** Keeps what the bank said of transfers that it did not move. */
    public void note(Map<UUID, String> reported) {
        jdbc.sql("""
                        update payout_item i set reported = n.reported
                          from unnest(?::uuid[], ?::text[]) as n(item_id, reported) where i.item_id = n.item_id
                        """)
                .param(reported.keySet().toArray(UUID[]::new))
                .param(reported.values().toArray(String[]::new))
                .update();
    }

    /** Locks, in the order of their ids, the commissions that these transfers pay or net. */
    public void lockCommissions(List<UUID> itemIds) {
        UUID[] ids = itemIds.toArray(UUID[]::new);
        jdbc.sql("""
                        select count(*) from
                            (select 1 from commission
                              where commission_id in (select commission_id from commission where payout_item_id = any(?)
                                                      union select commission_id from payout_netting where item_id = any(?))
                              order by commission_id for update) as locked
                        """).param(ids).param(ids).query((row, number) -> true).single();
    }

    /** The digest of a report that was taken in before; empty for a new one. */
    public Optional<byte[]> report(UUID batchId, String messageId) {
        return jdbc.sql("select digest from payout_status_report where batch_id = ? and message_id = ?")
                .param(batchId)
                .param(messageId)
                .query((row, number) -> row.getBytes(1))
                .optional();
    }

    public void insertReport(
            UUID batchId, String messageId, byte[] digest, byte[] content, String takenBy, Instant now) {
        jdbc.sql("""
                        insert into payout_status_report (batch_id, message_id, digest, content, taken_by, at)
                        values (?, ?, ?, ?, ?, ?)
                        """)
                .param(batchId)
                .param(messageId)
                .param(digest)
                .param(content)
                .param(takenBy)
                .param(utc(now))
                .update();
    }

    public void insertWriteOff(
            UUID writeOffId,
            UUID guideId,
            String currency,
            long amountMinor,
            String reason,
            String decidedBy,
            Instant now) {
        jdbc.sql("""
                        insert into write_off (write_off_id, guide_id, currency, amount_minor, reason, decided_by, at)
                        values (?, ?, ?, ?, ?, ?, ?)
                        """)
                .param(writeOffId)
                .param(guideId)
                .param(currency)
                .param(amountMinor)
                .param(reason)
                .param(decidedBy)
                .param(utc(now))
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
        return findItems(List.of(itemId)).stream().findFirst();
    }

    /** In the order of their ids. */
    public List<Found> findItems(List<UUID> itemIds) {
        UUID[] ids = itemIds.toArray(UUID[]::new);
        Map<UUID, List<UUID>> commissions = new HashMap<>();
        jdbc.sql("select payout_item_id, commission_id from commission where payout_item_id = any(?) order by 2")
                .param(ids)
                .query((row, number) -> commissions
                        .computeIfAbsent(row.getObject(1, UUID.class), item -> new ArrayList<>())
                        .add(row.getObject(2, UUID.class)))
                .list();
        Map<UUID, List<Payout.Netting>> nettings = new HashMap<>();
        jdbc.sql("select item_id, commission_id, amount_minor from payout_netting where item_id = any(?) order by 2")
                .param(ids)
                .query((row, number) -> nettings.computeIfAbsent(
                                row.getObject(1, UUID.class), item -> new ArrayList<>())
                        .add(new Payout.Netting(row.getObject(2, UUID.class), row.getLong(3))))
                .list();
        return jdbc.sql("""
                        select item_id, batch_id, status, guide_id, currency, amount_minor, withheld_minor from payout_item
                         where item_id = any(?) order by item_id
                        """)
                .param(ids)
                .query((row, number) -> {
                    UUID itemId = row.getObject(1, UUID.class);
                    return new Found(
                            itemId,
                            row.getObject(2, UUID.class),
                            ItemStatus.valueOf(row.getString(3)),
                            new Payout(
                                    itemId,
                                    row.getObject(4, UUID.class).toString(),
                                    row.getString(5),
                                    row.getLong(6),
                                    row.getLong(7),
                                    commissions.getOrDefault(itemId, List.of()),
                                    nettings.getOrDefault(itemId, List.of())));
                })
                .list();
    }

    /** Transfers that were sent or that the bank accepted before, and of which it has said nothing since. */
    public List<UUID> silentSince(Instant before) {
        return jdbc.sql("""
                        select item_id from payout_item where status in ('SUBMITTED', 'ACCEPTED') and changed_at < ?
                         order by item_id
                        """)
                .param(utc(before))
                .query((row, number) -> row.getObject(1, UUID.class))
                .list();
    }

    private static PayoutBatch batch(ResultSet row, List<PayoutBatch.Item> items) throws SQLException {
        Instant emittedAt = instantOrNull(row, "emitted_at");
        return new PayoutBatch(
                row.getObject("batch_id", UUID.class),
                row.getString("message_id"),
                row.getString("currency"),
                instant(row, "through"),
                row.getString("created_by"),
                row.getString("approved_by"),
                emittedAt == null
                        ? null
                        : new PayoutBatch.Emission(
                                emittedAt,
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
                row.getLong("withheld_minor"),
                new PayoutBatch.Party(
                        row.getString("payee_name"), row.getString("payee_account"), row.getString("payee_bic")));
    }
}
