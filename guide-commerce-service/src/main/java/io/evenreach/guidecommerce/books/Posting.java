package io.evenreach.guidecommerce.books;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A transaction of the ledger. It balances in every currency, or it cannot be made.
 *
 * @param source where it comes from, such as a merchant's order
 * @param type such as {@code ACCRUAL}
 * @param externalId what brought it about; there is one posting at most per (source, type, externalId)
 * @param entries none of them zero, each leg once
 */
public record Posting(String source, String type, String externalId, List<Entry> entries) {

    public Posting {
        entries = entries.stream().filter(entry -> entry.amountMinor() != 0).toList();
        Map<String, Long> sums = new HashMap<>();
        Set<String> legs = new HashSet<>();
        for (Entry entry : entries) {
            sums.merge(entry.account().currency(), entry.amountMinor(), Math::addExact);
            if (!legs.add(entry.leg())) {
                throw new IllegalArgumentException("the leg " + entry.leg() + " stands twice in one posting");
            }
        }
        if (sums.values().stream().anyMatch(sum -> sum != 0)) {
            throw new IllegalArgumentException("a posting does not balance: " + sums);
        }
    }

    public boolean isEmpty() {
        return entries.isEmpty();
    }
}
