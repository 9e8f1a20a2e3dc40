package io.evenreach.guidecommerce.sale.persistence;

import static io.evenreach.platform.jdbc.Columns.bytes;
import static io.evenreach.platform.jdbc.Columns.literal;
import static io.evenreach.platform.jdbc.Timestamps.instant;
import static io.evenreach.platform.jdbc.Timestamps.utc;

import io.evenreach.guidecommerce.identity.ErasedSpan;
import io.evenreach.guidecommerce.sale.Suspicions.BuyerOf;
import io.evenreach.guidecommerce.sale.Suspicions.Flag;
import io.evenreach.guidecommerce.sale.Suspicions.Kind;
import io.evenreach.identifiers.IdentifierKey;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** How fast orders come, and what was flagged, in PostgreSQL. */
@Repository
public class FlagStore {

    private final JdbcClient jdbc;

    FlagStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Counts more orders of guides in an hour, in the order of their ids, so that nobody waits crosswise; how many there are
     * now of each.
     */
    public Map<UUID, Integer> count(Map<UUID, Integer> more, Instant hour) {
        Map<UUID, Integer> counted = new HashMap<>();
        List<UUID> guides = List.copyOf(more.keySet());
        jdbc.sql("""
                        insert into guide_hour (guide_id, hour, orders)
                        select n.guide_id, ?, n.orders from unnest(?::uuid[], ?::int[]) as n(guide_id, orders)
                         order by n.guide_id
                        on conflict (guide_id, hour) do update set orders = guide_hour.orders + excluded.orders
                        returning guide_id, orders
                        """)
                .param(utc(hour))
                .param(guides.toArray(UUID[]::new))
                .param(guides.stream()
                        .map(guide -> Objects.requireNonNull(more.get(guide)))
                        .toArray(Integer[]::new))
                .query((row, number) -> counted.put(row.getObject(1, UUID.class), row.getInt(2)))
                .list();
        return counted;
    }

    /** Forgets how many orders came in hours before a time. */
    public void forgetHours(Instant before) {
        jdbc.sql("delete from guide_hour where hour < ?").param(utc(before)).update();
    }

    /**
     * How many orders these buyers placed with these guides since a time, counted up to {@code most}: of a key that very many
     * share, no more than these are read. Orders of a buyer come first, and then what is asked of them: otherwise PostgreSQL,
     * which cannot tell how few they are, reads all orders of that time, or all lines that there are, for every sale.
     */
    public Map<BuyerOf, Integer> ordersOf(Collection<BuyerOf> buyers, Instant since, int most) {
        List<BuyerOf> some = List.copyOf(buyers);
        Map<BuyerOf, Integer> orders = new HashMap<>();
        jdbc.sql("""
                        select w.place, c.orders
                          from unnest(?::uuid[], ?::text[]) with ordinality as w(guide_id, buyer_keys, place)
                          cross join lateral (
                               with o as materialized (select merchant_id, order_id, placed_at from sale_order
                                                        where buyer_keys && w.buyer_keys::bytea[])
                               select count(*) as orders
                                 from (select 1 from o
                                        where o.placed_at >= ? and exists (
                                              select 1 from sale_line l
                                               where l.merchant_id = o.merchant_id and l.order_id = o.order_id
                                                 and l.payees[1] = w.guide_id offset 0)
                                        limit ?) as counted) as c
                        """)
                .param(some.stream().map(BuyerOf::guideId).toArray(UUID[]::new))
                .param(some.stream().map(buyer -> literal(buyer.keys())).toArray(String[]::new))
                .param(utc(since))
                .param(most)
                .query((row, number) -> orders.put(some.get(row.getInt(1) - 1), row.getInt(2)))
                .list();
        return orders;
    }

    /** Whether a guide has had a sale to one of these persons since a time, which was paid and not undone; their few orders come first here, too. */
    public boolean hasSold(UUID guideId, Collection<IdentifierKey> persons, Instant since) {
        return jdbc.sql("""
                        select exists (
                               select 1
                                 from (select merchant_id, order_id, person_keys, placed_at, status from sale_order
                                        where buyer_keys && :keys offset 0) as o
                                where o.person_keys && :keys and o.placed_at >= :since
                                  and o.status in ('PAID', 'DELIVERED') and exists (
                                      select 1 from sale_line l
                                       where l.merchant_id = o.merchant_id and l.order_id = o.order_id
                                         and l.attribution <> 'VOIDED' and l.payees[1] = :guide offset 0))
                        """)
                .param("keys", bytes(persons))
                .param("since", utc(since))
                .param("guide", guideId)
                .query(Boolean.class)
                .single();
    }

    /** Notes each of them once. */
    public void flag(List<Flag> flags) {
        jdbc.sql("""
                        insert into sale_flag (flag_id, kind, guide_id, subject, orders, at)
                        select flag_id, kind, guide_id, subject, orders, at::timestamptz
                          from unnest(?::uuid[], ?::text[], ?::uuid[], ?::text[], ?::int[], ?::text[])
                               as n(flag_id, kind, guide_id, subject, orders, at)
                         order by kind, guide_id, subject, orders desc
                        on conflict do nothing
                        """)
                .param(flags.stream().map(Flag::flagId).toArray(UUID[]::new))
                .param(flags.stream().map(flag -> flag.kind().name()).toArray(String[]::new))
                .param(flags.stream().map(Flag::guideId).toArray(UUID[]::new))
                .param(flags.stream().map(Flag::subject).toArray(String[]::new))
                .param(flags.stream().map(Flag::orders).toArray(Integer[]::new))
                .param(flags.stream().map(flag -> flag.at().toString()).toArray(String[]::new))
                .update();
    }

    /** Leaves flags of buyers who are erased, and not whom they are of. */
    public void forgetBuyers(Collection<ErasedSpan> spans) {
        ErasedSpan.bind(
                        jdbc.sql("update sale_flag set subject = 'erased ' || flag_id from " + ErasedSpan.TABLE
                                + " where kind = 'SAME_BUYER' and subject = encode(erased.key, 'hex')"
                                + " and at >= since and at < until"),
                        spans)
                .update();
    }

    /** The newest first, after {@code after}. */
    public List<Flag> page(@Nullable UUID after, int limit) {
        return jdbc.sql("""
                        select flag_id, kind, guide_id, subject, orders, at from sale_flag
                         where :after::uuid is null
                            or (at, flag_id) < (select at, flag_id from sale_flag where flag_id = :after)
                         order by at desc, flag_id desc limit :limit
                        """)
                .param("after", after)
                .param("limit", limit)
                .query((row, number) -> new Flag(
                        row.getObject(1, UUID.class),
                        Kind.valueOf(row.getString(2)),
                        row.getObject(3, UUID.class),
                        row.getString(4),
                        row.getInt(5),
                        instant(row, 6)))
                .list();
    }
}
