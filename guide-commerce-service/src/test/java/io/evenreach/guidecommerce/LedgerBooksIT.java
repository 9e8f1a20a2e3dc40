package io.evenreach.guidecommerce;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What the brand reads of accounts and their entries, and a merchant of what it owes. */
class LedgerBooksIT extends ServiceTestBase {

    @Test
    void tellsBalancesAsTheyAreAndAsTheyWere() {
        String guide = activeGuide();
        String shop = shop("ISK", 0);
        String order = paidOrder(shop, click(guide, shop), 10_000, "ISK");
        Instant before = clock().instant();
        clock().advance(Duration.ofHours(1));
        ok(merchant(shop).post("/api/v1/orders/" + order + ":deliver", "{}"));

        String accounts = "/api/v1/ledger/accounts?currency=ISK&owner=";
        assertThat(balances(accounts + guide)).containsExactly("GUIDE_PAYABLE 700", "GUIDE_PENDING 0");
        assertThat(balances(accounts + guide + "&at=" + before))
                .containsExactly("GUIDE_PAYABLE 0", "GUIDE_PENDING 700");
        assertThat(balances(accounts + shop)).containsExactly("MERCHANT_CLEARING -1000");
        assertThat(balances(accounts + "platform&kind=PLATFORM_REVENUE")).containsExactly("PLATFORM_REVENUE 300");
        assertThat(balances(accounts + guide + "&at=" + before.minus(Duration.ofDays(1))))
                .containsExactly("GUIDE_PAYABLE 0", "GUIDE_PENDING 0");
        assertThat(balances(accounts + guide + "&at=%2B999999-01-01T00:00:00Z"))
                .containsExactly("GUIDE_PAYABLE 700", "GUIDE_PENDING 0");
        assertThat(balances(accounts + guide + "&at=-99999-01-01T00:00:00Z"))
                .containsExactly("GUIDE_PAYABLE 0", "GUIDE_PENDING 0");
    }

    @Test
    void pagesThroughAccountsInTheirOrder() {
        String guide = activeGuide();
        String shop = shop("RON", 0);
        String order = paidOrder(shop, click(guide, shop), 10_000, "RON");
        ok(merchant(shop).post("/api/v1/orders/" + order + ":deliver", "{}"));

        List<String> all = accounts("/api/v1/ledger/accounts?currency=RON&limit=500");
        assertThat(all)
                .contains(guide + " GUIDE_PAYABLE", guide + " GUIDE_PENDING", shop + " MERCHANT_CLEARING")
                .doesNotHaveDuplicates();
        List<String> read = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = ok(brand().get("/api/v1/ledger/accounts?currency=RON&limit=1&cursor=" + cursor));
            page.path("items").forEach(account -> read.add(name(account)));
            cursor = page.path("nextCursor").asString("");
        } while (!cursor.isEmpty());
        assertThat(read).containsExactlyElementsOf(all);
        refused(400, "INVALID_PARAMETER", brand().get("/api/v1/ledger/accounts?cursor=bm90IG91cnM"));
        refused(400, "INVALID_PARAMETER", brand().get("/api/v1/ledger/accounts?kind=SHOEBOX"));
    }

    @Test
    void listsTheEntriesOfAnAccountTheNewestFirst() {
        String guide = activeGuide();
        String shop = shop("PHP", 7);
        String order = paidOrder(shop, click(guide, shop), 10_000, "PHP");
        ok(refund(shop, order, "r1", 4_000, "PHP"));

        String path = "/api/v1/ledger/entries?owner=" + guide + "&kind=GUIDE_PENDING&currency=PHP&limit=1";
        JsonNode newest = ok(brand().get(path));
        assertThat(newest.at("/items/0/cause").asString()).isEqualTo("REFUND");
        assertThat(newest.at("/items/0/amountMinor").asLong()).isEqualTo(-280);
        assertThat(newest.at("/items/0/source").asString()).isEqualTo("order:" + shop + "/" + order);
        JsonNode oldest =
                ok(brand().get(path + "&cursor=" + newest.path("nextCursor").asString()));
        assertThat(oldest.at("/items/0/cause").asString()).isEqualTo("ACCRUAL");
        assertThat(oldest.at("/items/0/amountMinor").asLong()).isEqualTo(700);
        assertThat(oldest.path("nextCursor").isNull()).isTrue();
        assertThat(ok(brand().get("/api/v1/ledger/entries?owner=" + guide + "&currency=EUR"))
                        .path("items"))
                .isEmpty();
    }

    @Test
    void keepsTheLedgerToTheBrand() {
        String guide = activeGuide();
        String shop = shop("EUR", 7);

        refused(403, "FORBIDDEN", guide(guide).get("/api/v1/ledger/accounts"));
        refused(403, "FORBIDDEN", merchant(shop).get("/api/v1/ledger/entries?owner=" + guide));
        assertThat(refused(400, "MISSING_FIELD", brand().get("/api/v1/ledger/entries"))
                        .pointer())
                .isEqualTo("owner");
    }

    @Test
    void tellsAMerchantWhatItOwesAndWhy() {
        String guide = activeGuide();
        String shop = shop("MYR", 7);
        String order = paidOrder(shop, click(guide, shop), 10_000, "MYR");
        ok(refund(shop, order, "r1", 4_000, "MYR"));
        String path = "/api/v1/merchants/" + shop + "/statement";

        JsonNode statement = ok(merchant(shop).get(path));
        assertThat(statement.at("/balances/0/currency").asString()).isEqualTo("MYR");
        assertThat(statement.at("/balances/0/owedMinor").asLong()).isEqualTo(600);
        assertThat(owed(statement)).containsExactly("REFUND -400", "ACCRUAL 1000");
        assertThat(statement.at("/entries/1/orderId").asString()).isEqualTo(order);
        assertThat(statement.at("/entries/1/lineId").asString()).isEqualTo("l1");
        JsonNode first = ok(brand().get(path + "?limit=1"));
        assertThat(owed(first)).containsExactly("REFUND -400");
        JsonNode rest = ok(
                brand().get(path + "?limit=1&cursor=" + first.path("nextCursor").asString()));
        assertThat(owed(rest)).containsExactly("ACCRUAL 1000");
        assertThat(rest.path("nextCursor").isNull()).isTrue();
        refused(404, "NOT_FOUND", merchant(shop("EUR", 7)).get(path));
        refused(404, "NOT_FOUND", guide(guide).get(path));
        refused(404, "NOT_FOUND", brand().get("/api/v1/merchants/nobody/statement"));
    }

    private List<String> balances(String path) {
        return ok(brand().get(path))
                .path("items")
                .valueStream()
                .map(account -> account.path("kind").asString() + " "
                        + account.path("balanceMinor").asLong())
                .toList();
    }

    private List<String> accounts(String path) {
        return ok(brand().get(path))
                .path("items")
                .valueStream()
                .map(LedgerBooksIT::name)
                .toList();
    }

    private static String name(JsonNode account) {
        return account.path("owner").asString() + " " + account.path("kind").asString();
    }

    private static List<String> owed(JsonNode statement) {
        return statement
                .path("entries")
                .valueStream()
                .map(entry -> entry.path("cause").asString() + " "
                        + entry.path("owedMinor").asLong())
                .toList();
    }
}
