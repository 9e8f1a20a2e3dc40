package io.evenreach.launcher.demo;

import static io.evenreach.launcher.text.Figures.count;

import io.evenreach.launcher.client.PlatformClient;
import io.evenreach.launcher.text.Figures;
import io.evenreach.launcher.text.Ink;
import io.evenreach.launcher.text.TextTable;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * What the guides earned and where it is, in minor units, from their statements; and whether the books balance.
 *
 * @param differenceMinor debits less credits of everything ever posted
 */
record MarketReport(
        long pendingMinor, long payableMinor, long paidMinor, long debtMinor, long debitMinor, long differenceMinor) {

    static MarketReport read(PlatformClient client, List<MarketPlay.Listed> guides) {
        long pending = 0;
        long payable = 0;
        long paid = 0;
        long debt = 0;
        for (MarketPlay.Listed guide : guides) {
            JsonNode balances =
                    client.get("/guides/" + guide.guideId() + "/statement").path("balances");
            for (JsonNode balance : inCurrency(balances)) {
                pending += balance.path("pendingMinor").asLong(0);
                payable += balance.path("payableMinor").asLong(0)
                        + balance.path("reservedMinor").asLong(0);
                paid += balance.path("paidMinor").asLong(0);
                debt += balance.path("debtMinor").asLong(0);
            }
        }
        long debit = 0;
        long difference = 0;
        for (JsonNode row : inCurrency(client.get("/ledger/trial-balance").path("items"))) {
            debit += row.path("debitMinor").asLong(0);
            difference += row.path("differenceMinor").asLong(0);
        }
        return new MarketReport(pending, payable, paid, debt, debit, difference);
    }

    private static List<JsonNode> inCurrency(JsonNode rows) {
        List<JsonNode> found = new ArrayList<>();
        for (JsonNode row : rows) {
            if (row.path("currency").asString("").equals(MarketStory.CURRENCY)) {
                found.add(row);
            }
        }
        return found;
    }

    List<String> render(MarketStory story, Ink ink) {
        List<String> lines = new ArrayList<>();
        lines.add(ink.bold("After the night: " + count(story.guides().size()) + " tour guides, "
                + count(story.broughtByPeers()) + " of them brought by others, "
                + count(story.orders().size())
                + " orders, " + count(story.recommended()) + " with a guide's code"));
        lines.add("");
        lines.addAll(
                new TextTable("guides' commission, CNY", "earned", "pending", "payable", "paid", "paid and refunded")
                        .row(
                                "all guides",
                                money(pendingMinor + payableMinor + paidMinor - debtMinor),
                                money(pendingMinor),
                                money(payableMinor),
                                money(paidMinor),
                                money(debtMinor))
                        .lines(ink));
        lines.add("");
        lines.add("The books: " + money(debitMinor) + " debited, " + money(debitMinor - differenceMinor)
                + " credited, difference " + money(differenceMinor));
        return lines;
    }

    private static String money(long minor) {
        return Figures.hundredths(minor);
    }
}
