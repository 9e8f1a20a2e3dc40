package io.evenreach.campaign.maturity.persistence;

import static io.evenreach.platform.jdbc.Columns.bytes;
import static io.evenreach.platform.jdbc.Columns.column;
import static io.evenreach.platform.jdbc.Timestamps.instant;

import io.evenreach.campaign.erasure.ErasedSpan;
import io.evenreach.campaign.maturity.domain.Purchase;
import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.identifiers.ProfileIds;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Orders with the keys of their buyers, and whose they are by what is known of these keys now. */
@Repository
public class PurchaseStore {

    private final JdbcClient jdbc;

    PurchaseStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** An order that was taken in, under its row. */
    private record Taken(long purchaseId, boolean isNew, Purchase purchase) {}

    /** A key of an order, and the id that the key founds. */
    private record Named(long purchaseId, int place, IdentifierKey key) {}

    /**
     * Keeps what is newer than what is known; see {@link Purchase#followedBy}.
     *
     * @param purchases at most one for an order
     */
    public void keepNewest(Collection<Purchase> purchases) {
        Map<Purchase.Order, Purchase> told =
                purchases.stream().collect(Collectors.toMap(Purchase::order, Function.identity()));
        List<Taken> taken = jdbc.sql("""
                        insert into purchase as known (merchant_id, order_id, sequence, placed_at, told_at, counts)
                        select * from unnest(:merchants::text[], :orders::text[], :sequences::bigint[],
                                             :times::timestamptz[], :toldAt::timestamptz[], :counts::boolean[])
                        on conflict (merchant_id, order_id) do update
                           set sequence = excluded.sequence, placed_at = excluded.placed_at, counts = excluded.counts
                         where excluded.sequence > known.sequence
                        returning merchant_id, order_id, new.purchase_id, old.purchase_id is null
                        """)
                .param(
                        "merchants",
                        column(purchases, purchase -> purchase.order().merchantId(), String[]::new))
                .param("orders", column(purchases, purchase -> purchase.order().orderId(), String[]::new))
                .param("sequences", column(purchases, Purchase::sequence, Long[]::new))
                .param(
                        "times",
                        column(purchases, purchase -> purchase.placedAt().toString(), String[]::new))
                .param("toldAt", column(purchases, purchase -> purchase.toldAt().toString(), String[]::new))
                .param("counts", column(purchases, Purchase::counts, Boolean[]::new))
                .query((row, number) -> new Taken(
                        row.getLong(3),
                        row.getBoolean(4),
                        Objects.requireNonNull(told.get(new Purchase.Order(row.getString(1), row.getString(2))))))
                .list();
        List<Taken> reordered =
                reordered(taken.stream().filter(each -> !each.isNew()).toList());
        jdbc.sql("delete from purchase_key where purchase_id = any(:ids)")
                .param("ids", column(reordered, Taken::purchaseId, Long[]::new))
                .update();
        List<Named> named = Stream.concat(taken.stream().filter(Taken::isNew), reordered.stream())
                .flatMap(PurchaseStore::named)
                .toList();
        jdbc.sql("""
                        insert into purchase_key (purchase_id, place, key, founder)
                        select * from unnest(:ids::bigint[], :places::int[], :keys::bytea[], :founders::uuid[])
                        """)
                .param("ids", column(named, Named::purchaseId, Long[]::new))
                .param("places", column(named, Named::place, Integer[]::new))
                .param("keys", bytes(named.stream().map(Named::key).toList()))
                .param("founders", column(named, each -> ProfileIds.foundedBy(each.key()), UUID[]::new))
                .update();
    }

    /** Those that name the keys that are kept, in another order. */
    private List<Taken> reordered(List<Taken> known) {
        if (known.isEmpty()) {
            return List.of();
        }
        Map<Long, List<IdentifierKey>> kept = new HashMap<>();
        jdbc.sql("select purchase_id, key from purchase_key where purchase_id = any(:ids) order by purchase_id, place")
                .param("ids", column(known, Taken::purchaseId, Long[]::new))
                .query((row, number) -> kept.computeIfAbsent(row.getLong(1), id -> new ArrayList<>())
                        .add(IdentifierKey.of(row.getBytes(2))))
                .list();
        return known.stream()
                .filter(each -> {
                    List<IdentifierKey> before = kept.getOrDefault(each.purchaseId(), List.of());
                    List<IdentifierKey> buyer = each.purchase().buyer();
                    return !buyer.equals(before) && Purchase.areSame(buyer, before);
                })
                .toList();
    }

    private static Stream<Named> named(Taken taken) {
        List<IdentifierKey> buyer = taken.purchase().buyer();
        return IntStream.range(0, buyer.size())
                .mapToObj(place -> new Named(taken.purchaseId(), place, buyer.get(place)));
    }

    /**
     * Forgets what is dated in these spans, also what is dated later because the shop's clock is ahead. An order becomes
     * nobody's where no key comes before the erased ones that somebody else is known to own; otherwise it only loses them.
     */
    public void erase(Collection<ErasedSpan> spans) {
        jdbc.sql("""
                        with erased as (
                            select distinct k.purchase_id, k.place
                              from unnest(:keys::bytea[], :froms::timestamptz[], :tos::timestamptz[],
                                          :erasedAts::timestamptz[]) as span(key, valid_from, valid_to, erased_at)
                              join purchase_key k on k.key = span.key
                              join purchase p on p.purchase_id = k.purchase_id
                             where p.placed_at >= span.valid_from and p.placed_at < span.valid_to
                               and least(p.placed_at, p.told_at) <= span.erased_at),
                        of_others as (
                            select purchase_id, min(place) as place from (%s) named
                             where owner is not null and not founded
                               and (purchase_id, place) not in (select purchase_id, place from erased)
                             group by purchase_id),
                        gone as (
                            select purchase_id
                              from (select purchase_id, min(place) as place from erased group by purchase_id) first
                              left join of_others using (purchase_id)
                             where of_others.place is null or first.place < of_others.place)
                        delete from purchase_key k
                         where k.purchase_id in (select purchase_id from gone)
                            or (k.purchase_id, k.place) in (select purchase_id, place from erased)
                        """.formatted(Whose.NAMED.formatted("p.purchase_id in (select purchase_id from erased)")))
                .param("keys", column(spans, span -> span.key().bytes(), byte[][]::new))
                .param("froms", column(spans, span -> timestamp(span.from()), String[]::new))
                .param("tos", column(spans, span -> timestamp(span.to()), String[]::new))
                .param("erasedAts", column(spans, span -> timestamp(span.erasedAt()), String[]::new))
                .update();
    }

    /** When each paid order of a person was placed, the oldest first. */
    public List<Instant> placedBy(UUID profileId) {
        return jdbc.sql("select placed_at from (" + Whose.BOUGHT.formatted("""
                        p.counts and p.purchase_id in (
                            select purchase_id from purchase_key where founder = :profileId
                            union
                            select purchase_id from purchase_key where key in (
                                select key from key_owner where profile_id = :profileId and purpose = 'ADS'))
                        """)
                        + ") bought where owner = :profileId order by placed_at")
                .param("profileId", profileId)
                .query((row, number) -> instant(row, 1))
                .list();
    }

    /** Whether identity told that somebody with this id has an identifier, or had one. */
    public boolean isKnown(UUID profileId) {
        return jdbc.sql("select exists (select from key_owner where profile_id = :profileId and purpose = 'ADS')")
                .param("profileId", profileId)
                .query(Boolean.class)
                .single();
    }

    /** Whom an older id of a person stands for now. */
    public Optional<UUID> standsFor(UUID profileId) {
        return jdbc.sql("select profile_id from key_owner where founder = :profileId and purpose = 'ADS'")
                .param("profileId", profileId)
                .query(UUID.class)
                .optional();
    }

    private static String timestamp(Instant time) {
        if (time.equals(Instant.MIN)) {
            return "-infinity";
        }
        return time.equals(Instant.MAX)
                ? "infinity"
                : OffsetDateTime.ofInstant(time, ZoneOffset.UTC).toString();
    }
}
