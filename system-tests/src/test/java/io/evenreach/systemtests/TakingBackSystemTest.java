package io.evenreach.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A guide and their buyer become one person by mistake, and two again: every service follows, both ways. */
@Order(4)
@ExtendWith(OnePlatform.class)
class TakingBackSystemTest {

    private static final String CHANNEL = "taken-back";
    private static final int PLAN = 2;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** The two before the mistake, and what there is while they are one. */
    private static final State TWO_PEOPLE = new State(0, PLAN, PLAN, 0, 700);

    private static final State ONE_PERSON = new State(PLAN, 2 * PLAN, 2 * PLAN, 700, 0);

    private static final List<Long> PAYABLE = List.of(0L, 700L);

    /** What is held is pending. */
    private static final List<Long> HELD = List.of(700L, 0L);

    /** What frequency and guide commerce make of them; what a guide earns of their own purchase is held, and so pending. */
    private record State(
            int heavyTouches, int touchesOfGuide, int touchesOfBuyer, long pendingMinor, long payableMinor) {}

    private final String name = UUID.randomUUID().toString();
    private final Identifier guidesMail = new Identifier("email", null, "guide-" + name + "@example.org");
    private final Identifier guidesCookie = Identifier.cookie("taken-back.example", name + "-guide");
    private final Identifier buyersMail = new Identifier("email", null, "buyer-" + name + "@example.org");
    private final Identifier buyersCookie = Identifier.cookie("taken-back.example", name + "-buyer");

    @Test
    void letsTouchesHoldsAndCommissionsBeWhatTheyWouldHaveBeen(Platform platform) {
        Api api = platform.api();
        Stage stage = Stage.now(api, "Taken back", Map.of(CHANNEL, PLAN));
        stage.link(List.of(guidesMail, guidesCookie));
        stage.link(List.of(buyersMail, buyersCookie));
        for (int touch = 0; touch < PLAN; touch++) {
            show(stage, guidesCookie);
            show(stage, buyersCookie);
        }
        String guide = sellsToTheBuyer(api);
        complain(api);
        await("two people", stage, guide, TWO_PEOPLE);
        await("the buyer is held", () -> reasons(stage), List.of("PLAN_REACHED", "BRAND_HOLD"));

        stage.link(List.of(guidesMail, buyersMail));
        await("one person", stage, guide, ONE_PERSON);
        await("both are held", () -> reasons(stage), List.of("BRAND_HOLD", "BRAND_HOLD"));
        String other = leadsThemOnAnotherDevice(api);
        await("one bought what the other was led to", () -> balance(api, other), PAYABLE);

        ObjectNode buyers = Wire.object();
        buyers.set("identifiers", Wire.identifiers(List.of(buyersMail, buyersCookie)));
        JsonNode split = api.post("/identity/profiles/" + profileOf(api, buyersMail) + ":split", buyers)
                .ok();
        Duration followed = await("two people by a split", stage, guide, TWO_PEOPLE);
        Story.tell("a split was followed by touches and commissions after %d ms", followed.toMillis());
        await("somebody else was led to it", () -> balance(api, other), HELD);
        assertThat(reasons(stage).getLast()).isEqualTo("BRAND_HOLD");

        remove(api, split.path("evidenceId").asString(""));
        await("one person as the split is taken back", stage, guide, ONE_PERSON);
        await("both are held again", () -> reasons(stage), List.of("BRAND_HOLD", "BRAND_HOLD"));
        await("one was led to it again", () -> balance(api, other), PAYABLE);

        remove(api, bridgeBetweenTheMails(api));
        await("two people without the mistake", stage, guide, TWO_PEOPLE);
        await("somebody else was led to it after all", () -> balance(api, other), HELD);
        await("the hold is the buyer's alone", () -> reasons(stage), List.of("PLAN_REACHED", "BRAND_HOLD"));

        stage.release("complaint-" + name);
        await("nobody is held", () -> reasons(stage), List.of("PLAN_REACHED", "PLAN_REACHED"));
    }

    @Test
    void letsEachSideBeInItsArmOfAHoldoutAgain(Platform platform) {
        Api api = platform.api();
        Stage stage = Stage.holdingOut(api, "Held out", 50, Map.of(CHANNEL, 1_000));
        Identifier held = somebody(stage, "HOLDOUT");
        Identifier reached = somebody(stage, "");
        Supplier<List<String>> arms = () -> List.of(
                Stage.reason(stage.ask(CHANNEL, List.of(held))), Stage.reason(stage.ask(CHANNEL, List.of(reached))));
        stage.link(List.of(guidesMail, held));
        stage.link(List.of(buyersMail, reached));
        assertThat(arms.get()).containsExactly("HOLDOUT", "");

        stage.link(List.of(guidesMail, buyersMail));
        await("one person, in the arm of who was asked for first", arms, List.of("HOLDOUT", "HOLDOUT"));
        await("who is of both arms", () -> stage.reach().at("/arms/mixed").asInt(-1), 1);

        ObjectNode others = Wire.object();
        others.set("identifiers", Wire.identifiers(List.of(buyersMail, reached)));
        api.post("/identity/profiles/" + profileOf(api, buyersMail) + ":split", others)
                .ok();
        await("two people, each in their own arm", arms, List.of("HOLDOUT", ""));
        await("nobody is of both arms", () -> stage.reach().at("/arms/mixed").asInt(-1), 0);
    }

    /** Somebody new who is told so. */
    private static Identifier somebody(Stage stage, String reason) {
        for (int i = 0; i < 60; i++) {
            Identifier cookie =
                    Identifier.cookie("held-out.example", UUID.randomUUID().toString());
            if (Stage.reason(stage.ask(CHANNEL, List.of(cookie))).equals(reason)) {
                return cookie;
            }
        }
        throw new AssertionError("of 60 people, all are in the other arm");
    }

    @Test
    void letsTwoBuyersReturnAsOnePersonAndBothBeNewAgainAsTwo(Platform platform) {
        Api api = platform.api();
        observe(api, List.of(guidesMail, guidesCookie));
        observe(api, List.of(buyersMail, buyersCookie));
        String shop = offer(api);
        takeToDelivery(api, shop + "-first", orderOf(guidesMail, shop));
        takeToDelivery(api, shop + "-second", orderOf(buyersMail, shop));
        await("each has bought once", () -> maturity(api), List.of("NEW 1", "NEW 1"));

        observe(api, List.of(guidesMail, buyersMail));
        await("one has bought twice", () -> maturity(api), List.of("RETURNING 2", "RETURNING 2"));

        ObjectNode buyers = Wire.object();
        buyers.set("identifiers", Wire.identifiers(List.of(buyersMail, buyersCookie)));
        JsonNode split = api.post("/identity/profiles/" + profileOf(api, buyersMail) + ":split", buyers)
                .ok();
        await("each has bought once by a split", () -> maturity(api), List.of("NEW 1", "NEW 1"));

        remove(api, split.path("evidenceId").asString(""));
        await("one has bought twice again", () -> maturity(api), List.of("RETURNING 2", "RETURNING 2"));

        api.post("/orders/" + shop + "-second/refunds", refundOf(shop)).ok();
        await("what was refunded is taken back", () -> maturity(api), List.of("NEW 1", "NEW 1"));
        remove(api, bridgeBetweenTheMails(api));
        await("only one has bought without what joined them", () -> maturity(api), List.of("NEW 1", "POTENTIAL 0"));
        JsonNode flow = api.get("/maturity/flow?from=" + Instant.now().minus(Duration.ofDays(1)) + "&to="
                        + Instant.now().plusSeconds(60))
                .ok();
        long sum = 0;
        for (JsonNode cell : flow.path("cells")) {
            sum += cell.path("people").asLong();
        }
        assertThat(sum).as("%s", flow).isEqualTo(flow.path("base").asLong()).isPositive();
    }

    /** The stages of whom the two addresses belong to, with how much they have bought. */
    private List<String> maturity(Api api) {
        return Stream.of(guidesMail, buyersMail)
                .map(mail -> api.get("/profiles/" + profileOf(api, mail) + "/maturity")
                        .body())
                .map(standing -> standing.path("stage").asString("unknown") + " "
                        + standing.path("paidOrders").asInt())
                .toList();
    }

    private static void observe(Api api, List<Identifier> ids) {
        api.post(
                        "/identity/observations",
                        Wire.batch(
                                "observations",
                                List.of(Wire.observation(UUID.randomUUID().toString(), Instant.now(), ids))))
                .ok();
    }

    private static ObjectNode refundOf(String shop) {
        ObjectNode refund = Wire.object().put("refundId", shop + "-refund");
        ObjectNode line = refund.putArray("lines").addObject().put("lineId", "1");
        line.set("net", price());
        return refund;
    }

    private static void show(Stage stage, Identifier identifier) {
        JsonNode decision = stage.ask(CHANNEL, List.of(identifier));
        assertThat(Stage.isAllowed(decision)).as("%s", decision).isTrue();
        stage.confirm(decision, CHANNEL, List.of(identifier));
    }

    /** A guide who has said which address is theirs sells something to the buyer; it is paid and delivered. */
    private String sellsToTheBuyer(Api api) {
        String shop = offer(api);
        ObjectNode plan = Wire.object()
                .put("category", "taken-back")
                .put("commissionBps", 1_000)
                .put("guideShareBps", 7_000)
                .put("holdDays", 0);
        api.put("/commission-plans/taken-back", plan).ok();

        String guide = approvedGuide(api);
        ObjectNode own = Wire.object();
        own.set("identifiers", Wire.identifiers(List.of(guidesMail)));
        api.put("/guides/" + guide + "/identifiers", own).ok();
        ObjectNode order = orderOfTheBuyer(shop);
        order.put("code", linkOf(api, guide));
        takeToDelivery(api, shop, order);
        return guide;
    }

    private String shop() {
        return "taken-back-" + name;
    }

    /** A shop and what it sells; the id of both. */
    private String offer(Api api) {
        String shop = shop();
        api.put("/merchants/" + shop, Wire.object().put("name", "Cave").put("currency", "NZD"))
                .ok();
        ObjectNode product = Wire.object()
                .put("merchantId", shop)
                .put("title", "Margaux 2015")
                .put("destination", "FR-MARGAUX")
                .put("category", "taken-back");
        product.set("price", price());
        api.put("/products/" + shop, product).ok();
        return shop;
    }

    private static String approvedGuide(Api api) {
        ObjectNode registration = Wire.object().put("displayName", "Lin Wei");
        registration.putArray("destinations").add("FR-MARGAUX");
        registration.putArray("categories").add("taken-back");
        registration.putArray("languages").add("zh");
        String guide = api.post("/guides", registration).ok().path("guideId").asString("");
        api.post("/guides/" + guide + ":submit").ok();
        api.post("/guides/" + guide + ":approve").ok();
        return guide;
    }

    private String linkOf(Api api, String guide) {
        return api.post("/guides/" + guide + "/links", Wire.object().put("productId", shop()))
                .ok()
                .path("code")
                .asString("");
    }

    private ObjectNode orderOfTheBuyer(String shop) {
        return orderOf(buyersMail, shop);
    }

    private static ObjectNode orderOf(Identifier buyer, String shop) {
        ObjectNode order = Wire.object()
                .put("merchantId", shop)
                .put("placedAt", Instant.now().toString());
        order.putObject("buyer").set("identifiers", Wire.identifiers(List.of(buyer)));
        ObjectNode line = order.putArray("lines")
                .addObject()
                .put("lineId", "1")
                .put("productId", shop)
                .put("quantity", 1);
        line.set("net", price());
        return order;
    }

    private static ObjectNode price() {
        return Wire.object().put("amountMinor", 10_000).put("currency", "NZD");
    }

    private static void takeToDelivery(Api api, String orderId, ObjectNode order) {
        api.put("/orders/" + orderId, order).ok();
        api.post("/orders/" + orderId + ":pay").ok();
        api.post("/orders/" + orderId + ":deliver").ok();
    }

    /**
     * Somebody with the first cookie follows the link of another guide, and the buyer buys it without one.
     *
     * @return that guide, who has sold it as long as both are one
     */
    private String leadsThemOnAnotherDevice(Api api) {
        String guide = approvedGuide(api);
        ObjectNode touch = Wire.object().put("clickId", follow(api, linkOf(api, guide)));
        touch.set("identifiers", Wire.identifiers(List.of(guidesCookie)));
        api.post("/touches", touch).expect(204);
        takeToDelivery(api, shop() + "-other", orderOfTheBuyer(shop()));
        return guide;
    }

    /** The click that the link leads to the shop with. */
    private static String follow(Api api, String code) {
        try (HttpClient browser = HttpClient.newHttpClient()) {
            String shop = browser.send(
                            HttpRequest.newBuilder(api.address().resolve("/r/" + code))
                                    .build(),
                            BodyHandlers.discarding())
                    .headers()
                    .firstValue("Location")
                    .orElseThrow();
            return shop.substring(shop.indexOf("clickId=") + "clickId=".length());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("stopped while a link was followed", stopped);
        }
    }

    /** Pending and payable. */
    private static List<Long> balance(Api api, String guide) {
        JsonNode balance = api.get("/guides/" + guide + "/statement").ok().at("/balances/0");
        return List.of(
                balance.path("pendingMinor").asLong(),
                balance.path("payableMinor").asLong());
    }

    private void complain(Api api) {
        ObjectNode complaint = Wire.object()
                .put("complaintId", "complaint-" + name)
                .put("domain", "shop")
                .put("severity", "LOW")
                .put("openedAt", Instant.now().toString());
        complaint.set("identifiers", Wire.identifiers(List.of(buyersMail)));
        api.post("/complaints", complaint).ok();
    }

    /** Why the guide and the buyer are not shown anything more. */
    private List<String> reasons(Stage stage) {
        return List.of(
                Stage.reason(stage.ask(CHANNEL, List.of(guidesCookie))),
                Stage.reason(stage.ask(CHANNEL, List.of(buyersCookie))));
    }

    private Duration await(String what, Stage stage, String guide, State expected) {
        return await(what, () -> state(stage, guide), expected);
    }

    private static <T> Duration await(String what, Supplier<T> now, T expected) {
        return Eventually.within(PATIENCE, what, () -> {
            assertThat(now.get()).isEqualTo(expected);
            return true;
        });
    }

    private State state(Stage stage, String guide) {
        Api api = stage.api();
        List<Long> balance = balance(api, guide);
        return new State(
                stage.reach().at("/channels/0/heavyTouches").asInt(),
                touchesOf(api, guidesCookie),
                touchesOf(api, buyersCookie),
                balance.getFirst(),
                balance.getLast());
    }

    private static int touchesOf(Api api, Identifier identifier) {
        return api.get("/profiles/" + profileOf(api, identifier) + "/touches")
                .ok()
                .path("items")
                .size();
    }

    private static String profileOf(Api api, Identifier identifier) {
        ObjectNode lookup = Wire.object();
        lookup.set("identifiers", Wire.identifiers(List.of(identifier)));
        return api.post("/identity/resolve", Wire.batch("lookups", List.of(lookup)))
                .ok()
                .at("/results/0/profileId")
                .asString("");
    }

    /** Of the way from one cookie to the other, the step from one address to the other. */
    private String bridgeBetweenTheMails(Api api) {
        ObjectNode question = Wire.object();
        question.set("a", Wire.identifiers(List.of(guidesCookie)).path(0));
        question.set("b", Wire.identifiers(List.of(buyersCookie)).path(0));
        JsonNode why = api.post("/identity/explanations", question).ok().path("why");
        assertThat(why.path("path")).as("%s", why).hasSize(3);
        JsonNode between = why.at("/path/1");
        assertThat(between.at("/from/type").asString("")).isEqualTo("email");
        assertThat(between.at("/to/type").asString("")).isEqualTo("email");
        return between.path("evidenceId").asString("");
    }

    private static void remove(Api api, String evidenceId) {
        api.send("DELETE", "/identity/evidence/" + evidenceId, null).ok();
    }
}
