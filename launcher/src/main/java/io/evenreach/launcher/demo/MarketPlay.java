package io.evenreach.launcher.demo;

import io.evenreach.launcher.client.HttpPlatformClient;
import io.evenreach.launcher.client.PlatformAccess;
import io.evenreach.launcher.client.PlatformClient;
import io.evenreach.launcher.client.PlatformProblem;
import io.evenreach.launcher.client.RetryPolicy;
import io.evenreach.launcher.demo.DemoStory.DemoIdentifier;
import io.evenreach.launcher.demo.MarketStory.Fate;
import io.evenreach.launcher.demo.MarketStory.Guide;
import io.evenreach.launcher.demo.MarketStory.Order;
import io.evenreach.launcher.demo.MarketStory.Product;
import io.evenreach.launcher.text.Figures;
import io.evenreach.launcher.text.Progress;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Plays what came after the live night, as guides, the shop and two people of the brand would. */
final class MarketPlay {

    private static final String MERCHANT = "demo-shop";
    private static final String PLAN = "demo-618";
    private static final String APPROVER = "demo-approver";

    private final PlatformClient client;
    private final PlatformAccess access;
    private final MarketStory story;
    private final DemoStory night;
    private final DemoMarker marker;
    private final Progress progress;
    private final Clock clock;

    MarketPlay(
            PlatformClient client,
            PlatformAccess access,
            MarketStory story,
            DemoStory night,
            DemoMarker marker,
            Progress progress,
            Clock clock) {
        this.client = client;
        this.access = access;
        this.story = story;
        this.night = night;
        this.marker = marker;
        this.progress = progress;
        this.clock = clock;
    }

    /** A guide as the platform knows it, with the code of the link to the goods it knows. */
    record Listed(String guideId, String code) {}

    /** Makes the shop and its goods, and brings the guides to where they can recommend them. */
    static List<Listed> prepare(PlatformClient client, MarketStory story) {
        client.put("/merchants/" + MERCHANT, object().put("name", "618 shop").put("currency", MarketStory.CURRENCY));
        for (Product product : story.products()) {
            ObjectNode body = object().put("merchantId", MERCHANT)
                    .put("title", product.title())
                    .put("destination", product.destination())
                    .put("category", product.category());
            body.set("price", money(product.priceMinor()));
            client.put("/products/" + product.id(), body);
        }
        client.put(
                "/commission-plans/" + PLAN,
                object().put("commissionBps", 1_200)
                        .put("guideShareBps", 7_000)
                        .put("referrerShareOfPlatformBps", 1_000)
                        .put("holdDays", 0));
        List<Listed> listed = new ArrayList<>();
        List<String> referralCodes = new ArrayList<>();
        for (Guide guide : story.guides()) {
            ObjectNode body = object().put("displayName", guide.name());
            body.putArray("destinations").add(guide.knows().destination());
            body.putArray("categories").add(guide.knows().category());
            body.putArray("languages").add("zh");
            if (guide.broughtBy() != null) {
                body.put("referralCode", referralCodes.get(guide.broughtBy()));
            }
            String guideId = client.post("/guides", body).path("guideId").asString("");
            client.post("/guides/" + guideId + ":submit", null);
            JsonNode approved = client.post("/guides/" + guideId + ":approve", null);
            referralCodes.add(approved.path("referralCode").asString(""));
            client.put(
                    "/guides/" + guideId + "/payee",
                    object().put("name", guide.name()).put("account", "6225880000" + (100_000 + guide.number())));
            JsonNode link = client.post(
                    "/guides/" + guideId + "/links",
                    object().put("productId", guide.knows().id()));
            listed.add(new Listed(guideId, link.path("code").asString("")));
        }
        return List.copyOf(listed);
    }

    void play() {
        progress.begin("Guides");
        for (Order order : story.orders()) {
            place(order);
            progress.at(order.number(), (double) order.number() / story.orders().size());
        }
        refund(Fate.PARTLY_REFUNDED);
        progress.end(Figures.count(story.orders().size()) + " orders, " + Figures.count(story.recommended())
                + " recommended by a guide");
        progress.begin("Payout");
        int transfers = payOut();
        refund(Fate.REFUNDED_AFTER_PAYOUT);
        progress.end(Figures.count(transfers) + " transfers in a bank file that a second person approved");
    }

    private void place(Order order) {
        ObjectNode body = object().put("merchantId", MERCHANT)
                .put("placedAt", marker.playedFrom().plusMillis(order.number()).toString());
        DemoIdentifier phone = night.people().get(order.customer()).phone();
        body.putObject("buyer")
                .putArray("identifiers")
                .addObject()
                .put("type", phone.type())
                .put("value", phone.value());
        if (order.guide() != null) {
            body.put("code", marker.guides().get(order.guide()).code());
        }
        ObjectNode line = body.putArray("lines")
                .addObject()
                .put("lineId", "1")
                .put("productId", order.product().id())
                .put("quantity", order.quantity());
        line.set("net", money(order.netMinor()));
        String path = "/orders/" + id(order);
        client.put(path, body);
        if (order.fate() == Fate.CANCELLED) {
            client.post(path + ":cancel", null);
        } else {
            client.post(path + ":pay", null);
            if (order.isDelivered()) {
                client.post(path + ":deliver", null);
            }
        }
    }

    private void refund(Fate fate) {
        for (Order order : having(order -> order.fate() == fate).toList()) {
            ObjectNode body = object().put("refundId", "r1");
            ObjectNode line = body.putArray("lines").addObject().put("lineId", "1");
            line.set("net", money(fate == Fate.PARTLY_REFUNDED ? order.netMinor() / 3 : order.netMinor()));
            client.post("/orders/" + id(order) + "/refunds", body);
        }
    }

    private Stream<Order> having(Predicate<Order> condition) {
        return story.orders().stream().filter(condition);
    }

    /** How many transfers were paid; none where this story had been told as far as its payout before. */
    private int payOut() {
        JsonNode batch = batch();
        if (batch == null) {
            return 0;
        }
        String path = "/payout-batches/" + batch.path("batchId").asString("");
        List<JsonNode> own = new ArrayList<>();
        for (JsonNode item : batch.path("items")) {
            if (isOfTheStory(item.path("guideId").asString(""))) {
                own.add(item);
            } else {
                // Somebody of the platform's own: the demo's bank pays nobody of them.
                tell(item, "cancel", "not of the demo");
            }
        }
        if (own.isEmpty()) {
            return 0;
        }
        approver().post(path + ":approve", null);
        fetchFile(path);
        own.forEach(item -> tell(item, "settle", "the demo's bank"));
        return own.size();
    }

    private boolean isOfTheStory(String guideId) {
        return marker.guides().stream().anyMatch(guide -> guide.guideId().equals(guideId));
    }

    private void tell(JsonNode item, String event, String proof) {
        client.post("/payout-items/" + item.path("itemId").asString("") + ":" + event, object().put("proof", proof));
    }

    /** The bank file, from an account of the demo's where the brand has not said which one pays. */
    private void fetchFile(String batch) {
        try {
            client.download(batch + "/file");
        } catch (PlatformProblem problem) {
            if (!problem.code().equals("NO_PAYOUT_DEBTOR")) {
                throw problem;
            }
            client.put(
                    "/settings/payout-debtor", object().put("name", "618 shop").put("account", "6225880000000618"));
            client.download(batch + "/file");
        }
    }

    /** Whoever puts a batch together may not approve it, so a second client does. */
    private PlatformClient approver() {
        ObjectNode body = object().put("clientId", APPROVER);
        body.putArray("scopes").add("payout:approve");
        JsonNode registered = client.find("/clients/" + APPROVER).isPresent()
                ? client.post("/clients/" + APPROVER + ":rotate", null)
                : client.post("/clients", body);
        return new HttpPlatformClient(
                new PlatformAccess(
                        access.address(),
                        APPROVER,
                        registered.path("clientSecret").asString(""),
                        null,
                        null),
                RetryPolicy.patient(),
                progress::say);
    }

    private @Nullable JsonNode batch() {
        try {
            return client.post(
                    "/payout-batches",
                    object().put("currency", MarketStory.CURRENCY)
                            .put("through", clock.instant().toString()));
        } catch (PlatformProblem problem) {
            if (problem.code().equals("NOTHING_TO_PAY")) {
                return null;
            }
            throw problem;
        }
    }

    private String id(Order order) {
        return "demo-" + marker.campaignId() + "-" + order.number();
    }

    private static ObjectNode money(long minor) {
        return object().put("amountMinor", minor).put("currency", MarketStory.CURRENCY);
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
