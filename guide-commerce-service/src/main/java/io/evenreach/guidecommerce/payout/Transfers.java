package io.evenreach.guidecommerce.payout;

import io.evenreach.guidecommerce.books.Commission;
import io.evenreach.guidecommerce.books.Payout;
import io.evenreach.guidecommerce.books.Posting;
import io.evenreach.guidecommerce.ledger.Ledger;
import io.evenreach.guidecommerce.payout.domain.ItemStatus;
import io.evenreach.guidecommerce.payout.persistence.PayoutStore;
import io.evenreach.guidecommerce.payout.persistence.PayoutStore.Found;
import io.evenreach.guidecommerce.sale.Commissions;
import io.evenreach.guidecommerce.sale.Holds;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Lets transfers go where the bank's word leads, and books what that means. The caller has locked payouts. */
@Component
class Transfers {

    private static final int AT_ONCE = 1_000;

    /** Where money that was reserved or paid is the guide's again. */
    private static final Set<ItemStatus> FREES = Set.of(ItemStatus.REJECTED, ItemStatus.CANCELLED, ItemStatus.RETURNED);

    private final PayoutStore store;
    private final Commissions commissions;
    private final Holds holds;
    private final Ledger ledger;
    private final Taxes taxes;
    private final Clock clock;

    Transfers(PayoutStore store, Commissions commissions, Holds holds, Ledger ledger, Taxes taxes, Clock clock) {
        this.store = store;
        this.commissions = commissions;
        this.holds = holds;
        this.ledger = ledger;
        this.taxes = taxes;
        this.clock = clock;
    }

    /**
     * A step that the caller has checked.
     *
     * @param reported the bank's own word for it, such as {@code ACSC}
     */
    record Move(
            Found found,
            ItemStatus goal,
            String proof,
            @Nullable String reported) {}

    void move(List<Move> moves) {
        // Whoever locks an order and its commissions locks the order first.
        commissions.lockOrders(moves.stream()
                .filter(move -> FREES.contains(move.goal()))
                .map(move -> move.found().itemId())
                .toList());
        store.lockCommissions(moves.stream().map(move -> move.found().itemId()).toList());
        List<UUID> freed = new ArrayList<>();
        for (int from = 0; from < moves.size(); from += AT_ONCE) {
            freed.addAll(moveSome(moves.subList(from, Math.min(moves.size(), from + AT_ONCE))));
        }
        holds.holdReturned(freed);
    }

    /** @return the commissions that are in no payout any more */
    private List<UUID> moveSome(List<Move> moves) {
        Map<UUID, Commission> known = new HashMap<>();
        commissions
                .find(moves.stream()
                        .flatMap(move -> involved(move.found().payout()))
                        .distinct()
                        .toList())
                .forEach(commission -> known.put(commission.commissionId(), commission));
        Map<UUID, Commission> changed = new LinkedHashMap<>();
        List<UUID> freed = new ArrayList<>();
        List<Payout> undone = new ArrayList<>();
        List<Posting> booked = new ArrayList<>();
        for (Move move : moves) {
            Payout payout = move.found().payout();
            booking(payout, move.goal(), known).ifPresent(change -> {
                change.changed().forEach(commission -> {
                    known.put(commission.commissionId(), commission);
                    changed.put(commission.commissionId(), commission);
                });
                booked.add(change.posting());
                if (FREES.contains(move.goal())) {
                    // Each commission is in one payout at a time, and leaves it when that has failed.
                    freed.addAll(payout.commissions());
                    undone.add(payout);
                }
            });
        }
        store.changeItems(moves.stream().map(Transfers::row).toList(), clock.instant());
        commissions.change(List.copyOf(changed.values()));
        commissions.free(freed);
        taxes.correct(undone);
        ledger.post(booked);
        return freed;
    }

    private static PayoutStore.Changed row(Move move) {
        return new PayoutStore.Changed(move.found().itemId(), move.goal(), move.proof(), move.reported());
    }

    private static Stream<UUID> involved(Payout payout) {
        return Stream.concat(
                payout.commissions().stream(), payout.nettings().stream().map(Payout.Netting::commissionId));
    }

    private static Optional<Payout.Change> booking(Payout payout, ItemStatus goal, Map<UUID, Commission> known) {
        List<Commission> paid = of(payout.commissions(), known);
        List<Commission> netted =
                of(payout.nettings().stream().map(Payout.Netting::commissionId).toList(), known);
        return switch (goal) {
            case SETTLED -> Optional.of(payout.settled(paid));
            case REJECTED, CANCELLED -> Optional.of(payout.released(paid, netted));
            case RETURNED -> Optional.of(payout.returned(paid, netted));
            // The money stays reserved.
            case DRAFT, APPROVED, SUBMITTED, ACCEPTED, UNKNOWN -> Optional.empty();
        };
    }

    private static List<Commission> of(Collection<UUID> ids, Map<UUID, Commission> known) {
        return ids.stream().map(id -> Objects.requireNonNull(known.get(id))).toList();
    }
}
