package io.evenreach.guidecommerce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.evenreach.contracts.EventTypes;
import io.evenreach.contracts.Topics;
import io.evenreach.contracts.guides.OrderChanged;
import io.evenreach.contracts.identity.IdentityChange;
import io.evenreach.contracts.identity.TenureMove;
import io.evenreach.guidecommerce.sale.Deadlines;
import io.evenreach.guidecommerce.sale.Maturity;
import io.evenreach.guidecommerce.sale.Order;
import io.evenreach.guidecommerce.sale.Orders;
import io.evenreach.guidecommerce.sale.SamePersons;
import io.evenreach.guidecommerce.sale.intake.OrderIntake;
import io.evenreach.identifiers.Hashing;
import io.evenreach.identifiers.Identifier;
import io.evenreach.identifiers.IdentifierHasher;
import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.identifiers.IdentifierType;
import io.evenreach.identifiers.Normaliser;
import io.evenreach.identifiers.ProfileIds;
import io.evenreach.platform.events.EventCodec;
import io.evenreach.platform.events.EventHeaders;
import io.evenreach.testkit.HttpProbe.Answer;
import io.evenreach.testkit.Servers;
import io.evenreach.testkit.TenureMoves;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;

/** A guide who buys from themselves, a shopper on the guide's tablet, and a shopper with two devices. */
class SamePersonIT extends ServiceTestBase {

    private static final FakeIdentity IDENTITY = new FakeIdentity();
    private static final AtomicLong SEQUENCE = new AtomicLong();
    private static final AtomicLong VERSION = new AtomicLong();
    private static final Hashing HASHING =
            new Hashing(new Normaliser("CN"), IdentifierHasher.ofHex(Servers.IDENTIFIER_KEY));

    @Autowired
    @SuppressWarnings("NullAway.Init")
    private KafkaTemplate<String, byte[]> kafka;

    @Autowired
    @SuppressWarnings("NullAway.Init")
    private SamePersons samePersons;

    @Autowired
    @SuppressWarnings("NullAway.Init")
    private Maturity maturity;

    @Autowired
    @SuppressWarnings("NullAway.Init")
    private Deadlines deadlines;

    @Autowired
    @SuppressWarnings("NullAway.Init")
    private OrderIntake intake;

    @Autowired
    @SuppressWarnings("NullAway.Init")
    private Orders orders;

    @Autowired
    @SuppressWarnings("NullAway.Init")
    private TransactionTemplate transaction;

    @Autowired
    @SuppressWarnings("NullAway.Init")
    private MeterRegistry meters;

    @DynamicPropertySource
    static void identity(DynamicPropertyRegistry registry) {
        registry.add("evenreach.identity.address", IDENTITY::address);
        registry.add("evenreach.identity.client-secret", () -> FakeIdentity.SECRET);
        registry.add("evenreach.identity.timeout", () -> "60s");
        registry.add("evenreach.sale.referral-depth", () -> "2");
    }

    @BeforeEach
    void everybodyIsAsked() {
        IDENTITY.says(FakeIdentity.Mood.ONE_PERSON);
        IDENTITY.questions.clear();
    }

    @Test
    void holdsWhatAGuideEarnsOfTheirOwnPurchaseAndSaysWhy() {
        String referrer = activeGuide();
        String guide = activeGuide(referralCode(referrer));
        String shop = shop("EUR", 0);
        Map<String, String> mail = email("own-" + guide + "@example.org");
        state(guide, List.of(mail));
        String order = paidOrder(shop, click(guide, shop), 10_000, "EUR", List.of(mail));
        ok(merchant(shop).post("/api/v1/orders/" + order + ":deliver", "{}"));
        clock().advance(Duration.ofDays(10));
        maturity.sweep();

        assertThat(balance(guide, "EUR")).as("held is pending").containsExactly(700L, 0L, 0L, 0L, 0L);
        assertThat(balance(referrer, "EUR")).as("the whole line is held").containsExactly(30L, 0L, 0L, 0L, 0L);
        JsonNode held = ok(guide(guide).get("/api/v1/guides/" + guide + "/statement"))
                .path("held")
                .path(0);
        assertThat(held.path("amountMinor").asLong()).isEqualTo(700);
        assertThat(held.path("hold").path("reason").asString()).isEqualTo("SAME_PERSON");
        assertThat(held.path("hold").path("byDeadline").asString()).isEqualTo("UPHOLD");
        assertThat(held.path("hold").path("deadline").asString()).isNotEmpty();
        JsonNode line = line(shop, order);
        assertThat(line.path("attribution").asString()).isEqualTo("HELD");
        assertThat(line.path("holds").path(0).path("state").asString()).isEqualTo("OPEN");
        assertThat(IDENTITY.questions)
                .as("the same identifier is the same person")
                .isEmpty();
    }

    @Test
    void holdsWhatIsBoughtWithTheEmailThatTheGuideRegisteredWith() {
        String mail = "wei+" + UUID.randomUUID() + "@example.org";
        Map<String, String> fromTheGateway = Map.of(
                "X-Evenreach-Guide-Id",
                UUID.randomUUID().toString(),
                "X-Evenreach-Guide-Email",
                URLEncoder.encode(mail, StandardCharsets.UTF_8));
        String guide = ok(nobody().post("/api/v1/guides", registration(), fromTheGateway))
                .path("guideId")
                .asString();
        ok(guide(guide).post("/api/v1/guides/" + guide + ":submit", "{}"));
        ok(brand().post("/api/v1/guides/" + guide + ":approve", "{}"));
        String shop = shop("CNY", 0);

        String order = paidOrder(shop, click(guide, shop), 10_000, "CNY", List.of(email(mail)));

        assertThat(line(shop, order).path("holds").path(0).path("reason").asString())
                .isEqualTo("SAME_PERSON");
    }

    @Test
    void doesNotHoldWhoeverBuysOnTheGuidesTabletAndPaysNothingUntilThatIsKnown() {
        String guide = activeGuide();
        String shop = shop("USD", 0);
        Map<String, String> ofGuide = email("tablet-" + guide + "@example.org");
        Map<String, String> ofShopper = email("shopper-" + guide + "@example.org");
        Map<String, String> tablet = tablet("tablet-" + guide);
        state(guide, List.of(ofGuide, tablet));
        UUID profile = profileOf(ofGuide);
        tell("OBSERVED", move(ofShopper, null, profile), move(ofGuide, null, profile), move(tablet, null, profile));
        IDENTITY.says(FakeIdentity.Mood.DOWN);
        String order = paidOrder(shop, click(guide, shop), 10_000, "USD", List.of(ofShopper, tablet));
        ok(merchant(shop).post("/api/v1/orders/" + order + ":deliver", "{}"));
        samePersons.sweep();
        maturity.sweep();
        assertThat(balance(guide, "USD")).as("nobody has said yet").containsExactly(700L, 0L, 0L, 0L, 0L);
        assertThat(line(shop, order).path("holds")).isEmpty();
        assertThat(open()).isOne();

        IDENTITY.says(FakeIdentity.Mood.ONLY_BY_A_DEVICE);
        samePersons.sweep();
        assertThat(open()).isZero();
        maturity.sweep();

        assertThat(balance(guide, "USD")).containsExactly(0L, 700L, 0L, 0L, 0L);
        assertThat(line(shop, order).path("holds")).isEmpty();
        assertThat(IDENTITY.questions)
                .allSatisfy(question ->
                        assertThat(question).contains("\"purpose\":\"SERVICE\"").contains("\"strength\":\"PERSON\""));
    }

    @Test
    void doesNotHoldForADeviceThatBothUse() {
        String guide = activeGuide();
        String shop = shop("GBP", 0);
        Map<String, String> tablet = tablet("shared-" + guide);
        state(guide, List.of(email("shared-" + guide + "@example.org"), tablet));
        String order = paidOrder(
                shop, click(guide, shop), 10_000, "GBP", List.of(email("s-" + guide + "@example.org"), tablet));
        samePersons.sweep();

        assertThat(line(shop, order).path("attribution").asString()).isEqualTo("CONFIRMED");
        assertThat(IDENTITY.questions).isEmpty();
    }

    @Test
    void holdsOnAMergeAndReleasesOnASplit() {
        String guide = activeGuide();
        String shop = shop("CHF", 0);
        Map<String, String> ofGuide = email("merge-" + guide + "@example.org");
        Map<String, String> ofBuyer = email("buyer-" + guide + "@example.org");
        state(guide, List.of(ofGuide));
        String order = paidOrder(shop, click(guide, shop), 10_000, "CHF", List.of(ofBuyer));
        ok(merchant(shop).post("/api/v1/orders/" + order + ":deliver", "{}"));
        samePersons.sweep();
        assertThat(balance(guide, "CHF")).containsExactly(0L, 700L, 0L, 0L, 0L);

        tell("OBSERVED", move(ofBuyer, profileOf(ofBuyer), profileOf(ofGuide)));
        samePersons.sweep();
        assertThat(balance(guide, "CHF")).as("payable is pending again").containsExactly(700L, 0L, 0L, 0L, 0L);
        JsonNode hold = line(shop, order).path("holds").path(0);
        assertThat(hold.path("state").asString()).isEqualTo("OPEN");

        tell("SPLIT", move(ofBuyer, profileOf(ofGuide), profileOf(ofBuyer)));
        samePersons.sweep();
        maturity.sweep();
        assertThat(balance(guide, "CHF")).containsExactly(0L, 700L, 0L, 0L, 0L);
        assertThat(line(shop, order).path("holds").path(0).path("state").asString())
                .isEqualTo("RELEASED");

        tell("OBSERVED", move(ofBuyer, profileOf(ofBuyer), profileOf(ofGuide)));
        samePersons.sweep();
        assertThat(balance(guide, "CHF"))
                .as("what identity released, identity holds again")
                .containsExactly(700L, 0L, 0L, 0L, 0L);
    }

    /** A phone that was the buyer's, and is the guide's since. */
    @Test
    void goesByWhoHadAnIdentifierWhenItWasOrdered() {
        String guide = activeGuide();
        String shop = shop("PLN", 0);
        Map<String, String> ofGuide = email("recycled-" + guide + "@example.org");
        Map<String, String> phone = Map.of("type", "phone", "value", "+8613900139701");
        state(guide, List.of(ofGuide));
        String before = paidOrder(shop, click(guide, shop), 10_000, "PLN", List.of(phone));
        ok(merchant(shop).post("/api/v1/orders/" + before + ":deliver", "{}"));
        clock().advance(Duration.ofMinutes(1));
        Instant recycled = clock().instant();
        tell(
                "OBSERVED",
                move(phone, null, recycled, profileOf(phone), profileOf(phone)),
                move(phone, recycled, null, null, profileOf(ofGuide)));
        samePersons.sweep();
        assertThat(balance(guide, "PLN")).as("somebody else bought it").containsExactly(0L, 700L, 0L, 0L, 0L);

        clock().advance(Duration.ofMinutes(1));
        String after = paidOrder(shop, click(guide, shop), 10_000, "PLN", List.of(phone));
        samePersons.sweep();
        assertThat(line(shop, after).path("holds").path(0).path("state").asString())
                .isEqualTo("OPEN");
        assertThat(line(shop, before).path("holds")).isEmpty();
    }

    @Test
    void onlyFlagsWhatWasPaidAndTakesItBackWhenSomebodyDecidesSo() {
        String guide = activeGuide();
        String shop = shop("SEK", 0);
        Map<String, String> ofGuide = email("paid-" + guide + "@example.org");
        Map<String, String> ofBuyer = email("paid-buyer-" + guide + "@example.org");
        state(guide, List.of(ofGuide));
        String order = paidOrder(shop, click(guide, shop), 10_000, "SEK", List.of(ofBuyer));
        ok(merchant(shop).post("/api/v1/orders/" + order + ":deliver", "{}"));
        String item = payoutUnderWay("SEK");

        tell("OBSERVED", move(ofBuyer, profileOf(ofBuyer), profileOf(ofGuide)));
        samePersons.sweep();
        JsonNode hold = line(shop, order).path("holds").path(0);
        assertThat(hold.path("state").asString()).isEqualTo("FLAGGED");
        assertThat(balance(guide, "SEK")).containsExactly(0L, 0L, 700L, 0L, 0L);
        String path = "/api/v1/guide-commerce/holds/" + hold.path("holdId").asString();
        JsonNode answered = ok(guide(guide).post(path + ":appeal", Map.of("statement", "that is my sister")));
        assertThat(answered.path("state").asString()).isEqualTo("FLAGGED");
        assertThat(answered.path("appeal").asString()).isEqualTo("that is my sister");
        refused(409, "ILLEGAL_TRANSITION", brand().post(path + ":uphold", Map.of("reason", "bought from themselves")));

        ok(brand().post("/api/v1/payout-items/" + item + ":settle", Map.of("proof", "camt.053")));
        ok(brand().post(path + ":uphold", Map.of("reason", "bought from themselves")));
        ok(brand().post(path + ":uphold", Map.of("reason", "bought from themselves")));

        assertThat(balance(guide, "SEK")).containsExactly(0L, 0L, 0L, 700L, 700L);
        ok(refund(shop, order, "r", 10_000, "SEK"));
        assertThat(balance(guide, "SEK")).as("once").containsExactly(0L, 0L, 0L, 700L, 700L);
    }

    @Test
    void letsAGuideAddIdentifiersAndOnlyTheBrandTakeThemAway() {
        String guide = activeGuide();
        String other = activeGuide();
        String path = "/api/v1/guides/" + guide + "/identifiers";
        state(guide, List.of(email("one-" + guide + "@example.org")));
        state(guide, List.of(email("two-" + guide + "@example.org")));

        assertThat(ok(guide(guide).get(path)).path("items")).hasSize(2);
        assertThat(guide(guide).get(path).body()).doesNotContain("one-" + guide);
        ok(brand().put(path, Map.of("identifiers", List.of(email("two-" + guide + "@example.org")))));
        assertThat(ok(brand().get(path)).path("items")).hasSize(1);
        refused(404, "NOT_FOUND", guide(other).put(path, Map.of("identifiers", List.of())));
        refused(
                422,
                "UNKNOWN_IDENTIFIER_TYPE",
                guide(guide).put(path, Map.of("identifiers", List.of(Map.of("type", "fax", "value", "1")))));
    }

    @Test
    void givesAPurchaseOnAnotherDeviceToTheGuideThePersonWasLedBy() {
        String guide = activeGuide();
        String shop = shop("NOK", 7);
        String phoneClick = click(guide, shop);
        Map<String, String> mail = email("two-devices-" + guide + "@example.org");
        Map<String, String> login = Map.of("type", "login_id", "scope", "shop", "value", "anna-" + guide);
        ok(merchant(shop).post("/api/v1/touches", Map.of("clickId", phoneClick, "identifiers", List.of(mail))));
        refused(
                404,
                "NOT_FOUND",
                merchant(shop("NOK", 7))
                        .post("/api/v1/touches", Map.of("clickId", phoneClick, "identifiers", List.of(mail))));
        tell("OBSERVED", move(mail, null, profileOf(mail)), move(login, profileOf(login), profileOf(mail)));

        String order = paidOrder(shop, UUID.randomUUID().toString(), 10_000, "NOK", List.of(login));
        String stranger = paidOrder(
                shop, UUID.randomUUID().toString(), 10_000, "NOK", List.of(email("x-" + guide + "@example.org")));

        assertThat(line(shop, order).path("guideId").asString()).isEqualTo(guide);
        assertThat(line(shop, stranger).has("guideId")).isFalse();
        JsonNode attribution = ok(merchant(shop).get("/api/v1/orders/" + order + "/attribution"));
        tell("SPLIT", move(login, profileOf(mail), profileOf(login)));
        assertThat(ok(merchant(shop).get("/api/v1/orders/" + order + "/attribution")))
                .as("decided again from what was known at the order")
                .isEqualTo(attribution);
    }

    /**
     * What a guide has won by a link that was followed on another device, after somebody had followed the link of another
     * guide on the device that they bought on.
     */
    private record AcrossDevices(
            String shop,
            String guide,
            String other,
            Map<String, String> touched,
            Map<String, String> bought,
            String order) {}

    private AcrossDevices acrossDevices(String currency) {
        return acrossDevices(currency, activeGuide());
    }

    private AcrossDevices acrossDevices(String currency, String guide) {
        String shop = shop(currency, 0);
        String other = activeGuide();
        Map<String, String> touched = email("touched-" + guide + "@example.org");
        Map<String, String> bought = Map.of("type", "login_id", "scope", "shop", "value", "bought-" + guide);
        String onTheLaptop = click(other, shop);
        clock().advance(Duration.ofMinutes(1));
        String onThePhone = click(guide, shop);
        ok(merchant(shop).post("/api/v1/touches", Map.of("clickId", onThePhone, "identifiers", List.of(touched))));
        tell("OBSERVED", move(touched, null, profileOf(touched)), move(bought, null, profileOf(touched)));
        String order = paidOrder(shop, onTheLaptop, 10_000, currency, List.of(bought));
        ok(merchant(shop).post("/api/v1/orders/" + order + ":deliver", "{}"));
        judged();
        assertThat(balance(guide, currency)).containsExactly(0L, 700L, 0L, 0L, 0L);
        IDENTITY.questions.clear();
        return new AcrossDevices(shop, guide, other, touched, bought, order);
    }

    private void judged() {
        samePersons.sweep();
        maturity.sweep();
    }

    private void split(AcrossDevices sale) {
        tell("SPLIT", move(sale.bought(), profileOf(sale.touched()), profileOf(sale.bought())));
        judged();
    }

    private void merge(AcrossDevices sale) {
        tell("OBSERVED", move(sale.bought(), profileOf(sale.bought()), profileOf(sale.touched())));
        judged();
    }

    private JsonNode hold(AcrossDevices sale) {
        return line(sale.shop(), sale.order()).at("/holds/0");
    }

    private void uphold(AcrossDevices sale) {
        ok(upheldByHand(sale));
    }

    private Answer upheldByHand(AcrossDevices sale) {
        return brand().post(
                        "/api/v1/guide-commerce/holds/"
                                + hold(sale).path("holdId").asString() + ":uphold",
                        Map.of("reason", "somebody else's phone"));
    }

    @Test
    void holdsWhatALinkOnAnotherDeviceHasWonOnASplitAndReleasesItWhenTheyAreOneAgain() {
        AcrossDevices sale = acrossDevices("AUD");
        JsonNode attribution = ok(merchant(sale.shop()).get("/api/v1/orders/" + sale.order() + "/attribution"));

        split(sale);
        assertThat(hold(sale).path("reason").asString()).isEqualTo("OTHER_BUYER");
        assertThat(hold(sale).path("state").asString()).isEqualTo("OPEN");
        assertThat(hold(sale).path("byDeadline").asString()).isEqualTo("UPHOLD");
        assertThat(balance(sale.guide(), "AUD")).as("pending again").containsExactly(700L, 0L, 0L, 0L, 0L);
        assertThat(ok(merchant(sale.shop()).get("/api/v1/orders/" + sale.order() + "/attribution"))
                        .path("touches"))
                .as("decided again from what was known at the order")
                .isEqualTo(attribution.path("touches"));

        merge(sale);
        assertThat(hold(sale).path("state").asString()).isEqualTo("RELEASED");
        assertThat(balance(sale.guide(), "AUD")).containsExactly(0L, 700L, 0L, 0L, 0L);
        assertThat(balance(sale.other(), "AUD")).containsExactly(0L, 0L, 0L, 0L, 0L);

        split(sale);
        assertThat(balance(sale.guide(), "AUD"))
                .as("what identity released, identity holds again")
                .containsExactly(700L, 0L, 0L, 0L, 0L);
        assertThat(IDENTITY.questions).as("the feed tells whose they are").isEmpty();
    }

    @Test
    void givesWhatALinkOfSomebodyElseHadWonToTheGuideWhoWouldHaveHadIt() {
        AcrossDevices sale = acrossDevices("AUD");
        String given = paidOrder(sale.shop(), click(sale.other(), sale.shop()), 10_000, "AUD");
        ok(merchant(sale.shop()).post("/api/v1/orders/" + given + ":deliver", "{}"));
        judged();
        List<Long> once = balance(sale.other(), "AUD");

        split(sale);
        uphold(sale);
        assertThat(balance(sale.guide(), "AUD")).containsExactly(0L, 0L, 0L, 0L, 0L);
        assertThat(balance(sale.other(), "AUD"))
                .as("not before they are judged, too")
                .containsExactly(700L, once.get(1), 0L, 0L, 0L);
        judged();

        assertThat(balance(sale.other(), "AUD")).containsExactly(0L, 2 * once.get(1), 0L, 0L, 0L);
        assertThat(line(sale.shop(), sale.order()).path("guideId").asString()).isEqualTo(sale.other());
        merge(sale);
        split(sale);
        assertThat(balance(sale.other(), "AUD"))
                .as("what somebody took back stays taken back")
                .containsExactly(0L, 2 * once.get(1), 0L, 0L, 0L);
        assertThat(line(sale.shop(), sale.order()).path("holds")).hasSize(1);
        ok(refund(sale.shop(), sale.order(), "r", 10_000, "AUD"));
        assertThat(balance(sale.other(), "AUD")).isEqualTo(once);
        assertThat(ok(brand().get("/api/v1/ledger/reconciliation")).path("items"))
                .isEmpty();
    }

    @Test
    void onlyFlagsWhatALinkOfSomebodyElseHadWonOnceItIsPaid() {
        AcrossDevices sale = acrossDevices("NZD");
        String item = payoutUnderWay("NZD");
        split(sale);
        assertThat(hold(sale).path("state").asString()).isEqualTo("FLAGGED");
        assertThat(balance(sale.guide(), "NZD")).containsExactly(0L, 0L, 700L, 0L, 0L);
        ok(brand().post("/api/v1/payout-items/" + item + ":settle", Map.of("proof", "camt.053")));

        uphold(sale);
        judged();

        assertThat(balance(sale.guide(), "NZD")).containsExactly(0L, 0L, 0L, 700L, 700L);
        assertThat(balance(sale.other(), "NZD")).containsExactly(0L, 700L, 0L, 0L, 0L);
        assertThat(ok(brand().get("/api/v1/ledger/reconciliation")).path("items"))
                .isEmpty();
    }

    /** The guide was paid, and whoever brought them is suspended. */
    @Test
    void takesBackNothingByTheDeadlineOfASaleOfWhichAPartWasPaid() {
        String referrer = activeGuide();
        AcrossDevices sale = acrossDevices("MXN", activeGuide(referralCode(referrer)));
        ok(brand().post("/api/v1/guides/" + referrer + ":suspend", Map.of("reason", "looked at")));
        String item = payoutUnderWay("MXN");
        ok(brand().post("/api/v1/payout-items/" + item + ":settle", Map.of("proof", "camt.053")));
        split(sale);
        assertThat(hold(sale).path("state").asString()).isEqualTo("OPEN");
        String deadline = hold(sale).path("deadline").asString();

        clock().advance(Duration.ofDays(15));
        deadlines.sweep();

        assertThat(hold(sale).path("state").asString()).isEqualTo("OPEN");
        assertThat(hold(sale).path("deadline").asString()).isGreaterThan(deadline);
        assertThat(balance(sale.guide(), "MXN")).containsExactly(0L, 0L, 0L, 700L, 0L);
        assertThat(balance(referrer, "MXN")).as("held").containsExactly(30L, 0L, 0L, 0L, 0L);
        assertThat(balance(sale.other(), "MXN")).containsExactly(0L, 0L, 0L, 0L, 0L);
        uphold(sale);
        judged();
        assertThat(balance(sale.guide(), "MXN")).containsExactly(0L, 0L, 0L, 700L, 700L);
        assertThat(balance(sale.other(), "MXN")).containsExactly(0L, 700L, 0L, 0L, 0L);
        assertThat(balance(referrer, "MXN")).containsExactly(0L, 0L, 0L, 0L, 0L);
        assertThat(ok(brand().get("/api/v1/ledger/reconciliation")).path("items"))
                .isEmpty();
    }

    @Test
    void releasesAndPaysNothingWhileIdentitySettlesWhoFollowedTheLink() {
        AcrossDevices sale = acrossDevices("PEN");
        split(sale);
        String next = "next-" + sale.order();
        UUID together = profileOf(sale.touched());
        tell("OBSERVED", move(sale.bought(), profileOf(sale.bought()), together));
        String click = click(sale.other(), sale.shop());
        clock().advance(Duration.ofMinutes(1));
        String onThePhone = click(sale.guide(), sale.shop());
        ok(merchant(sale.shop())
                .post("/api/v1/touches", Map.of("clickId", onThePhone, "identifiers", List.of(sale.touched()))));
        String path = "/api/v1/orders/" + next;
        ok(merchant(sale.shop()).put(path, orderBody(sale.shop(), click, 10_000, "PEN", List.of(sale.bought()))));
        ok(merchant(sale.shop()).post(path + ":pay", "{}"));

        tell("UNDETERMINED", move(sale.bought(), together, null));
        ok(merchant(sale.shop()).post(path + ":deliver", "{}"));
        judged();
        assertThat(hold(sale).path("state").asString()).isEqualTo("OPEN");
        assertThat(line(sale.shop(), next).path("guideId").asString()).isEqualTo(sale.guide());
        assertThat(balance(sale.guide(), "PEN")).containsExactly(1_400L, 0L, 0L, 0L, 0L);
        assertThat(isOpen(sale.order()) && isOpen(next)).isTrue();
        assertThat(IDENTITY.questions).isEmpty();

        tell("REFOLDED", move(sale.bought(), null, together));
        judged();
        assertThat(hold(sale).path("state").asString()).isEqualTo("RELEASED");
        assertThat(balance(sale.guide(), "PEN")).containsExactly(0L, 1_400L, 0L, 0L, 0L);
        assertThat(isOpen(sale.order()) || isOpen(next)).isFalse();
    }

    /** A purchase on a laptop after the link of one guide was followed on a tablet, and that of another one on a phone. */
    @Test
    void givesNothingOnBeforeItIsSettledWhoseItIsAndForgetsNoTouchOfWhichNobodyKnowsAnyMore() {
        String shop = shop("EGP", 0);
        String guide = activeGuide();
        String other = activeGuide();
        Map<String, String> phone = email("phone-" + guide + "@example.org");
        Map<String, String> tablet = email("tablet-" + guide + "@example.org");
        Map<String, String> laptop = email("laptop-" + guide + "@example.org");
        String onTheTablet = click(other, shop);
        clock().advance(Duration.ofMinutes(1));
        String onThePhone = click(guide, shop);
        ok(merchant(shop).post("/api/v1/touches", Map.of("clickId", onTheTablet, "identifiers", List.of(tablet))));
        ok(merchant(shop).post("/api/v1/touches", Map.of("clickId", onThePhone, "identifiers", List.of(phone))));
        UUID person = profileOf(laptop);
        tell("OBSERVED", move(phone, null, person), move(tablet, null, person), move(laptop, null, person));
        String order = paidOrder(shop, UUID.randomUUID().toString(), 10_000, "EGP", List.of(laptop));
        AcrossDevices sale = new AcrossDevices(shop, guide, other, phone, laptop, order);
        tell("SPLIT", move(phone, person, profileOf(phone)));
        judged();
        assertThat(hold(sale).path("state").asString()).isEqualTo("OPEN");

        tell("UNDETERMINED", move(laptop, person, null));
        clock().advance(Duration.ofDays(15));
        judged();
        deadlines.sweep();
        refused(409, "ILLEGAL_TRANSITION", upheldByHand(sale));
        tell("REFOLDED", move(laptop, null, person));
        deadlines.sweep();
        refused(409, "ILLEGAL_TRANSITION", upheldByHand(sale));
        assertThat(hold(sale).path("state").asString()).isEqualTo("OPEN");

        IDENTITY.says(FakeIdentity.Mood.WITHDRAWN);
        tell("WITHDRAWN", move(tablet, person, null));
        judged();
        IDENTITY.says(FakeIdentity.Mood.DOWN);
        deadlines.sweep();
        assertThat(hold(sale).path("state").asString()).isEqualTo("OPEN");
        IDENTITY.says(FakeIdentity.Mood.WITHDRAWN);
        deadlines.sweep();
        judged();
        assertThat(hold(sale).path("state").asString()).isEqualTo("UPHELD");
        assertThat(line(shop, order).path("guideId").asString()).isEqualTo(other);
        assertThat(balance(guide, "EGP")).containsExactly(0L, 0L, 0L, 0L, 0L);
        assertThat(balance(other, "EGP")).containsExactly(700L, 0L, 0L, 0L, 0L);
    }

    @Test
    void givesWhatASharedIdentifierHadLedToToTheGuideWhoWouldHaveHadIt() {
        AcrossDevices sale = acrossDevices("EGP");
        IDENTITY.says(FakeIdentity.Mood.QUARANTINED);
        tell("REFOLDED", move(sale.touched(), profileOf(sale.touched()), null));
        judged();

        uphold(sale);
        judged();

        assertThat(balance(sale.guide(), "EGP")).containsExactly(0L, 0L, 0L, 0L, 0L);
        assertThat(balance(sale.other(), "EGP")).containsExactly(0L, 700L, 0L, 0L, 0L);
    }

    @Test
    void keepsHeldWhatSomebodyOfTheBrandHasFoundWhosesoeverTheSaleIs() {
        AcrossDevices sale = acrossDevices("KES");
        split(sale);
        clock().advance(Duration.ofDays(10));
        ok(brand().post(
                        "/api/v1/orders/" + sale.order() + "/holds",
                        Map.of("lineId", "l1", "reason", "a stolen card")));

        clock().advance(Duration.ofDays(5));
        deadlines.sweep();
        judged();

        JsonNode line = line(sale.shop(), sale.order());
        assertThat(line.path("guideId").asString()).isEqualTo(sale.other());
        assertThat(line.path("holds")
                        .valueStream()
                        .map(hold -> hold.path("reason").asString() + " "
                                + hold.path("state").asString())
                        .toList())
                .containsExactlyInAnyOrder("OTHER_BUYER UPHELD", "FRAUD ENDED", "FRAUD OPEN");
        assertThat(balance(sale.guide(), "KES")).containsExactly(0L, 0L, 0L, 0L, 0L);
        assertThat(balance(sale.other(), "KES")).as("held").containsExactly(700L, 0L, 0L, 0L, 0L);
        clock().advance(Duration.ofDays(15));
        deadlines.sweep();
        assertThat(balance(sale.other(), "KES")).containsExactly(0L, 700L, 0L, 0L, 0L);
    }

    @Test
    void givesTheSaleOnWhicheverIsUpheldThatTheGuideBoughtItOrThatSomebodyElseFollowedTheLink() {
        AcrossDevices sale = acrossDevices("KES");
        Map<String, String> own = email("own-" + sale.guide() + "@example.org");
        state(sale.guide(), List.of(own));
        split(sale);
        tell("OBSERVED", move(sale.bought(), profileOf(sale.bought()), profileOf(own)));
        judged();
        JsonNode ownPurchase = line(sale.shop(), sale.order())
                .path("holds")
                .valueStream()
                .filter(hold -> hold.path("reason").asString().equals("SAME_PERSON"))
                .findFirst()
                .orElseThrow();

        ok(brand().post(
                        "/api/v1/guide-commerce/holds/"
                                + ownPurchase.path("holdId").asString() + ":uphold",
                        Map.of("reason", "bought it themselves")));
        judged();

        assertThat(balance(sale.guide(), "KES")).containsExactly(0L, 0L, 0L, 0L, 0L);
        assertThat(balance(sale.other(), "KES")).containsExactly(0L, 700L, 0L, 0L, 0L);
        assertThat(line(sale.shop(), sale.order()).path("holds").valueStream())
                .hasSize(2)
                .allSatisfy(hold -> assertThat(hold.path("state").asString()).isEqualTo("UPHELD"));
        assertThat(ok(brand().get("/api/v1/ledger/reconciliation")).path("items"))
                .isEmpty();
    }

    @Test
    void holdsWhatASharedIdentifierHadLedToAndNothingOfWhoWithdrewOrIsErased() {
        AcrossDevices shared = acrossDevices("SGD");
        AcrossDevices withdrawn = acrossDevices("SGD");
        AcrossDevices erased = acrossDevices("SGD");

        IDENTITY.says(FakeIdentity.Mood.QUARANTINED);
        tell("REFOLDED", move(shared.touched(), profileOf(shared.touched()), null));
        judged();
        assertThat(hold(shared).path("state").asString()).isEqualTo("OPEN");
        assertThat(IDENTITY.questions)
                .allSatisfy(question -> assertThat(question).doesNotContain("strength"))
                .hasSize(1);

        IDENTITY.says(FakeIdentity.Mood.TOO_MUCH_EVIDENCE);
        tell("WITHDRAWN", move(withdrawn.touched(), profileOf(withdrawn.touched()), null));
        judged();
        assertThat(isOpen(withdrawn.order())).as("asked again").isTrue();
        clock().advance(Duration.ofMinutes(1));
        IDENTITY.says(FakeIdentity.Mood.WITHDRAWN);
        judged();
        assertThat(isOpen(withdrawn.order())).isFalse();
        assertThat(line(withdrawn.shop(), withdrawn.order()).path("holds")).isEmpty();

        tell(
                "ERASED",
                move(erased.touched(), profileOf(erased.touched()), null),
                move(erased.bought(), profileOf(erased.touched()), null));
        judged();
        assertThat(line(erased.shop(), erased.order()).path("holds")).isEmpty();
        assertThat(isOpen(erased.order())).isFalse();
    }

    @Test
    void holdsWhatIsPaidOnlyAfterTheSplitAndLeavesWhatTheBrowserItselfLedTo() {
        String shop = shop("HKD", 7);
        String guide = activeGuide();
        Map<String, String> touched = email("unpaid-" + guide + "@example.org");
        Map<String, String> bought = email("buys-" + guide + "@example.org");
        String click = click(guide, shop);
        ok(merchant(shop).post("/api/v1/touches", Map.of("clickId", click, "identifiers", List.of(touched))));
        tell("OBSERVED", move(touched, null, profileOf(touched)), move(bought, null, profileOf(touched)));
        String order = "unpaid-" + guide;
        String path = "/api/v1/orders/" + order;
        ok(merchant(shop).put(path, orderBody(shop, UUID.randomUUID().toString(), 10_000, "HKD", List.of(bought))));
        String ownBrowser = paidOrder(shop, click, 10_000, "HKD", List.of(bought));
        tell("SPLIT", move(bought, profileOf(touched), profileOf(bought)));
        judged();

        ok(merchant(shop).post(path + ":pay", "{}"));
        judged();

        assertThat(line(shop, order).at("/holds/0/reason").asString()).isEqualTo("OTHER_BUYER");
        assertThat(line(shop, ownBrowser).path("holds")).isEmpty();
        clock().advance(Duration.ofDays(15));
        deadlines.sweep();
        assertThat(line(shop, order).path("attribution").asString()).isEqualTo("VOIDED");
        assertThat(balance(guide, "HKD")).as("of the other order").containsExactly(700L, 0L, 0L, 0L, 0L);
    }

    @Test
    void forgetsWhomIdentityErases() {
        String guide = activeGuide();
        String shop = shop("DKK", 7);
        Map<String, String> mail = email("erased-" + guide + "@example.org");
        String click = click(guide, shop);
        ok(merchant(shop).post("/api/v1/touches", Map.of("clickId", click, "identifiers", List.of(mail))));
        paidOrder(shop, click, 10_000, "DKK", List.of(mail));
        byte[] key = keyOf(mail);
        Map<String, Object> withoutLines = Map.of(
                "kind", "PLACED", "merchantId", shop, "orderId", "o-1", "buyer", Map.of("identifiers", List.of(mail)));
        intake.take(List.of(new OrderIntake.Message(0, 1, new EventCodec().writeBytes(withoutLines))));
        assertThat(kept(key)).isEqualTo(3);

        tell("ERASED", move(mail, profileOf(mail), null));

        assertThat(kept(key)).isZero();
    }

    /** What an erasure moves and does not erase is somebody else's: what they withdrew, or what is shared no more. */
    @Test
    void forgetsNothingOfOthersWhoseTenuresAnErasureTells() {
        String guide = activeGuide();
        String shop = shop("DKK", 7);
        Map<String, String> mail = email("others-" + guide + "@example.org");
        String click = click(guide, shop);
        ok(merchant(shop).post("/api/v1/touches", Map.of("clickId", click, "identifiers", List.of(mail))));
        paidOrder(shop, click, 10_000, "DKK", List.of(mail));
        byte[] key = keyOf(mail);
        assertThat(kept(key)).isEqualTo(2);

        tell("ERASED", TenureMoves.told(move(mail, profileOf(mail), null), false));
        assertThat(kept(key)).isEqualTo(2);

        tell("ERASED", TenureMoves.told(move(mail, profileOf(mail), null), true));
        assertThat(kept(key)).isZero();
    }

    /** A phone that was somebody's who is erased, and is somebody else's since. */
    @Test
    void forgetsNothingOfWhoHasAnIdentifierOfSomebodyErasedNow() {
        String guide = activeGuide();
        String shop = shop("ILS", 7);
        Map<String, String> phone = Map.of("type", "phone", "value", "+8613900139702");
        String earlier = click(guide, shop);
        ok(merchant(shop).post("/api/v1/touches", Map.of("clickId", earlier, "identifiers", List.of(phone))));
        paidOrder(shop, earlier, 10_000, "ILS", List.of(phone));
        clock().advance(Duration.ofMinutes(1));
        Instant recycled = clock().instant();
        tell(
                "OBSERVED",
                move(phone, null, recycled, profileOf(phone), profileOf(phone)),
                move(phone, recycled, null, null, UUID.randomUUID()));
        clock().advance(Duration.ofMinutes(1));
        String later = click(guide, shop);
        ok(merchant(shop).post("/api/v1/touches", Map.of("clickId", later, "identifiers", List.of(phone))));
        String order = paidOrder(shop, later, 10_000, "ILS", List.of(phone));
        Map<String, Object> withoutLines = Map.of(
                "kind", "PLACED", "merchantId", shop, "orderId", "o-2", "buyer", Map.of("identifiers", List.of(phone)));
        intake.take(List.of(new OrderIntake.Message(0, 2, new EventCodec().writeBytes(withoutLines))));
        state(activeGuide(), List.of(phone));
        byte[] key = keyOf(phone);
        assertThat(kept(key)).isEqualTo(5);

        tell("ERASED", move(phone, null, recycled, profileOf(phone), null));

        assertThat(kept(key)).as("an order, a touch and a report of the other").isEqualTo(3);
        assertThat(jdbc.sql("select order_id from sale_order where buyer_keys @> array[:key]::bytea[]")
                        .param("key", key)
                        .query(String.class)
                        .list())
                .containsExactly(order);
        assertThat(jdbc.sql("select count(*) from guide_identifier where key = :key")
                        .param("key", key)
                        .query(Long.class)
                        .single())
                .isEqualTo(1);
    }

    @Test
    void keepsNothingOfWhomIdentityErasedInWhatIsReportedLaterAndDatedBefore() {
        String guide = activeGuide();
        String shop = shop("DKK", 0);
        Map<String, String> mail = email("late-" + guide + "@example.org");
        Map<String, String> other = email("other-" + guide + "@example.org");
        byte[] key = keyOf(mail);
        String click = click(guide, shop);
        String path = "/api/v1/orders/late-" + UUID.randomUUID();
        String early = "/api/v1/orders/early-" + UUID.randomUUID();
        Map<String, Object> before = orderBody(shop, click, 10_000, "DKK", List.of(mail, other));
        ok(merchant(shop).put(early, before));
        clock().advance(Duration.ofMinutes(1));
        tell("ERASED", move(mail, profileOf(mail), null));
        clock().advance(Duration.ofMinutes(1));

        assertThat(merchant(shop).put(path, before).status()).isEqualTo(201);
        ok(merchant(shop).post(path + ":pay", "{}"));
        assertThat(merchant(shop).put(path, before).status())
                .as("the same again is the same order")
                .isEqualTo(200);
        assertThat(merchant(shop).put(early, before).status()).isEqualTo(200);
        refused(409, "CONFLICT", merchant(shop).put(path, orderBody(shop, click, 10_000, "DKK", List.of(other))));
        ok(merchant(shop).post("/api/v1/touches", Map.of("clickId", click, "identifiers", List.of(mail, other))));
        Map<String, Object> reported = new HashMap<>(before);
        reported.putAll(Map.of("kind", "PLACED", "orderId", "reported-" + guide));
        take(reported);
        Map<String, Object> wrong = new HashMap<>(reported);
        wrong.putAll(Map.of("orderId", "wrong-" + guide, "lines", List.of()));
        take(wrong);

        assertThat(kept(key)).isZero();
        assertThat(kept(keyOf(other)))
                .as("three orders and the click keep who was not erased")
                .isEqualTo(4);
        assertThat(balance(guide, "DKK")).as("a sale is a sale").containsExactly(700L, 0L, 0L, 0L, 0L);
        wrong.put("placedAt", clock().instant().toString());
        take(wrong);
        ok(merchant(shop).put(path + "-again", orderBody(shop, click, 10_000, "DKK", List.of(mail))));
        state(guide, List.of(mail));
        assertThat(kept(key)).as("whoever comes later is somebody new").isEqualTo(2);
        List<OrderChanged> late = told(path);
        assertThat(late.stream().map(OrderChanged::buyerErased))
                .as("whoever is left may have bought nothing, and the first message says so")
                .containsExactly(true, null);
        assertThat(late)
                .allSatisfy(order -> assertThat(order.buyer())
                        .containsExactly(IdentifierKey.of(keyOf(other)).hex()));
        assertThat(told("/api/v1/orders/reported-" + guide).stream().map(OrderChanged::buyerErased))
                .containsExactly(true);
        assertThat(told(early).stream().map(OrderChanged::buyerErased))
                .as("all of them were named")
                .containsExactly((Boolean) null);
        assertThat(told(path + "-again").stream().map(OrderChanged::buyerErased))
                .containsExactly((Boolean) null);
        assertThat(ok(guide(guide).get("/api/v1/guides/" + guide + "/identifiers"))
                        .path("items"))
                .hasSize(1);
    }

    /** What others are told of an order, in order. */
    private List<OrderChanged> told(String path) {
        return jdbc
                .sql("select payload from outbox where topic = ? and message_key like ? order by id")
                .param(Topics.ORDERS)
                .param("%" + path.substring(path.lastIndexOf('/')))
                .query(String.class)
                .list()
                .stream()
                .map(payload -> new EventCodec().read(payload.getBytes(StandardCharsets.UTF_8), OrderChanged.class))
                .toList();
    }

    private void take(Map<String, Object> report) {
        intake.take(List.of(new OrderIntake.Message(0, 3, new EventCodec().writeBytes(report))));
    }

    @Test
    void forgetsWhoeverIsErasedWhileTheirOrdersAreOnTheirWayAndNobodyWaitsCrosswise() throws Exception {
        String guide = activeGuide();
        String shop = shop("DKK", 0);
        Map<String, String> mail = email("meanwhile-" + guide + "@example.org");
        String click = click(guide, shop);
        Map<String, Object> body = orderBody(shop, click, 10_000, "DKK", List.of(mail));
        ok(merchant(shop).put("/api/v1/orders/known-" + guide, body));
        Map<String, Object> placed = new HashMap<>(body);
        placed.putAll(Map.of("kind", "PLACED", "orderId", "next-" + guide));
        EventCodec codec = new EventCodec();
        List<OrderIntake.Message> page = List.of(
                new OrderIntake.Message(0, 4, codec.writeBytes(placed)),
                new OrderIntake.Message(
                        0,
                        5,
                        codec.writeBytes(Map.of("kind", "PAID", "merchantId", shop, "orderId", "known-" + guide))));
        try (ExecutorService threads = Executors.newSingleThreadExecutor()) {
            Future<?> next = transaction.execute(status -> {
                orders.place(placing(shop, "first-" + guide, mail));
                long sequence = send("ERASED", move(mail, profileOf(mail), null));
                await().until(() -> waiting() >= 1);
                assertThat(takenIn()).isLessThan(sequence);
                Future<?> taken = threads.submit(() -> intake.take(page));
                await().until(() -> waiting() >= 2);
                return taken;
            });
            next.get();
        }
        await().untilAsserted(() -> assertThat(takenIn()).isEqualTo(SEQUENCE.get()));

        assertThat(kept(keyOf(mail))).isZero();
        assertThat(jdbc.sql("select order_id from sale_order where merchant_id = ? order by order_id")
                        .param(shop)
                        .query(String.class)
                        .list())
                .containsExactly("first-" + guide, "known-" + guide, "next-" + guide);
        assertThat(balance(guide, "DKK")).containsExactly(700L, 0L, 0L, 0L, 0L);
    }

    private Orders.Placing placing(String shop, String order, Map<String, String> buyer) {
        List<IdentifierKey> keys = List.of(IdentifierKey.parse(hex(buyer)));
        return new Orders.Placing(
                new Order.Placement(
                        new Order.Key(shop, order),
                        clock().instant(),
                        null,
                        keys,
                        null,
                        null,
                        List.of(new Order.PlacedLine("l1", wine(shop), 1, 10_000, "DKK"))),
                keys);
    }

    private long waiting() {
        return jdbc.sql("select count(*) from pg_locks where locktype = 'advisory' and not granted")
                .query(Long.class)
                .single();
    }

    @Test
    void forgetsWhomAFlagIsOfOnceTheyAreErased() {
        String guide = activeGuide();
        String shop = shop("DKK", 0);
        String click = click(guide, shop);
        Map<String, String> mail = email("flagged-" + guide + "@example.org");
        for (int order = 0; order < 11; order++) {
            ok(merchant(shop)
                    .put(
                            "/api/v1/orders/flagged-" + order + "-" + guide,
                            orderBody(shop, click, 10_000, "DKK", List.of(mail))));
        }
        assertThat(flagsOf(guide)).isEqualTo(1);
        assertThat(brand().get("/api/v1/guide-commerce/flags").body()).contains(hex(mail));

        tell("ERASED", move(mail, profileOf(mail), null));

        assertThat(brand().get("/api/v1/guide-commerce/flags").body()).doesNotContain(hex(mail));
        assertThat(flagsOf(guide)).as("of somebody").isEqualTo(1);
    }

    private long flagsOf(String guide) {
        return jdbc.sql("select count(*) from sale_flag where kind = 'SAME_BUYER' and guide_id = ?::uuid")
                .param(guide)
                .query(Long.class)
                .single();
    }

    @Test
    void forgetsWhomIdentityErasesAlsoWhereAReportThatWasRefusedNamesThemByNumbers() {
        String shop = shop("DKK", 7);
        long value = System.nanoTime();
        Map<String, String> login = Map.of("type", "login_id", "scope", "7", "value", Long.toString(value));
        byte[] key = keyOf(login);
        Map<String, Object> byNumbers = Map.of(
                "kind",
                "PLACED",
                "merchantId",
                shop,
                "orderId",
                "o-1",
                "buyer",
                Map.of(
                        "identifiers",
                        List.of(Map.of("type", List.of()), Map.of("type", "login_id", "scope", 7, "value", value))));
        intake.take(List.of(new OrderIntake.Message(0, 2, new EventCodec().writeBytes(byNumbers))));
        assertThat(kept(key)).isEqualTo(1);

        tell("ERASED", move(login, profileOf(login), null));

        assertThat(kept(key)).isZero();
    }

    @Test
    void paysNobodyForHavingBroughtThemselvesOrAGuideTheyBuyFrom() {
        String shop = shop("HUF", 0);
        String referrer = activeGuide();
        String guide = activeGuide(referralCode(referrer));
        Map<String, String> ofReferrer = email("referrer-" + referrer + "@example.org");
        Map<String, String> ofGuide = email("guide-" + guide + "@example.org");
        Map<String, String> stranger = email("stranger-" + guide + "@example.org");
        state(referrer, List.of(ofReferrer));
        state(guide, List.of(ofGuide));
        String click = click(guide, shop);

        String own = paidOrder(shop, click, 10_000, "HUF", List.of(ofReferrer));
        samePersons.sweep();
        assertThat(line(shop, own).path("attribution").asString())
                .as("the guide has sold to somebody else")
                .isEqualTo("CONFIRMED");
        assertThat(balance(referrer, "HUF")).containsExactly(0L, 0L, 0L, 0L, 0L);
        paidOrder(shop, click, 10_000, "HUF", List.of(stranger));
        assertThat(balance(referrer, "HUF")).containsExactly(30L, 0L, 0L, 0L, 0L);

        tell("OBSERVED", move(ofReferrer, profileOf(ofReferrer), profileOf(ofGuide)));
        paidOrder(shop, click, 10_000, "HUF", List.of(stranger));
        assertThat(balance(referrer, "HUF")).as("one person with two accounts").containsExactly(30L, 0L, 0L, 0L, 0L);
        assertThat(balance(guide, "HUF").getFirst()).isEqualTo(2_100L);
        samePersons.sweep();
    }

    /** A referrer, a guide whom they brought, and an order of somebody else's that is delivered. */
    private record Brought(String shop, String referrer, String guide, Map<String, String> ofReferrer, String order) {

        Map<String, String> ofGuide() {
            return email("brought-" + guide + "@example.org");
        }
    }

    private Brought brought(String currency, Map<String, String> buyer) {
        String shop = shop(currency, 0);
        String referrer = activeGuide();
        String guide = activeGuide(referralCode(referrer));
        Map<String, String> ofReferrer = email("brought-by-" + referrer + "@example.org");
        state(referrer, List.of(ofReferrer));
        String order = paidOrder(shop, click(guide, shop), 10_000, currency, List.of(buyer));
        Brought sale = new Brought(shop, referrer, guide, ofReferrer, order);
        state(guide, List.of(sale.ofGuide()));
        ok(merchant(shop).post("/api/v1/orders/" + order + ":deliver", "{}"));
        samePersons.sweep();
        maturity.sweep();
        assertThat(balance(guide, currency)).containsExactly(0L, 700L, 0L, 0L, 0L);
        assertThat(balance(referrer, currency)).containsExactly(0L, 30L, 0L, 0L, 0L);
        return sale;
    }

    private void becomeOnePerson(Map<String, String> buyer, Map<String, String> other) {
        tell("OBSERVED", move(buyer, profileOf(buyer), profileOf(other)));
        samePersons.sweep();
    }

    private JsonNode seenByTheBrand(Brought sale) {
        return ok(brand().get("/api/v1/orders/" + sale.order() + "/attribution?merchantId=" + sale.shop()))
                .path("lines")
                .path(0);
    }

    private JsonNode earnedBy(String guide) {
        return ok(guide(guide).get("/api/v1/guides/" + guide + "/orders")).at("/items/0/commission");
    }

    private JsonNode upheld(JsonNode hold) {
        return ok(brand().post(
                        "/api/v1/guide-commerce/holds/" + hold.path("holdId").asString() + ":uphold",
                        Map.of("reason", "bought from a guide they brought")));
    }

    @Test
    void holdsOnlyTheReferrersPartWhereTheyBecomeTheBuyerAndReleasesItOnASplit() {
        Map<String, String> buyer = email("becomes-referrer-" + UUID.randomUUID() + "@example.org");
        Brought sale = brought("PLN", buyer);

        becomeOnePerson(buyer, sale.ofReferrer());

        assertThat(balance(sale.referrer(), "PLN")).as("pending again").containsExactly(30L, 0L, 0L, 0L, 0L);
        assertThat(balance(sale.guide(), "PLN")).as("sold to somebody else").containsExactly(0L, 700L, 0L, 0L, 0L);
        JsonNode hold = seenByTheBrand(sale).at("/holds/0");
        assertThat(hold.path("reason").asString()).isEqualTo("SAME_PERSON");
        assertThat(hold.path("depth").asInt()).isOne();
        assertThat(hold.path("guideId").asString()).isEqualTo(sale.referrer());
        assertThat(seenByTheBrand(sale).path("attribution").asString()).isEqualTo("FINAL");
        assertThat(line(sale.shop(), sale.order()).path("holds"))
                .as("who brought the guide, and that they bought, is not the shop's to know")
                .isEmpty();
        JsonNode held = ok(guide(sale.referrer()).get("/api/v1/guides/" + sale.referrer() + "/statement"))
                .at("/held/0");
        assertThat(held.path("amountMinor").asLong()).isEqualTo(30);
        assertThat(held.path("reason").asString()).isEqualTo("SAME_PERSON");
        assertThat(held.at("/hold/byDeadline").asString()).isEqualTo("UPHOLD");
        assertThat(ok(guide(sale.guide()).get("/api/v1/guides/" + sale.guide() + "/statement"))
                        .path("held"))
                .isEmpty();
        assertThat(earnedBy(sale.referrer()).path("state").asString()).isEqualTo("HELD");
        assertThat(earnedBy(sale.guide()).path("state").asString()).isEqualTo("PAYABLE");

        tell("SPLIT", move(buyer, profileOf(sale.ofReferrer()), profileOf(buyer)));
        samePersons.sweep();
        assertThat(seenByTheBrand(sale).at("/holds/0/state").asString()).isEqualTo("RELEASED");
        assertThat(balance(sale.referrer(), "PLN")).containsExactly(0L, 30L, 0L, 0L, 0L);

        becomeOnePerson(buyer, sale.ofReferrer());
        assertThat(balance(sale.referrer(), "PLN"))
                .as("what identity released, identity holds again")
                .containsExactly(30L, 0L, 0L, 0L, 0L);
    }

    @Test
    void holdsTheReferrersPartWhereTheyTurnOutToBeTheGuideAndGivesItBackOnASplit() {
        Brought sale = brought("TRY", email("any-" + UUID.randomUUID() + "@example.org"));

        tell("OBSERVED", move(sale.ofReferrer(), null, profileOf(sale.ofReferrer())));
        becomeOnePerson(sale.ofGuide(), sale.ofReferrer());

        assertThat(balance(sale.referrer(), "TRY")).as("pending again").containsExactly(30L, 0L, 0L, 0L, 0L);
        assertThat(balance(sale.guide(), "TRY")).as("sold to somebody else").containsExactly(0L, 700L, 0L, 0L, 0L);
        JsonNode hold = seenByTheBrand(sale).at("/holds/0");
        assertThat(hold.path("reason").asString()).isEqualTo("SELF_REFERRAL");
        assertThat(hold.path("depth").asInt()).isOne();
        assertThat(hold.path("byDeadline").asString()).isEqualTo("UPHOLD");
        assertThat(earnedBy(sale.referrer()).path("state").asString()).isEqualTo("HELD");
        assertThat(earnedBy(sale.guide()).path("state").asString()).isEqualTo("PAYABLE");
        assertThat(line(sale.shop(), sale.order()).path("holds"))
                .as("who brought the guide is not the shop's to know")
                .isEmpty();

        tell("SPLIT", move(sale.ofGuide(), profileOf(sale.ofReferrer()), profileOf(sale.ofGuide())));
        samePersons.sweep();
        assertThat(seenByTheBrand(sale).at("/holds/0/state").asString()).isEqualTo("RELEASED");
        assertThat(balance(sale.referrer(), "TRY")).containsExactly(0L, 30L, 0L, 0L, 0L);

        state(sale.guide(), List.of(sale.ofReferrer()));
        samePersons.sweep();
        assertThat(balance(sale.referrer(), "TRY"))
                .as("they state the same identifier")
                .containsExactly(30L, 0L, 0L, 0L, 0L);
        correct(sale.guide(), List.of(sale.ofGuide()));
        samePersons.sweep();
        assertThat(balance(sale.referrer(), "TRY"))
                .as("that was a mistake of the guide's")
                .containsExactly(0L, 30L, 0L, 0L, 0L);
        assertThat(ok(brand().get("/api/v1/ledger/reconciliation")).path("items"))
                .isEmpty();
    }

    @Test
    void releasesThePartOfASecondReferrerOnlyWhereTheyAreNoneOfThoseBelow() {
        String shop = shop("MXN", 0);
        String top = activeGuide();
        String middle = activeGuide(referralCode(top));
        String guide = activeGuide(referralCode(middle));
        Map<String, String> ofTop = email("top-" + top + "@example.org");
        Map<String, String> ofMiddle = email("middle-" + middle + "@example.org");
        Map<String, String> ofGuide = email("below-" + guide + "@example.org");
        state(top, List.of(ofTop));
        state(guide, List.of(ofGuide));
        tell(
                "OBSERVED",
                move(ofTop, null, profileOf(ofTop)),
                move(ofMiddle, null, profileOf(ofMiddle)),
                move(ofGuide, null, profileOf(ofGuide)));
        Brought sale = new Brought(shop, top, guide, ofTop, paidOrder(shop, click(guide, shop), 1_000_000, "MXN"));

        state(middle, List.of(ofTop));
        samePersons.sweep();
        assertThat(seenByTheBrand(sale).path("holds")).singleElement().satisfies(hold -> {
            assertThat(hold.path("reason").asString()).isEqualTo("SELF_REFERRAL");
            assertThat(hold.path("depth").asInt()).isEqualTo(2);
        });
        correct(middle, List.of());
        samePersons.sweep();
        assertThat(seenByTheBrand(sale).at("/holds/0/state").asString())
                .as("nobody knows who is in between")
                .isEqualTo("OPEN");

        correct(middle, List.of(ofMiddle));
        samePersons.sweep();
        assertThat(seenByTheBrand(sale).at("/holds/0/state").asString()).isEqualTo("RELEASED");
    }

    @Test
    void asksOnceOfTwoGuidesAndOnlyWhereSomethingCanStillBeHeld() {
        Brought sale = brought("PEN", email("asked-" + UUID.randomUUID() + "@example.org"));
        List<String> orders = new ArrayList<>();
        for (int number = 0; number < 3; number++) {
            orders.add(paidOrder(sale.shop(), click(sale.guide(), sale.shop()), 10_000, "PEN"));
        }
        ok(refund(sale.shop(), orders.getFirst(), "r", 10_000, "PEN"));
        tell("OBSERVED", move(sale.ofReferrer(), null, profileOf(sale.ofReferrer())));
        samePersons.sweep();
        IDENTITY.questions.clear();

        tell("OBSERVED", move(sale.ofGuide(), null, profileOf(sale.ofReferrer())));
        assertThat(isOpen(orders.getFirst())).as("nothing is left of it").isFalse();
        assertThat(isOpen(sale.order()) && isOpen(orders.getLast())).isTrue();
        samePersons.sweep();

        assertThat(IDENTITY.questions).hasSize(1);
        JsonNode hold = seenByTheBrand(sale).at("/holds/0");
        assertThat(hold.path("state").asString()).isEqualTo("OPEN");
        ok(brand().post(
                        "/api/v1/guide-commerce/holds/" + hold.path("holdId").asString() + ":release",
                        Map.of("reason", "sisters")));
        tell("OBSERVED", move(sale.ofGuide(), profileOf(sale.ofReferrer()), profileOf(sale.ofReferrer())));
        assertThat(isOpen(sale.order())).as("somebody has decided").isFalse();
        assertThat(isOpen(orders.getLast())).isTrue();
        samePersons.sweep();
    }

    @Test
    void paysNobodyTwiceForOnePartThatTwoReasonsHold() {
        Map<String, String> buyer = email("both-" + UUID.randomUUID() + "@example.org");
        Brought sale = brought("ILS", buyer);
        tell("OBSERVED", move(sale.ofReferrer(), null, profileOf(sale.ofReferrer())));
        becomeOnePerson(sale.ofGuide(), sale.ofReferrer());
        becomeOnePerson(buyer, sale.ofReferrer());
        Map<String, JsonNode> holds = new HashMap<>();
        seenByTheBrand(sale)
                .path("holds")
                .forEach(hold -> holds.put(
                        hold.path("reason").asString() + hold.path("depth").asInt(), hold));
        assertThat(holds).containsOnlyKeys("SAME_PERSON0", "SAME_PERSON1", "SELF_REFERRAL1");

        upheld(Objects.requireNonNull(holds.get("SELF_REFERRAL1")));

        assertThat(balance(sale.referrer(), "ILS")).as("the platform's").containsExactly(0L, 0L, 0L, 0L, 0L);
        assertThat(balance(sale.guide(), "ILS")).as("still held").containsExactly(700L, 0L, 0L, 0L, 0L);
        seenByTheBrand(sale)
                .path("holds")
                .forEach(hold -> assertThat(hold.path("state").asString())
                        .as(hold.path("reason").asString())
                        .isEqualTo(hold.path("depth").asInt() == 0 ? "OPEN" : "UPHELD"));
        assertThat(ok(brand().get("/api/v1/ledger/reconciliation")).path("items"))
                .isEmpty();
    }

    @Test
    void takesBackTheReferrersPartOnceAndLeavesTheSaleToTheGuide() {
        Map<String, String> buyer = email("is-referrer-" + UUID.randomUUID() + "@example.org");
        Brought sale = brought("RON", buyer);
        becomeOnePerson(buyer, sale.ofReferrer());

        JsonNode hold = seenByTheBrand(sale).at("/holds/0");
        assertThat(upheld(hold).path("state").asString()).isEqualTo("UPHELD");
        upheld(hold);

        assertThat(balance(sale.referrer(), "RON")).containsExactly(0L, 0L, 0L, 0L, 0L);
        assertThat(balance(sale.guide(), "RON")).containsExactly(0L, 700L, 0L, 0L, 0L);
        assertThat(earnedBy(sale.referrer()).path("ended").asString()).isEqualTo("HOLD_UPHELD");
        assertThat(earnedBy(sale.guide()).has("ended")).isFalse();
        ok(refund(sale.shop(), sale.order(), "r", 4_000, "RON"));
        ok(chargeback(sale.shop(), sale.order(), "c", 6_000, "RON"));
        assertThat(balance(sale.guide(), "RON")).containsExactly(0L, 0L, 0L, 0L, 0L);
        ok(merchant(sale.shop()).post("/api/v1/orders/" + sale.order() + "/chargebacks/c:win", "{}"));
        maturity.sweep();
        assertThat(balance(sale.guide(), "RON")).containsExactly(0L, 420L, 0L, 0L, 0L);
        assertThat(balance(sale.referrer(), "RON")).as("not earned anew").containsExactly(0L, 0L, 0L, 0L, 0L);
        assertThat(ok(brand().get("/api/v1/ledger/reconciliation")).path("items"))
                .isEmpty();
    }

    @Test
    void keepsTheReferrersPartFromThemWhereTheSaleIsGivenToAnotherGuideWhomTheyBrought() {
        for (boolean upheld : List.of(false, true)) {
            Map<String, String> buyer = email("given-" + UUID.randomUUID() + "@example.org");
            String shop = shop("ZAR", 0);
            String referrer = activeGuide();
            String code = referralCode(referrer);
            String first = activeGuide(code);
            String second = activeGuide(code);
            Map<String, String> ofReferrer = email("gives-" + referrer + "@example.org");
            state(referrer, List.of(ofReferrer));
            String order = touchedBy(first, second, shop, buyer);
            Brought sale = new Brought(shop, referrer, second, ofReferrer, order);
            becomeOnePerson(buyer, ofReferrer);
            assertThat(seenByTheBrand(sale).at("/holds/0/state").asString()).isEqualTo("OPEN");
            if (upheld) {
                upheld(seenByTheBrand(sale).at("/holds/0"));
            }

            JsonNode claim = ok(guide(first)
                    .post("/api/v1/orders/" + order + "/disputes", Map.of("lineId", "l1", "statement", "mine")));
            ok(brand().post(
                            "/api/v1/guide-commerce/disputes/"
                                    + claim.path("disputeId").asString() + ":reassign",
                            Map.of("reason", "hers")));
            ok(merchant(shop).post("/api/v1/orders/" + order + ":deliver", "{}"));
            samePersons.sweep();
            maturity.sweep();

            assertThat(balance(first, "ZAR")).containsExactly(0L, 700L, 0L, 0L, 0L);
            assertThat(balance(second, "ZAR")).containsExactly(0L, 0L, 0L, 0L, 0L);
            assertThat(balance(referrer, "ZAR"))
                    .as(upheld ? "taken back for good" : "held anew")
                    .containsExactly(upheld ? 0L : 30L, 0L, 0L, 0L, 0L);
            assertThat(ok(brand().get("/api/v1/ledger/reconciliation")).path("items"))
                    .isEmpty();
        }
    }

    /** A paid order of somebody's who followed the links of two guides, the second one last. */
    private String touchedBy(String first, String second, String shop, Map<String, String> buyer) {
        Answer before = nobody().get("/r/" + link(first, shop));
        clock().advance(Duration.ofMinutes(1));
        Answer after =
                nobody().get("/r/" + link(second, shop), Map.of("Cookie", "evenreach_visitor=" + visitor(before)));
        return paidOrder(shop, clickOf(after), 10_000, "ZAR", List.of(buyer));
    }

    @Test
    void onlyFlagsAReferrersPartThatWasPaidAndMakesItDebtWhenSomebodyDecidesSo() {
        Map<String, String> buyer = email("paid-referrer-" + UUID.randomUUID() + "@example.org");
        Brought sale = brought("AUD", buyer);
        JsonNode batch = approvedBatch("AUD");
        assertThat(brand().get("/api/v1/payout-batches/" + batch.path("batchId").asString() + "/file")
                        .status())
                .isEqualTo(200);

        becomeOnePerson(buyer, sale.ofReferrer());

        JsonNode hold = seenByTheBrand(sale).at("/holds/0");
        assertThat(hold.path("state").asString()).isEqualTo("FLAGGED");
        refused(
                409,
                "ILLEGAL_TRANSITION",
                brand().post(
                                "/api/v1/guide-commerce/holds/"
                                        + hold.path("holdId").asString() + ":uphold",
                                Map.of("reason", "its transfer is under way")));
        batch.path("items")
                .forEach(item -> ok(brand().post(
                                "/api/v1/payout-items/" + item.path("itemId").asString() + ":settle",
                                Map.of("proof", "camt.053"))));
        upheld(hold);

        assertThat(balance(sale.referrer(), "AUD")).containsExactly(0L, 0L, 0L, 30L, 30L);
        assertThat(balance(sale.guide(), "AUD")).containsExactly(0L, 0L, 0L, 700L, 0L);
        assertThat(earnedBy(sale.referrer()).at("/owed/amountMinor").asLong()).isEqualTo(30);
        ok(refund(sale.shop(), sale.order(), "r", 10_000, "AUD"));
        assertThat(balance(sale.referrer(), "AUD")).as("once").containsExactly(0L, 0L, 0L, 30L, 30L);
        assertThat(balance(sale.guide(), "AUD")).containsExactly(0L, 0L, 0L, 700L, 700L);
    }

    @Test
    void holdsWhatAWonChargebackGivesBackToWhoeverTurnedOutToBeTheBuyerMeanwhile() {
        Map<String, String> buyer = email("charged-back-" + UUID.randomUUID() + "@example.org");
        Brought sale = brought("BGN", buyer);
        ok(chargeback(sale.shop(), sale.order(), "c", 10_000, "BGN"));
        becomeOnePerson(buyer, sale.ofReferrer());
        assertThat(seenByTheBrand(sale).path("holds"))
                .as("nothing is left to hold")
                .isEmpty();

        ok(merchant(sale.shop()).post("/api/v1/orders/" + sale.order() + "/chargebacks/c:win", "{}"));
        maturity.sweep();
        assertThat(balance(sale.referrer(), "BGN")).as("it is asked first").containsExactly(30L, 0L, 0L, 0L, 0L);
        samePersons.sweep();
        maturity.sweep();

        assertThat(balance(sale.referrer(), "BGN")).containsExactly(30L, 0L, 0L, 0L, 0L);
        assertThat(seenByTheBrand(sale).at("/holds/0/state").asString()).isEqualTo("OPEN");
        assertThat(balance(sale.guide(), "BGN")).containsExactly(0L, 700L, 0L, 0L, 0L);
    }

    @Test
    void holdsWhatAWonChargebackGivesBackOfAPartThatWasOnlyFlagged() {
        Map<String, String> buyer = email("flagged-" + UUID.randomUUID() + "@example.org");
        Brought sale = brought("TRY", buyer);
        ok(chargeback(sale.shop(), sale.order(), "c", 5_000, "TRY"));
        JsonNode batch = approvedBatch("TRY");
        assertThat(brand().get("/api/v1/payout-batches/" + batch.path("batchId").asString() + "/file")
                        .status())
                .isEqualTo(200);
        batch.path("items")
                .forEach(item -> ok(brand().post(
                                "/api/v1/payout-items/" + item.path("itemId").asString() + ":settle",
                                Map.of("proof", "camt.053"))));
        becomeOnePerson(buyer, sale.ofReferrer());
        assertThat(seenByTheBrand(sale).at("/holds/0/state").asString()).isEqualTo("FLAGGED");

        ok(merchant(sale.shop()).post("/api/v1/orders/" + sale.order() + "/chargebacks/c:win", "{}"));
        samePersons.sweep();
        maturity.sweep();

        assertThat(balance(sale.referrer(), "TRY")).containsExactly(15L, 0L, 0L, 15L, 0L);
        assertThat(seenByTheBrand(sale).at("/holds/0/state").asString()).isEqualTo("OPEN");
        assertThat(balance(sale.guide(), "TRY")).containsExactly(0L, 350L, 0L, 350L, 0L);
    }

    @Test
    void asksWhetherAReferrerIsTheBuyerWhereBothAreOneProfileAtTheOrder() {
        String shop = shop("CAD", 0);
        String referrer = activeGuide();
        String guide = activeGuide(referralCode(referrer));
        Map<String, String> ofReferrer = email("lends-" + referrer + "@example.org");
        Map<String, String> buyer = email("borrows-" + referrer + "@example.org");
        state(referrer, List.of(ofReferrer));
        tell("OBSERVED", move(buyer, profileOf(buyer), profileOf(ofReferrer)));
        IDENTITY.says(FakeIdentity.Mood.ONLY_BY_A_DEVICE);
        String order = paidOrder(shop, click(guide, shop), 10_000, "CAD", List.of(buyer));
        ok(merchant(shop).post("/api/v1/orders/" + order + ":deliver", "{}"));
        maturity.sweep();
        assertThat(balance(referrer, "CAD")).as("nobody has said yet").containsExactly(30L, 0L, 0L, 0L, 0L);

        samePersons.sweep();
        maturity.sweep();
        assertThat(balance(referrer, "CAD")).containsExactly(0L, 30L, 0L, 0L, 0L);

        IDENTITY.says(FakeIdentity.Mood.ONE_PERSON);
        paidOrder(shop, click(guide, shop), 10_000, "CAD", List.of(buyer));
        samePersons.sweep();
        assertThat(ok(guide(referrer).get("/api/v1/guides/" + referrer + "/statement"))
                        .at("/held/0/amountMinor")
                        .asLong())
                .isEqualTo(30);
        assertThat(balance(guide, "CAD")).containsExactly(700L, 700L, 0L, 0L, 0L);
    }

    @Test
    void releasesNothingBecauseWhoeverBoughtOrTheGuideIsErased() {
        String guide = activeGuide();
        String shop = shop("CZK", 0);
        Map<String, String> mail = email("own-" + guide + "@example.org");
        state(guide, List.of(mail));
        String order = paidOrder(shop, click(guide, shop), 10_000, "CZK", List.of(mail));
        ok(merchant(shop).post("/api/v1/orders/" + order + ":deliver", "{}"));

        tell("ERASED", move(mail, profileOf(mail), null));
        samePersons.sweep();
        maturity.sweep();

        assertThat(line(shop, order).at("/holds/0/state").asString()).isEqualTo("OPEN");
        assertThat(balance(guide, "CZK")).containsExactly(700L, 0L, 0L, 0L, 0L);
    }

    /** A guide who bought from themselves, by identifiers of one profile, which is held. */
    private record Own(String shop, String guide, Map<String, String> mail, Map<String, String> phone, String order) {}

    private Own ownPurchase(String currency) {
        String guide = activeGuide();
        String shop = shop(currency, 0);
        Map<String, String> mail = email("settled-" + guide + "@example.org");
        Map<String, String> phone = email("stated-" + guide + "@example.org");
        state(guide, List.of(phone));
        tell("OBSERVED", move(mail, profileOf(mail), profileOf(phone)), move(phone, null, profileOf(phone)));
        String order = delivered(shop, guide, currency, mail);
        assertThat(line(shop, order).at("/holds/0/state").asString()).isEqualTo("OPEN");
        return new Own(shop, guide, mail, phone, order);
    }

    private String delivered(String shop, String guide, String currency, Map<String, String> buyer) {
        String order = paidOrder(shop, click(guide, shop), 10_000, currency, List.of(buyer));
        ok(merchant(shop).post("/api/v1/orders/" + order + ":deliver", "{}"));
        samePersons.sweep();
        maturity.sweep();
        return order;
    }

    private void tellUndetermined(Own own) {
        UUID profile = profileOf(own.phone());
        // The feed says so of a thousand identifiers at a time.
        tell("UNDETERMINED", move(own.mail(), profile, null));
        samePersons.sweep();
        maturity.sweep();
        tell("UNDETERMINED", move(own.phone(), profile, null));
        samePersons.sweep();
        maturity.sweep();
    }

    @Test
    void keepsWhatIsHeldAndPaysNothingNewWhileIdentitySettlesWhoBought() {
        Own own = ownPurchase("THB");
        IDENTITY.says(FakeIdentity.Mood.TOO_MUCH_EVIDENCE);
        tellUndetermined(own);
        assertThat(line(own.shop(), own.order()).at("/holds/0/state").asString())
                .isEqualTo("OPEN");
        assertThat(balance(own.guide(), "THB")).containsExactly(700L, 0L, 0L, 0L, 0L);

        String meanwhile = delivered(own.shop(), own.guide(), "THB", own.mail());
        assertThat(line(own.shop(), meanwhile).path("holds")).isEmpty();
        assertThat(balance(own.guide(), "THB")).as("nobody can say yet").containsExactly(1_400L, 0L, 0L, 0L, 0L);
        assertThat(isOpen(meanwhile)).isTrue();

        IDENTITY.says(FakeIdentity.Mood.ONE_PERSON);
        UUID profile = profileOf(own.phone());
        tell("REFOLDED", move(own.mail(), null, profile), move(own.phone(), null, profile));
        samePersons.sweep();
        maturity.sweep();
        assertThat(line(own.shop(), meanwhile).at("/holds/0/state").asString()).isEqualTo("OPEN");
        assertThat(line(own.shop(), own.order()).at("/holds/0/state").asString())
                .isEqualTo("OPEN");
        assertThat(balance(own.guide(), "THB")).containsExactly(1_400L, 0L, 0L, 0L, 0L);
        assertThat(isOpen(meanwhile) || isOpen(own.order())).isFalse();
    }

    @Test
    void releasesWhatIsHeldOnceIdentityHasSettledThatTheyAreTwoPeople() {
        Own own = ownPurchase("ILS");
        IDENTITY.says(FakeIdentity.Mood.TOO_MUCH_EVIDENCE);
        tellUndetermined(own);

        tell("REFOLDED", move(own.mail(), null, profileOf(own.mail())));
        samePersons.sweep();
        maturity.sweep();
        assertThat(balance(own.guide(), "ILS"))
                .as("of the other it is not told yet")
                .containsExactly(700L, 0L, 0L, 0L, 0L);
        tell("REFOLDED", move(own.phone(), null, profileOf(own.phone())));
        samePersons.sweep();
        maturity.sweep();

        assertThat(line(own.shop(), own.order()).at("/holds/0/state").asString())
                .isEqualTo("RELEASED");
        assertThat(balance(own.guide(), "ILS")).containsExactly(0L, 700L, 0L, 0L, 0L);
        assertThat(isOpen(own.order())).isFalse();
    }

    @Test
    void keepsTheReferrersPartHeldWhileIdentitySettlesWhoTheyAre() {
        Map<String, String> buyer = email("settles-" + UUID.randomUUID() + "@example.org");
        Brought sale = brought("MYR", buyer);
        becomeOnePerson(buyer, sale.ofReferrer());
        UUID profile = profileOf(sale.ofReferrer());
        IDENTITY.says(FakeIdentity.Mood.TOO_MUCH_EVIDENCE);

        tell("UNDETERMINED", move(buyer, profile, null), move(sale.ofReferrer(), profile, null));
        samePersons.sweep();
        maturity.sweep();
        assertThat(seenByTheBrand(sale).at("/holds/0/state").asString()).isEqualTo("OPEN");
        assertThat(balance(sale.referrer(), "MYR")).containsExactly(30L, 0L, 0L, 0L, 0L);

        tell("REFOLDED", move(buyer, null, profileOf(buyer)), move(sale.ofReferrer(), null, profile));
        samePersons.sweep();
        maturity.sweep();
        assertThat(seenByTheBrand(sale).at("/holds/0/state").asString()).isEqualTo("RELEASED");
        assertThat(balance(sale.referrer(), "MYR")).containsExactly(0L, 30L, 0L, 0L, 0L);
    }

    @Test
    void triesAgainLaterWhatIdentityCannotTellAndAnswersOthersMeanwhile() {
        Own own = ownPurchase("IDR");
        IDENTITY.says(FakeIdentity.Mood.TOO_MUCH_EVIDENCE);
        tellUndetermined(own);
        assertThat(isOpen(own.order())).isTrue();

        IDENTITY.questions.clear();
        samePersons.sweep();
        assertThat(IDENTITY.questions).as("not before a minute is over").isEmpty();
        IDENTITY.says(FakeIdentity.Mood.ONE_PERSON);
        Own other = ownPurchase("IDR");
        assertThat(isOpen(other.order())).isFalse();
        assertThat(isOpen(own.order())).isTrue();

        clock().advance(Duration.ofMinutes(1));
        IDENTITY.says(FakeIdentity.Mood.QUARANTINED);
        samePersons.sweep();
        assertThat(isOpen(own.order())).isFalse();
        assertThat(line(own.shop(), own.order()).at("/holds/0/state").asString())
                .as("identity may know before it tells")
                .isEqualTo("RELEASED");
    }

    @Test
    void asksTheOthersFirstWhereOneQuestionWasNotAnswered() {
        Own one = ownPurchase("COP");
        Own other = ownPurchase("COP");
        IDENTITY.says(FakeIdentity.Mood.DOWN);
        tell("OBSERVED", move(one.mail(), profileOf(one.phone()), profileOf(one.phone())));
        tell("OBSERVED", move(other.mail(), profileOf(other.phone()), profileOf(other.phone())));
        IDENTITY.questions.clear();

        for (int sweep = 0; sweep < 2; sweep++) {
            clock().advance(Duration.ofSeconds(1));
            samePersons.sweep();
        }

        assertThat(IDENTITY.questions).doesNotHaveDuplicates().hasSize(2);
        IDENTITY.says(FakeIdentity.Mood.ONE_PERSON);
        samePersons.sweep();
        assertThat(isOpen(one.order()) || isOpen(other.order())).isFalse();
    }

    @Test
    void releasesWhatASharedIdentifierLinkedAndNothingThatWasWithdrawn() {
        Own shared = ownPurchase("VND");
        Own withdrawn = ownPurchase("VND");

        IDENTITY.says(FakeIdentity.Mood.QUARANTINED);
        tell("REFOLDED", move(shared.mail(), profileOf(shared.phone()), null));
        samePersons.sweep();
        maturity.sweep();
        assertThat(line(shared.shop(), shared.order()).at("/holds/0/state").asString())
                .isEqualTo("RELEASED");
        assertThat(balance(shared.guide(), "VND")).containsExactly(0L, 700L, 0L, 0L, 0L);

        IDENTITY.says(FakeIdentity.Mood.WITHDRAWN);
        tell("WITHDRAWN", move(withdrawn.mail(), profileOf(withdrawn.phone()), null));
        samePersons.sweep();
        maturity.sweep();
        assertThat(line(withdrawn.shop(), withdrawn.order())
                        .at("/holds/0/state")
                        .asString())
                .isEqualTo("OPEN");
        assertThat(balance(withdrawn.guide(), "VND")).containsExactly(700L, 0L, 0L, 0L, 0L);
        assertThat(isOpen(withdrawn.order())).as("somebody decides").isFalse();
    }

    private boolean isOpen(String order) {
        return jdbc.sql("select count(*) from same_person_check where order_id = :order")
                        .param("order", order)
                        .query(Long.class)
                        .single()
                > 0;
    }

    private double open() {
        return meters.get("evenreach.same.person.open").gauge().value();
    }

    private long kept(byte[] key) {
        return jdbc.sql("""
                        select (select count(*) from sale_order where buyer_keys @> array[:key]::bytea[])
                             + (select count(*) from touch_identifier where key = :key)
                             + (select count(*) from refused_report where buyer_keys @> array[:key]::bytea[])
                        """).param("key", key).query(Long.class).single();
    }

    private String payoutUnderWay(String currency) {
        JsonNode approved = approvedBatch(currency);
        String path = "/api/v1/payout-batches/" + approved.path("batchId").asString();
        assertThat(brand().get(path + "/file").status()).isEqualTo(200);
        return approved.path("items").path(0).path("itemId").asString();
    }

    private void state(String guide, List<Map<String, String>> identifiers) {
        ok(guide(guide).put("/api/v1/guides/" + guide + "/identifiers", Map.of("identifiers", identifiers)));
    }

    /** Somebody of the brand says who a guide is. */
    private void correct(String guide, List<Map<String, String>> identifiers) {
        ok(brand().put("/api/v1/guides/" + guide + "/identifiers", Map.of("identifiers", identifiers)));
    }

    private JsonNode line(String shop, String order) {
        return ok(merchant(shop).get("/api/v1/orders/" + order + "/attribution"))
                .path("lines")
                .path(0);
    }

    /** Identity tells who owns what, and the service has taken it in when this returns. */
    private void tell(String cause, TenureMove... moves) {
        long sequence = send(cause, moves);
        await().untilAsserted(() -> assertThat(takenIn()).isEqualTo(sequence));
    }

    private long send(String cause, TenureMove... moves) {
        long sequence = SEQUENCE.incrementAndGet();
        IdentityChange change = new IdentityChange(
                sequence,
                UUID.randomUUID().toString(),
                0,
                1,
                Arrays.asList(moves),
                cause,
                cause.equals("ERASED") ? clock().instant() : null);
        kafka.send(new ProducerRecord<>(
                        Topics.IDENTITY_CHANGES,
                        null,
                        null,
                        change.changeId(),
                        new EventCodec().writeBytes(change),
                        EventHeaders.of(change.changeId(), "/identity-service", EventTypes.IDENTITY_CHANGED)))
                .join();
        return sequence;
    }

    private long takenIn() {
        return jdbc.sql("select coalesce(max(sequence), 0) from feed_position where topic = :topic")
                .param("topic", Topics.IDENTITY_CHANGES)
                .query(Long.class)
                .single();
    }

    private TenureMove move(Map<String, String> identifier, @Nullable UUID from, @Nullable UUID to) {
        return move(identifier, null, null, from, to);
    }

    private TenureMove move(
            Map<String, String> identifier,
            @Nullable Instant validFrom,
            @Nullable Instant validTo,
            @Nullable UUID from,
            @Nullable UUID to) {
        return new TenureMove(
                hex(identifier),
                Objects.requireNonNull(identifier.get("type")),
                validFrom,
                validTo,
                "SERVICE",
                from,
                to,
                VERSION.incrementAndGet(),
                clock().instant(),
                null,
                false);
    }

    private static UUID profileOf(Map<String, String> identifier) {
        return ProfileIds.foundedBy(IdentifierKey.parse(hex(identifier)));
    }

    private static byte[] keyOf(Map<String, String> identifier) {
        return IdentifierKey.parse(hex(identifier)).bytes();
    }

    private static String hex(Map<String, String> identifier) {
        Identifier clear = new Identifier(
                IdentifierType.ofWireName(Objects.requireNonNull(identifier.get("type")))
                        .orElseThrow(),
                identifier.getOrDefault("scope", ""),
                Objects.requireNonNull(identifier.get("value")));
        if (HASHING.hash(clear) instanceof Hashing.Outcome.Key(var hashed)) {
            return hashed.key().hex();
        }
        throw new AssertionError("identifies nobody: " + identifier);
    }
}
