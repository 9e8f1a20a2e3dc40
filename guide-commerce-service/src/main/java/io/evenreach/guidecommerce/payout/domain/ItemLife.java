package io.evenreach.guidecommerce.payout.domain;

import java.util.Map;
import java.util.Optional;

/** The life of a transfer as a table; what is not in it cannot happen. */
public final class ItemLife {

    private static final Map<ItemStatus, Map<ItemEvent, ItemStatus>> TABLE = Map.ofEntries(
            Map.entry(
                    ItemStatus.DRAFT,
                    Map.of(ItemEvent.APPROVE, ItemStatus.APPROVED, ItemEvent.CANCEL, ItemStatus.CANCELLED)),
            Map.entry(
                    ItemStatus.APPROVED,
                    Map.of(ItemEvent.EMIT, ItemStatus.SUBMITTED, ItemEvent.CANCEL, ItemStatus.CANCELLED)),
            Map.entry(
                    ItemStatus.SUBMITTED,
                    Map.of(
                            ItemEvent.ACCEPT, ItemStatus.ACCEPTED,
                            ItemEvent.REJECT, ItemStatus.REJECTED,
                            ItemEvent.SETTLE, ItemStatus.SETTLED,
                            ItemEvent.LOST, ItemStatus.UNKNOWN)),
            Map.entry(
                    ItemStatus.ACCEPTED,
                    Map.of(
                            ItemEvent.SETTLE, ItemStatus.SETTLED,
                            ItemEvent.REJECT, ItemStatus.REJECTED,
                            ItemEvent.LOST, ItemStatus.UNKNOWN)),
            Map.entry(
                    ItemStatus.UNKNOWN,
                    Map.of(
                            ItemEvent.SETTLE, ItemStatus.SETTLED,
                            ItemEvent.REJECT, ItemStatus.REJECTED,
                            ItemEvent.ACCEPT, ItemStatus.ACCEPTED)),
            Map.entry(ItemStatus.SETTLED, Map.of(ItemEvent.RETURN, ItemStatus.RETURNED)),
            Map.entry(ItemStatus.RETURNED, Map.of()),
            Map.entry(ItemStatus.REJECTED, Map.of()),
            Map.entry(ItemStatus.CANCELLED, Map.of()));

    private ItemLife() {}

    /** The status after the event; empty where it cannot happen in this status. */
    public static Optional<ItemStatus> after(ItemStatus status, ItemEvent event) {
        return Optional.ofNullable(TABLE.getOrDefault(status, Map.of()).get(event));
    }
}
