package io.evenreach.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenreach.systemtests.Platform.Outcome;
import java.time.Instant;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The whole story on a platform that runs already: the live night, the guides after it, and a payout. */
@Order(3)
@ExtendWith(OnePlatform.class)
class DemoSystemTest {

    private static final String AMOUNT = "([0-9,]+\\.\\d\\d)";

    private static String guideOfTheBrand = "";

    /** Somebody of the platform's own, who can be paid in the currency of the story. */
    @Test
    @Order(1)
    void findsAGuideOfTheBrandWhoCanBePaid(Platform platform) {
        Api api = platform.api();
        String shop = "brand-shop-" + UUID.randomUUID();
        api.put("/merchants/" + shop, object().put("name", "Cave").put("currency", "CNY"))
                .ok();
        ObjectNode product = object().put("merchantId", shop)
                .put("title", "Pauillac 2018")
                .put("destination", "FR-PAUILLAC")
                .put("category", "claret");
        product.set("price", yuan(10_000));
        api.put("/products/" + shop + "-claret", product).ok();
        api.put(
                        "/commission-plans/brand-claret",
                        object().put("category", "claret")
                                .put("commissionBps", 1_000)
                                .put("guideShareBps", 7_000)
                                .put("holdDays", 0))
                .ok();
        ObjectNode registration = object().put("displayName", "Lin Wei");
        registration.putArray("destinations").add("FR-PAUILLAC");
        registration.putArray("categories").add("claret");
        registration.putArray("languages").add("zh");
        String guide = api.post("/guides", registration).ok().path("guideId").asString();
        api.post("/guides/" + guide + ":submit").ok();
        api.post("/guides/" + guide + ":approve").ok();
        api.put("/guides/" + guide + "/payee", object().put("name", "Lin Wei").put("account", "6225880000999999"))
                .ok();
        String code = api.post("/guides/" + guide + "/links", object().put("productId", shop + "-claret"))
                .ok()
                .path("code")
                .asString();
        ObjectNode order = object().put("merchantId", shop)
                .put("placedAt", Instant.now().toString())
                .put("code", code);
        order.putObject("buyer")
                .putArray("identifiers")
                .addObject()
                .put("type", "email")
                .put("value", shop + "@example.org");
        ObjectNode line = order.putArray("lines")
                .addObject()
                .put("lineId", "1")
                .put("productId", shop + "-claret")
                .put("quantity", 1);
        line.set("net", yuan(10_000));
        api.put("/orders/" + shop, order).ok();
        api.post("/orders/" + shop + ":pay").ok();
        api.post("/orders/" + shop + ":deliver").ok();

        assertThat(balance(api, guide).path("payableMinor").asLong()).isEqualTo(700);
        guideOfTheBrand = guide;
    }

    @Test
    @Order(2)
    void tellsTheNightAndTheGuidesAndBalancesTheBooks(Platform platform) {
        Outcome outcome = platform.run("demo", "--customers", "300", "--exit");

        assertThat(outcome.exitCode()).as("%s", outcome).isZero();
        assertThat(outcome.out())
                .contains("held on every channel after")
                .contains("12 transfers in a bank file that a second person approved")
                .containsPattern("a plain counter per channel +[0-9,]+")
                .containsPattern("The books: " + AMOUNT + " debited, \\1 credited, difference 0\\.00");
        assertThat(cells(outcome, "all guides"))
                .as("earned is what is pending, payable and paid, less what was refunded after it was paid")
                .satisfies(
                        cells -> assertThat(cells[0]).isPositive().isEqualTo(cells[1] + cells[2] + cells[3] - cells[4]))
                .satisfies(cells -> assertThat(cells[3]).isPositive());
    }

    @Test
    @Order(3)
    void paysNobodyWhoIsNotOfTheStory(Platform platform) {
        JsonNode balance = balance(platform.api(), guideOfTheBrand);

        assertThat(balance.path("payableMinor").asLong()).as("%s", balance).isEqualTo(700);
        assertThat(balance.path("reservedMinor").asLong()).as("%s", balance).isZero();
        assertThat(balance.path("paidMinor").asLong()).as("%s", balance).isZero();
    }

    @Test
    @Order(4)
    void onlyReportsWhenItWasToldBefore(Platform platform) {
        Outcome outcome = platform.run("demo", "--exit");

        assertThat(outcome.exitCode()).as("%s", outcome).isZero();
        assertThat(outcome.out())
                .contains("The story was played before", "difference 0.00")
                .doesNotContain("transfers");
    }

    private static JsonNode balance(Api api, String guide) {
        return api.get("/guides/" + guide + "/statement").ok().at("/balances/0");
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    private static ObjectNode yuan(long minor) {
        return object().put("amountMinor", minor).put("currency", "CNY");
    }

    /** The amounts of a row, in cents. */
    private static long[] cells(Outcome outcome, String row) {
        String line = outcome.out()
                .lines()
                .filter(candidate -> candidate.startsWith(row))
                .findFirst()
                .orElseThrow();
        return Pattern.compile(AMOUNT)
                .matcher(line)
                .results()
                .mapToLong(amount -> Long.parseLong(amount.group().replaceAll("[,.]", "")))
                .toArray();
    }
}
