package io.evenreach.guidecommerce.catalogue;

import static io.evenreach.platform.jdbc.Timestamps.instant;
import static io.evenreach.platform.jdbc.Timestamps.utc;

import io.evenreach.guidecommerce.books.Rates;
import io.evenreach.guidecommerce.readahead.ReadAhead;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Keeps merchants, products and commission plans. */
@Service
public class Catalogue {

    private final JdbcClient jdbc;
    private final Clock clock;
    private final ReadAhead<String, Optional<Merchant>> merchants = new ReadAhead<>();
    private final ReadAhead<String, Optional<Product>> products = new ReadAhead<>();
    private final ReadAhead<ProductAt, Product> places = new ReadAhead<>();
    private final ReadAhead<ProductAt, Optional<CommissionPlan>> plans = new ReadAhead<>();

    Catalogue(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** A product, and the time of which it is asked. */
    public record ProductAt(Product product, Instant at) {}

    /** What came of keeping something. */
    public enum Kept {
        CREATED,
        /** Changed, or the same as before. */
        KEPT,
        /** What it belongs to is not there. */
        UNKNOWN_MERCHANT,
        /** It is not what the caller knew. */
        STALE,
        /** A product's price is in its merchant's currency. */
        WRONG_CURRENCY,
        /** A merchant's currency and a product's merchant stay what they are, because what was sold refers to them. */
        FIXED
    }

    /** @param known whether the caller knew what is there now, null where nothing is */
    @Transactional
    public Kept keep(Merchant merchant, Predicate<@Nullable Merchant> known) {
        lock("merchant", merchant.merchantId());
        if (!known.test(merchant(merchant.merchantId()).orElse(null))) {
            return Kept.STALE;
        }
        int rows = jdbc.sql(
                        "insert into merchant (merchant_id, name, currency) values (?, ?, ?) on conflict do nothing")
                .param(merchant.merchantId())
                .param(merchant.name())
                .param(merchant.currency())
                .update();
        if (rows == 1) {
            return Kept.CREATED;
        }
        return jdbc.sql("update merchant set name = ? where merchant_id = ? and currency = ?")
                                .param(merchant.name())
                                .param(merchant.merchantId())
                                .param(merchant.currency())
                                .update()
                        == 1
                ? Kept.KEPT
                : Kept.FIXED;
    }

    /** @param known whether the caller knew what is there now, null where nothing is */
    @Transactional
    public Kept keep(Product product, Predicate<@Nullable Product> known) {
        lock("product", product.productId());
        if (!known.test(product(product.productId()).orElse(null))) {
            return Kept.STALE;
        }
        Optional<Merchant> merchant = merchant(product.merchantId());
        if (merchant.isEmpty()) {
            return Kept.UNKNOWN_MERCHANT;
        }
        if (!merchant.get().currency().equals(product.currency())) {
            return Kept.WRONG_CURRENCY;
        }
        int rows = jdbc.sql("""
                        insert into product (product_id, merchant_id, title, destination, category, price_minor, currency)
                        values (?, ?, ?, ?, ?, ?, ?) on conflict do nothing
                        """)
                .param(product.productId())
                .param(product.merchantId())
                .param(product.title())
                .param(product.destination())
                .param(product.category())
                .param(product.priceMinor())
                .param(product.currency())
                .update();
        if (rows == 1) {
            return Kept.CREATED;
        }
        jdbc.sql("""
                        insert into product_place (product_id, until, destination, category)
                        select product_id, :now, destination, category from product
                         where product_id = :product and merchant_id = :merchant
                           and (destination, category) <> (:destination, :category) for update
                        on conflict do nothing
                        """)
                .param("now", utc(clock.instant().truncatedTo(ChronoUnit.MICROS)))
                .param("product", product.productId())
                .param("merchant", product.merchantId())
                .param("destination", product.destination())
                .param("category", product.category())
                .update();
        return jdbc.sql("""
                        update product set title = ?, destination = ?, category = ?, price_minor = ?
                         where product_id = ? and merchant_id = ?
                        """)
                                .param(product.title())
                                .param(product.destination())
                                .param(product.category())
                                .param(product.priceMinor())
                                .param(product.productId())
                                .param(product.merchantId())
                                .update()
                        == 1
                ? Kept.KEPT
                : Kept.FIXED;
    }

    /**
     * Holds from now on; what it said before holds for what was clicked before.
     *
     * @param known whether the caller knew what is there now, null where nothing is
     */
    @Transactional
    public Kept keep(CommissionPlan plan, Predicate<@Nullable CommissionPlan> known) {
        lock("commission plan", plan.planId());
        Optional<CommissionPlan> before = plan(plan.planId());
        if (!known.test(before.orElse(null))) {
            return Kept.STALE;
        }
        if (before.filter(plan::saysTheSame).isEmpty()) {
            Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
            Instant after = before.map(CommissionPlan::effectiveFrom)
                    .filter(from -> !from.isBefore(now))
                    .map(from -> from.plus(1, ChronoUnit.MICROS))
                    .orElse(now);
            jdbc.sql("""
                            insert into commission_plan (plan_id, effective_from, category, destination, commission_bps,
                                                         guide_share_bps, referrer_share_bps, hold_days)
                            values (?, ?, ?, ?, ?, ?, ?, ?)
                            """)
                    .param(plan.planId())
                    .param(utc(after))
                    .param(plan.category())
                    .param(plan.destination())
                    .param(plan.rates().commissionBps())
                    .param(plan.rates().guideShareBps())
                    .param(plan.rates().referrerShareOfPlatformBps())
                    .param(plan.holdDays())
                    .update();
        }
        return before.isPresent() ? Kept.KEPT : Kept.CREATED;
    }

    private void lock(String kind, String id) {
        jdbc.sql("select pg_advisory_xact_lock(hashtextextended(? || ' ' || ?, 0))")
                .param(kind)
                .param(id)
                .query((row, number) -> true)
                .single();
    }

    /** Reads merchants and products at once that the transaction needs. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void readAhead(Collection<String> merchantIds, Collection<String> productIds) {
        Map<String, Optional<Merchant>> ofMerchants = new HashMap<>();
        merchantIds.forEach(id -> ofMerchants.put(id, Optional.empty()));
        jdbc.sql("select merchant_id, name, currency from merchant where merchant_id = any(?)")
                .param(ofMerchants.keySet().toArray(String[]::new))
                .query((row, number) -> new Merchant(row.getString(1), row.getString(2), row.getString(3)))
                .list()
                .forEach(merchant -> ofMerchants.put(merchant.merchantId(), Optional.of(merchant)));
        merchants.put(ofMerchants);
        Map<String, Optional<Product>> ofProducts = new HashMap<>();
        productIds.forEach(id -> ofProducts.put(id, Optional.empty()));
        select(ofProducts.keySet()).forEach(product -> ofProducts.put(product.productId(), Optional.of(product)));
        products.put(ofProducts);
    }

    /** Reads at once where products were, of which the transaction needs to know. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void readPlacesAhead(Collection<ProductAt> asked) {
        List<ProductAt> each = List.copyOf(asked);
        Map<ProductAt, Product> found = new HashMap<>();
        each.forEach(one -> found.put(one, one.product()));
        jdbc.sql("""
                        select w.place, p.destination, p.category
                          from unnest(?::text[], ?::timestamptz[]) with ordinality as w(product_id, at, place)
                          cross join lateral (select destination, category from product_place
                                               where product_id = w.product_id and until > w.at
                                               order by until limit 1) as p
                        """)
                .param(each.stream().map(one -> one.product().productId()).toArray(String[]::new))
                .param(each.stream().map(one -> one.at().toString()).toArray(String[]::new))
                .query((row, number) -> {
                    ProductAt one = each.get((int) row.getLong(1) - 1);
                    return found.put(one, one.product().at(row.getString(2), row.getString(3)));
                })
                .list();
        places.put(found);
    }

    /** Reads at once the plans that held for products, of which the transaction needs to know. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void readPlansAhead(Collection<ProductAt> asked) {
        List<ProductAt> each = List.copyOf(asked);
        Map<ProductAt, Optional<CommissionPlan>> found = new HashMap<>();
        each.forEach(one -> found.put(one, Optional.empty()));
        jdbc.sql("""
                        select w.place, p.*
                          from unnest(?::text[], ?::text[], ?::timestamptz[])
                               with ordinality as w(category, destination, at, place)
                          cross join lateral (
                               select * from (select distinct on (plan_id) * from commission_plan where effective_from <= w.at
                                               order by plan_id, effective_from desc) as v
                                where coalesce(v.category, w.category) = w.category
                                  and coalesce(v.destination, w.destination) = w.destination
                                order by v.category is null, v.destination is null, effective_from desc, plan_id
                                limit 1) as p
                        """)
                .param(each.stream().map(one -> one.product().category()).toArray(String[]::new))
                .param(each.stream().map(one -> one.product().destination()).toArray(String[]::new))
                .param(each.stream().map(one -> one.at().toString()).toArray(String[]::new))
                .query((row, number) ->
                        found.put(each.get((int) row.getLong("place") - 1), Optional.of(plan(row, number))))
                .list();
        plans.put(found);
    }

    @Transactional(readOnly = true)
    public Optional<Merchant> merchant(String merchantId) {
        return merchants.get(merchantId, () -> selectMerchant(merchantId));
    }

    private Optional<Merchant> selectMerchant(String merchantId) {
        return jdbc.sql("select merchant_id, name, currency from merchant where merchant_id = ?")
                .param(merchantId)
                .query((row, number) -> new Merchant(row.getString(1), row.getString(2), row.getString(3)))
                .optional();
    }

    @Transactional(readOnly = true)
    public Map<String, Product> products(Collection<String> productIds) {
        Map<String, Product> found = new HashMap<>();
        Set<String> unread = new HashSet<>();
        for (String id : productIds) {
            Optional<Product> read = products.find(id);
            if (read == null) {
                unread.add(id);
            } else {
                read.ifPresent(product -> found.put(id, product));
            }
        }
        if (!unread.isEmpty()) {
            select(unread).forEach(product -> found.put(product.productId(), product));
        }
        return found;
    }

    private List<Product> select(Collection<String> productIds) {
        return jdbc.sql("select * from product where product_id = any(?)")
                .param(productIds.toArray(String[]::new))
                .query(Catalogue::product)
                .list();
    }

    /** A product with the destination and category that it had at a time. */
    @Transactional(readOnly = true)
    public Product asOf(Instant at, Product product) {
        return places.get(new ProductAt(product, at), () -> placedAt(at, product));
    }

    private Product placedAt(Instant at, Product product) {
        return jdbc.sql("""
                        select destination, category from product_place where product_id = ? and until > ?
                         order by until limit 1
                        """)
                .param(product.productId())
                .param(utc(at))
                .query((row, number) -> product.at(row.getString(1), row.getString(2)))
                .optional()
                .orElse(product);
    }

    /**
     * The plan that held for a product at a time: of the plans as they were then, one for its category and destination,
     * else for its category, else for its destination, else one for everything; of several the one put last.
     */
    @Transactional(readOnly = true)
    public Optional<CommissionPlan> planFor(Product product, Instant at) {
        return plans.get(new ProductAt(product, at), () -> selectPlan(product, at));
    }

    private Optional<CommissionPlan> selectPlan(Product product, Instant at) {
        return jdbc.sql("""
                        select * from (select distinct on (plan_id) * from commission_plan where effective_from <= :at
                                        order by plan_id, effective_from desc) as then_valid
                         where coalesce(category, :category) = :category
                           and coalesce(destination, :destination) = :destination
                         order by category is null, destination is null, effective_from desc, plan_id limit 1
                        """)
                .param("at", utc(at))
                .param("category", product.category())
                .param("destination", product.destination())
                .query(Catalogue::plan)
                .optional();
    }

    /** After {@code after} in the order of ids; one merchant's only where one is given. */
    @Transactional(readOnly = true)
    public List<Merchant> merchants(@Nullable String merchantId, String after, int limit) {
        return jdbc.sql("""
                        select merchant_id, name, currency from merchant
                         where (:merchant::text is null or merchant_id = :merchant) and merchant_id > :after
                         order by merchant_id limit :limit
                        """)
                .param("merchant", merchantId)
                .param("after", after)
                .param("limit", limit)
                .query((row, number) -> new Merchant(row.getString(1), row.getString(2), row.getString(3)))
                .list();
    }

    /** After {@code after} in the order of ids; one merchant's only where one is given. */
    @Transactional(readOnly = true)
    public List<Product> products(@Nullable String merchantId, String after, int limit) {
        return jdbc.sql("""
                        select * from product
                         where (:merchant::text is null or merchant_id = :merchant) and product_id > :after
                         order by product_id limit :limit
                        """)
                .param("merchant", merchantId)
                .param("after", after)
                .param("limit", limit)
                .query(Catalogue::product)
                .list();
    }

    @Transactional(readOnly = true)
    public Optional<Product> product(String productId) {
        return Optional.ofNullable(products(List.of(productId)).get(productId));
    }

    /** The plans as they hold now, after {@code after} in the order of ids. */
    @Transactional(readOnly = true)
    public List<CommissionPlan> plans(String after, int limit) {
        return jdbc.sql("""
                        select distinct on (plan_id) * from commission_plan where plan_id > ?
                         order by plan_id, effective_from desc limit ?
                        """).param(after).param(limit).query(Catalogue::plan).list();
    }

    @Transactional(readOnly = true)
    public Optional<CommissionPlan> plan(String planId) {
        return jdbc.sql("select * from commission_plan where plan_id = ? order by effective_from desc limit 1")
                .param(planId)
                .query(Catalogue::plan)
                .optional();
    }

    private static Product product(ResultSet row, int number) throws SQLException {
        return new Product(
                row.getString("product_id"),
                row.getString("merchant_id"),
                row.getString("title"),
                row.getString("destination"),
                row.getString("category"),
                row.getLong("price_minor"),
                row.getString("currency"));
    }

    private static CommissionPlan plan(ResultSet row, int number) throws SQLException {
        return new CommissionPlan(
                row.getString("plan_id"),
                instant(row, "effective_from"),
                row.getString("category"),
                row.getString("destination"),
                new Rates(
                        row.getInt("commission_bps"), row.getInt("guide_share_bps"), row.getInt("referrer_share_bps")),
                row.getInt("hold_days"));
    }
}
