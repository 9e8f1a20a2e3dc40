package io.evenreach.guidecommerce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evenreach.guidecommerce.sale.Maturity;
import io.evenreach.guidecommerce.sale.domain.Attribution;
import io.evenreach.testkit.HttpProbe.Answer;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

class OrdersIT extends ServiceTestBase {

    @Autowired
    @SuppressWarnings("NullAway.Init")
    private Maturity maturity;

    @Test
    void takesACodeHoweverItIsTypedAndTellsOfOneThatIsNobodys() {
        String guide = activeGuide();
        String shop = shop("EUR", 7);
        String code = link(guide, shop);

        String typed = orderWithCode(shop, "  " + code.toUpperCase(Locale.ROOT) + " ");
        String wrong = orderWithCode(shop, code + "x");

        JsonNode won = ok(merchant(shop).get("/api/v1/orders/" + typed + "/attribution"));
        assertThat(won.path("winner").asString()).isEqualTo(guide);
        assertThat(won.at("/touches/0/code").asString()).isEqualTo(code);
        assertThat(won.has("note")).isFalse();
        JsonNode lost = ok(merchant(shop).get("/api/v1/orders/" + wrong + "/attribution"));
        assertThat(lost.has("winner")).isFalse();
        assertThat(lost.path("note").asString()).isEqualTo("UNKNOWN_CODE");
        assertThat(nobody().get("/r/" + code.toUpperCase(Locale.ROOT)).status()).isEqualTo(302);
    }

    private String orderWithCode(String shop, String code) {
        Map<String, Object> body =
                new HashMap<>(orderBody(shop, UUID.randomUUID().toString(), 10_000, "EUR"));
        body.remove("clickId");
        body.put("code", code);
        String order = "o-" + UUID.randomUUID();
        ok(merchant(shop).put("/api/v1/orders/" + order, body));
        return order;
    }

    @Test
    void tellsEveryTouchTheWinnerAndWhyTheOthersLost() {
        String anna = activeGuide();
        String bea = activeGuide();
        String shop = shop("EUR", 7);
        String code = link(anna, shop);
        String visitor = visitor(nobody().get("/r/" + code));
        clock().advance(Duration.ofDays(2));
        Answer second = nobody().get("/r/" + link(bea, shop), Map.of("Cookie", "evenreach_visitor=" + visitor));
        clock().advance(Duration.ofDays(1));
        String order = "o-" + UUID.randomUUID();
        ok(merchant(shop).put("/api/v1/orders/" + order, orderBody(shop, clickOf(second), 10_000, "EUR")));

        JsonNode attribution = ok(merchant(shop).get("/api/v1/orders/" + order + "/attribution"));

        assertThat(attribution.path("winner").asString()).isEqualTo(bea);
        assertThat(attribution.path("ruleVersion").asInt()).isEqualTo(Attribution.RULE_VERSION);
        assertThat(attribution.path("touches")).hasSize(2);
        assertThat(attribution.path("touches").path(0).path("guideId").asString())
                .isEqualTo(anna);
        assertThat(attribution.path("touches").path(0).path("lost").asString()).isEqualTo("LATER_TOUCH");
        assertThat(attribution.path("touches").path(1).has("lost")).isFalse();
        ok(brand().post("/api/v1/guides/" + bea + ":suspend", "{}"));
        assertThat(attribution.path("lines").path(0).path("attribution").asString())
                .isEqualTo("PROVISIONAL");
        assertThat(ok(merchant(shop).get("/api/v1/orders/" + order + "/attribution")))
                .as("decided again from what was known at the order")
                .isEqualTo(attribution);
    }

    @Test
    void tellsAMerchantNeitherGuideNorCodeOfWhatWasFollowedForOthers() {
        String anna = activeGuide();
        String bea = activeGuide();
        String shop = shop("EUR", 7);
        String other = shop("EUR", 7);
        Answer elsewhere = nobody().get("/r/" + link(anna, other));
        clock().advance(Duration.ofMinutes(1));
        Answer here =
                nobody().get("/r/" + link(bea, shop), Map.of("Cookie", "evenreach_visitor=" + visitor(elsewhere)));
        String order = paidOrder(shop, clickOf(here), 10_000, "EUR");

        JsonNode touch = ok(merchant(shop).get("/api/v1/orders/" + order + "/attribution"))
                .path("touches")
                .path(0);

        assertThat(touch.path("lost").asString()).isEqualTo("OTHER_MERCHANT");
        assertThat(touch.has("guideId") || touch.has("code")).isFalse();
        assertThat(ok(brand().get("/api/v1/orders/" + order + "/attribution"))
                        .at("/touches/0/guideId")
                        .asString())
                .isEqualTo(anna);
    }

    @Test
    void takesAClickOfTheSecondInWhichAnOrderWasPlacedThatTellsNoFractions() {
        String guide = activeGuide();
        String shop = shop("EUR", 7);
        clock().advance(Duration.ofMillis(400));
        String click = click(guide, shop);
        clock().advance(Duration.ofMillis(100));
        Instant second = clock().instant().truncatedTo(ChronoUnit.SECONDS);

        assertThat(winnerAt(shop, click, second)).isEqualTo(guide);
        assertThat(balance(guide, "EUR"))
                .as("the plan holds since the same second")
                .startsWith(700L);
        clock().advance(Duration.ofMillis(500));
    }

    @Test
    void takesTheClickThatAnOrderNamesWhereTheShopsClockIsBehindAndNoLaterOne() {
        String anna = activeGuide();
        String bea = activeGuide();
        String shop = shop("EUR", 7);
        Instant placedAt = clock().instant().minus(Duration.ofMinutes(4));
        Answer first = nobody().get("/r/" + link(anna, shop));
        clock().advance(Duration.ofSeconds(10));
        clickOf(nobody().get("/r/" + link(bea, shop), Map.of("Cookie", "evenreach_visitor=" + visitor(first))));

        assertThat(winnerAt(shop, clickOf(first), placedAt)).isEqualTo(anna);
        assertThat(winnerAt(shop, clickOf(first), placedAt.minus(Duration.ofMinutes(2))))
                .as("no clock is so far behind")
                .isEmpty();
    }

    @Test
    void findsTheClickThatWinsBehindVeryManyViewsAndLaterClicks() {
        String anna = activeGuide();
        String bea = activeGuide();
        String shop = shop("EUR", 7);
        Answer first = nobody().get("/r/" + link(anna, shop));
        Map<String, String> mail = email("many-" + anna + "@example.org");
        ok(merchant(shop).post("/api/v1/touches", Map.of("clickId", clickOf(first), "identifiers", List.of(mail))));
        Instant placedAt = clock().instant().plus(Duration.ofHours(2));
        touches(visitor(first), link(bea, shop), "VIEW", placedAt.minus(Duration.ofHours(1)));
        touches(visitor(first), link(bea, shop), "CLICK", placedAt.plus(Duration.ofHours(1)));
        clock().advance(Duration.ofHours(4));

        assertThat(winnerAt(shop, clickOf(first), placedAt)).isEqualTo(anna);
        assertThat(winnerAt(shop, UUID.randomUUID().toString(), placedAt, List.of(mail)))
                .as("on another device")
                .isEqualTo(anna);
    }

    /** As many of a browser as are never read at once, by whoever made its click. */
    private void touches(String visitor, String code, String kind, Instant at) {
        jdbc.sql("""
                        with added as (
                            insert into touch (click_id, visitor_id, code, at, kind, seen)
                            select gen_random_uuid(), :visitor::uuid, :code, :at::timestamptz, :kind, true
                              from generate_series(1, 250) returning click_id)
                        insert into touch_identifier (click_id, key)
                        select added.click_id, i.key from added, touch t join touch_identifier i using (click_id)
                         where t.visitor_id = :visitor::uuid and t.code <> :code
                        """)
                .param("visitor", visitor)
                .param("code", code)
                .param("at", at.toString())
                .param("kind", kind)
                .update();
    }

    @Test
    void tellsATouchThatCameLongAfterTheOrder() {
        String guide = activeGuide();
        String shop = shop("EUR", 7);
        Instant placedAt = clock().instant();
        clock().advance(Duration.ofHours(1));
        String order = "o-" + UUID.randomUUID();
        Map<String, Object> body = new LinkedHashMap<>(orderBody(shop, click(guide, shop), 10_000, "EUR"));
        body.put("placedAt", placedAt.toString());
        ok(merchant(shop).put("/api/v1/orders/" + order, body));

        JsonNode attribution = ok(merchant(shop).get("/api/v1/orders/" + order + "/attribution"));

        assertThat(attribution.at("/touches/0/lost").asString()).isEqualTo("AFTER_THE_ORDER");
        assertThat(attribution.path("winner").asString("")).isEmpty();
        ok(merchant(shop).post("/api/v1/orders/" + order + ":pay", "{}"));
        Map<String, String> claim = Map.of("lineId", "l1", "statement", "I sent them the link");
        assertThat(ok(guide(guide).post("/api/v1/orders/" + order + "/disputes", claim))
                        .path("state")
                        .asString())
                .as("who had a touch can claim the sale")
                .isEqualTo("OPEN");
    }

    @Test
    void takesTheCookieOfTheBrowserForOneOfItsClicks() {
        String guide = activeGuide();
        String shop = shop("EUR", 7);
        String visitor = visitor(nobody().get("/r/" + link(guide, shop)));

        assertThat(winnerAt(shop, visitor, clock().instant())).isEqualTo(guide);
    }

    /** Whose sale an order is that is placed at a time, and told to be the same when it is decided again. */
    private String winnerAt(String shop, String click, Instant placedAt) {
        return winnerAt(shop, click, placedAt, List.of(email("shopper@example.org")));
    }

    private String winnerAt(String shop, String click, Instant placedAt, List<Map<String, String>> buyer) {
        String order = "o-" + UUID.randomUUID();
        Map<String, Object> body = new LinkedHashMap<>(orderBody(shop, click, 10_000, "EUR", buyer));
        body.put("placedAt", placedAt.toString());
        ok(merchant(shop).put("/api/v1/orders/" + order, body));
        ok(merchant(shop).post("/api/v1/orders/" + order + ":pay", "{}"));
        return ok(merchant(shop).get("/api/v1/orders/" + order + "/attribution"))
                .path("winner")
                .asString("");
    }

    @Test
    void decidesAnOrderOfTheFirstRulesAsTheyDid() {
        String anna = activeGuide();
        String shop = shop("EUR", 7);
        String order = paidOrder(shop, click(anna, shop), 10_000, "EUR");
        String touchedAt = clock().instant().minus(Duration.ofDays(1)).toString();
        jdbc.sql("update sale_order set attribution = :kept::jsonb where order_id = :order")
                .param("kept", """
                        {"touches":[{"clickId":"%s","code":"a2b3c4d5","guideId":"%s","at":"%s","sold":true,"earning":true},
                                    {"clickId":null,"code":"e6f7g8h9","guideId":"%s","at":"%s","sold":true,"earning":false}]}
                        """.formatted(UUID.randomUUID(), anna, touchedAt, UUID.randomUUID(), touchedAt))
                .param("order", order)
                .update();

        JsonNode attribution = ok(merchant(shop).get("/api/v1/orders/" + order + "/attribution"));

        assertThat(attribution.path("ruleVersion").asInt()).isEqualTo(1);
        assertThat(attribution.path("winner").asString()).isEqualTo(anna);
        assertThat(attribution.path("touches").path(1).path("kind").asString()).isEqualTo("CODE");
    }

    @Test
    void letsACodeBeatALink() {
        String anna = activeGuide();
        String bea = activeGuide();
        String shop = shop("EUR", 7);
        Map<String, Object> body = new LinkedHashMap<>(orderBody(shop, click(anna, shop), 10_000, "EUR"));
        body.put("code", link(bea, shop));
        JsonNode order = ok(merchant(shop).put("/api/v1/orders/o-" + UUID.randomUUID(), body));

        assertThat(order.path("lines").path(0).path("guideId").asString()).isEqualTo(bea);
    }

    @Test
    void locksTheBetterOfTheRatesAtTheClickAndAtTheOrder() {
        String guide = activeGuide();
        String shop = shop("EUR", 7);
        String click = click(guide, shop);
        clock().advance(Duration.ofDays(1));
        ok(brand().put(
                        "/api/v1/commission-plans/wine",
                        Map.of("category", "wine", "commissionBps", 100, "guideShareBps", 7_000)));
        paidOrder(shop, click, 10_000, "EUR");

        assertThat(balance(guide, "EUR").getFirst()).isEqualTo(700L);
        shop("EUR", 7);
    }

    @Test
    void locksTheRateOfTheClickAlsoWhereTheProductIsMovedToAnotherCategory() {
        String guide = activeGuide();
        String shop = shop("KRW", 7);
        ok(brand().put(
                        "/api/v1/commission-plans/corkscrews",
                        Map.of("category", "corkscrews", "commissionBps", 100, "guideShareBps", 7_000)));
        String click = click(guide, shop);
        clock().advance(Duration.ofDays(1));
        ok(merchant(shop)
                .put(
                        "/api/v1/products/" + wine(shop),
                        Map.of(
                                "merchantId",
                                shop,
                                "title",
                                "Pauillac 2018",
                                "destination",
                                "FR-BDX",
                                "category",
                                "corkscrews",
                                "price",
                                money(19_900, "KRW"))));
        clock().advance(Duration.ofDays(1));
        paidOrder(shop, click, 10_000, "KRW");
        paidOrder(shop, click(guide, shop), 10_000, "KRW");

        assertThat(balance(guide, "KRW").getFirst())
                .as("the second click was on a corkscrew, half of whose share is a stranger's to them")
                .isEqualTo(700L + 35L);
    }

    @Test
    void leavesThePlatformItsCommissionWhereAGuideHasNoShareOfIt() {
        String guide = activeGuide();
        String shop = shop("MYR", 7);
        ok(brand().put(
                        "/api/v1/commission-plans/wine",
                        Map.of("category", "wine", "commissionBps", 1_000, "guideShareBps", 0)));
        clock().advance(Duration.ofSeconds(1));
        paidOrder(shop, click(guide, shop), 10_000, "MYR");

        assertThat(balance(guide, "MYR")).containsExactly(0L, 0L, 0L, 0L, 0L);
        assertThat(jdbc.sql(
                                "select sum(balance_minor) from account where currency = 'MYR' and kind = 'PLATFORM_REVENUE'")
                        .query(Long.class)
                        .single())
                .isEqualTo(1_000);
        shop("MYR", 7);
    }

    @Test
    void paysHalfOutsideOfWhatAGuideDeclaredToKnow() {
        String guide = activeGuide();
        String shop = shop("NOK", 7);
        ok(merchant(shop)
                .put(
                        "/api/v1/products/" + wine(shop),
                        Map.of(
                                "merchantId",
                                shop,
                                "title",
                                "Barolo",
                                "destination",
                                "IT-PIE",
                                "category",
                                "wine",
                                "price",
                                money(5_000, "NOK"))));
        paidOrder(shop, click(guide, shop), 10_000, "NOK");

        assertThat(balance(guide, "NOK").getFirst()).isEqualTo(350L);
    }

    @Test
    void paysWhoeverBroughtAGuideOutOfThePlatformsPartAndNobodyBeyond() {
        String first = activeGuide();
        String second = activeGuide(referralCode(first));
        String third = activeGuide(referralCode(second));
        String shop = shop("DKK", 0);
        String order = paidOrder(shop, click(third, shop), 10_000, "DKK");

        assertThat(balance(third, "DKK")).containsExactly(700L, 0L, 0L, 0L, 0L);
        assertThat(balance(second, "DKK")).containsExactly(30L, 0L, 0L, 0L, 0L);
        assertThat(balance(first, "DKK")).containsExactly(0L, 0L, 0L, 0L, 0L);
        ok(merchant(shop).post("/api/v1/orders/" + order + ":deliver", "{}"));
        assertThat(balance(second, "DKK")).containsExactly(0L, 30L, 0L, 0L, 0L);
        ok(refund(shop, order, "all", 10_000, "DKK"));
        assertThat(balance(second, "DKK")).containsExactly(0L, 0L, 0L, 0L, 0L);
        assertThatThrownBy(() -> jdbc.sql("update commission set depth = 3 where depth = 1")
                        .update())
                .hasMessageContaining("no_pyramid");
        assertThat(jdbc.sql("select count(*) from commission where depth > 1")
                        .query(Long.class)
                        .single())
                .isZero();
    }

    @Test
    void givesBackExactlyWhatWasEarnedInManySmallRefunds() {
        String guide = activeGuide();
        // Without minor units, with hundredths and with thousandths.
        for (String currency : List.of("JPY", "ARS", "KWD")) {
            String shop = shop(currency, 7);
            String order = paidOrder(shop, click(guide, shop), 101, currency);
            assertThat(balance(guide, currency)).containsExactly(7L, 0L, 0L, 0L, 0L);
            for (int refund = 0; refund < 101; refund++) {
                ok(refund(shop, order, "r" + refund, 1, currency));
            }

            assertThat(balance(guide, currency)).containsExactly(0L, 0L, 0L, 0L, 0L);
            JsonNode line = ok(merchant(shop).get("/api/v1/orders/" + order)).at("/lines/0");
            assertThat(line.at("/left/amountMinor").asLong()).isZero();
            assertThat(line.path("attribution").asString()).isEqualTo("VOIDED");
            assertThat(jdbc.sql("select count(*) from account where currency = ? and balance_minor <> 0")
                            .param(currency)
                            .query(Long.class)
                            .single())
                    .isZero();
        }
    }

    @Test
    void takesTheStepsOfAnOrderAndNoOthersAndElseChangesNothing() {
        String guide = activeGuide();
        String shop = shop("CLP", 7);
        Map<String, Set<String>> taken = Map.of(
                "PLACED", Set.of(":pay", ":cancel"),
                "PAID", Set.of(":pay", ":deliver", ":cancel", "/refunds", "/chargebacks"),
                "DELIVERED", Set.of(":pay", ":deliver", "/refunds", "/chargebacks"),
                "CANCELLED", Set.of(":cancel"));
        Map<String, List<String>> ways = Map.of(
                "PLACED", List.of(),
                "PAID", List.of(":pay"),
                "DELIVERED", List.of(":pay", ":deliver"),
                "CANCELLED", List.of(":pay", ":cancel"));
        List<Map<String, Object>> lines = List.of(Map.of("lineId", "l1", "net", money(100, "CLP")));
        for (String status : List.of("PLACED", "PAID", "DELIVERED", "CANCELLED")) {
            for (String step : List.of(":pay", ":deliver", ":cancel", "/refunds", "/chargebacks")) {
                String order = "o-" + UUID.randomUUID();
                String path = "/api/v1/orders/" + order;
                ok(merchant(shop).put(path, orderBody(shop, click(guide, shop), 10_000, "CLP")));
                Objects.requireNonNull(ways.get(status))
                        .forEach(way -> ok(merchant(shop).post(path + way, "{}")));
                Map<String, Object> body = switch (step) {
                    case "/refunds" -> Map.of("refundId", "r1", "lines", lines);
                    case "/chargebacks" -> Map.of("chargebackId", "c1", "lines", lines);
                    default -> Map.of();
                };
                String before = everythingOf(order);

                Answer answer = merchant(shop).post(path + step, body);

                if (Objects.requireNonNull(taken.get(status)).contains(step)) {
                    ok(answer);
                } else {
                    refused(409, "ILLEGAL_TRANSITION", answer);
                    assertThat(everythingOf(order)).as(status + step).isEqualTo(before);
                }
            }
        }
    }

    @Test
    void undoesACancelledOrderAndDeliversItNoMore() {
        String guide = activeGuide();
        String shop = shop("PLN", 7);
        String order = paidOrder(shop, click(guide, shop), 10_000, "PLN");
        ok(merchant(shop).post("/api/v1/orders/" + order + ":cancel", "{}"));
        ok(merchant(shop).post("/api/v1/orders/" + order + ":cancel", "{}"));

        assertThat(balance(guide, "PLN")).containsExactly(0L, 0L, 0L, 0L, 0L);
        refused(409, "ILLEGAL_TRANSITION", merchant(shop).post("/api/v1/orders/" + order + ":deliver", "{}"));
        refused(409, "ILLEGAL_TRANSITION", merchant(shop).post("/api/v1/orders/" + order + ":pay", "{}"));
        refused(409, "ILLEGAL_TRANSITION", refund(shop, order, "late", 1, "PLN"));
    }

    @Test
    void takesTheSameOrderOnceAndRefusesAnotherUnderItsId() {
        String guide = activeGuide();
        String shop = shop("EUR", 7);
        String other = shop("EUR", 7);
        String click = click(guide, shop);
        String path = "/api/v1/orders/same-" + UUID.randomUUID();
        Map<String, Object> body = orderBody(shop, click, 10_000, "EUR");

        assertThat(merchant(shop).put(path, body).status()).isEqualTo(201);
        assertThat(merchant(shop).put(path, body).status()).isEqualTo(200);
        refused(409, "CONFLICT", merchant(shop).put(path, orderBody(shop, click, 9_999, "EUR")));
        assertThat(merchant(other)
                        .put(path, orderBody(other, click, 10_000, "EUR"))
                        .status())
                .isEqualTo(201);
        refused(409, "AMBIGUOUS", brand().post(path + ":pay", "{}"));
        ok(brand().post(path + ":pay?merchantId=" + shop, "{}"));
        ok(merchant(shop).post(path + ":pay", "{}"));
        refused(404, "NOT_FOUND", guide(guide).get(path));
        refused(403, "FORBIDDEN", merchant(other).put(path, body));
    }

    @Test
    void refusesLinesThatDoNotBelongToTheOrder() {
        String guide = activeGuide();
        String shop = shop("EUR", 7);
        String other = shop("EUR", 7);
        String path = "/api/v1/orders/wrong-" + UUID.randomUUID();

        Map<String, Object> theirs = new LinkedHashMap<>(orderBody(shop, click(guide, shop), 100, "EUR"));
        theirs.put("lines", orderBody(other, click(guide, other), 100, "EUR").get("lines"));
        assertThat(refused(422, "UNKNOWN_PRODUCT", merchant(shop).put(path, theirs))
                        .pointer())
                .isEqualTo("/lines/0/productId");
        refused(422, "WRONG_CURRENCY", merchant(shop).put(path, orderBody(shop, click(guide, shop), 100, "USD")));
        refused(422, "UNKNOWN_MERCHANT", brand().put(path, orderBody("nowhere", click(guide, shop), 100, "EUR")));
        refused(404, "NOT_FOUND", merchant(shop).get(path));
    }

    @Test
    void attributesNothingToNobody() {
        String shop = shop("EUR", 7);
        String order = paidOrder(shop, UUID.randomUUID().toString(), 10_000, "EUR");
        ok(refund(shop, order, "r", 10_000, "EUR"));

        JsonNode line =
                ok(merchant(shop).get("/api/v1/orders/" + order)).path("lines").path(0);
        assertThat(line.path("attribution").asString()).isEqualTo("UNATTRIBUTED");
        assertThat(line.has("guideId")).isFalse();
    }

    @Test
    void keepsCommissionPendingUntilTheReturnWindowIsOver() {
        String guide = activeGuide();
        String shop = shop("CZK", 7);
        String order = paidOrder(shop, click(guide, shop), 10_000, "CZK");
        ok(merchant(shop).post("/api/v1/orders/" + order + ":deliver", "{}"));
        clock().advance(Duration.ofDays(7).minusSeconds(1));
        maturity.sweep();
        assertThat(balance(guide, "CZK")).containsExactly(700L, 0L, 0L, 0L, 0L);

        clock().advance(Duration.ofSeconds(1));
        maturity.sweep();
        maturity.sweep();
        assertThat(balance(guide, "CZK")).containsExactly(0L, 700L, 0L, 0L, 0L);
        assertThat(ok(merchant(shop).get("/api/v1/orders/" + order))
                        .path("lines")
                        .path(0)
                        .path("attribution")
                        .asString())
                .isEqualTo("FINAL");
    }
}
