package io.evenreach.guidecommerce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.evenreach.contracts.EventTypes;
import io.evenreach.contracts.Topics;
import io.evenreach.contracts.guides.CommissionChanged;
import io.evenreach.contracts.guides.GuideActed;
import io.evenreach.contracts.guides.OrderChanged;
import io.evenreach.guidecommerce.sale.Deadlines;
import io.evenreach.guidecommerce.sale.GuideUpkeep;
import io.evenreach.platform.events.EventCodec;
import io.evenreach.platform.events.EventHeaders;
import io.evenreach.testkit.HttpProbe.Answer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.kafka.core.ConsumerFactory;
import tools.jackson.databind.JsonNode;

/** What other services are told, and how guide commerce is doing. */
class FeedsAndFiguresIT extends ServiceTestBase {

    private final EventCodec codec = new EventCodec();

    @Autowired
    @SuppressWarnings("NullAway.Init")
    private ConsumerFactory<String, byte[]> consumers;

    @Autowired
    @SuppressWarnings("NullAway.Init")
    private GuideUpkeep upkeep;

    @Autowired
    @SuppressWarnings("NullAway.Init")
    private Deadlines deadlines;

    @Test
    void tellsOrdersCommissionsAndWhatGuidesDo() {
        String guide = activeGuide();
        String shop = shop("EUR", 0);
        String order = paidOrder(shop, click(guide, shop), 10_000, "EUR");
        ok(merchant(shop).post("/api/v1/orders/" + order + ":deliver", "{}"));
        ok(refund(shop, order, "r", 4_000, "EUR"));

        await().untilAsserted(() -> {
            List<OrderChanged> orders = read(Topics.ORDERS, OrderChanged.class).stream()
                    .filter(event -> event.orderId().equals(order))
                    .toList();
            assertThat(orders).isNotEmpty();
            assertThat(orders.getFirst().status()).isEqualTo("PLACED");
            OrderChanged last = orders.getLast();
            assertThat(last.status()).isEqualTo("DELIVERED");
            assertThat(last.buyer())
                    .singleElement()
                    .satisfies(key -> assertThat(key).hasSize(64));
            assertThat(last.lines()).singleElement().satisfies(line -> {
                assertThat(line.leftMinor()).isEqualTo(6_000);
                assertThat(line.attribution()).isEqualTo("FINAL");
                assertThat(String.valueOf(line.guideId())).isEqualTo(guide);
            });
        });
        await().untilAsserted(() -> assertThat(read(Topics.COMMISSIONS, CommissionChanged.class).stream()
                        .filter(event -> event.orderId().equals(order))
                        .map(event -> event.state() + " " + event.leftMinor()))
                .containsExactly("PENDING 700", "PAYABLE 700", "PAYABLE 420"));
        await().untilAsserted(() -> assertThat(read(Topics.GUIDE_ACTIVITY, GuideActed.class).stream()
                        .filter(event -> event.guideId().toString().equals(guide))
                        .map(GuideActed::kind))
                .containsExactly("REGISTERED", "STATUS_CHANGED", "STATUS_CHANGED", "RECOMMENDED", "SOLD"));
        List<Long> numbers = read(Topics.ORDERS, OrderChanged.class).stream()
                .map(OrderChanged::sequence)
                .toList();
        assertThat(numbers)
                .as("numbered without a hole")
                .isEqualTo(LongStream.rangeClosed(1, numbers.size()).boxed().toList());
    }

    @Test
    void tellsWhereGuidesStandOnceEachInTheOrderItHappened() {
        String guide = ok(nobody().post("/api/v1/guides", registration()))
                .path("guideId")
                .asString();
        String steps = "/api/v1/guides/" + guide;
        ok(guide(guide).post(steps + ":submit", "{}"));
        ok(guide(guide).post(steps + ":submit", "{}"));
        refused(409, "ILLEGAL_TRANSITION", guide(guide).post(steps + ":reapply", "{}"));
        for (String step : List.of("approve", "suspend", "reinstate")) {
            ok(brand().post(steps + ":" + step, "{}"));
        }
        String silent = ok(nobody().post("/api/v1/guides", registration()))
                .path("guideId")
                .asString();
        ok(guide(silent).post("/api/v1/guides/" + silent + ":submit", "{}"));
        ok(brand().post("/api/v1/guides/" + silent + ":pick", "{}"));
        ok(brand().post("/api/v1/guides/" + silent + ":askMore", "{}"));
        clock().advance(Duration.ofDays(31));
        upkeep.sweep();

        await().untilAsserted(() -> assertThat(activity(guide))
                .containsExactly(
                        "REGISTERED DRAFT",
                        "STATUS_CHANGED SUBMITTED",
                        "STATUS_CHANGED ACTIVE",
                        "STATUS_CHANGED SUSPENDED",
                        "STATUS_CHANGED ACTIVE"));
        await().untilAsserted(() -> assertThat(activity(silent))
                .containsExactly(
                        "REGISTERED DRAFT",
                        "STATUS_CHANGED SUBMITTED",
                        "STATUS_CHANGED IN_REVIEW",
                        "STATUS_CHANGED RESUBMIT",
                        "STATUS_CHANGED EXPIRED"));
    }

    private List<String> activity(String guide) {
        return read(Topics.GUIDE_ACTIVITY, GuideActed.class).stream()
                .filter(event -> event.guideId().toString().equals(guide))
                .map(event -> event.kind() + " " + event.subject())
                .toList();
    }

    @Test
    void tellsWhatNamesTheBuyerFirstAndTheStrongestOfThatBefore() {
        String shop = shop("EUR", 7);
        for (String person : List.of("ann", "bob", "cem")) {
            List<Map<String, String>> strongestFirst = List.of(
                    Map.of("type", "login_id", "scope", "shop", "value", person),
                    email(person + "@example.org"),
                    tablet(UUID.nameUUIDFromBytes(person.getBytes(StandardCharsets.UTF_8))
                            .toString()));
            String order = paidOrder(shop, UUID.randomUUID().toString(), 10_000, "EUR", strongestFirst.reversed());
            List<String> alone = strongestFirst.stream()
                    .map(only -> paidOrder(shop, UUID.randomUUID().toString(), 10_000, "EUR", List.of(only)))
                    .toList();

            await().untilAsserted(() -> assertThat(alone.stream()
                            .map(this::buyers)
                            .flatMap(List::stream)
                            .flatMap(List::stream)
                            .distinct())
                    .hasSize(3));
            List<String> keys = alone.stream()
                    .map(single -> buyers(single).getFirst().getFirst())
                    .toList();
            await().untilAsserted(() ->
                    assertThat(buyers(order)).as("placed, then paid").containsExactly(keys, keys));
        }
    }

    /** Who bought, by each message of an order. */
    private List<List<String>> buyers(String order) {
        return read(Topics.ORDERS, OrderChanged.class).stream()
                .filter(event -> event.orderId().equals(order))
                .map(OrderChanged::buyer)
                .toList();
    }

    @Test
    void tellsWhatChargebacksLeaveOfAnOrder() {
        String guide = activeGuide();
        String shop = shop("EUR", 7);
        String order = paidOrder(shop, click(guide, shop), 10_000, "EUR");
        ok(chargeback(shop, order, "c1", 4_000, "EUR"));
        ok(chargeback(shop, order, "c2", 6_000, "EUR"));
        ok(merchant(shop).post("/api/v1/orders/" + order + "/chargebacks/c1:win", "{}"));
        ok(refund(shop, order, "r", 4_000, "EUR"));
        ok(merchant(shop).post("/api/v1/orders/" + order + "/chargebacks/c2:lose", "{}"));

        await().untilAsserted(() -> assertThat(read(Topics.ORDERS, OrderChanged.class).stream()
                        .filter(event -> event.orderId().equals(order))
                        .flatMap(event -> event.lines().stream())
                        .map(line -> line.attribution() + " " + line.leftMinor()))
                .containsExactly(
                        "PROVISIONAL 10000",
                        "CONFIRMED 10000",
                        "CONFIRMED 6000",
                        "CONFIRMED 0",
                        "CONFIRMED 4000",
                        "CONFIRMED 0",
                        "VOIDED 0"));
    }

    @Test
    void tellsThatNobodyClaimedASaleAlsoOfACancelledOrder() {
        String shop = shop("EUR", 7);
        String paid = paidOrder(shop, UUID.randomUUID().toString(), 10_000, "EUR");
        String cancelled = paidOrder(shop, UUID.randomUUID().toString(), 10_000, "EUR");
        ok(merchant(shop).post("/api/v1/orders/" + cancelled + ":cancel", "{}"));
        clock().advance(Duration.ofDays(7).plusSeconds(1));

        deadlines.sweep();
        deadlines.sweep();
        String next = paidOrder(shop, UUID.randomUUID().toString(), 10_000, "EUR");

        await().untilAsserted(() -> assertThat(attributions(next)).isNotEmpty());
        assertThat(attributions(paid)).containsExactly("UNATTRIBUTED", "UNATTRIBUTED", "FINAL_NONE");
        assertThat(attributions(cancelled))
                .containsExactly("UNATTRIBUTED", "UNATTRIBUTED", "UNATTRIBUTED", "FINAL_NONE");
    }

    private List<String> attributions(String order) {
        return read(Topics.ORDERS, OrderChanged.class).stream()
                .filter(event -> event.orderId().equals(order))
                .map(event -> event.lines().getFirst().attribution())
                .toList();
    }

    @Test
    void countsActiveGuidesMarginAndGrowth() {
        clock().advance(Duration.ofDays(400));
        Instant from = clock().instant();
        String anna = activeGuide();
        String bea = activeGuide(referralCode(anna));
        Map<String, Object> invited = new HashMap<>(registration());
        invited.put("referralCode", referralCode(anna));
        ok(nobody().post("/api/v1/guides", invited));
        activeGuide(referralCode(anna));
        String shop = shop("NZD", 7);
        String order = paidOrder(shop, click(bea, shop), 10_000, "NZD");
        ok(refund(shop, order, "r", 2_000, "NZD"));
        clock().advance(Duration.ofDays(7));
        paidOrder(shop, click(anna, shop), 10_000, "NZD");
        clock().advance(Duration.ofDays(1));

        JsonNode figures = figures(from, clock().instant());

        assertThat(figures.path("weeks")
                        .valueStream()
                        .map(week -> week.path("activeGuides").asInt() + " "
                                + week.path("orders").asInt()))
                .containsExactly("1 1", "1 1");
        JsonNode margin = figures.path("margins").path(0);
        assertThat(margin.path("currency").asString()).isEqualTo("NZD");
        assertThat(margin.path("netMinor").asLong()).isEqualTo(18_000);
        assertThat(margin.path("commissionMinor").asLong()).isEqualTo(1_800);
        assertThat(margin.path("guidesMinor").asLong()).isEqualTo(1_260 + 24);
        assertThat(margin.path("platformMinor").asLong()).isEqualTo(540 - 24);
        assertThat(margin.path("marginBps").asLong()).isEqualTo(286);
        assertThat(figures.path("activeGuides").asInt()).isEqualTo(2);
        assertThat(figures.path("invited").asInt()).isEqualTo(3);
        assertThat(figures.path("broughtGuides").asInt())
                .as("who was approved, and not who only registered")
                .isEqualTo(2);
        assertThat(figures.path("activated").asInt()).as("who has sold").isEqualTo(1);
        assertThat(figures.path("k").asDouble()).isEqualTo(1.0);
        refused(403, "FORBIDDEN", guide(anna).get(path(from, clock().instant())));
        refused(422, "OUT_OF_RANGE", brand().get(path(from, from)));
    }

    @Test
    void countsEveryWeekByItselfAlsoOneInWhichNothingHappened() {
        clock().advance(Duration.ofDays(400));
        String anna = activeGuide();
        String bea = activeGuide();
        String shop = shop("EUR", 7);
        String annas = click(anna, shop);
        String beas = click(bea, shop);
        clock().advance(Duration.ofDays(1));
        Instant from = clock().instant();
        Instant to = from.plus(Duration.ofDays(31));
        paidOrder(shop, annas, 10_000, "EUR");
        paidOrder(shop, annas, 10_000, "EUR");
        clock().advance(Duration.ofDays(7).minusSeconds(1));
        paidOrder(shop, beas, 10_000, "EUR");
        clock().advance(Duration.ofSeconds(1));
        paidOrder(shop, beas, 10_000, "EUR");
        clock().advance(Duration.ofDays(14));
        paidOrder(shop, beas, 10_000, "EUR");
        link(anna, shop("EUR", 7));
        clock().advance(Duration.ofDays(10));
        paidOrder(shop, beas, 10_000, "EUR");

        List<JsonNode> weeks = figures(from, to).path("weeks").valueStream().toList();

        assertThat(weeks)
                .extracting(week -> week.path("activeGuides").asInt() + " "
                        + week.path("orders").asInt())
                .as("the last one without what comes at its end")
                .containsExactly("2 3", "1 1", "0 0", "2 1", "0 0");
        assertThat(weeks.getLast().path("to").asString()).isEqualTo(to.toString());
        assertThat(Instant.parse(weeks.get(1).path("from").asString())).isEqualTo(from.plus(Duration.ofDays(7)));
    }

    @Test
    void countsWhatShoppersPaidOnceAndWithoutWhatTheirBanksTookBack() {
        clock().advance(Duration.ofDays(400));
        Instant from = clock().instant();
        String anna = activeGuide();
        String bea = activeGuide();
        String shop = shop("EUR", 7);
        Answer first = nobody().get("/r/" + link(anna, shop));
        Map<String, String> cookie = Map.of(
                "Cookie", first.headers().allValues("Set-Cookie").getFirst().split(";", 2)[0]);
        clock().advance(Duration.ofMinutes(1));
        String order = paidOrder(shop, clickOf(nobody().get("/r/" + link(bea, shop), cookie)), 10_000, "EUR");
        JsonNode claim = ok(
                guide(anna).post("/api/v1/orders/" + order + "/disputes", Map.of("lineId", "l1", "statement", "mine")));
        ok(brand().post(
                        "/api/v1/guide-commerce/disputes/"
                                + claim.path("disputeId").asString() + ":reassign",
                        Map.of("reason", "hers")));
        ok(chargeback(shop, order, "c1", 4_000, "EUR"));
        ok(chargeback(shop, order, "c2", 1_000, "EUR"));
        ok(merchant(shop).post("/api/v1/orders/" + order + "/chargebacks/c2:win", "{}"));
        clock().advance(Duration.ofDays(1));

        JsonNode margin = figures(from, clock().instant()).path("margins").path(0);

        assertThat(margin.path("netMinor").asLong()).isEqualTo(6_000);
        assertThat(margin.path("commissionMinor").asLong()).isEqualTo(600);
        assertThat(margin.path("guidesMinor").asLong()).isEqualTo(420);
    }

    private JsonNode figures(Instant from, Instant to) {
        return ok(brand().get(path(from, to)));
    }

    private static String path(Instant from, Instant to) {
        return "/api/v1/guide-commerce/figures?from=" + from + "&to=" + to;
    }

    private <E> List<E> read(String topic, Class<E> type) {
        List<E> events = new ArrayList<>();
        try (Consumer<String, byte[]> consumer = consumers.createConsumer("reader", "")) {
            TopicPartition partition = new TopicPartition(topic, 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            while (consumer.position(partition) < end) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    if (!EventHeaders.type(record).equals(EventTypes.HEARTBEAT)) {
                        events.add(codec.read(record.value(), type));
                    }
                }
            }
        }
        return events;
    }
}
