package io.evenreach.guidecommerce.sale.persistence;

import static io.evenreach.platform.jdbc.Columns.bytes;
import static io.evenreach.platform.jdbc.Timestamps.utc;

import io.evenreach.guidecommerce.identity.ErasedSpan;
import io.evenreach.guidecommerce.sale.Order;
import io.evenreach.identifiers.IdentifierKey;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Orders of which it is open whether somebody earns by dealing with themselves, or of what somebody else bought. */
@Repository
public class SamePersonStore {

    /** An answer that was on its way when something changed does not count. */
    private static final String AGAIN = """
             on conflict (merchant_id, order_id) do update set times = same_person_check.times + 1, not_before = '-infinity'
            """;

    private final JdbcClient jdbc;

    SamePersonStore(JdbcClient jdbc, MeterRegistry meters) {
        this.jdbc = jdbc;
        Gauge.builder("evenreach.same.person.open", this, SamePersonStore::count)
                .register(meters);
    }

    private double count() {
        return jdbc.sql("select count(*) from same_person_check")
                .query((row, number) -> row.getDouble(1))
                .single();
    }

    public void ask(Order.Key order, Instant now) {
        jdbc.sql("insert into same_person_check (merchant_id, order_id, asked_at) values (?, ?, ?)" + AGAIN)
                .param(order.merchantId())
                .param(order.orderId())
                .param(utc(now))
                .update();
    }

    /** Orders by their payees, each place of whom has an index. */
    private static final String LINES_OF_PAYEES = """
            (select guide_id, key, merchant_id, order_id from guide_identifier
               join sale_line on payees[1] = guide_id and cardinality(payees) > 0
             union all
             select guide_id, key, merchant_id, order_id from guide_identifier
               join sale_line on payees[2] = guide_id and cardinality(payees) > 1
             union all
             select guide_id, key, merchant_id, order_id from guide_identifier
               join sale_line on payees[3] = guide_id and cardinality(payees) > 2)
            """;

    /** What identity holds and nobody has decided. */
    private static final String HELD = """
            reason in ('SAME_PERSON', 'SELF_REFERRAL') and state in ('OPEN', 'APPEALED', 'FLAGGED')
            """;

    /**
     * Orders of which two of these guides earn, as long as whoever brought the other has something of it left that was not
     * taken back, and nobody has decided that they are not the other.
     */
    private static final String BOTH_EARN = """
            select l.merchant_id, l.order_id from
                (select 1 as depth, payees[2] as payee, merchant_id, order_id, line_id, voided_legs from sale_line
                  where cardinality(payees) > 1 and payees[2] = any(:guides) and payees[1] = any(:guides)
                 union all
                 select 2 as depth, payees[3] as payee, merchant_id, order_id, line_id, voided_legs from sale_line
                  where cardinality(payees) > 2 and payees[3] = any(:guides)
                    and (payees[1] = any(:guides) or payees[2] = any(:guides))) as l
             where l.depth <> all(l.voided_legs)
               and exists (select 1 from commission c
                            where c.merchant_id = l.merchant_id and c.order_id = l.order_id and c.line_id = l.line_id
                              and c.depth = l.depth and c.left_minor > 0)
               and not exists (select 1 from sale_hold h
                                where h.merchant_id = l.merchant_id and h.order_id = l.order_id
                                  and h.line_id = l.line_id and h.depth = l.depth and h.guide_id = l.payee
                                  and h.reason = 'SELF_REFERRAL' and h.state = 'RELEASED'
                                  and h.decided_by <> 'identity')
            """;

    /** Asks about what is found, in the order of the keys, so that whoever asks at the same time never waits crosswise. */
    private static final String ASK = """
            insert into same_person_check (merchant_id, order_id, asked_at)
            select merchant_id, order_id, :now::timestamptz from (%s) as found
             order by merchant_id, order_id
            """ + AGAIN;

    /**
     * Has every order asked about whose answer can be another now: of buyers with moved keys, and of guides and referrers
     * with reached ones whose buyers, or others who earn of the order, have reached ones too, or who have something held; and
     * of buyers with reached ones to whom links on other devices led.
     *
     * @param reached the moved keys, and every other of the people they moved between
     */
    public void askAll(Collection<IdentifierKey> moved, Collection<IdentifierKey> reached, Instant now) {
        jdbc.sql(ASK.formatted("""
                        select o.merchant_id, o.order_id from sale_order o
                         where o.buyer_keys && :moved and exists (
                               select 1 from sale_line l join guide_identifier g on g.guide_id = any(l.payees)
                                where l.merchant_id = o.merchant_id and l.order_id = o.order_id)
                        union
                        select o.merchant_id, o.order_id
                          from %s as l join sale_order o using (merchant_id, order_id)
                         where l.key = any(:reached) and o.buyer_keys && :reached
                        union
                        select o.merchant_id, o.order_id from sale_order o
                         where o.across_devices and o.buyer_keys && :reached and o.status in ('PAID', 'DELIVERED')
                        union
                        select h.merchant_id, h.order_id
                          from guide_identifier g join sale_hold h using (guide_id)
                         where g.key = any(:reached) and %s
                        union %s
                        """.formatted(LINES_OF_PAYEES, HELD, BOTH_EARN)))
                .param("moved", bytes(moved))
                .param("reached", bytes(reached))
                .param("guides", pairs(guidesWith(reached)))
                .param("now", utc(now))
                .update();
    }

    /** Guides of whom two can earn of one order: nobody does so alone. */
    private static UUID[] pairs(Set<UUID> guides) {
        return guides.size() < 2 ? new UUID[0] : guides.toArray(UUID[]::new);
    }

    private Set<UUID> guidesWith(Collection<IdentifierKey> keys) {
        return Set.copyOf(jdbc.sql("select distinct guide_id from guide_identifier where key = any(?)")
                .param(bytes(keys))
                .query((row, number) -> row.getObject(1, UUID.class))
                .list());
    }

    /**
     * Has orders asked about that a guide earns on and these keys bought, or others with these keys earn on too, and those
     * that are held because of who the guide is: of theirs, and of those who brought them.
     */
    public void askOf(UUID guideId, Collection<IdentifierKey> keys, Instant now) {
        Set<UUID> people = new HashSet<>(guidesWith(keys));
        people.add(guideId);
        jdbc.sql(ASK.formatted("""
                        select o.merchant_id, o.order_id
                          from sale_line l join sale_order o using (merchant_id, order_id)
                         where o.buyer_keys && :keys
                           and (cardinality(l.payees) > 0 and l.payees[1] = :guide
                             or cardinality(l.payees) > 1 and l.payees[2] = :guide
                             or cardinality(l.payees) > 2 and l.payees[3] = :guide)
                        union
                        select merchant_id, order_id from sale_hold where guide_id = :guide and %s
                        union
                        select h.merchant_id, h.order_id from sale_hold h join sale_line l using (merchant_id, order_id, line_id)
                         where array_position(l.payees, :guide) <= h.depth and h.reason = 'SELF_REFERRAL' and %s
                        union %s
                        """.formatted(HELD, HELD, BOTH_EARN)))
                .param("guide", guideId)
                .param("keys", bytes(keys))
                .param("guides", pairs(people))
                .param("now", utc(now))
                .update();
    }

    public boolean isOpen(Order.Key order) {
        return jdbc.sql("select exists (select 1 from same_person_check where merchant_id = ? and order_id = ?)")
                .param(order.merchantId())
                .param(order.orderId())
                .query(Boolean.class)
                .single();
    }

    /** @param times how often it was asked */
    public record Question(Order.Key order, int times) {}

    /** Questions whose time has come: those that were not tried yet, and then the others; the oldest first. */
    public List<Question> open(Instant now, int limit) {
        return jdbc.sql("""
                        select merchant_id, order_id, times from same_person_check where not_before <= ?
                         order by not_before, asked_at limit ?
                        """)
                .param(utc(now))
                .param(limit)
                .query((row, number) -> new Question(new Order.Key(row.getString(1), row.getString(2)), row.getInt(3)))
                .list();
    }

    /** Closes a question, unless it was asked again meanwhile. */
    public void answered(Question question) {
        jdbc.sql("delete from same_person_check where merchant_id = ? and order_id = ? and times = ?")
                .param(question.order().merchantId())
                .param(question.order().orderId())
                .param(question.times())
                .update();
    }

    /** Puts a question after all that were asked until now. */
    public void last(Question question, Instant now) {
        jdbc.sql("update same_person_check set asked_at = ? where merchant_id = ? and order_id = ?")
                .param(utc(now))
                .param(question.order().merchantId())
                .param(question.order().orderId())
                .update();
    }

    /** Leaves a question open that could not be answered, unless it was asked again meanwhile. */
    public void later(Question question, Instant notBefore) {
        jdbc.sql("""
                        update same_person_check set not_before = ?
                         where merchant_id = ? and order_id = ? and times = ?
                        """)
                .param(utc(notBefore))
                .param(question.order().merchantId())
                .param(question.order().orderId())
                .param(question.times())
                .update();
    }

    /** Takes out of who bought whoever is erased, also of orders that are dated later because the shop's clock is ahead. */
    public void forgetBuyers(Collection<ErasedSpan> spans) {
        String left = "select key from unnest(%s) as key where key not in (select erased.key from %s"
                + " where placed_at >= since and placed_at < until and least(placed_at, known_since) <= erased_at)";
        ErasedSpan.bind(
                        jdbc.sql("update sale_order set buyer_keys = array("
                                + left.formatted("buyer_keys", ErasedSpan.TABLE) + "), person_keys = array("
                                + left.formatted("person_keys", ErasedSpan.TABLE)
                                + ") where buyer_keys && :keys::bytea[]"),
                        spans)
                .update();
    }
}
