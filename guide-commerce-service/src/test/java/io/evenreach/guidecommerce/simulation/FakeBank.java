package io.evenreach.guidecommerce.simulation;

import io.evenreach.guidecommerce.payout.domain.ItemEvent;
import io.evenreach.testkit.Chance;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * A bank that pays a transfer at most once, as real ones do by its EndToEndId, and whose mail is lost, doubled, late and
 * out of order. What it really did is in its books, which are asked in the end.
 */
final class FakeBank {

    /** What became of a transfer. */
    enum Fate {
        PAID,
        REJECTED,
        SENT_BACK
    }

    /** A letter. */
    record Letter(UUID itemId, ItemEvent event) {}

    private final Chance chance;
    private final Map<UUID, Fate> fates = new LinkedHashMap<>();
    private final Map<UUID, Long> amounts = new LinkedHashMap<>();
    private final List<Letter> mail = new ArrayList<>();

    FakeBank(Chance chance) {
        this.chance = chance;
    }

    /** An instruction comes in, once or twice, or never. */
    void instruct(UUID itemId, long amountMinor) {
        if (chance.percent(15)) {
            return;
        }
        for (int copies = chance.percent(15) ? 2 : 1; copies > 0; copies--) {
            if (fates.containsKey(itemId)) {
                if (!amounts.get(itemId).equals(amountMinor)) {
                    throw new AssertionError("the same transfer with another amount");
                }
                continue;
            }
            amounts.put(itemId, amountMinor);
            Fate fate = chance.percent(80) ? Fate.PAID : Fate.REJECTED;
            fates.put(itemId, fate);
            write(new Letter(itemId, fate == Fate.PAID ? ItemEvent.SETTLE : ItemEvent.REJECT));
        }
    }

    /** Some paid transfer comes back. */
    void sendOneBack() {
        List<UUID> paid = fates.entrySet().stream()
                .filter(fate -> fate.getValue() == Fate.PAID)
                .map(Map.Entry::getKey)
                .toList();
        if (!paid.isEmpty()) {
            UUID itemId = chance.pick(paid);
            fates.put(itemId, Fate.SENT_BACK);
            write(new Letter(itemId, ItemEvent.RETURN));
        }
    }

    private void write(Letter letter) {
        if (chance.percent(20)) {
            return;
        }
        mail.add(chance.below(mail.size() + 1), letter);
        if (chance.percent(20)) {
            mail.add(chance.below(mail.size() + 1), letter);
        }
    }

    /** The next letter, or none today. */
    List<Letter> post() {
        return mail.isEmpty() || chance.percent(30) ? List.of() : List.of(mail.removeFirst());
    }

    /** What its books say of a transfer: how it ended, or that it never came. */
    List<ItemEvent> statement(UUID itemId) {
        Fate fate = fates.get(itemId);
        if (fate == null) {
            return List.of(ItemEvent.REJECT);
        }
        return switch (fate) {
            case PAID -> List.of(ItemEvent.SETTLE);
            case REJECTED -> List.of(ItemEvent.REJECT);
            case SENT_BACK -> List.of(ItemEvent.SETTLE, ItemEvent.RETURN);
        };
    }

    boolean hasPaid(UUID itemId) {
        return fates.get(itemId) == Fate.PAID;
    }

    /** An instruction that was lost is never to be found again: whoever asks is told so, and it stays so. */
    void forget(UUID itemId) {
        fates.putIfAbsent(itemId, Fate.REJECTED);
        amounts.putIfAbsent(itemId, 0L);
    }

    /** Everything that is paid out and was not sent back, by these transfers. */
    long paidOut(Iterable<UUID> itemIds) {
        long sum = 0;
        for (UUID itemId : itemIds) {
            sum += hasPaid(itemId) ? amounts.get(itemId) : 0;
        }
        return sum;
    }
}
