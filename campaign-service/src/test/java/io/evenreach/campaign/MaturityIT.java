package io.evenreach.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.evenreach.campaign.maturity.Purchases;
import io.evenreach.campaign.maturity.domain.Purchase;
import io.evenreach.campaign.maturity.domain.Stage;
import io.evenreach.campaign.maturity.domain.Stages;
import io.evenreach.campaign.maturity.persistence.FlowStore;
import io.evenreach.contracts.EventTypes;
import io.evenreach.contracts.Topics;
import io.evenreach.contracts.guides.OrderChanged;
import io.evenreach.contracts.identity.IdentityChange;
import io.evenreach.contracts.identity.TenureMove;
import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.identifiers.ProfileIds;
import io.evenreach.platform.events.EventCodec;
import io.evenreach.platform.events.EventHeaders;
import io.evenreach.platform.security.Scopes;
import io.evenreach.testkit.Chance;
import io.evenreach.testkit.HttpProbe.Answer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.DefaultTransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;

class MaturityIT extends ServiceTestBase {

    private static final AtomicInteger NUMBER = new AtomicInteger();
    /** The feeds of this class: one sequence each, as their relays would give it. */
    private static final AtomicLong IDENTITY = new AtomicLong();

    private static final AtomicLong ORDERS = new AtomicLong();

    private static final String RULES = "/api/v1/maturity/rules";

    private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    private static final String PAID = "PAID";

    @Autowired
    @SuppressWarnings("NullAway.Init")
    KafkaTemplate<String, byte[]> kafka;

    @Autowired
    @SuppressWarnings("NullAway.Init")
    private Purchases purchases;

    @Autowired
    @SuppressWarnings("NullAway.Init")
    private FlowStore flows;

    @Autowired
    @SuppressWarnings("NullAway.Init")
    private TransactionTemplate transactions;

    @Test
    void isNewWithAPaidOrderAndReturningWithTheSecondOrWithTime() {
        IdentifierKey mail = key();
        UUID person = born(mail);
        awaitStage(person, "POTENTIAL");
        order("PLACED", daysAgo(20), 1_000, mail);
        String first = order(PAID, daysAgo(20), 1_000, mail);
        awaitStage(person, "NEW");

        JsonNode standing = standing(person).json();
        assertThat(standing.path("paidOrders").asInt()).isEqualTo(1);
        assertThat(time(standing.path("firstOrderAt"))).isEqualTo(daysAgo(20));
        assertThat(time(standing.path("since"))).isEqualTo(daysAgo(20));
        assertThat(standing.path("changes").size()).isEqualTo(1);

        order("DELIVERED", daysAgo(100), 1_000, mail);
        awaitStage(person, "RETURNING");
        assertThat(standing(person).json().path("changes").toString())
                .as("the older order was first, and the later one came before it was 90 days old")
                .isEqualTo("[{\"stage\":\"NEW\",\"at\":\"" + daysAgo(100) + "\"},{\"stage\":\"RETURNING\",\"at\":\""
                        + daysAgo(20) + "\"}]");
        again(first, "CANCELLED", daysAgo(20), 1_000, mail);
        await().untilAsserted(
                        () -> assertThat(standing(person).json().path("changes").toString())
                                .as("by itself, 90 days after the only order that is left")
                                .isEqualTo("[{\"stage\":\"NEW\",\"at\":\"" + daysAgo(100)
                                        + "\"},{\"stage\":\"RETURNING\",\"at\":\"" + daysAgo(10) + "\"}]"));
    }

    @Test
    void takesTheStageBackWithWhatIsRefundedOrCancelled() {
        IdentifierKey mail = key();
        UUID person = born(mail);
        String first = order(PAID, daysAgo(9), 1_000, mail);
        String second = order(PAID, daysAgo(8), 1_000, mail);
        awaitStage(person, "RETURNING");

        again(second, PAID, daysAgo(8), 1, mail);
        IdentifierKey other = key();
        order(PAID, daysAgo(8), 1, other);
        awaitStage(ProfileIds.foundedBy(other), "NEW");
        assertThat(stage(person)).as("a part of it is kept").isEqualTo("RETURNING");
        again(second, PAID, daysAgo(8), 0, mail);
        awaitStage(person, "NEW");
        again(first, "CANCELLED", daysAgo(9), 1_000, mail);
        awaitStage(person, "POTENTIAL");
        again(first, PAID, daysAgo(9), 1_000, mail);
        awaitStage(person, "NEW");
    }

    @Test
    void endsTheSameHoweverTheFeedComes() {
        IdentifierKey mail = key();
        UUID person = born(mail);
        String id = orderId();
        long first = ORDERS.incrementAndGet();
        long second = ORDERS.incrementAndGet();
        long third = ORDERS.incrementAndGet();
        OrderChanged placed = changed(first, id, "PLACED", daysAgo(3), 500, mail);
        OrderChanged paid = changed(second, id, PAID, daysAgo(3), 500, mail);
        OrderChanged refunded = changed(third, id, PAID, daysAgo(3), 0, mail);

        send(refunded);
        send(placed);
        send(paid);
        send(placed);
        send(paid);
        awaitStage(person, "NEW");
        send(refunded);
        send(paid);
        awaitStage(person, "POTENTIAL");
        awaitTaken();
        assertThat(stage(person)).isEqualTo("POTENTIAL");
    }

    @Test
    void keepsWhatWasToldLastOfAnOrderInWhateverOrderItIsTaken() {
        Chance.forSeeds(20, chance -> {
            IdentifierKey mail = key();
            Map<Purchase.Order, Purchase> last = new HashMap<>();
            List<Purchase> told = new ArrayList<>();
            for (int sequence = 1; sequence <= 12; sequence++) {
                Purchase.Order order = new Purchase.Order("shuffled", mail.hex() + chance.below(4));
                Purchase purchase = purchase(order, sequence, daysAgo(chance.below(9)), chance.percent(50), mail);
                told.add(purchase);
                last.put(order, purchase);
            }
            List<Purchase> shuffled = chance.shuffled(told);
            int cut = chance.below(told.size());
            transactions.executeWithoutResult(taking -> {
                purchases.take(shuffled.subList(0, cut));
                purchases.take(shuffled.subList(cut, told.size()));
                purchases.take(List.of(chance.pick(told)));
            });

            assertThat(standing(ProfileIds.foundedBy(mail))
                            .json()
                            .path("paidOrders")
                            .asInt())
                    .isEqualTo((int)
                            last.values().stream().filter(Purchase::counts).count());
        });
    }

    @Test
    void followsAMergeAndASplitAndWhatWasKnownUnderAnOlderId() {
        IdentifierKey one = key();
        IdentifierKey other = key();
        UUID kept = born(one);
        UUID merged = born(other);
        order(PAID, daysAgo(5), 1_000, one);
        order(PAID, daysAgo(4), 1_000, other);
        awaitStage(kept, "NEW");
        awaitStage(merged, "NEW");

        identity(move(other, merged, kept, 2));
        awaitStage(kept, "RETURNING");
        JsonNode alias = standing(merged).json();
        assertThat(alias.path("profileId").asString()).isEqualTo(kept.toString());
        assertThat(alias.path("paidOrders").asInt()).isEqualTo(2);

        identity(move(other, kept, merged, 3));
        awaitStage(kept, "NEW");
        awaitStage(merged, "NEW");
    }

    @Test
    void leavesAnOrderWithWhoeverFoundedItsIdentifierWhenAllThatIsKnownOfItIsRemoved() {
        IdentifierKey mail = key();
        IdentifierKey phone = key();
        UUID other = born(phone);
        order(PAID, daysAgo(5), 1_000, mail);
        UUID founded = ProfileIds.foundedBy(mail);
        awaitStage(founded, "NEW");

        identity(move(mail, null, other, 1));
        awaitStage(other, "NEW");
        identity(move(mail, other, null, 2));
        awaitStage(other, "POTENTIAL");
        awaitStage(founded, "NEW");
    }

    @Test
    void countsNothingOfAnIdentifierThatIsSharedOrWithdrawnAndGoesByTheNext() {
        IdentifierKey tablet = key();
        IdentifierKey mail = key();
        IdentifierKey withdrawn = key();
        UUID person = born(mail);
        UUID before = born(tablet);
        UUID silent = born(withdrawn);
        order(PAID, daysAgo(5), 1_000, tablet, mail);
        order(PAID, daysAgo(5), 1_000, withdrawn);
        awaitStage(before, "NEW");
        awaitStage(silent, "NEW");

        identity(
                move(tablet, null, null, "ADS", before, null, 2, true, null),
                move(withdrawn, null, null, "ADS", silent, null, 2, false, NOW));
        awaitStage(person, "NEW");
        await().untilAsserted(() -> assertThat(standing(before).status()).isEqualTo(404));
        await().untilAsserted(() -> assertThat(standing(silent).status()).isEqualTo(404));
    }

    @Test
    void leavesEachOwnerOfARecycledPhoneTheirOwnOrders() {
        IdentifierKey phone = key();
        IdentifierKey mail = key();
        UUID newOwner = born(mail);
        UUID oldOwner = born(phone);
        order(PAID, daysAgo(200), 1_000, phone);
        order(PAID, daysAgo(150), 1_000, phone);
        order(PAID, daysAgo(5), 1_000, phone);
        awaitOrders(oldOwner, 3);

        identity(
                move(phone, null, daysAgo(30), "ADS", oldOwner, oldOwner, 2, false, null),
                move(phone, daysAgo(30), null, "ADS", oldOwner, newOwner, 2, false, null));
        awaitOrders(oldOwner, 2);
        awaitOrders(newOwner, 1);
        awaitStage(newOwner, "NEW");
        identity(
                move(phone, daysAgo(30), null, "ADS", newOwner, null, 3, false, null),
                move(phone, null, null, "ADS", oldOwner, oldOwner, 3, false, null));
        awaitOrders(oldOwner, 3);
        awaitStage(newOwner, "POTENTIAL");
    }

    @Test
    void goesByThePartitionForAdvertising() {
        IdentifierKey one = key();
        IdentifierKey other = key();
        UUID first = born(one);
        UUID second = born(other);
        order(PAID, daysAgo(5), 1_000, one);
        order(PAID, daysAgo(5), 1_000, other);
        identity(move(other, daysAgo(30), null, "SERVICE", second, first, 5, false, null));
        awaitTaken();

        awaitOrders(first, 1);
        awaitOrders(second, 1);
    }

    @Test
    void forgetsWhatErasedPeopleHaveBoughtAndDropsWhatComesLate() {
        IdentifierKey mail = key();
        IdentifierKey cookie = key();
        IdentifierKey tablet = key();
        UUID erased = born(mail);
        UUID other = born(cookie);
        identity(move(tablet, null, erased, 1));
        String together = order(PAID, daysAgo(9), 1_000, mail, cookie);
        String cookiesOwn = order(PAID, daysAgo(8), 1_000, cookie, mail);
        order(PAID, daysAgo(7), 1_000, tablet);
        awaitOrders(erased, 2);
        awaitOrders(other, 1);

        // What is told of an order later no longer names whoever was erased, and may be heard before the erasure is.
        again(together, "DELIVERED", daysAgo(9), 1_000, cookie);
        awaitTaken();
        assertThat(standing(erased).json().path("paidOrders").asInt()).isEqualTo(2);
        tell("ERASED", daysAgo(1), move(mail, erased, null, 2), move(tablet, erased, null, 2));
        await().untilAsserted(() ->
                assertThat(standing(erased).status()).as("nothing is left").isEqualTo(404));
        awaitOrders(other, 1);
        assertThat(rowsNaming(mail)).isZero();

        // It must not make the order somebody else's afterwards either.
        again(together, "DELIVERED", daysAgo(9), 1_000, cookie);
        again(cookiesOwn, "DELIVERED", daysAgo(8), 1_000, cookie);
        order(PAID, daysAgo(6), 1_000, mail);
        order(PAID, daysAgo(6), 1_000, mail, cookie);
        String after = order(PAID, NOW, 1_000, mail);
        await().untilAsserted(() -> assertThat(rowsOf(after)).isEqualTo(1));
        assertThat(stage(other)).isEqualTo("NEW");
        awaitOrders(other, 1);
        assertThat(rowsNaming(mail)).as("only what is dated after the erasure").isEqualTo(1);
    }

    @Test
    void putsWhatCannotBeReadAsideAndGoesOn() {
        IdentifierKey mail = key();
        UUID person = born(mail);
        List<String> poisoned = new ArrayList<>(List.of("no order at all", "{\"orderId\":\"without a place\"}"));
        for (String rest : List.of(
                "\"placedAt\":\"never\"",
                "\"merchantId\":\"m\"",
                whole("NEITHER", "m", daysAgo(1), "", "1000"),
                whole(PAID, "m", daysAgo(1), "\"no key\"", "1000"),
                whole(PAID, "m", daysAgo(1), "null", "1000"),
                whole(PAID, "m", daysAgo(1), "", "\"much\""),
                whole(PAID, "m\\u0000", daysAgo(1), "", "1000"),
                whole(PAID, "m\\ud800", daysAgo(1), "", "1000"),
                whole(PAID, "m".repeat(201), daysAgo(1), "", "1000"),
                whole(PAID, "m", Instant.parse("+300000-01-01T00:00:00Z"), "", "1000"),
                whole(PAID, "m", daysAgo(1), "", "1000").replace("\"lines\":[{", "\"lines\":[null,{"),
                whole(PAID, "m", daysAgo(1), "", "1000").replace("\"lines\"", "\"rows\""),
                whole(PAID, "m", daysAgo(1), "", "1000").replace("\"buyer\"", "\"seller\""))) {
            poisoned.add("{\"sequence\":" + ORDERS.incrementAndGet() + "," + rest + "}");
        }
        poisoned.forEach(letter -> kafka.send(record("poison", letter.getBytes(StandardCharsets.UTF_8)))
                .join());
        kafka.send(new ProducerRecord<>(Topics.ORDERS, "poison", null)).join();
        order(PAID, daysAgo(1), 1_000, mail);
        awaitStage(person, "NEW");

        List<String> dead = new ArrayList<>();
        try (Feed letters = new Feed(Topics.deadLettersOf(Topics.ORDERS))) {
            await().untilAsserted(() -> {
                letters.poll()
                        .forEach(letter -> dead.add(
                                letter.value() == null
                                        ? "of no bytes"
                                        : new String(letter.value(), StandardCharsets.UTF_8)));
                assertThat(dead).containsAll(poisoned).contains("of no bytes");
            });
        }
        awaitTaken();
    }

    /** What follows the place of an order. */
    private static String whole(String status, String merchantId, Instant placedAt, String buyer, String leftMinor) {
        return """
                "merchantId":"%s","orderId":"%s","status":"%s","placedAt":"%s","changedAt":"%s","buyer":[%s],\
                "lines":[{"lineId":"1","leftMinor":%s}]""".formatted(merchantId, orderId(), status, placedAt, NOW, buyer, leftMinor);
    }

    @Test
    void keepsWhoHasBoughtAsItWasToldFirstInHoweverManyBatchesItIsTaken() {
        for (int cut = 0; cut <= 3; cut++) {
            IdentifierKey mail = key();
            IdentifierKey cookie = key();
            UUID erased = born(mail);
            UUID other = born(cookie);
            tell("ERASED", daysAgo(1), move(mail, erased, null, 2));
            awaitTaken();
            Purchase.Order order = new Purchase.Order("batches", orderId());
            take(
                    cut,
                    purchase(order, 1, daysAgo(9), false, mail, cookie),
                    purchase(order, 2, daysAgo(9), true, cookie),
                    purchase(order, 3, daysAgo(9), true, cookie));

            assertThat(stage(other)).as("cut after %s", cut).isEqualTo("POTENTIAL");
        }
    }

    @Test
    void goesByTheSameIdentifiersInTheOrderInWhichTheyAreToldLast() {
        for (int cut = 0; cut <= 3; cut++) {
            IdentifierKey cookie = key();
            IdentifierKey mail = key();
            UUID family = born(cookie);
            UUID buyer = born(mail);
            awaitTaken();
            Purchase.Order order = new Purchase.Order("reordered", orderId());
            take(
                    cut,
                    purchase(order, 1, daysAgo(5), false, cookie, mail),
                    purchase(order, 2, daysAgo(5), true, mail, cookie),
                    purchase(order, 3, daysAgo(5), true, cookie));

            assertThat(stage(buyer)).as("cut after %s", cut).isEqualTo("NEW");
            assertThat(stage(family)).as("cut after %s", cut).isEqualTo("POTENTIAL");
        }
    }

    /** Takes some in two batches. */
    private void take(int cut, Purchase... told) {
        List<Purchase> all = List.of(told);
        for (List<Purchase> batch : List.of(all.subList(0, cut), all.subList(cut, all.size()))) {
            transactions.executeWithoutResult(taking -> purchases.take(batch));
        }
    }

    private static Purchase purchase(
            Purchase.Order order, long sequence, Instant placedAt, boolean counts, IdentifierKey... buyer) {
        return new Purchase(order, sequence, placedAt, placedAt, List.of(buyer), counts);
    }

    @Test
    void goesByWhatIsKnownOfSomebodyBeforeWhatIsNew() {
        IdentifierKey known = key();
        IdentifierKey stranger = key();
        UUID person = born(known);
        UUID founded = ProfileIds.foundedBy(stranger);
        order(PAID, daysAgo(5), 1_000, stranger, known);
        order(PAID, daysAgo(4), 1_000, stranger);
        awaitTaken();
        awaitOrders(person, 1);
        awaitOrders(founded, 1);

        tell("ERASED", daysAgo(1), move(known, person, null, 2));
        awaitTaken();
        assertThat(standing(founded).json().path("paidOrders").asInt())
                .as("what the erased had bought does not become theirs")
                .isEqualTo(1);
    }

    @Test
    void goesByWhoeverOwnsAnIdentifierWhereAnotherTenureOfItIsNobodys() {
        IdentifierKey phone = key();
        UUID owner = born(phone);
        UUID other = born(key());
        order(PAID, daysAgo(5), 1_000, phone);
        identity(
                move(phone, null, daysAgo(30), "ADS", owner, owner, 2, false, null),
                move(phone, daysAgo(30), null, "ADS", owner, other, 2, false, null));
        awaitOrders(other, 1);
        identity(move(phone, daysAgo(30), null, "ADS", other, null, 3, true, null));
        awaitOrders(other, 0);

        identity(move(phone, null, null, "ADS", owner, owner, 3, false, null));
        awaitOrders(owner, 1);
    }

    @Test
    void forgetsWhoHasBoughtAlsoWhereTheShopsClockIsAhead() {
        IdentifierKey mail = key();
        UUID person = born(mail);
        String ahead = order(PAID, NOW.plus(Duration.ofDays(1)), 1_000, mail);
        awaitTaken();
        assertThat(rowsNaming(mail)).isEqualTo(1);
        tell("ERASED", NOW.plus(Duration.ofHours(1)), move(mail, person, null, 2));
        awaitTaken();

        assertThat(rowsOf(ahead)).isEqualTo(1);
        assertThat(rowsNaming(mail)).isZero();
    }

    @Test
    void countsAnOrderForNobodyThatIsToldWithoutTheIdentifiersOfErasedPeople() {
        IdentifierKey cookie = key();
        UUID other = born(cookie);
        order(PAID, daysAgo(5), 1_000, cookie);
        awaitOrders(other, 1);
        String late = orderId();
        OrderChanged placed = changed(ORDERS.incrementAndGet(), late, "PLACED", daysAgo(9), 1_000, cookie);
        send(new OrderChanged(
                placed.sequence(),
                placed.merchantId(),
                late,
                placed.status(),
                placed.placedAt(),
                placed.buyer(),
                placed.lines(),
                placed.changedAt(),
                true));
        again(late, PAID, daysAgo(9), 1_000, cookie);
        awaitTaken();

        assertThat(rowsOf(late)).isEqualTo(1);
        assertThat(standing(other).json().path("paidOrders").asInt()).isEqualTo(1);
    }

    @Test
    void leavesConnectionsToOthersHoweverManyCount() throws Exception {
        ExecutorService askers = Executors.newFixedThreadPool(20);
        try {
            List<Future<Answer>> counts = new ArrayList<>();
            transactions.executeWithoutResult(locking -> {
                jdbc.sql("lock table purchase in access exclusive mode").update();
                for (int asker = 0; asker < 20; asker++) {
                    counts.add(askers.submit(() -> brand().get("/api/v1/maturity")));
                }
                await().untilAsserted(() ->
                        assertThat(jdbc.sql("""
                                        select count(*) from pg_locks
                                         where relation = 'purchase'::regclass and not granted
                                        """).query(Long.class).single()).isPositive());
                await().during(Duration.ofSeconds(2))
                        .untilAsserted(() -> assertThat(brand().get(RULES).status())
                                .as("connections are left")
                                .isEqualTo(200));
            });
            for (Future<Answer> count : counts) {
                assertThat(count.get().status()).isEqualTo(200);
            }
        } finally {
            askers.shutdownNow();
        }
    }

    @Test
    void countsEverybodyOnceInAMatrixThatIsTheSameAsCountedOneByOne() {
        Chance.forSeeds(3, this::countsLikeOneByOne);
    }

    /** People with several identifiers each, some of nobody's, some that identity never told of, and what they bought. */
    private void countsLikeOneByOne(Chance chance) {
        awaitTaken();
        // What other tests have left.
        jdbc.sql("truncate key_owner, purchase, purchase_key").update();
        List<IdentifierKey> keys = Stream.generate(MaturityIT::key).limit(40).toList();
        List<UUID> people = Stream.generate(() -> new UUID(NUMBER.incrementAndGet(), 77))
                .limit(15)
                .toList();
        Map<IdentifierKey, Instant> handedOver = new HashMap<>();
        Map<IdentifierKey, List<UUID>> owners = new HashMap<>();
        Map<UUID, Instant> knownSince = new HashMap<>();
        List<TenureMove> moves = new ArrayList<>();
        for (IdentifierKey key : keys.subList(0, 32)) {
            Instant seen = daysAgo(chance.below(300));
            if (chance.percent(10)) {
                owners.put(key, List.of());
                moves.add(move(key, null, null, "ADS", null, null, 1, true, null));
                continue;
            }
            UUID first = chance.pick(people);
            UUID second = chance.percent(20) ? chance.pick(people) : first;
            Instant handed = daysAgo(chance.below(200));
            owners.put(key, List.of(first, second));
            handedOver.put(key, handed);
            moves.add(seen(key, null, handed, first, seen));
            moves.add(seen(key, handed, null, second, handed));
            knownSince.merge(first, seen, MaturityIT::earlier);
            knownSince.merge(second, handed, MaturityIT::earlier);
        }
        moves.add(ofADataSet(keys.getLast()));
        identity(moves.toArray(TenureMove[]::new));
        Map<UUID, List<Instant>> bought = new HashMap<>();
        for (int count = 0; count < 60; count++) {
            Instant placed = daysAgo(chance.below(300)).plusMillis(chance.below(1_000));
            List<IdentifierKey> buyer = chance.shuffled(keys).subList(0, chance.between(1, 3));
            boolean counts = chance.percent(75);
            order(
                    chance.pick(counts ? List.of(PAID, "DELIVERED") : List.of("PLACED", "CANCELLED")),
                    placed,
                    1_000,
                    buyer.toArray(IdentifierKey[]::new));
            UUID owner = Stream.concat(
                            buyer.stream().filter(owners::containsKey),
                            buyer.stream().filter(key -> !owners.containsKey(key)))
                    .map(key -> ownerAt(key, owners, handedOver, placed))
                    .filter(Objects::nonNull)
                    .findFirst()
                    .orElse(null);
            if (counts && owner != null) {
                bought.computeIfAbsent(owner, any -> new ArrayList<>()).add(placed);
            }
        }
        awaitTaken();
        Stages stages = stagesNow();
        for (int pair = 0; pair < 8; pair++) {
            Instant from = daysAgo(chance.below(320));
            Instant to = pair == 0 ? from : from.plus(Duration.ofDays(chance.below(320)));
            Map<String, Long> expected = new TreeMap<>();
            Set<UUID> base = new HashSet<>();
            knownSince.forEach((person, since) -> {
                if (!since.isAfter(to)) {
                    base.add(person);
                }
            });
            bought.forEach((person, orders) -> {
                if (orders.stream().anyMatch(order -> !order.isAfter(to))) {
                    base.add(person);
                }
            });
            for (UUID person : base) {
                List<Instant> orders = bought.getOrDefault(person, List.of());
                expected.merge(
                        stages.stageAt(orders, from).name() + " "
                                + stages.stageAt(orders, to).name(),
                        1L,
                        Long::sum);
            }
            JsonNode flow = brand().get("/api/v1/maturity/flow?from=" + from + "&to=" + to)
                    .json();
            assertThat(cells(flow)).as("from %s to %s", from, to).isEqualTo(expected);
            assertThat(flow.path("base").asLong()).isEqualTo(base.size());
            assertThat(flow.path("cells").size())
                    .isEqualTo(stages.ordered().size() * stages.ordered().size());
            if (pair == 0) {
                JsonNode counts = brand().get("/api/v1/maturity?at=" + to).json();
                Map<String, Long> counted = new TreeMap<>();
                counts.path("stages")
                        .forEach(stage -> counted.put(
                                stage.path("stage").asString() + " "
                                        + stage.path("stage").asString(),
                                stage.path("people").asLong()));
                counted.values().removeIf(count -> count == 0);
                assertThat(counted).isEqualTo(expected);
                assertThat(counts.path("base").asLong()).isEqualTo(base.size());
            }
        }
        bought.forEach((person, orders) ->
                assertThat(standing(person).json().path("paidOrders").asInt()).isEqualTo(orders.size()));
    }

    @Test
    void givesUpCountingWhereTheDatabaseTakesTooLong() {
        transactions.executeWithoutResult(locking -> {
            jdbc.sql("lock table purchase in access exclusive mode").update();
            TransactionTemplate another = new TransactionTemplate(
                    Objects.requireNonNull(transactions.getTransactionManager()),
                    new DefaultTransactionDefinition(TransactionDefinition.PROPAGATION_REQUIRES_NEW));
            assertThatThrownBy(() ->
                            another.execute(counting -> flows.count(Stages.BUILT_IN, NOW, NOW, Duration.ofMillis(200))))
                    .as("which is answered with DATABASE_UNAVAILABLE")
                    .isInstanceOf(QueryTimeoutException.class);
        });
    }

    @Test
    void putsOtherStagesInForceForAllTimesAtOnce() {
        IdentifierKey mail = key();
        UUID person = born(mail);
        order(PAID, daysAgo(5), 1_000, mail);
        awaitStage(person, "NEW");
        Answer builtIn = brand().get(RULES);
        assertThat(builtIn.json().path("stages").toString())
                .isEqualTo("[{\"name\":\"POTENTIAL\"},{\"name\":\"NEW\",\"minOrders\":1},"
                        + "{\"name\":\"RETURNING\",\"minOrders\":2,\"minDaysSinceFirstOrder\":90}]");
        long version = builtIn.json().path("version").asLong();
        String tag = "\"" + version + "\"";
        assertThat(builtIn.headers().firstValue("ETag")).hasValue(tag);
        String before = everything();
        assertThat(brand().put(RULES, builtIn.body()).status()).isEqualTo(200);
        assertThat(everything()).as("the same changes nothing").isEqualTo(before);

        Answer changed = brand().put(RULES, stages(3), Map.of("If-Match", tag));
        try {
            assertThat(changed.status()).as(changed.body()).isEqualTo(200);
            assertThat(changed.headers().firstValue("ETag")).hasValue("\"" + (version + 1) + "\"");
            assertThat(stage(person)).isEqualTo("LOOKED");
            assertThat(brand().get("/api/v1/maturity")
                            .json()
                            .at("/stages/1/stage")
                            .asString())
                    .isEqualTo("LOYAL");
            assertThat(brand().get("/api/v1/audit?targetKind=maturity-rules")
                            .json()
                            .at("/items/0/detail/version")
                            .asLong())
                    .isEqualTo(version + 1);
            refused(412, "STALE_VERSION", () -> brand().put(RULES, stages(4), Map.of("If-Match", tag)));
            refused(412, "STALE_VERSION", () -> brand().put(RULES, with(stages(4), "version", version)));
        } finally {
            brand().put(RULES, with(builtIn(), "version", version + 1));
        }
        awaitStage(person, "NEW");
    }

    @Test
    void refusesStagesThatCannotBeAndPointsAtThem() {
        assertThat(refused(422, "INVALID_FIELD", () -> brand().put(RULES, stages(2, 1)))
                        .pointer())
                .isEqualTo("/stages/2/minOrders");
        assertThat(refused(422, "OUT_OF_RANGE", () -> brand().put(RULES, stages(0)))
                        .pointer())
                .isEqualTo("/stages/1/minOrders");
        refused(422, "OUT_OF_RANGE", () -> brand().put(RULES, Map.of("stages", List.of())));
        refused(400, "UNKNOWN_FIELD", () -> brand().put(RULES, with(stages(2), "mood", "good")));
    }

    @Test
    void isForTheBrandAndForThoseWithTheScope() {
        String profile = "/api/v1/profiles/" + UUID.randomUUID() + "/maturity";
        String flow = "/api/v1/maturity/flow?from=2026-01-01T00:00:00Z&to=2026-02-01T00:00:00%2B08:00";
        for (String path : List.of(RULES, "/api/v1/maturity", flow, profile)) {
            refused(404, "NOT_FOUND", () -> partner("acme").get(path));
            refused(404, "NOT_FOUND", () -> merchant("shop").get(path));
            refused(404, "NOT_FOUND", () -> guide(UUID.randomUUID().toString()).get(path));
            refused(
                    403,
                    "MISSING_SCOPE",
                    () -> person("ada", Scopes.BEHAVIOUR_WRITE).get(path));
        }
        assertThat(person("ada", Scopes.REACH_READ).get(flow).status()).isEqualTo(200);
        refused(404, "NOT_FOUND", () -> partner("acme").put(RULES, stages(2)));
        refused(
                403,
                "MISSING_SCOPE",
                () -> person("ada", Scopes.GOVERNANCE_READ).put(RULES, stages(2)));
        refused(404, "NOT_FOUND", () -> brand().get(profile));
        refused(
                400,
                "INVALID_PARAMETER",
                () -> brand().get("/api/v1/maturity/flow?from=2026-02-01T00:00:00Z&to=2026-01-01T00:00:00Z"));
        refused(400, "INVALID_PARAMETER", () -> brand().get("/api/v1/maturity?at=-999999999-01-01T00:00:00Z"));
    }

    private static Map<String, Object> stages(int... minOrders) {
        List<Map<String, Object>> stages = new ArrayList<>(List.of(Map.of("name", "LOOKED")));
        for (int orders : minOrders) {
            stages.add(Map.of("name", "LOYAL" + "_".repeat(stages.size() - 1), "minOrders", orders));
        }
        return Map.of("stages", stages);
    }

    private static Map<String, Object> builtIn() {
        return Map.of(
                "stages",
                List.of(
                        Map.of("name", "POTENTIAL"),
                        Map.of("name", "NEW", "minOrders", 1),
                        Map.of("name", "RETURNING", "minOrders", 2, "minDaysSinceFirstOrder", 90)));
    }

    private Stages stagesNow() {
        List<Stage> stages = new ArrayList<>();
        brand().get(RULES)
                .json()
                .path("stages")
                .forEach(stage -> stages.add(new Stage(
                        stage.path("name").asString(),
                        stage.has("minOrders") ? stage.path("minOrders").asInt() : null,
                        stage.has("minDaysSinceFirstOrder")
                                ? stage.path("minDaysSinceFirstOrder").asInt()
                                : null)));
        return new Stages(stages);
    }

    private static Map<String, Long> cells(JsonNode flow) {
        Map<String, Long> cells = new TreeMap<>();
        flow.path("cells")
                .forEach(cell -> cells.put(
                        cell.path("from").asString() + " " + cell.path("to").asString(),
                        cell.path("people").asLong()));
        cells.values().removeIf(people -> people == 0);
        return cells;
    }

    private static @Nullable UUID ownerAt(
            IdentifierKey key,
            Map<IdentifierKey, List<UUID>> owners,
            Map<IdentifierKey, Instant> handedOver,
            Instant placed) {
        List<UUID> both = owners.get(key);
        if (both == null) {
            return ProfileIds.foundedBy(key);
        }
        if (both.isEmpty()) {
            return null;
        }
        Instant handed = handedOver.get(key);
        return handed != null && placed.isBefore(handed) ? both.getFirst() : both.getLast();
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private Answer standing(UUID person) {
        return brand().get("/api/v1/profiles/" + person + "/maturity");
    }

    private String stage(UUID person) {
        return standing(person).json().path("stage").asString("none");
    }

    private void awaitStage(UUID person, String stage) {
        await().untilAsserted(() -> assertThat(stage(person)).isEqualTo(stage));
    }

    private void awaitOrders(UUID person, int orders) {
        await().untilAsserted(() ->
                assertThat(standing(person).json().path("paidOrders").asInt(-1)).isEqualTo(orders));
    }

    /** Until everything that was sent is taken in. */
    private void awaitTaken() {
        awaitPlace(Topics.IDENTITY_CHANGES, IDENTITY.get());
        awaitPlace(Topics.ORDERS, ORDERS.get());
    }

    private void awaitPlace(String topic, long sequence) {
        await().untilAsserted(() -> assertThat(
                        jdbc.sql("select coalesce(max(sequence), 0) from feed_position where topic = :topic")
                                .param("topic", topic)
                                .query(Long.class)
                                .single())
                .isEqualTo(sequence));
    }

    private long rowsNaming(IdentifierKey key) {
        return jdbc.sql("select count(*) from purchase_key where key = :key")
                .param("key", key.bytes())
                .query(Long.class)
                .single();
    }

    private long rowsOf(String orderId) {
        return jdbc.sql("select count(*) from purchase where order_id = :orderId")
                .param("orderId", orderId)
                .query(Long.class)
                .single();
    }

    /** Somebody new who was seen with this identifier alone. */
    private UUID born(IdentifierKey key) {
        UUID person = ProfileIds.foundedBy(key);
        identity(move(key, null, person, 1));
        return person;
    }

    private void identity(TenureMove... moves) {
        tell("OBSERVED", null, moves);
    }

    private void tell(String cause, @Nullable Instant erasedAt, TenureMove... moves) {
        IdentityChange change = new IdentityChange(
                IDENTITY.incrementAndGet(), UUID.randomUUID().toString(), 0, 1, Arrays.asList(moves), cause, erasedAt);
        kafka.send(new ProducerRecord<>(
                        Topics.IDENTITY_CHANGES,
                        null,
                        null,
                        change.changeId(),
                        new EventCodec().writeBytes(change),
                        EventHeaders.of(change.changeId(), "/identity-service", EventTypes.IDENTITY_CHANGED)))
                .join();
    }

    private static TenureMove move(IdentifierKey key, @Nullable UUID from, @Nullable UUID to, long version) {
        return move(key, null, null, "ADS", from, to, version, false, null);
    }

    private static TenureMove move(
            IdentifierKey key,
            @Nullable Instant validFrom,
            @Nullable Instant validTo,
            String purpose,
            @Nullable UUID from,
            @Nullable UUID to,
            long version,
            boolean quarantined,
            @Nullable Instant withdrawnAt) {
        return new TenureMove(
                key.hex(),
                "phone",
                validFrom,
                validTo,
                purpose,
                from,
                to,
                version,
                daysAgo(300),
                null,
                quarantined,
                withdrawnAt);
    }

    /** What an imported log knows is none of the live customers'. */
    private static TenureMove ofADataSet(IdentifierKey key) {
        return new TenureMove(
                key.hex(), "phone", null, null, "ADS", null, UUID.randomUUID(), 9, daysAgo(300), "import", false, null);
    }

    private static TenureMove seen(
            IdentifierKey key, @Nullable Instant validFrom, @Nullable Instant validTo, UUID to, Instant firstSeenAt) {
        return new TenureMove(
                key.hex(), "phone", validFrom, validTo, "ADS", null, to, 1, firstSeenAt, null, false, null);
    }

    private String order(String status, Instant placedAt, long leftMinor, IdentifierKey... buyer) {
        String orderId = orderId();
        again(orderId, status, placedAt, leftMinor, buyer);
        return orderId;
    }

    private void again(String orderId, String status, Instant placedAt, long leftMinor, IdentifierKey... buyer) {
        send(changed(ORDERS.incrementAndGet(), orderId, status, placedAt, leftMinor, buyer));
    }

    private static OrderChanged changed(
            long sequence, String orderId, String status, Instant placedAt, long leftMinor, IdentifierKey... buyer) {
        return new OrderChanged(
                sequence,
                "shop",
                orderId,
                status,
                placedAt,
                Arrays.stream(buyer).map(IdentifierKey::hex).toList(),
                lines(leftMinor),
                NOW);
    }

    private static List<OrderChanged.Line> lines(long leftMinor) {
        return List.of(
                new OrderChanged.Line("1", "tea", 1, 1_000, leftMinor, "EUR", "VOIDED", null),
                new OrderChanged.Line("2", "gift", 1, 0, 0, "EUR", "VOIDED", null));
    }

    private void send(OrderChanged order) {
        kafka.send(record(order.orderId(), new EventCodec().writeBytes(order))).join();
    }

    private static ProducerRecord<String, byte[]> record(String key, byte[] value) {
        return new ProducerRecord<>(
                Topics.ORDERS,
                null,
                null,
                key,
                value,
                EventHeaders.of(UUID.randomUUID().toString(), "/guide-commerce-service", EventTypes.ORDER_CHANGED));
    }

    private static String orderId() {
        return "order-" + NUMBER.incrementAndGet();
    }

    private static IdentifierKey key() {
        return new IdentifierKey(NUMBER.incrementAndGet(), 77, 77, 77);
    }

    private static Instant daysAgo(int days) {
        return NOW.minus(Duration.ofDays(days));
    }

    private static Instant time(JsonNode node) {
        return Instant.parse(node.asString());
    }
}
