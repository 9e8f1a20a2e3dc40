package io.evenreach.guidecommerce;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenreach.guidecommerce.sale.Deadlines;
import io.evenreach.guidecommerce.sale.Maturity;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** What time does to many things at once: one that is broken does not keep the others from it. */
class SweepsIT extends ServiceTestBase {

    @Autowired
    @SuppressWarnings("NullAway.Init")
    private Maturity maturity;

    @Autowired
    @SuppressWarnings("NullAway.Init")
    private Deadlines deadlines;

    @Test
    void makesPayableWhatIsDueBesideOrdersThatAreBroken() {
        String shop = shop("KES", 1);
        List<String> guides = List.of(activeGuide(), activeGuide(), activeGuide());
        guides.forEach(guide -> delivered(shop, guide, guide));
        clock().advance(Duration.ofDays(1));

        String sound = ofTheLastOrder(guides);

        failing("commission", "new.guide_id <> '" + sound + "'", maturity::sweep);

        assertThat(balance(sound, "KES")).containsExactly(0L, 700L, 0L, 0L, 0L);
        maturity.sweep();
        guides.forEach(guide -> assertThat(balance(guide, "KES")).containsExactly(0L, 700L, 0L, 0L, 0L));
    }

    @Test
    void decidesWhatIsOverdueBesideAHoldThatIsBroken() {
        String shop = shop("NGN", 0);
        String first = activeGuide();
        String second = activeGuide();
        for (String guide : List.of(first, second)) {
            String mail = "own-" + guide + "@example.org";
            ok(guide(guide)
                    .put("/api/v1/guides/" + guide + "/identifiers", Map.of("identifiers", List.of(email(mail)))));
            delivered(shop, guide, "own-" + guide);
            clock().advance(Duration.ofMinutes(1));
        }
        clock().advance(Duration.ofDays(14));

        failing("sale_hold", "new.guide_id = '" + first + "'", deadlines::sweep);

        assertThat(balance(first, "NGN")).containsExactly(700L, 0L, 0L, 0L, 0L);
        assertThat(balance(second, "NGN")).as("taken back").containsExactly(0L, 0L, 0L, 0L, 0L);
        deadlines.sweep();
        assertThat(balance(first, "NGN")).containsExactly(0L, 0L, 0L, 0L, 0L);
    }

    @Test
    void endsOrdersThatNobodyPaysThirtyDaysAfterTheyCame() {
        String shop = shop("GHS", 0);
        String guide = activeGuide();
        String click = click(guide, shop);
        String paid = paidOrder(shop, click, 10_000, "GHS");
        String unpaid = "o-" + UUID.randomUUID();
        ok(merchant(shop).put("/api/v1/orders/" + unpaid, orderBody(shop, click, 10_000, "GHS")));
        Map<String, Object> body = new HashMap<>(orderBody(shop, click, 10_000, "GHS"));
        body.put("placedAt", clock().instant().minus(Duration.ofDays(300)).toString());
        String old = "o-" + UUID.randomUUID();
        ok(merchant(shop).put("/api/v1/orders/" + old, body));

        clock().advance(Duration.ofDays(29));
        deadlines.sweep();
        assertThat(List.of(status(shop, paid), status(shop, unpaid), status(shop, old)))
                .containsExactly("PAID", "PLACED", "PLACED");

        clock().advance(Duration.ofDays(1).plusSeconds(1));
        deadlines.sweep();
        assertThat(List.of(status(shop, paid), status(shop, unpaid), status(shop, old)))
                .containsExactly("PAID", "CANCELLED", "CANCELLED");
        assertThat(jdbc.sql("select attribution from sale_line where order_id = ?")
                        .param(unpaid)
                        .query(String.class)
                        .single())
                .isEqualTo("VOIDED");
        assertThat(merchant(shop)
                        .post("/api/v1/orders/" + unpaid + ":pay", "{}")
                        .status())
                .isEqualTo(409);
        assertThat(balance(guide, "GHS")).containsExactly(700L, 0L, 0L, 0L, 0L);
    }

    private String status(String shop, String order) {
        return jdbc.sql("select status from sale_order where merchant_id = ? and order_id = ?")
                .param(shop)
                .param(order)
                .query(String.class)
                .single();
    }

    private String ofTheLastOrder(List<String> guides) {
        return jdbc.sql("""
                        select guide_id::text from commission where guide_id = any(?::uuid[])
                         order by merchant_id desc, order_id desc limit 1
                        """)
                .param(guides.toArray(String[]::new))
                .query(String.class)
                .single();
    }

    private void delivered(String shop, String guide, String buyer) {
        List<Map<String, String>> identifiers = List.of(email(buyer + "@example.org"));
        String order = paidOrder(shop, click(guide, shop), 10_000, currencyOf(shop), identifiers);
        ok(merchant(shop).post("/api/v1/orders/" + order + ":deliver", "{}"));
    }

    private String currencyOf(String shop) {
        return jdbc.sql("select currency from merchant where merchant_id = ?")
                .param(shop)
                .query(String.class)
                .single();
    }

    /** Runs something while the database refuses to change some rows of a table. */
    private void failing(String table, String rows, Runnable work) {
        jdbc.sql("""
                        create function refuse() returns trigger language plpgsql as
                            $$ begin raise exception 'broken'; end $$
                        """).update();
        jdbc.sql("create trigger refuse before update on " + table + " for each row when (" + rows
                        + ") execute function refuse()")
                .update();
        try {
            work.run();
        } finally {
            jdbc.sql("drop function refuse() cascade").update();
        }
    }
}
