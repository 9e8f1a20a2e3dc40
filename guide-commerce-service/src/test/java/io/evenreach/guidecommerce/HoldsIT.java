package io.evenreach.guidecommerce;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenreach.guidecommerce.sale.Deadlines;
import io.evenreach.guidecommerce.sale.Maturity;
import io.evenreach.guidecommerce.sale.SamePersons;
import io.evenreach.guidecommerce.sale.domain.AttributionStatus;
import io.evenreach.guidecommerce.sale.domain.DisputeState;
import io.evenreach.guidecommerce.sale.domain.HoldState;
import io.evenreach.testkit.HttpProbe.Answer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** Holds, appeals and disputes, and what becomes of the commission. */
class HoldsIT extends ServiceTestBase {

    @Autowired
    @SuppressWarnings("NullAway.Init")
    private Deadlines deadlines;

    @Autowired
    @SuppressWarnings("NullAway.Init")
    private Maturity maturity;

    @Autowired
    @SuppressWarnings("NullAway.Init")
    private SamePersons samePersons;

    @Test
    void letsTheGuideAppealAndTheBrandRelease() {
        String guide = activeGuide();
        String shop = shop("EUR", 0);
        String order = heldOrder(guide, shop, "EUR");
        String hold = holdOf(guide, order);
        String path = "/api/v1/guide-commerce/holds/" + hold;

        refused(404, "NOT_FOUND", guide(activeGuide()).post(path + ":appeal", Map.of("statement", "mine?")));
        refused(403, "FORBIDDEN", guide(guide).post(path + ":release", Map.of("reason", "please")));
        refused(400, "INVALID_FIELD", brand().post(path + ":release", Map.of("reason", " ")));
        clock().advance(Duration.ofDays(13));
        JsonNode appealed = ok(guide(guide).post(path + ":appeal", Map.of("statement", "it was my mother")));
        assertThat(appealed.path("state").asString()).isEqualTo("APPEALED");
        assertThat(appealed.path("byDeadline").asString()).isEqualTo("RELEASE");
        ok(guide(guide).post(path + ":appeal", Map.of("statement", "it was my mother")));
        assertThat(ok(brand().get("/api/v1/guide-commerce/holds")).toString()).contains(hold, "it was my mother");

        JsonNode released = ok(brand().post(path + ":release", Map.of("reason", "a family of two")));
        ok(brand().post(path + ":release", Map.of("reason", "a family of two")));
        refused(409, "ILLEGAL_TRANSITION", brand().post(path + ":uphold", Map.of("reason", "after all")));
        refused(409, "ILLEGAL_TRANSITION", guide(guide).post(path + ":appeal", Map.of("statement", "again")));

        assertThat(released.path("state").asString()).isEqualTo("RELEASED");
        assertThat(balance(guide, "EUR")).containsExactly(0L, 700L, 0L, 0L, 0L);
        JsonNode told = ok(guide(guide).get("/api/v1/guide-commerce/holds?undecided=false"))
                .path("items")
                .path(0);
        assertThat(told.path("decision").asString()).isEqualTo("a family of two");
        assertThat(told.has("decidedBy")).as("who decided is the brand's").isFalse();
        assertThat(ok(guide(guide).get("/api/v1/guide-commerce/holds")).path("items"))
                .isEmpty();
    }

    @Test
    void tellsWhoeverBroughtAGuideThatASaleIsHeldAndNotWhatTheGuideSaysOfIt() {
        String referrer = activeGuide();
        String guide = activeGuide(referralCode(referrer));
        String shop = shop("BRL", 0);
        String order = heldOrder(guide, shop, "BRL");
        ok(guide(guide)
                .post(
                        "/api/v1/guide-commerce/holds/" + holdOf(guide, order) + ":appeal",
                        Map.of("statement", "it was my mother")));

        JsonNode told = ok(guide(referrer).get("/api/v1/guides/" + referrer + "/statement"))
                .at("/held/0");

        assertThat(told.path("amountMinor").asLong()).isEqualTo(30);
        assertThat(told.at("/hold/state").asString()).isEqualTo("APPEALED");
        assertThat(told.toString()).doesNotContain("mother");
        assertThat(ok(guide(guide).get("/api/v1/guides/" + guide + "/statement"))
                        .at("/held/0/hold/appeal")
                        .asString())
                .isEqualTo("it was my mother");
    }

    @Test
    void takesTheCommissionBackWhereAHoldIsUpheldAndRefundsNothingTwice() {
        String guide = activeGuide();
        String shop = shop("USD", 0);
        String order = heldOrder(guide, shop, "USD");
        ok(refund(shop, order, "part", 3_000, "USD"));
        assertThat(balance(guide, "USD")).containsExactly(490L, 0L, 0L, 0L, 0L);

        ok(brand().post("/api/v1/guide-commerce/holds/" + holdOf(guide, order) + ":uphold", Map.of("reason", "own")));

        assertThat(balance(guide, "USD")).containsExactly(0L, 0L, 0L, 0L, 0L);
        assertThat(line(shop, order).path("attribution").asString()).isEqualTo("VOIDED");
        assertThat(clearing(shop, "USD")).as("the merchant owes no commission").isZero();
        ok(refund(shop, order, "rest", 7_000, "USD"));
        assertThat(clearing(shop, "USD")).isZero();
    }

    @Test
    void decidesByDeadlineAgainstWhoeverKeptSilent() {
        String silent = activeGuide();
        String appealing = activeGuide();
        String shop = shop("GBP", 0);
        String first = heldOrder(silent, shop, "GBP");
        String second = heldOrder(appealing, shop, "GBP");
        clock().advance(Duration.ofDays(13));
        ok(guide(appealing)
                .post(
                        "/api/v1/guide-commerce/holds/" + holdOf(appealing, second) + ":appeal",
                        Map.of("statement", "somebody else")));
        deadlines.sweep();
        assertThat(line(shop, first).path("attribution").asString()).isEqualTo("HELD");

        clock().advance(Duration.ofDays(1));
        deadlines.sweep();
        assertThat(line(shop, first).path("attribution").asString()).isEqualTo("VOIDED");
        assertThat(line(shop, second).path("attribution").asString()).isEqualTo("HELD");

        clock().advance(Duration.ofDays(14));
        deadlines.sweep();
        assertThat(line(shop, second).path("holds").path(0).path("state").asString())
                .isEqualTo("RELEASED");
        assertThat(balance(appealing, "GBP")).containsExactly(0L, 700L, 0L, 0L, 0L);
    }

    @Test
    void endsAHoldWithTheSaleThatIsRefunded() {
        String guide = activeGuide();
        String shop = shop("CHF", 7);
        String order = heldOrder(guide, shop, "CHF");
        ok(refund(shop, order, "all", 10_000, "CHF"));

        assertThat(line(shop, order).path("attribution").asString()).isEqualTo("VOIDED");
        assertThat(line(shop, order).path("holds").path(0).path("state").asString())
                .isEqualTo("ENDED");
        assertThat(balance(guide, "CHF")).containsExactly(0L, 0L, 0L, 0L, 0L);
    }

    @Test
    void letsTheBrandHoldASaleByHandAndReleasesItWhereNobodyDecides() {
        String guide = activeGuide();
        String shop = shop("KRW", 0);
        String order = paidOrder(shop, click(guide, shop), 10_000, "KRW");
        String holds = "/api/v1/orders/" + order + "/holds";
        Map<String, String> body = Map.of("lineId", "l1", "reason", "a stolen card");
        ok(merchant(shop).post("/api/v1/orders/" + order + ":deliver", "{}"));
        assertThat(balance(guide, "KRW")).containsExactly(0L, 700L, 0L, 0L, 0L);

        refused(403, "FORBIDDEN", guide(guide).post(holds, body));
        refused(403, "FORBIDDEN", merchant(shop).post(holds, body));
        refused(404, "NOT_FOUND", brand().post(holds, Map.of("lineId", "l9")));
        Answer held = brand().post(holds, body);
        assertThat(held.status()).isEqualTo(201);
        Answer again = brand().post(holds, body);
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.json()).isEqualTo(held.json());
        assertThat(held.json().path("reason").asString()).isEqualTo("FRAUD");
        assertThat(held.json().path("byDeadline").asString()).isEqualTo("RELEASE");
        assertThat(balance(guide, "KRW")).containsExactly(700L, 0L, 0L, 0L, 0L);
        assertThat(ok(guide(guide).get("/api/v1/guide-commerce/holds"))
                        .at("/items/0/note")
                        .asString())
                .isEqualTo("a stolen card");
        assertThat(line(shop, order).at("/holds/0").has("note"))
                .as("a merchant does not read it")
                .isFalse();

        clock().advance(Duration.ofDays(14));
        deadlines.sweep();
        assertThat(balance(guide, "KRW")).containsExactly(0L, 700L, 0L, 0L, 0L);
        assertThat(brand().post(holds, body).status())
                .as("somebody may find something again")
                .isEqualTo(201);
    }

    @Test
    void flagsASaleByHandWhereTheMoneyHasLeftAndHoldsNothingThatEarnedNothing() {
        String guide = activeGuide();
        String shop = shop("MXN", 0);
        String paid = paidOrder(shop, click(guide, shop), 10_000, "MXN");
        ok(merchant(shop).post("/api/v1/orders/" + paid + ":deliver", "{}"));
        JsonNode batch = approvedBatch("MXN");
        assertThat(brand().get("/api/v1/payout-batches/" + batch.path("batchId").asString() + "/file")
                        .status())
                .isEqualTo(200);
        ok(brand().post(
                        "/api/v1/payout-items/" + batch.at("/items/0/itemId").asString() + ":settle",
                        Map.of("proof", "camt.053")));
        String refunded = paidOrder(shop, click(guide, shop), 10_000, "MXN");
        ok(refund(shop, refunded, "all", 10_000, "MXN"));
        String placed = "o-" + UUID.randomUUID();
        ok(merchant(shop).put("/api/v1/orders/" + placed, orderBody(shop, click(guide, shop), 10_000, "MXN")));

        JsonNode flagged = ok(brand().post("/api/v1/orders/" + paid + "/holds", Map.of("lineId", "l1")));

        assertThat(flagged.path("state").asString()).isEqualTo("FLAGGED");
        assertThat(balance(guide, "MXN")).containsExactly(0L, 0L, 0L, 700L, 0L);
        for (String order : List.of(refunded, placed)) {
            refused(
                    409,
                    "ILLEGAL_TRANSITION",
                    brand().post("/api/v1/orders/" + order + "/holds", Map.of("lineId", "l1")));
        }
        ok(brand().post(
                        "/api/v1/guide-commerce/holds/" + flagged.path("holdId").asString() + ":uphold",
                        Map.of("reason", "a stolen card")));
        assertThat(balance(guide, "MXN")).containsExactly(0L, 0L, 0L, 700L, 700L);
    }

    @Test
    void holdsWhatGuidesSellToEachOtherWithinThirtyDays() {
        String anna = activeGuide();
        String bea = activeGuide();
        String shop = shop("PHP", 0);
        Map<String, String> annas = email("anna-" + anna + "@example.org");
        Map<String, String> beas = email("bea-" + bea + "@example.org");
        ok(guide(anna).put("/api/v1/guides/" + anna + "/identifiers", Map.of("identifiers", List.of(annas))));
        ok(guide(bea).put("/api/v1/guides/" + bea + "/identifiers", Map.of("identifiers", List.of(beas))));

        String first = paidOrder(shop, click(bea, shop), 10_000, "PHP", List.of(annas));
        assertThat(line(shop, first).path("attribution").asString()).isEqualTo("CONFIRMED");
        clock().advance(Duration.ofDays(30));
        String back = paidOrder(shop, click(anna, shop), 10_000, "PHP", List.of(beas));
        assertThat(line(shop, back).path("attribution").asString()).isEqualTo("HELD");
        JsonNode hold = line(shop, back).at("/holds/0");
        assertThat(hold.path("reason").asString()).isEqualTo("COLLUSION");
        assertThat(hold.path("byDeadline").asString()).isEqualTo("RELEASE");
        String others = paidOrder(shop, click(anna, shop), 10_000, "PHP");
        assertThat(line(shop, others).path("attribution").asString()).isEqualTo("CONFIRMED");
        ok(guide(anna)
                .post(
                        "/api/v1/guide-commerce/holds/" + hold.path("holdId").asString() + ":appeal",
                        Map.of("statement", "we are friends")));
        ok(merchant(shop).post("/api/v1/orders/" + first + ":deliver", "{}"));
        assertThat(line(shop, first).at("/holds/0/reason").asString())
                .as("judged again when it is delivered")
                .isEqualTo("COLLUSION");

        clock().advance(Duration.ofDays(31));
        deadlines.sweep();
        assertThat(line(shop, back).path("attribution").asString()).isEqualTo("CONFIRMED");
        String later = paidOrder(shop, click(bea, shop), 10_000, "PHP", List.of(annas));
        assertThat(line(shop, later).path("attribution").asString()).isEqualTo("CONFIRMED");
    }

    @Test
    void flagsManyOrdersAndHoldsOnlyBeyondAThousandInAnHour() {
        String guide = activeGuide();
        String shop = shop("SEK", 7);
        String click = click(guide, shop);
        String calm = paidOrder(shop, click, 10_000, "SEK");
        assertThat(line(shop, calm).path("attribution").asString()).isEqualTo("CONFIRMED");
        assertThat(flagsOf(guide)).isEmpty();

        ordersInThisHour(guide, 200);
        String busy = paidOrder(shop, click, 10_000, "SEK");
        assertThat(line(shop, busy).path("attribution").asString()).isEqualTo("CONFIRMED");
        assertThat(flagsOf(guide)).containsExactly("VELOCITY");

        ordersInThisHour(guide, 999);
        String thousandth = paidOrder(shop, click, 10_000, "SEK");
        assertThat(line(shop, thousandth).path("attribution").asString()).isEqualTo("CONFIRMED");
        String beyond = paidOrder(shop, click, 10_000, "SEK");
        assertThat(line(shop, beyond).path("attribution").asString()).isEqualTo("HELD");
        JsonNode hold = line(shop, beyond).path("holds").path(0);
        assertThat(hold.path("reason").asString()).isEqualTo("VELOCITY");
        assertThat(hold.path("byDeadline").asString()).isEqualTo("RELEASE");
        assertThat(flagsOf(guide)).as("told once an hour").containsExactly("VELOCITY");

        clock().advance(Duration.ofHours(1));
        String later = paidOrder(shop, click, 10_000, "SEK");
        assertThat(line(shop, later).path("attribution").asString()).isEqualTo("CONFIRMED");
    }

    @Test
    void flagsABuyerWhoComesBackToOneGuideVeryOften() {
        String guide = activeGuide();
        String shop = shop("NOK", 7);
        String click = click(guide, shop);
        Map<String, String> ring = email("ring-" + guide + "@example.org");
        for (int i = 0; i < 10; i++) {
            paidOrder(shop, click, 100, "NOK", List.of(ring));
        }
        assertThat(flagsOf(guide)).isEmpty();

        String eleventh = paidOrder(shop, click, 100, "NOK", List.of(ring));

        assertThat(flagsOf(guide)).containsExactly("SAME_BUYER");
        assertThat(line(shop, eleventh).path("attribution").asString()).isEqualTo("CONFIRMED");
    }

    @Test
    void givesADisputedSaleToTheClaimantInOneStep() {
        String anna = activeGuide();
        String bea = activeGuide();
        String shop = shop("DKK", 0);
        String order = touchedByBoth(anna, bea, shop, "DKK");
        String claim = "/api/v1/orders/" + order + "/disputes";
        Map<String, String> body = Map.of("lineId", "l1", "statement", "I told them of it");

        refused(404, "NOT_FOUND", guide(activeGuide()).post(claim, body));
        refused(409, "ILLEGAL_TRANSITION", guide(bea).post(claim, body));
        refused(404, "NOT_FOUND", guide(anna).post(claim, Map.of("lineId", "l9", "statement", "x")));
        JsonNode dispute = ok(guide(anna).post(claim, body));
        assertThat(guide(anna).post(claim, body).status()).isEqualTo(200);
        assertThat(line(shop, order).path("attribution").asString()).isEqualTo("DISPUTED");
        ok(merchant(shop).post("/api/v1/orders/" + order + ":deliver", "{}"));
        assertThat(balance(bea, "DKK")).as("held meanwhile").containsExactly(700L, 0L, 0L, 0L, 0L);

        String path =
                "/api/v1/guide-commerce/disputes/" + dispute.path("disputeId").asString();
        refused(403, "FORBIDDEN", guide(anna).post(path + ":reassign", Map.of("reason", "mine")));
        refused(404, "NOT_FOUND", guide(bea).post(path + ":withdraw", "{}"));
        ok(brand().post(path + ":reassign", Map.of("reason", "the note was hers")));
        ok(brand().post(path + ":reassign", Map.of("reason", "the note was hers")));
        refused(409, "ILLEGAL_TRANSITION", brand().post(path + ":keep", Map.of("reason", "no")));

        assertThat(balance(bea, "DKK")).containsExactly(0L, 0L, 0L, 0L, 0L);
        assertThat(balance(anna, "DKK")).containsExactly(0L, 700L, 0L, 0L, 0L);
        JsonNode line = line(shop, order);
        assertThat(line.path("guideId").asString()).isEqualTo(anna);
        assertThat(line.path("attribution").asString()).isEqualTo("FINAL");
        assertThat(line.path("disputes").path(0).path("decision").asString()).isEqualTo("the note was hers");
        assertThat(clearing(shop, "DKK")).as("one commission is owed").isEqualTo(-1_000);
        ok(refund(shop, order, "half", 5_000, "DKK"));
        assertThat(balance(anna, "DKK")).containsExactly(0L, 350L, 0L, 0L, 0L);
        ok(refund(shop, order, "rest", 5_000, "DKK"));
        assertThat(balance(anna, "DKK")).containsExactly(0L, 0L, 0L, 0L, 0L);
        assertThat(clearing(shop, "DKK")).isZero();
    }

    @Test
    void keepsADisputedSaleByDecisionByDeadlineAndByWithdrawal() {
        String anna = activeGuide();
        String bea = activeGuide();
        String shop = shop("PLN", 0);
        Map<String, String> body = Map.of("lineId", "l1", "statement", "mine");
        String decided = touchedByBoth(anna, bea, shop, "PLN");
        String late = touchedByBoth(anna, bea, shop, "PLN");
        String withdrawn = touchedByBoth(anna, bea, shop, "PLN");
        JsonNode first = ok(guide(anna).post("/api/v1/orders/" + decided + "/disputes", body));
        ok(guide(anna).post("/api/v1/orders/" + late + "/disputes", body));
        JsonNode third = ok(guide(anna).post("/api/v1/orders/" + withdrawn + "/disputes", body));
        String disputes = "/api/v1/guide-commerce/disputes";
        assertThat(ok(brand().get(disputes)).path("items")).hasSizeGreaterThanOrEqualTo(3);
        assertThat(ok(guide(activeGuide()).get(disputes)).path("items"))
                .as("they are nobody else's")
                .isEmpty();

        ok(brand().post(disputes + "/" + first.path("disputeId").asString() + ":keep", Map.of("reason", "no proof")));
        ok(guide(anna).post(disputes + "/" + third.path("disputeId").asString() + ":withdraw", "{}"));
        clock().advance(Duration.ofDays(14));
        deadlines.sweep();

        for (String order : List.of(decided, late, withdrawn)) {
            assertThat(line(shop, order).path("attribution").asString()).isEqualTo("CONFIRMED");
            ok(merchant(shop).post("/api/v1/orders/" + order + ":deliver", "{}"));
        }
        assertThat(balance(bea, "PLN")).containsExactly(0L, 2_100L, 0L, 0L, 0L);
        assertThat(line(shop, late).path("disputes").path(0).path("state").asString())
                .isEqualTo("KEPT");
    }

    @Test
    void givesAClaimantTheRatesOfTheirLastTouchInTheWindow() {
        String anna = activeGuide();
        String bea = activeGuide();
        String shop = shop("TWD", 0);
        winePlan(3_000);
        Answer tooOld = nobody().get("/r/" + link(anna, shop));
        Map<String, String> cookie = Map.of("Cookie", "evenreach_visitor=" + visitor(tooOld));
        clock().advance(Duration.ofDays(20));
        winePlan(2_000);
        nobody().get("/r/" + link(anna, shop), cookie);
        clock().advance(Duration.ofDays(15));
        shop("TWD", 0);
        nobody().get("/r/" + link(anna, shop), cookie);
        clock().advance(Duration.ofDays(1));
        String order = paidOrder(shop, clickOf(nobody().get("/r/" + link(bea, shop), cookie)), 10_000, "TWD");
        JsonNode claim = ok(guide(anna)
                .post(
                        "/api/v1/orders/" + order + "/disputes",
                        Map.of("lineId", "l1", "statement", "I told them of it")));

        ok(brand().post(
                        "/api/v1/guide-commerce/disputes/"
                                + claim.path("disputeId").asString() + ":reassign",
                        Map.of("reason", "hers")));

        assertThat(balance(anna, "TWD")).containsExactly(700L, 0L, 0L, 0L, 0L);
    }

    private void winePlan(int commissionBps) {
        ok(brand().put(
                        "/api/v1/commission-plans/wine",
                        Map.of(
                                "category",
                                "wine",
                                "commissionBps",
                                commissionBps,
                                "guideShareBps",
                                7_000,
                                "referrerShareOfPlatformBps",
                                1_000,
                                "holdDays",
                                0)));
        clock().advance(Duration.ofSeconds(1));
    }

    @Test
    void givesNoSaleByAClaimToWhoeverDoesNotEarnNow() {
        String anna = activeGuide();
        String bea = activeGuide();
        String shop = shop("THB", 0);
        Map<String, String> body = Map.of("lineId", "l1", "statement", "mine");
        String claimed = touchedByBoth(anna, bea, shop, "THB");
        String later = touchedByBoth(anna, bea, shop, "THB");
        JsonNode claim = ok(guide(anna).post("/api/v1/orders/" + claimed + "/disputes", body));
        String path =
                "/api/v1/guide-commerce/disputes/" + claim.path("disputeId").asString();
        ok(brand().post("/api/v1/guides/" + anna + ":suspend", Map.of("reason", "looked at")));

        refused(409, "ILLEGAL_TRANSITION", guide(anna).post("/api/v1/orders/" + later + "/disputes", body));
        refused(409, "ILLEGAL_TRANSITION", brand().post(path + ":reassign", Map.of("reason", "hers")));
        assertThat(line(shop, claimed).path("attribution").asString()).isEqualTo("DISPUTED");
        assertThat(balance(bea, "THB")).containsExactly(1_400L, 0L, 0L, 0L, 0L);

        ok(brand().post("/api/v1/guides/" + anna + ":reinstate", "{}"));
        ok(brand().post(path + ":reassign", Map.of("reason", "hers")));
        assertThat(balance(anna, "THB")).containsExactly(700L, 0L, 0L, 0L, 0L);
    }

    @Test
    void tellsWhoseSaleIsClaimedAndHearsThemBeforeItIsDecided() {
        String anna = activeGuide();
        String bea = activeGuide();
        String shop = shop("IDR", 0);
        String order = touchedByBoth(anna, bea, shop, "IDR");
        String disputes = "/api/v1/guide-commerce/disputes";
        JsonNode claim = ok(guide(anna)
                .post("/api/v1/orders/" + order + "/disputes", Map.of("lineId", "l1", "statement", "my own words")));
        String path = disputes + "/" + claim.path("disputeId").asString();

        JsonNode told = ok(guide(bea).get(disputes)).at("/items/0");
        assertThat(told.path("side").asString()).isEqualTo("OWNER");
        assertThat(told.path("orderId").asString()).isEqualTo(order);
        assertThat(told.toString())
                .as("neither who claims it nor what they say")
                .doesNotContain(anna, "my own words");
        JsonNode held =
                ok(guide(bea).get("/api/v1/guides/" + bea + "/statement")).at("/held/0");
        assertThat(held.path("reason").asString()).isEqualTo("DISPUTED");
        assertThat(held.path("amountMinor").asLong()).isEqualTo(700);
        assertThat(held.path("deadline").asString())
                .isEqualTo(claim.path("deadline").asString());

        Map<String, String> reply = Map.of("statement", "they came by my page");
        refused(404, "NOT_FOUND", guide(anna).post(path + ":answer", reply));
        refused(404, "NOT_FOUND", guide(activeGuide()).post(path + ":answer", reply));
        ok(guide(bea).post(path + ":answer", Map.of("statement", "no")));
        JsonNode answered = ok(guide(bea).post(path + ":answer", reply));
        assertThat(answered.path("answer").asString()).isEqualTo("they came by my page");
        assertThat(ok(guide(anna).get(disputes)).at("/items/0").has("answer")).isFalse();
        JsonNode read = ok(brand().get(disputes + "?limit=500"))
                .path("items")
                .valueStream()
                .filter(each -> each.path("disputeId").equals(claim.path("disputeId")))
                .findFirst()
                .orElseThrow();
        assertThat(read.path("statement").asString()).isEqualTo("my own words");
        assertThat(read.path("answer").asString()).isEqualTo("they came by my page");

        ok(brand().post(path + ":reassign", Map.of("reason", "the note was hers")));
        ok(guide(bea).post(path + ":answer", reply));
        refused(409, "ILLEGAL_TRANSITION", guide(bea).post(path + ":answer", Map.of("statement", "too late")));
        JsonNode decided = ok(guide(bea).get(disputes + "?undecided=false")).at("/items/0");
        assertThat(decided.path("decision").asString()).isEqualTo("the note was hers");
        assertThat(ok(guide(bea).get("/api/v1/guides/" + bea + "/statement")).path("held"))
                .isEmpty();
    }

    @Test
    void takesNoTouchForAClaimThatCameWhileTheGuideDidNotEarn() {
        String anna = activeGuide();
        String bea = activeGuide();
        String shop = shop("MYR", 0);
        ok(brand().post("/api/v1/guides/" + anna + ":suspend", Map.of("reason", "looked at")));
        String order = touchedByBoth(anna, bea, shop, "MYR");
        ok(brand().post("/api/v1/guides/" + anna + ":reinstate", "{}"));

        refused(
                404,
                "NOT_FOUND",
                guide(anna).post("/api/v1/orders/" + order + "/disputes", Map.of("lineId", "l1", "statement", "mine")));
    }

    @Test
    void listsALineOnceWithTheGuidesOwnPart() {
        String anna = activeGuide();
        String bea = activeGuide();
        String shop = shop("ILS", 7);
        String order = touchedByBoth(anna, bea, shop, "ILS");
        JsonNode claim = ok(
                guide(anna).post("/api/v1/orders/" + order + "/disputes", Map.of("lineId", "l1", "statement", "mine")));
        ok(refund(shop, order, "part", 2_000, "ILS"));
        ok(brand().post(
                        "/api/v1/guide-commerce/disputes/"
                                + claim.path("disputeId").asString() + ":reassign",
                        Map.of("reason", "hers")));
        String chargebacks = "/api/v1/orders/" + order + "/chargebacks";
        ok(chargeback(shop, order, "c1", 3_000, "ILS"));
        ok(merchant(shop).post(chargebacks + "/c1:win", "{}"));

        JsonNode sales = ok(guide(anna).get("/api/v1/guides/" + anna + "/orders"));

        assertThat(sales.path("items")).hasSize(1);
        assertThat(sales.at("/items/0/commission/accrued/amountMinor").asLong()).isEqualTo(560);
        assertThat(sales.at("/items/0/commission/left/amountMinor").asLong()).isEqualTo(560);
        assertThat(sales.at("/items/0/commission/state").asString()).isEqualTo("PENDING");
        assertThat(ok(guide(bea).get("/api/v1/guides/" + bea + "/orders"))
                        .at("/items/0/commission/ended")
                        .asString())
                .isEqualTo("REASSIGNED");
    }

    @Test
    void letsAClaimGoOnWhereTheSaleIsTakenFromWhoseItWas() {
        String anna = activeGuide();
        String bea = activeGuide();
        String shop = shop("SGD", 0);
        Map<String, String> body = Map.of("lineId", "l1", "statement", "I told them of it");
        String given = touchedByBoth(anna, bea, shop, "SGD");
        String left = touchedByBoth(anna, bea, shop, "SGD");
        JsonNode claim = ok(guide(anna).post("/api/v1/orders/" + given + "/disputes", body));
        ok(guide(anna).post("/api/v1/orders/" + left + "/disputes", body));
        ok(guide(bea)
                .put(
                        "/api/v1/guides/" + bea + "/identifiers",
                        Map.of("identifiers", List.of(email("shopper@example.org")))));
        samePersons.sweep();
        for (String order : List.of(given, left)) {
            ok(brand().post("/api/v1/guide-commerce/holds/" + holdOf(bea, order) + ":uphold", Map.of("reason", "own")));
            ok(merchant(shop).post("/api/v1/orders/" + order + ":deliver", "{}"));
            assertThat(line(shop, order).path("attribution").asString()).isEqualTo("DISPUTED");
        }
        assertThat(balance(bea, "SGD")).containsExactly(0L, 0L, 0L, 0L, 0L);

        ok(brand().post(
                        "/api/v1/guide-commerce/disputes/"
                                + claim.path("disputeId").asString() + ":reassign",
                        Map.of("reason", "hers")));
        clock().advance(Duration.ofDays(14));
        deadlines.sweep();

        assertThat(line(shop, given).path("guideId").asString()).isEqualTo(anna);
        assertThat(balance(anna, "SGD")).containsExactly(0L, 700L, 0L, 0L, 0L);
        assertThat(line(shop, left).path("attribution").asString()).isEqualTo("FINAL_NONE");
        assertThat(line(shop, left).has("guideId")).isFalse();
        assertThat(clearing(shop, "SGD")).isEqualTo(-1_000);
        assertThat(ok(brand().get("/api/v1/ledger/reconciliation")).path("items"))
                .isEmpty();
    }

    @Test
    void takesClaimsForSevenDaysOnlyAndLeavesUnclaimedSalesNobodys() {
        String anna = activeGuide();
        String bea = activeGuide();
        String shop = shop("CZK", 30);
        String order = touchedByBoth(anna, bea, shop, "CZK");
        String nobodys = paidOrder(shop, UUID.randomUUID().toString(), 10_000, "CZK");
        clock().advance(Duration.ofDays(7).plusSeconds(1));

        refused(
                409,
                "ILLEGAL_TRANSITION",
                guide(anna).post("/api/v1/orders/" + order + "/disputes", Map.of("lineId", "l1", "statement", "late")));
        deadlines.sweep();
        assertThat(line(shop, nobodys).path("attribution").asString()).isEqualTo("FINAL_NONE");
    }

    @Test
    void letsAClickThatNobodySawDisplaceNobodyAndTellsSoAgain() {
        String anna = activeGuide();
        String bea = activeGuide();
        String shop = shop("HUF", 7);
        Answer first = nobody().get("/r/" + link(anna, shop));
        Map<String, String> cookie = Map.of("Cookie", "evenreach_visitor=" + visitor(first));
        clock().advance(Duration.ofHours(1));
        Map<String, String> framed = new LinkedHashMap<>(cookie);
        framed.put("Sec-Fetch-Dest", "iframe");
        Answer stuffed = nobody().get("/r/" + link(bea, shop), framed);
        String order = paidOrder(shop, clickOf(stuffed), 10_000, "HUF");

        assertThat(line(shop, order).path("guideId").asString()).isEqualTo(anna);
        JsonNode attribution = ok(merchant(shop).get("/api/v1/orders/" + order + "/attribution"));
        assertThat(attribution.path("touches").path(1).path("lost").asString()).isEqualTo("NOT_SEEN");
        assertThat(attribution.path("touches").path(1).path("seen").asBoolean()).isFalse();

        clock().advance(Duration.ofHours(1));
        assertThat(nobody().post("/r/" + link(bea, shop), "{}", cookie).status())
                .as("a view of the guide's page")
                .isEqualTo(204);
        clock().advance(Duration.ofHours(1));
        Answer again = nobody().get("/r/" + link(bea, shop), framed);
        String next = paidOrder(shop, clickOf(again), 10_000, "HUF");
        assertThat(line(shop, next).path("guideId").asString()).isEqualTo(bea);
        assertThat(ok(merchant(shop).get("/api/v1/orders/" + order + "/attribution")))
                .isEqualTo(attribution);
    }

    @Test
    void letsNoCodeThatIsEnteredAtCheckoutOverwriteAnEarlierGuideWhoseContentWasSeen() {
        String anna = activeGuide();
        String bea = activeGuide();
        String shop = shop("RON", 7);
        Answer first = nobody().get("/r/" + link(anna, shop));
        clock().advance(Duration.ofHours(1));
        String order = atCheckout(shop, clickOf(first), link(bea, shop));
        assertThat(line(shop, order).path("guideId").asString()).isEqualTo(anna);

        nobody().post("/r/" + link(bea, shop), "{}", Map.of("Cookie", "evenreach_visitor=" + visitor(first)));
        clock().advance(Duration.ofHours(1));
        String seen = atCheckout(shop, clickOf(first), link(bea, shop));
        assertThat(line(shop, seen).path("guideId").asString()).isEqualTo(bea);
    }

    @Test
    void takesAClaimInTheStatesOfTheTableAndElseChangesNothing() {
        String anna = activeGuide();
        String bea = activeGuide();
        String shop = shop("ILS", 7);
        Map<String, String> body = Map.of("lineId", "l1", "statement", "I told them of it");
        String refusing = touchedByBoth(anna, bea, shop, "ILS");
        for (AttributionStatus status : AttributionStatus.values()) {
            boolean isTaken = status == AttributionStatus.CONFIRMED || status == AttributionStatus.UNATTRIBUTED;
            String order = isTaken ? touchedByBoth(anna, bea, shop, "ILS") : refusing;
            put("sale_line set attribution", status.name(), "order_id", order);
            String before = everythingOf(order);

            Answer answer = guide(anna).post("/api/v1/orders/" + order + "/disputes", body);

            if (isTaken) {
                assertThat(answer.status()).as(answer.body()).isEqualTo(201);
                assertThat(line(shop, order).path("attribution").asString()).isEqualTo("DISPUTED");
            } else {
                refused(409, "ILLEGAL_TRANSITION", answer);
                assertThat(everythingOf(order)).as(status.name()).isEqualTo(before);
            }
        }
        put("sale_line set attribution", "CONFIRMED", "order_id", refusing);
    }

    @Test
    void decidesADisputeOnceAndElseChangesNothing() {
        String anna = activeGuide();
        String bea = activeGuide();
        String shop = shop("UAH", 7);
        Map<String, String> goals =
                Map.of("keep", "KEPT", "reassign", "REASSIGNED", "withdraw", "WITHDRAWN", "answer", "OPEN");
        String refusing = touchedByBoth(anna, bea, shop, "UAH");
        String decided = claimed(anna, refusing);
        Set<String> taken = new TreeSet<>();
        for (DisputeState state : DisputeState.values()) {
            for (Map.Entry<String, String> goal : goals.entrySet()) {
                String step = goal.getKey();
                boolean isOpen = state == DisputeState.OPEN;
                String order = isOpen ? touchedByBoth(anna, bea, shop, "UAH") : refusing;
                String dispute = isOpen ? claimed(anna, order) : decided;
                put("sale_dispute set state", state.name(), "dispute_id::text", dispute);
                String before = everythingOf(order);

                String path = "/api/v1/guide-commerce/disputes/" + dispute + ":" + step;
                Answer answer = switch (step) {
                    case "answer" -> guide(bea).post(path, Map.of("statement", "I did"));
                    case "withdraw" -> guide(anna).post(path, "{}");
                    default -> brand().post(path, Map.of("reason", "because"));
                };

                if (isOpen) {
                    assertThat(ok(answer).path("state").asString()).isEqualTo(goal.getValue());
                    taken.add(step);
                } else {
                    saysSoOrRefuses(state.name().equals(goal.getValue()), answer);
                    assertThat(everythingOf(order)).as(state + " " + step).isEqualTo(before);
                }
            }
        }
        assertThat(taken).isEqualTo(goals.keySet());
    }

    @Test
    void takesTheStepsOfAHoldAndNoOthersAndElseChangesNothing() {
        String guide = activeGuide();
        String shop = shop("VES", 7);
        Map<String, String> goals = Map.of("appeal", "APPEALED", "release", "RELEASED", "uphold", "UPHELD");
        Set<String> taken = Set.of(
                "OPEN appeal",
                "OPEN release",
                "OPEN uphold",
                "APPEALED release",
                "APPEALED uphold",
                "FLAGGED appeal",
                "FLAGGED release",
                "FLAGGED uphold");
        String refusing = paidOrder(shop, click(guide, shop), 10_000, "VES");
        String decided = heldByHand(refusing);
        for (HoldState state : HoldState.values()) {
            for (Map.Entry<String, String> goal : goals.entrySet()) {
                String step = goal.getKey();
                boolean isAppeal = step.equals("appeal");
                boolean isTaken = taken.contains(state + " " + step);
                String order = isTaken ? paidOrder(shop, click(guide, shop), 10_000, "VES") : refusing;
                String hold = isTaken ? heldByHand(order) : decided;
                put("sale_hold set state", state.name(), "hold_id::text", hold);
                String before = everythingOf(order);

                Answer answer = (isAppeal ? guide(guide) : brand())
                        .post(
                                "/api/v1/guide-commerce/holds/" + hold + ":" + step,
                                Map.of(isAppeal ? "statement" : "reason", "because"));

                if (isTaken) {
                    assertThat(ok(answer).path("state").asString())
                            .isEqualTo(isAppeal && state == HoldState.FLAGGED ? "FLAGGED" : goal.getValue());
                } else {
                    saysSoOrRefuses(state.name().equals(goal.getValue()), answer);
                    assertThat(everythingOf(order)).as(state + " " + step).isEqualTo(before);
                }
            }
        }
    }

    /** What is so already stays so, and says it; everything else that cannot be is a 409. */
    private static void saysSoOrRefuses(boolean isSo, Answer answer) {
        if (isSo) {
            ok(answer);
        } else {
            refused(409, "ILLEGAL_TRANSITION", answer);
        }
    }

    private void put(String what, String state, String by, String id) {
        assertThat(jdbc.sql("update " + what + " = ? where " + by + " = ?")
                        .param(state)
                        .param(id)
                        .update())
                .isOne();
    }

    private String claimed(String claimant, String order) {
        return ok(guide(claimant)
                        .post("/api/v1/orders/" + order + "/disputes", Map.of("lineId", "l1", "statement", "mine")))
                .path("disputeId")
                .asString();
    }

    private String heldByHand(String order) {
        return ok(brand().post("/api/v1/orders/" + order + "/holds", Map.of("lineId", "l1")))
                .path("holdId")
                .asString();
    }

    private String atCheckout(String shop, String click, String code) {
        Map<String, Object> body = new LinkedHashMap<>(orderBody(shop, click, 10_000, "RON"));
        body.put("code", code);
        body.put(
                "checkoutStartedAt",
                clock().instant().minus(Duration.ofMinutes(5)).toString());
        String order = "o-" + UUID.randomUUID();
        ok(merchant(shop).put("/api/v1/orders/" + order, body));
        return order;
    }

    private String heldOrder(String guide, String shop, String currency) {
        Map<String, String> mail = email("own-" + guide + "@example.org");
        ok(guide(guide).put("/api/v1/guides/" + guide + "/identifiers", Map.of("identifiers", List.of(mail))));
        String order = paidOrder(shop, click(guide, shop), 10_000, currency, List.of(mail));
        ok(merchant(shop).post("/api/v1/orders/" + order + ":deliver", "{}"));
        maturity.sweep();
        assertThat(line(shop, order).path("attribution").asString()).isEqualTo("HELD");
        return order;
    }

    private String holdOf(String guide, String order) {
        return ok(guide(guide).get("/api/v1/guide-commerce/holds"))
                .path("items")
                .valueStream()
                .filter(hold -> hold.path("orderId").asString().equals(order))
                .map(hold -> hold.path("holdId").asString())
                .findFirst()
                .orElseThrow();
    }

    private void ordersInThisHour(String guide, int orders) {
        jdbc.sql("update guide_hour set orders = :orders where guide_id = :guide")
                .param("orders", orders)
                .param("guide", UUID.fromString(guide))
                .update();
    }

    private List<String> flagsOf(String guide) {
        return ok(brand().get("/api/v1/guide-commerce/flags?limit=500"))
                .path("items")
                .valueStream()
                .filter(flag -> flag.path("guideId").asString().equals(guide))
                .map(flag -> flag.path("kind").asString())
                .toList();
    }

    private long clearing(String shop, String currency) {
        return jdbc.sql("""
                        select coalesce(sum(balance_minor), 0) from account
                         where owner = :shop and kind = 'MERCHANT_CLEARING' and currency = :currency
                        """)
                .param("shop", shop)
                .param("currency", currency)
                .query(Long.class)
                .single();
    }

    private JsonNode line(String shop, String order) {
        return ok(merchant(shop).get("/api/v1/orders/" + order + "/attribution"))
                .path("lines")
                .path(0);
    }
}
