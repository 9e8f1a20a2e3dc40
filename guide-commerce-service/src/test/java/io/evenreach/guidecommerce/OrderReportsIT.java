package io.evenreach.guidecommerce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.evenreach.contracts.EventTypes;
import io.evenreach.contracts.Topics;
import io.evenreach.guidecommerce.sale.intake.IntakeProperties;
import io.evenreach.guidecommerce.sale.intake.OrderIntake;
import io.evenreach.guidecommerce.sale.intake.OrderIntake.Message;
import io.evenreach.platform.events.EventCodec;
import io.evenreach.platform.events.EventHeaders;
import io.evenreach.testkit.HttpProbe.Answer;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.kafka.config.KafkaListenerEndpointRegistry;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.listener.MessageListenerContainer;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;

/** What shops report of their orders over Kafka. */
class OrderReportsIT extends ServiceTestBase {

    private static final Logger LOG = LoggerFactory.getLogger(OrderReportsIT.class);
    private static final String REFUSED = "/api/v1/guide-commerce/refused-reports";

    private final EventCodec codec = new EventCodec();

    @Autowired
    @SuppressWarnings("NullAway.Init")
    private KafkaTemplate<String, byte[]> kafka;

    @Autowired
    @SuppressWarnings("NullAway.Init")
    private KafkaListenerEndpointRegistry listeners;

    @Autowired
    @SuppressWarnings("NullAway.Init")
    private OrderIntake intake;

    @Autowired
    @SuppressWarnings("NullAway.Init")
    private IntakeProperties intakeProperties;

    @Autowired
    @SuppressWarnings("NullAway.Init")
    private TransactionTemplate transaction;

    @Autowired
    @SuppressWarnings("NullAway.Init")
    private MeterRegistry meters;

    @Test
    void takesAnOrderThroughItsLifeLikeRestAndOnceHoweverOftenItIsReported() throws Exception {
        String guide = activeGuide();
        String shop = shop("EUR", 0);
        String order = "o-" + UUID.randomUUID();
        List<Map<String, Object>> life = List.of(
                placed(shop, order, click(guide, shop), 10_000),
                of("PAID", shop, order),
                of("DELIVERED", shop, order),
                refunded(shop, order, "r1", 4_000));
        for (int times = 0; times < 2; times++) {
            for (Map<String, Object> report : life) {
                send(report);
            }
        }

        send(of("PAID", shop, "nowhere"), shop + "/" + order);

        await().untilAsserted(
                        () -> assertThat(refusedOf(shop)).as("the last of them").hasSize(1));
        assertThat(balance(guide, "EUR")).containsExactly(0L, 420L, 0L, 0L, 0L);
        assertThat(ok(merchant(shop).get("/api/v1/orders/" + order))
                        .path("status")
                        .asString())
                .isEqualTo("DELIVERED");
        assertThat(ok(merchant(shop).put("/api/v1/orders/" + order, body(life.getFirst())))
                        .path("status")
                        .asString())
                .as("over REST it is the same order")
                .isEqualTo("DELIVERED");
    }

    @Test
    void keepsWhatIsWrongWithItsReasonAndHoldsNothingUp() throws Exception {
        String guide = activeGuide();
        String shop = shop("EUR", 7);
        String order = "o-" + UUID.randomUUID();
        String click = click(guide, shop);
        send(placed(shop, order, click, 10_000));
        send(placed(shop, order, click, 20_000));
        send(of("PAID", shop, "nowhere"));
        send(refunded(shop, order, "early", 100));
        Map<String, Object> other = new LinkedHashMap<>(placed(shop, "o-other", click, 500));
        other.put(
                "lines", List.of(Map.of("lineId", "l1", "productId", "none", "quantity", 1, "net", money(500, "EUR"))));
        send(other);
        other.put(
                "lines",
                List.of(Map.of("lineId", "l1", "productId", wine(shop), "quantity", 0, "net", money(500, "EUR"))));
        send(other);
        send(of("GIVEN", shop, order));
        kafka.send(new ProducerRecord<>(Topics.ORDER_REPORTS, shop + "/" + order, "{".getBytes(StandardCharsets.UTF_8)))
                .get();
        send(of("PAID", shop, order));

        await().untilAsserted(() -> assertThat(balance(guide, "EUR")).containsExactly(700L, 0L, 0L, 0L, 0L));
        await().untilAsserted(() -> assertThat(refusedOf(shop).stream()
                        .map(refused -> refused.path("kind").asString("-") + " "
                                + refused.path("code").asString() + " "
                                + refused.path("pointer").asString("-")))
                .containsExactlyInAnyOrder(
                        "PLACED CONFLICT -",
                        "PAID NOT_FOUND -",
                        "REFUNDED ILLEGAL_TRANSITION -",
                        "PLACED UNKNOWN_PRODUCT /lines/0/productId",
                        "PLACED INVALID_FIELD /lines/0/quantity",
                        "GIVEN INVALID_FIELD /kind"));
        await().untilAsserted(
                        () -> assertThat(ok(brand().get(REFUSED)).path("items").findValuesAsString("code"))
                                .contains("MALFORMED_JSON"));
        assertThat(meters.get("evenreach.order.reports.refused").gauge().value())
                .isGreaterThanOrEqualTo(7);
        assertThat(jdbc.sql("select string_agg(encode(sealed_message, 'escape'), '') from refused_report")
                        .query(String.class)
                        .single())
                .as("buyers are not kept in clear")
                .doesNotContain("shopper@example.org");
        refused(403, "FORBIDDEN", guide(guide).get(REFUSED));
    }

    @Test
    void appliesWhatWasRefusedOnceItIsRight() throws Exception {
        String guide = activeGuide();
        String shop = shop("EUR", 7);
        String order = "o-" + UUID.randomUUID();
        send(of("PAID", shop, order));
        await().untilAsserted(() -> assertThat(refusedOf(shop)).hasSize(1));
        String refusal =
                REFUSED + "/" + refusedOf(shop).getFirst().path("refusalId").asString();

        assertThat(ok(brand().post(refusal + ":retry", "{}")).path("applied").asBoolean())
                .isFalse();
        send(placed(shop, order, click(guide, shop), 10_000));
        await().until(() -> merchant(shop).get("/api/v1/orders/" + order).status() == 200);
        assertThat(ok(brand().post(refusal + ":retry", "{}")).path("applied").asBoolean())
                .isTrue();

        assertThat(balance(guide, "EUR")).containsExactly(700L, 0L, 0L, 0L, 0L);
        assertThat(refusedOf(shop)).isEmpty();
        refused(404, "NOT_FOUND", brand().post(refusal + ":retry", "{}"));
        refused(403, "FORBIDDEN", merchant(shop).post(refusal + ":dismiss", "{}"));
        send(of("PAID", shop, "nowhere"));
        await().untilAsserted(() -> assertThat(refusedOf(shop)).hasSize(1));
        String second =
                REFUSED + "/" + refusedOf(shop).getFirst().path("refusalId").asString();
        assertThat(brand().post(second + ":dismiss", "{}").status()).isEqualTo(204);
        assertThat(refusedOf(shop)).isEmpty();
    }

    @Test
    void appliesInTheirOrderAllThatWasRefusedForWhatIsRightNow() {
        String guide = activeGuide();
        String shop = shop("EUR", 7);
        String other = shop("EUR", 7);
        String click = click(guide, shop);
        List<Message> life = new ArrayList<>();
        for (int at = 0; at < 5; at++) {
            String order = "late-" + at;
            Map<String, Object> placed = new LinkedHashMap<>(placed(shop, order, click, 10_000));
            placed.put(
                    "lines",
                    List.of(Map.of(
                            "lineId", "l1", "productId", shop + "-late", "quantity", 1, "net", money(10_000, "EUR"))));
            life.add(new Message(0, at, codec.writeBytes(placed)));
            life.add(new Message(0, at + 10, codec.writeBytes(of("PAID", shop, order))));
            life.add(new Message(0, at + 20, codec.writeBytes(refunded(shop, order, "r", at == 0 ? 20_000 : 1_000))));
        }
        life.add(new Message(0, 30, codec.writeBytes(of("PAID", other, "elsewhere"))));
        life.forEach(one -> intake.take(List.of(one)));
        assertThat(refusedOf(shop)).hasSize(15);
        assertThat(ok(brand().get(REFUSED + "?code=UNKNOWN_PRODUCT&merchantId=" + shop))
                        .path("items"))
                .hasSize(5);

        JsonNode early = retryAll(Map.of("merchantId", shop), "");
        assertThat(early.path("tried").asInt()).isEqualTo(15);
        assertThat(early.path("applied").asInt()).as("nothing is right yet").isZero();
        ok(brand().put(
                        "/api/v1/products/" + shop + "-late",
                        Map.of(
                                "merchantId",
                                shop,
                                "title",
                                "late",
                                "destination",
                                "FR-BDX",
                                "category",
                                "wine",
                                "price",
                                money(10_000, "EUR"))));
        JsonNode none = retryAll(Map.of("merchantId", shop, "code", "CONFLICT"), "");
        assertThat(none.path("tried").asInt()).isZero();
        assertThat(none.path("nextCursor").isNull()).isTrue();

        int applied = 0;
        String cursor = "";
        do {
            JsonNode some = retryAll(Map.of("merchantId", shop), "?limit=4" + cursor);
            applied += some.path("applied").asInt();
            cursor = "&cursor=" + some.path("nextCursor").asString("");
        } while (!cursor.equals("&cursor="));

        assertThat(applied).as("all but the refund of more than there is").isEqualTo(14);
        assertThat(refusedOf(shop)).singleElement().satisfies(refused -> {
            assertThat(refused.path("code").asString()).isEqualTo("REFUND_ABOVE_LEFT");
            assertThat(refused.path("orderId").asString()).isEqualTo("late-0");
        });
        assertThat(refusedOf(other)).as("somebody else's").hasSize(1);
        assertThat(balance(guide, "EUR")).containsExactly(5 * 700L - 4 * 70, 0L, 0L, 0L, 0L);
        refused(403, "FORBIDDEN", merchant(shop).post(REFUSED + ":retry", "{}"));
        refused(400, "UNKNOWN_FIELD", brand().post(REFUSED + ":retry", Map.of("shop", shop)));
    }

    @Test
    void doesNotBringBackWhatWasDismissedWhileItWasTriedAgain() throws Exception {
        String guide = activeGuide();
        String shop = shop("EUR", 7);
        intake.take(messages(List.of(
                placed(shop, "o-kept", click(guide, shop), 10_000),
                of("PAID", shop, "o-kept"),
                refunded(shop, "o-kept", "too-much", 20_000),
                refunded(shop, "o-kept", "far-too-much", 30_000))));
        List<JsonNode> wrong = refusedOf(shop);
        assertThat(wrong).hasSize(2);
        String dismissed = REFUSED + "/" + wrong.getFirst().path("refusalId").asString();

        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            List<Future<Answer>> retrying = new ArrayList<>();
            transaction.executeWithoutResult(status -> {
                jdbc.sql("select 1 from sale_order where merchant_id = ? for update")
                        .param(shop)
                        .query(Integer.class)
                        .single();
                retrying.add(threads.submit(() -> brand().post(REFUSED + ":retry", Map.of("merchantId", shop))));
                retrying.add(threads.submit(() -> brand().post(dismissed + ":retry", "{}")));
                await().untilAsserted(() ->
                        assertThat(waitingForLocks()).as("both have read it").isEqualTo(2));
                assertThat(brand().post(dismissed + ":dismiss", "{}").status()).isEqualTo(204);
            });

            JsonNode some = ok(retrying.getFirst().get());
            assertThat(some.path("tried").asInt()).isOne();
            assertThat(some.path("applied").asInt()).isZero();
            refused(404, "NOT_FOUND", retrying.getLast().get());
        }
        assertThat(refusedOf(shop))
                .singleElement()
                .satisfies(refused -> assertThat(refused.path("refusalId"))
                        .isEqualTo(wrong.getLast().path("refusalId")));
    }

    private long waitingForLocks() {
        return jdbc.sql("select count(*) from pg_locks where not granted")
                .query(Long.class)
                .single();
    }

    private JsonNode retryAll(Map<String, String> which, String query) {
        return ok(brand().post(REFUSED + ":retry" + query, which));
    }

    @Test
    void pollsNoMoreThanAPage() {
        MessageListenerContainer listener =
                Objects.requireNonNull(listeners.getListenerContainer("guide-commerce-order-reports"));

        assertThat(listener.getContainerProperties().getKafkaConsumerProperties())
                .containsEntry(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, String.valueOf(intakeProperties.page()));
    }

    @Test
    void tellsHowManyReportsWait() throws Exception {
        MessageListenerContainer listener =
                Objects.requireNonNull(listeners.getListenerContainer("guide-commerce-order-reports"));
        listener.stop();
        try {
            for (int report = 0; report < 3; report++) {
                send(of("PAID", "nobody", "nowhere-" + report));
            }
            await().until(() ->
                    meters.get("evenreach.order.reports.waiting").gauge().value() == 3);
        } finally {
            listener.start();
        }

        await().until(() ->
                meters.get("evenreach.order.reports.waiting").gauge().value() == 0);
    }

    @Test
    void tellsNothingWrongOfAPaidOrderThatIsReportedAgainAfterItEnded() {
        String guide = activeGuide();
        String shop = shop("EUR", 7);
        String order = "o-" + UUID.randomUUID();
        List<Message> life = messages(List.of(
                placed(shop, order, click(guide, shop), 10_000),
                of("PAID", shop, order),
                of("CANCELLED", shop, order)));

        intake.take(life);
        intake.take(life);

        assertThat(balance(guide, "EUR")).containsExactly(0L, 0L, 0L, 0L, 0L);
        assertThat(refusedOf(shop)).isEmpty();
        String unpaid = "o-" + UUID.randomUUID();
        intake.take(messages(List.of(
                placed(shop, unpaid, click(guide, shop), 10_000),
                of("CANCELLED", shop, unpaid),
                of("PAID", shop, unpaid))));
        assertThat(refusedOf(shop))
                .singleElement()
                .satisfies(
                        refused -> assertThat(refused.path("code").asString()).isEqualTo("ILLEGAL_TRANSITION"));
    }

    @Test
    void keepsWhateverBytesComeAndTakesWhatFollows() {
        String guide = activeGuide();
        String shop = shop("EUR", 7);
        String order = "o-" + UUID.randomUUID();
        long before = refusedBy("MALFORMED_JSON");
        List<Message> page = new ArrayList<>();
        page.add(new Message(0, 1, new byte[] {0, 0, 0, 0, 5, 1, 2, 3}));
        page.add(new Message(0, 2, new byte[] {(byte) 0xFF, (byte) 0xFE, 0, 0}));
        page.add(new Message(0, 3, "[".repeat(600).getBytes(StandardCharsets.UTF_8)));
        page.add(new Message(0, 4, ("{\"kind\":" + "1".repeat(2_000) + "}").getBytes(StandardCharsets.UTF_8)));
        page.add(new Message(0, 5, new byte[0]));
        page.addAll(messages(List.of(placed(shop, order, click(guide, shop), 10_000), of("PAID", shop, order))));

        intake.take(page);

        assertThat(refusedBy("MALFORMED_JSON") - before).isEqualTo(5);
        assertThat(balance(guide, "EUR")).containsExactly(700L, 0L, 0L, 0L, 0L);
    }

    @Test
    void judgesAnewWhatIsPaidAndDeliveredInOnePage() {
        String guide = activeGuide();
        String shop = shop("EUR", 0);
        ok(guide(guide)
                .put(
                        "/api/v1/guides/" + guide + "/identifiers",
                        Map.of("identifiers", List.of(email("read-" + guide + "@example.org")))));
        // Identity tells that buyer and guide are of one profile after the order was paid, and before it is delivered.
        jdbc.sql("""
                        create function tell_of_buyer() returns trigger language plpgsql as $$
                        begin
                            insert into key_owner (key, valid_from, valid_to, profile_id, version)
                            select key, '-infinity', 'infinity', '00000000-0000-4000-8000-000000000001'::uuid, 1
                              from (select unnest(new.person_keys) as key union select key from guide_identifier
                                     where guide_id = '%s') as named on conflict do nothing;
                            return new;
                        end $$
                        """.formatted(guide)).update();
        jdbc.sql("""
                        create trigger tell_of_buyer after update on sale_order for each row
                        when (new.status = 'DELIVERED') execute function tell_of_buyer()
                        """).update();
        String order = "o-" + UUID.randomUUID();
        Map<String, Object> placed = new LinkedHashMap<>(placed(shop, order, click(guide, shop), 10_000));
        placed.put("buyer", Map.of("identifiers", List.of(email("buys-" + guide + "@example.org"))));
        try {
            intake.take(messages(List.of(placed, of("PAID", shop, order), of("DELIVERED", shop, order))));
        } finally {
            jdbc.sql("drop trigger tell_of_buyer on sale_order").update();
            jdbc.sql("drop function tell_of_buyer").update();
        }

        assertThat(balance(guide, "EUR"))
                .as("it is asked first whether they are one person")
                .containsExactly(700L, 0L, 0L, 0L, 0L);
        jdbc.sql("delete from same_person_check where order_id = ?")
                .param(order)
                .update();
    }

    @Test
    void forgetsWhatWasRefusedAMonthAgoHoweverOftenItComes() {
        String shop = shop("EUR", 7);
        List<Message> page = messages(List.of(of("PAID", shop, "nowhere")));
        intake.take(page);
        clock().advance(Duration.ofDays(29));
        intake.take(page);
        intake.forgetOld();
        assertThat(refusedOf(shop)).hasSize(1);

        clock().advance(Duration.ofDays(2));
        intake.forgetOld();

        assertThat(refusedOf(shop)).isEmpty();
    }

    private long refusedBy(String code) {
        return jdbc.sql("select count(*) from refused_report where code = ?")
                .param(code)
                .query(Long.class)
                .single();
    }

    @Test
    void refusesATimeBeforeThereWereShopsLikeRest() {
        String guide = activeGuide();
        String shop = shop("EUR", 7);
        Map<String, Object> early = new LinkedHashMap<>(placed(shop, "o-early", click(guide, shop), 10_000));
        early.put("placedAt", "0001-01-01T00:00:00Z");

        intake.take(messages(List.of(early)));

        assertThat(refusedOf(shop)).singleElement().satisfies(refused -> {
            assertThat(refused.path("code").asString()).isEqualTo("OUT_OF_RANGE");
            assertThat(refused.path("pointer").asString()).isEqualTo("/placedAt");
        });
        refused(422, "OUT_OF_RANGE", merchant(shop).put("/api/v1/orders/o-early", body(early)));
    }

    @Test
    void keepsARefusedReportOfWhateverTimeAsOfNowAndTakesWhatFollows() {
        String guide = activeGuide();
        String shop = shop("EUR", 7);
        String order = "o-" + UUID.randomUUID();
        String click = click(guide, shop);
        List<Map<String, Object>> page = new ArrayList<>();
        for (String placedAt : List.of(
                "-999999999-01-01T00:00:00+18:00",
                "+999999999-12-31T23:59:59-18:00",
                "-4800-01-01T00:00:00Z",
                "1970-01-01T00:00:00Z")) {
            Map<String, Object> report = new LinkedHashMap<>(placed(shop, "o-" + page.size(), click, 10_000));
            report.put("placedAt", placedAt);
            page.add(report);
        }
        page.add(placed(shop, order, click, 10_000));
        page.add(of("PAID", shop, order));

        intake.take(messages(page));

        assertThat(refusedOf(shop)).hasSize(4);
        assertThat(jdbc.sql("select count(*) from refused_report where merchant_id = ? and dated_at = first_at")
                        .param(shop)
                        .query(Long.class)
                        .single())
                .as("an erasure finds whom they name")
                .isEqualTo(4);
        assertThat(balance(guide, "EUR")).containsExactly(700L, 0L, 0L, 0L, 0L);
    }

    @Test
    void refusesACheckoutBeforeThereWereShopsAndOneThatIsStillToBegin() {
        String guide = activeGuide();
        String shop = shop("EUR", 7);
        String click = click(guide, shop);
        List<Map<String, Object>> reports = new ArrayList<>();
        for (String began :
                List.of("0001-01-01T00:00:00+08:00", "+10000-01-01T00:00:00Z", "9999-12-31T23:59:59-05:00")) {
            Map<String, Object> report = new LinkedHashMap<>(placed(shop, "o-" + reports.size(), click, 10_000));
            report.put("checkoutStartedAt", began);
            reports.add(report);
        }

        intake.take(messages(reports));

        assertThat(refusedOf(shop)).hasSize(3).allSatisfy(refused -> {
            assertThat(refused.path("code").asString()).isEqualTo("OUT_OF_RANGE");
            assertThat(refused.path("pointer").asString()).isEqualTo("/checkoutStartedAt");
        });
        reports.forEach(
                report -> refused(422, "OUT_OF_RANGE", merchant(shop).put("/api/v1/orders/o-rest", body(report))));
    }

    @Test
    void appliesAPageWhollyOrNotAtAllAndTheSameWhereItComesAgain() {
        String guide = activeGuide();
        String shop = shop("EUR", 7);
        String click = click(guide, shop);
        List<Map<String, Object>> reports = new ArrayList<>();
        for (int order = 0; order < 5; order++) {
            reports.add(placed(shop, "o-" + order, click, 10_000));
            reports.add(of("PAID", shop, "o-" + order));
        }
        reports.add(of("PAID", shop, "nowhere"));
        List<Message> page = messages(reports);

        transaction.executeWithoutResult(status -> {
            intake.take(page);
            status.setRollbackOnly();
        });
        assertThat(balance(guide, "EUR")).as("it died before it was committed").containsExactly(0L, 0L, 0L, 0L, 0L);
        assertThat(refusedOf(shop)).isEmpty();

        intake.take(page);
        intake.take(page);

        assertThat(balance(guide, "EUR")).containsExactly(3_500L, 0L, 0L, 0L, 0L);
        assertThat(refusedOf(shop))
                .singleElement()
                .satisfies(refused -> assertThat(refused.path("times").asInt()).isEqualTo(2));
    }

    @Test
    void asksTheDatabaseNoMoreOftenForManyOrdersThanForOne() {
        String guide = activeGuide();
        String shop = shop("EUR", 7);
        List<List<Message>> first = pages(guide, shop, "first", 1);
        List<List<Message>> one = pages(guide, shop, "one", 1);
        List<List<Message>> many = pages(guide, shop, "many", 8);
        first.forEach(intake::take);
        jdbc.sql("update guide_hour set orders = 300 where guide_id = ?::uuid")
                .param(guide)
                .update();

        long statementsForOne = statements(() -> one.forEach(intake::take));
        long statementsForMany = statements(() -> many.forEach(intake::take));
        long statementsForOneAgain = statements(() -> one.forEach(intake::take));
        long statementsForManyAgain = statements(() -> many.forEach(intake::take));

        assertThat(refusedOf(shop)).isEmpty();
        assertThat(balance(guide, "EUR")).containsExactly(7_000L, 0L, 0L, 0L, 0L);
        assertThat(statementsForOne).isPositive();
        assertThat(statementsForMany)
                .as("but for the platform's accounts that nobody has met before: two more")
                .isBetween(statementsForOne, statementsForOne + 2);
        assertThat(statementsForManyAgain).isEqualTo(statementsForOneAgain).isPositive();
    }

    /** So many orders are placed, and then paid, and then delivered, of people who had signed in where they clicked. */
    private List<List<Message>> pages(String guide, String shop, String name, int orders) {
        List<Map<String, Object>> placed = new ArrayList<>();
        List<Map<String, Object>> paid = new ArrayList<>();
        List<Map<String, Object>> delivered = new ArrayList<>();
        for (int at = 0; at < orders; at++) {
            String order = name + "-" + at;
            String click = click(guide, shop);
            List<Map<String, String>> buyer = List.of(email(order + "@example.org"));
            ok(merchant(shop).post("/api/v1/touches", Map.of("clickId", click, "identifiers", buyer)));
            Map<String, Object> report = new LinkedHashMap<>(of("PLACED", shop, order));
            report.putAll(orderBody(shop, click, 10_000, "EUR", buyer));
            placed.add(report);
            paid.add(of("PAID", shop, order));
            delivered.add(of("DELIVERED", shop, order));
        }
        return List.of(messages(placed), messages(paid), messages(delivered));
    }

    /** How often this thread has the database execute a statement meanwhile; of a batch each row is one. */
    private static long statements(Runnable work) {
        AtomicLong executed = new AtomicLong();
        Thread here = Thread.currentThread();
        Handler counting = new Handler() {
            @Override
            public void publish(LogRecord record) {
                if (Thread.currentThread().equals(here) && record.getMessage().startsWith(" FE=> Execute(")) {
                    executed.incrementAndGet();
                }
            }

            @Override
            public void flush() {
                // It keeps nothing.
            }

            @Override
            public void close() {
                // It keeps nothing.
            }
        };
        java.util.logging.Logger driver =
                java.util.logging.Logger.getLogger("org.postgresql.core.v3.QueryExecutorImpl");
        driver.setUseParentHandlers(false);
        driver.addHandler(counting);
        driver.setLevel(Level.FINEST);
        try {
            work.run();
        } finally {
            driver.setLevel(null);
            driver.removeHandler(counting);
            driver.setUseParentHandlers(true);
        }
        return executed.get();
    }

    @Test
    void sendsOnlyTheMessageToTheRefusedThatTheDatabaseCannotKeep() {
        String guide = activeGuide();
        String shop = shop("EUR", 7);
        String click = click(guide, shop);
        jdbc.sql("""
                        create function refuse_poison() returns trigger language plpgsql as $$
                        begin
                            if new.order_id = 'o-poison' then raise 'cannot be kept'; end if;
                            return new;
                        end $$
                        """).update();
        jdbc.sql(
                        "create trigger refuse_poison before insert on sale_order for each row execute function refuse_poison()")
                .update();
        try {
            List<Map<String, Object>> reports = new ArrayList<>();
            for (String order : List.of("o-a", "o-b", "o-poison", "o-c", "o-d")) {
                reports.add(placed(shop, order, click, 10_000));
                reports.add(of("PAID", shop, order));
            }
            intake.take(messages(reports));
            String poison = refusedOf(shop).stream()
                    .filter(refused -> refused.path("code").asString().equals("INTERNAL_ERROR"))
                    .map(refused -> refused.path("refusalId").asString())
                    .findFirst()
                    .orElseThrow();
            assertThat(ok(brand().post(REFUSED + "/" + poison + ":retry", "{}"))
                            .path("applied")
                            .asBoolean())
                    .isFalse();
        } finally {
            jdbc.sql("drop trigger refuse_poison on sale_order").update();
            jdbc.sql("drop function refuse_poison").update();
        }

        assertThat(balance(guide, "EUR")).containsExactly(2_800L, 0L, 0L, 0L, 0L);
        assertThat(refusedOf(shop).stream()
                        .map(refused -> refused.path("kind").asString() + " "
                                + refused.path("code").asString()))
                .containsExactlyInAnyOrder("PLACED INTERNAL_ERROR", "PAID NOT_FOUND");
    }

    /** The same reports by the page and one by one over REST leave the same books; pages at the same time wait for each other. */
    @Test
    void leavesWhatRestWouldLeaveWhateverMeetsInAPage() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        String shop = shop("EUR", 0);
        String reference = shop("EUR", 0);
        List<String> guides = List.of(activeGuide(), activeGuide(), activeGuide());
        List<List<Map<String, Object>>> lives = new ArrayList<>();
        for (int number = 0; number < 60; number++) {
            String order = "o-" + number;
            String guide = guides.get(random.nextInt(guides.size()));
            List<Map<String, Object>> life = new ArrayList<>();
            life.add(placed(shop, order, click(guide, shop), 1_000 + random.nextInt(9_000)));
            if (random.nextInt(8) > 0) {
                life.add(of("PAID", shop, order));
            }
            switch (random.nextInt(4)) {
                case 0 -> life.add(of("CANCELLED", shop, order));
                case 1 -> life.add(of("DELIVERED", shop, order));
                case 2 -> life.add(refunded(shop, order, "r", 1 + random.nextInt(1_000)));
                default -> {}
            }
            lives.add(life);
        }
        List<Map<String, Object>> first = interleaved(lives.subList(0, 30), random);
        List<Map<String, Object>> second = interleaved(lives.subList(30, 60), random);

        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            List<Future<?>> taking = List.of(
                    threads.submit(() -> inPages(messages(first), random.nextInt(1, 40))),
                    threads.submit(() -> inPages(messages(second), random.nextInt(1, 40))));
            for (Future<?> taken : taking) {
                taken.get();
            }
        }
        for (List<Map<String, Object>> life : lives) {
            for (Map<String, Object> report : life) {
                overRest(reference, report);
            }
        }

        assertThat(standing(shop))
                .as("seed " + seed)
                .isEqualTo(standing(reference))
                .hasSize(60);
        assertThat(booked(shop)).as("seed " + seed).isEqualTo(booked(reference)).isNotEmpty();
    }

    private void inPages(List<Message> messages, int size) {
        for (int from = 0; from < messages.size(); from += size) {
            takeLikeTheListener(messages.subList(from, Math.min(messages.size(), from + size)));
        }
    }

    /** A page that the database had to undo is tried until it has taken it. */
    private void takeLikeTheListener(List<Message> page) {
        for (boolean taken = false; !taken; ) {
            try {
                intake.take(page);
                taken = true;
            } catch (TransientDataAccessException undone) {
                LOG.atInfo().setCause(undone).log("A page is tried again");
            }
        }
    }

    private static List<Map<String, Object>> interleaved(List<List<Map<String, Object>>> lives, Random random) {
        List<Map<String, Object>> mixed = new ArrayList<>();
        List<List<Map<String, Object>>> left = new ArrayList<>();
        lives.forEach(life -> left.add(new ArrayList<>(life)));
        while (!left.isEmpty()) {
            Collections.shuffle(left, random);
            mixed.add(left.getFirst().removeFirst());
            left.removeIf(List::isEmpty);
        }
        return mixed;
    }

    /** The same by the other shop, at its own product. */
    private void overRest(String shop, Map<String, Object> report) {
        String order = "/api/v1/orders/" + report.get("orderId");
        switch (String.valueOf(report.get("kind"))) {
            case "PLACED" -> {
                Map<String, Object> body = new LinkedHashMap<>(body(report));
                JsonNode line = codec.read(codec.writeBytes(report), JsonNode.class)
                        .path("lines")
                        .path(0);
                String guide = jdbc.sql("select guide_id::text from recommendation where code = "
                                + "(select code from touch where click_id = ?::uuid)")
                        .param(body.get("clickId"))
                        .query(String.class)
                        .single();
                body.put("merchantId", shop);
                body.put("clickId", click(guide, shop));
                body.put("placedAt", clock().instant().toString());
                body.put(
                        "lines",
                        List.of(Map.of(
                                "lineId",
                                "l1",
                                "productId",
                                wine(shop),
                                "quantity",
                                1,
                                "net",
                                money(line.path("net").path("amountMinor").asLong(), "EUR"))));
                ok(merchant(shop).put(order, body));
            }
            case "PAID" -> merchant(shop).post(order + ":pay", "{}");
            case "DELIVERED" -> merchant(shop).post(order + ":deliver", "{}");
            case "CANCELLED" -> merchant(shop).post(order + ":cancel", "{}");
            default -> merchant(shop).post(order + "/refunds", Map.of("refundId", "r", "lines", report.get("lines")));
        }
    }

    private List<String> standing(String shop) {
        return jdbc.sql("""
                        select o.order_id || ' ' || o.status || ' ' || l.attribution || ' ' || l.left_minor || ' '
                               || l.payees[1] || ' ' || coalesce(c.state || ' ' || c.left_minor, '-')
                          from sale_order o join sale_line l using (merchant_id, order_id)
                          left join commission c using (merchant_id, order_id, line_id)
                         where o.merchant_id = ? order by o.order_id
                        """).param(shop).query(String.class).list();
    }

    private List<String> booked(String shop) {
        return jdbc.sql("""
                        select substr(p.source, length(?) + 8) || ' ' || p.type || ' ' || a.kind || ' '
                               || sum(e.amount_minor) as booked
                          from posting p join entry e using (posting_id) join account a using (account_id)
                         where p.source like 'order:' || ? || '/%' group by p.source, p.type, a.kind order by booked
                        """).param(shop).param(shop).query(String.class).list();
    }

    private Map<String, Object> placed(String shop, String order, String click, long netMinor) {
        Map<String, Object> report = new LinkedHashMap<>(of("PLACED", shop, order));
        report.putAll(orderBody(shop, click, netMinor, "EUR"));
        return report;
    }

    private static Map<String, Object> of(String kind, String shop, String order) {
        return Map.of("kind", kind, "merchantId", shop, "orderId", order);
    }

    private static Map<String, Object> refunded(String shop, String order, String refund, long netMinor) {
        Map<String, Object> report = new LinkedHashMap<>(of("REFUNDED", shop, order));
        report.put("refundId", refund);
        report.put("lines", List.of(Map.of("lineId", "l1", "net", money(netMinor, "EUR"))));
        return report;
    }

    /** As it is put over REST. */
    private static Map<String, Object> body(Map<String, Object> placed) {
        Map<String, Object> body = new LinkedHashMap<>(placed);
        body.remove("kind");
        body.remove("orderId");
        return body;
    }

    private List<Message> messages(List<Map<String, Object>> reports) {
        List<Message> messages = new ArrayList<>();
        for (Map<String, Object> report : reports) {
            messages.add(new Message(0, messages.size(), codec.writeBytes(report)));
        }
        return messages;
    }

    private void send(Map<String, Object> report) throws Exception {
        send(report, report.get("merchantId") + "/" + report.get("orderId"));
    }

    private void send(Map<String, Object> report, String key) throws Exception {
        kafka.send(new ProducerRecord<>(
                        Topics.ORDER_REPORTS,
                        null,
                        key,
                        codec.writeBytes(report),
                        EventHeaders.of(UUID.randomUUID().toString(), "/shop", EventTypes.ORDER_REPORTED)))
                .get();
    }

    private List<JsonNode> refusedOf(String shop) {
        List<JsonNode> refused = new ArrayList<>();
        ok(merchant(shop).get(REFUSED)).path("items").forEach(refused::add);
        return refused;
    }
}
