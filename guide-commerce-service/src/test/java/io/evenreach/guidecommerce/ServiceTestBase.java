package io.evenreach.guidecommerce;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenreach.platform.security.Scopes;
import io.evenreach.testkit.HttpProbe;
import io.evenreach.testkit.HttpProbe.Answer;
import io.evenreach.testkit.MovableClock;
import io.evenreach.testkit.RealServers;
import io.evenreach.testkit.TestTokens;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.annotation.DirtiesContext;
import tools.jackson.databind.JsonNode;

/** The running service with its real PostgreSQL and Kafka, a clock that tests move, and the callers they play. */
@RealServers
@DirtiesContext
@SpringBootTest(
        classes = {GuideCommerceApplication.class, ServiceTestBase.TestClock.class},
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "evenreach.ledger.seal-every=1h",
            "evenreach.sale.mature-every=1h",
            "evenreach.guide.upkeep-every=1h",
            "evenreach.sale.same-person-every=1h",
            "evenreach.sale.deadlines-every=1h",
            "evenreach.payout.silent-every=1h",
            "evenreach.sale.intake.lag-every=200ms",
            "evenreach.reconciliation.look-every=1h",
            "spring.datasource.hikari.connection-timeout=60000",
            "spring.kafka.producer.properties.max.block.ms=60000",
            "spring.kafka.producer.properties.delivery.timeout.ms=120000"
        })
abstract class ServiceTestBase {

    static {
        Awaitility.setDefaultTimeout(Duration.ofMinutes(1));
    }

    static final Instant START = Instant.parse("2026-06-01T08:00:00Z");

    @TestConfiguration
    static class TestClock {
        @Bean
        @Primary
        MovableClock movableClock() {
            return new MovableClock(START);
        }
    }

    @LocalServerPort
    private int port;

    @Autowired
    @SuppressWarnings("NullAway.Init")
    JdbcClient jdbc;

    @Autowired
    @SuppressWarnings("NullAway.Init")
    private Clock clock;

    @Autowired
    @SuppressWarnings("NullAway.Init")
    private MeterRegistry meters;

    MovableClock clock() {
        return (MovableClock) clock;
    }

    /** Whatever a test has done, the books balance, and every balance is the sum of its entries. */
    @AfterEach
    void leavesBalancedBooks() {
        assertThat(meters.get("evenreach.books.imbalance").gauge().value()).isZero();
        for (JsonNode total : brand().get("/api/v1/ledger/trial-balance").json().path("items")) {
            assertThat(total.path("differenceMinor").asLong()).isZero();
        }
        JsonNode verification = brand().get("/api/v1/ledger/verification").json();
        assertThat(verification.path("differingAccounts").asInt()).isZero();
        assertThat(verification.has("brokenSeal")).isFalse();
    }

    /** The brand's own client with every scope. */
    HttpProbe brand() {
        return HttpProbe.atPort(port)
                .withToken(TestTokens.withScopes(Scopes.all().toArray(String[]::new)));
    }

    int port() {
        return port;
    }

    /** Somebody of the brand by name, with every scope. */
    HttpProbe person(String name) {
        return HttpProbe.atPort(port).withToken(TestTokens.of(name, Scopes.all().toArray(String[]::new)));
    }

    HttpProbe merchant(String merchantId) {
        return as(Map.of("merchant_id", merchantId));
    }

    HttpProbe guide(String guideId) {
        return as(Map.of("guide_id", guideId));
    }

    HttpProbe nobody() {
        return HttpProbe.atPort(port);
    }

    private HttpProbe as(Map<String, Object> claims) {
        return HttpProbe.atPort(port)
                .withToken(TestTokens.mint(
                        "somebody", claims, Scopes.all(), Instant.now().plusSeconds(600)));
    }

    static Answer refused(int status, String code, Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.code()).as(answer.body()).isEqualTo(code);
        return answer;
    }

    static JsonNode ok(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isBetween(200, 299);
        return answer.json();
    }

    /** A guide who knows wine from Bordeaux, is approved and can be paid. */
    String activeGuide(String... referralCode) {
        Map<String, Object> body = new java.util.LinkedHashMap<>(registration());
        if (referralCode.length > 0) {
            body.put("referralCode", referralCode[0]);
        }
        String id = ok(nobody().post("/api/v1/guides", body)).path("guideId").asString();
        ok(guide(id).post("/api/v1/guides/" + id + ":submit", "{}"));
        ok(brand().post("/api/v1/guides/" + id + ":approve", "{}"));
        ok(guide(id)
                .put(
                        "/api/v1/guides/" + id + "/payee",
                        Map.of("name", "Lin Wei", "account", "DE89370400440532013000", "bic", "COBADEFFXXX")));
        return id;
    }

    static Map<String, Object> registration() {
        return Map.of(
                "displayName",
                "Lin Wei",
                "destinations",
                List.of("FR-BDX"),
                "categories",
                List.of("wine"),
                "languages",
                List.of("zh", "en"));
    }

    /** A merchant with a product of Bordeaux wine, and a plan: 10 % commission, 70 % of it to the guide. */
    String shop(String currency, int holdDays) {
        String merchant = "shop-" + UUID.randomUUID();
        ok(brand().put("/api/v1/merchants/" + merchant, Map.of("name", "Cave", "currency", currency)));
        ok(merchant(merchant)
                .put(
                        "/api/v1/products/" + wine(merchant),
                        Map.of(
                                "merchantId",
                                merchant,
                                "title",
                                "Pauillac 2018",
                                "destination",
                                "FR-BDX",
                                "category",
                                "wine",
                                "price",
                                money(19_900, currency))));
        ok(brand().put(
                        "/api/v1/commission-plans/wine",
                        Map.of(
                                "category",
                                "wine",
                                "commissionBps",
                                1_000,
                                "guideShareBps",
                                7_000,
                                "referrerShareOfPlatformBps",
                                1_000,
                                "holdDays",
                                holdDays)));
        // A plan that was written again at the same instant holds from a moment later.
        clock().advance(Duration.ofSeconds(1));
        return merchant;
    }

    static String wine(String merchant) {
        return merchant + "-pauillac";
    }

    static Map<String, Object> money(long amountMinor, String currency) {
        return Map.of("amountMinor", amountMinor, "currency", currency);
    }

    /** The code of the guide's link for the merchant's wine. */
    String link(String guideId, String merchant) {
        return ok(guide(guideId).post("/api/v1/guides/" + guideId + "/links", Map.of("productId", wine(merchant))))
                .path("code")
                .asString();
    }

    /** Follows the guide's link for the merchant's wine; the id of the click. */
    String click(String guideId, String merchant) {
        return clickOf(nobody().get("/r/" + link(guideId, merchant)));
    }

    static String clickOf(Answer followed) {
        assertThat(followed.status()).as(followed.body()).isEqualTo(302);
        String location = followed.headers().firstValue("Location").orElseThrow();
        return location.substring(location.indexOf("clickId=") + "clickId=".length());
    }

    /** An order of one line that this click led to. */
    Map<String, Object> orderBody(String merchant, String clickId, long netMinor, String currency) {
        return orderBody(merchant, clickId, netMinor, currency, List.of(email("shopper@example.org")));
    }

    static Map<String, String> email(String value) {
        return Map.of("type", "email", "value", value);
    }

    static Map<String, String> tablet(String value) {
        return Map.of("type", "idfa", "value", value);
    }

    Map<String, Object> orderBody(
            String merchant, String clickId, long netMinor, String currency, List<Map<String, String>> buyer) {
        return Map.of(
                "merchantId",
                merchant,
                "placedAt",
                clock().instant().toString(),
                "buyer",
                Map.of("identifiers", buyer),
                "clickId",
                clickId,
                "lines",
                List.of(Map.of(
                        "lineId", "l1", "productId", wine(merchant), "quantity", 1, "net", money(netMinor, currency))));
    }

    /** An order that is paid; its id. */
    String paidOrder(String merchant, String clickId, long netMinor, String currency) {
        return paidOrder(merchant, clickId, netMinor, currency, List.of(email("shopper@example.org")));
    }

    String paidOrder(String merchant, String clickId, long netMinor, String currency, List<Map<String, String>> buyer) {
        String id = "o-" + UUID.randomUUID();
        ok(merchant(merchant).put("/api/v1/orders/" + id, orderBody(merchant, clickId, netMinor, currency, buyer)));
        JsonNode paid = ok(merchant(merchant).post("/api/v1/orders/" + id + ":pay", "{}"));
        assertThat(ok(merchant(merchant).get("/api/v1/orders/" + id)))
                .as("how it stands is what was told when it was paid")
                .isEqualTo(paid);
        return id;
    }

    Answer refund(String merchant, String orderId, String refundId, long netMinor, String currency) {
        return merchant(merchant)
                .post(
                        "/api/v1/orders/" + orderId + "/refunds",
                        Map.of(
                                "refundId",
                                refundId,
                                "lines",
                                List.of(Map.of("lineId", "l1", "net", money(netMinor, currency)))));
    }

    Answer chargeback(String merchant, String orderId, String chargebackId, long netMinor, String currency) {
        return merchant(merchant)
                .post(
                        "/api/v1/orders/" + orderId + "/chargebacks",
                        Map.of(
                                "chargebackId",
                                chargebackId,
                                "lines",
                                List.of(Map.of("lineId", "l1", "net", money(netMinor, currency)))));
    }

    /** An order with all that hangs on it, how much is in the books, and how often it was told of. */
    String everythingOf(String orderId) {
        StringBuilder everything = new StringBuilder();
        for (String table : List.of(
                "sale_order", "sale_line", "commission", "sale_refund", "chargeback", "sale_hold", "sale_dispute")) {
            everything.append(jdbc.sql("select coalesce(string_agg(t::text, ' ' order by t::text), '') from " + table
                            + " t where order_id = ?")
                    .param(orderId)
                    .query(String.class)
                    .single());
        }
        return everything
                .append(jdbc.sql("""
                        select (select count(*) from posting) || ' ' || (select count(*) from entry) || ' '
                            || (select count(*) from outbox where payload like '%' || ? || '%')
                        """).param(orderId).query(String.class).single())
                .toString();
    }

    /** By which a guide brings others. */
    String referralCode(String guide) {
        return ok(guide(guide).get("/api/v1/guides/" + guide))
                .path("referralCode")
                .asString();
    }

    /** The browser that followed a link. */
    static String visitor(Answer followed) {
        String cookie = followed.headers().allValues("Set-Cookie").getFirst();
        return cookie.substring(cookie.indexOf('=') + 1, cookie.indexOf(';'));
    }

    /** A paid order of somebody who followed the link of the one, and then in the same browser that of the other. */
    String touchedByBoth(String first, String second, String shop, String currency) {
        Answer before = nobody().get("/r/" + link(first, shop));
        clock().advance(Duration.ofMinutes(1));
        Answer after =
                nobody().get("/r/" + link(second, shop), Map.of("Cookie", "evenreach_visitor=" + visitor(before)));
        return paidOrder(shop, clickOf(after), 10_000, currency);
    }

    /** What a guide has, in the order pending, payable, reserved, paid, debt. */
    List<Long> balance(String guideId, String currency) {
        for (JsonNode balance : ok(guide(guideId).get("/api/v1/guides/" + guideId + "/statement"))
                .path("balances")) {
            if (balance.path("currency").asString().equals(currency)) {
                return List.of("pendingMinor", "payableMinor", "reservedMinor", "paidMinor", "debtMinor").stream()
                        .map(field -> balance.path(field).asLong())
                        .toList();
            }
        }
        return List.of(0L, 0L, 0L, 0L, 0L);
    }

    /** Everything payable in a currency, put together by one person and approved by another. */
    JsonNode approvedBatch(String currency) {
        ok(brand().put(
                        "/api/v1/settings/payout-debtor",
                        Map.of("name", "Evenreach Europe", "account", "FR1420041010050500013M02606")));
        JsonNode batch = ok(person("anna")
                .post(
                        "/api/v1/payout-batches",
                        Map.of(
                                "currency",
                                currency,
                                "through",
                                clock().instant().toString())));
        return ok(person("bea")
                .post("/api/v1/payout-batches/" + batch.path("batchId").asString() + ":approve", "{}"));
    }
}
