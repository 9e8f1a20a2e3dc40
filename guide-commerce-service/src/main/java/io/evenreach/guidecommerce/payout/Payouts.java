package io.evenreach.guidecommerce.payout;

import io.evenreach.guidecommerce.books.Commission;
import io.evenreach.guidecommerce.books.Payout;
import io.evenreach.guidecommerce.guide.Guide;
import io.evenreach.guidecommerce.guide.Guides;
import io.evenreach.guidecommerce.ledger.Ledger;
import io.evenreach.guidecommerce.payout.PayoutBatch.Emission;
import io.evenreach.guidecommerce.payout.PayoutBatch.Item;
import io.evenreach.guidecommerce.payout.PayoutBatch.Party;
import io.evenreach.guidecommerce.payout.domain.ItemEvent;
import io.evenreach.guidecommerce.payout.domain.ItemLife;
import io.evenreach.guidecommerce.payout.domain.ItemStatus;
import io.evenreach.guidecommerce.payout.persistence.PayoutStore;
import io.evenreach.guidecommerce.payout.persistence.PayoutStore.Found;
import io.evenreach.guidecommerce.sale.Commissions;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Puts payouts together, and follows what the bank makes of them. */
@Service
public class Payouts {

    private final PayoutStore store;
    private final Commissions commissions;
    private final Guides guides;
    private final Ledger ledger;
    private final PayoutProperties properties;
    private final Clock clock;

    Payouts(
            PayoutStore store,
            Commissions commissions,
            Guides guides,
            Ledger ledger,
            PayoutProperties properties,
            Clock clock) {
        this.store = store;
        this.commissions = commissions;
        this.guides = guides;
        this.ledger = ledger;
        this.properties = properties;
        this.clock = clock;
    }

    /** What came of a request. */
    public sealed interface Outcome {
        /** It is so now, or was before. */
        record Done(PayoutBatch batch) implements Outcome {}

        record NotThere() implements Outcome {}

        /** Nothing is payable to anybody who can be paid. */
        record NothingToPay() implements Outcome {}

        /** Whoever put it together may not approve it. */
        record SamePerson() implements Outcome {}

        record NotApproved() implements Outcome {}

        record NoDebtor() implements Outcome {}

        record Illegal(ItemStatus status) implements Outcome {}
    }

    @Transactional
    public void keepDebtor(Party debtor) {
        store.keepDebtor(debtor);
    }

    /**
     * One transfer per guide with everything that became payable until {@code through}. Guides who are suspended or have
     * not said where they are paid are left out, and keep what they have.
     */
    @Transactional
    public Outcome create(String currency, Instant through, String subject) {
        store.lock();
        Map<String, List<Commission>> payable = byGuide(commissions.payable(currency, through));
        Map<String, List<Commission>> indebted = byGuide(commissions.indebted(payable.keySet(), currency));
        Map<UUID, Guide> known =
                guides.findAll(payable.keySet().stream().map(UUID::fromString).collect(Collectors.toSet()));
        UUID batchId = UUID.randomUUID();
        List<Item> items = new ArrayList<>();
        List<Payout.Picked> picked = new ArrayList<>();
        payable.forEach((guideId, earned) -> {
            Guide guide = Objects.requireNonNull(known.get(UUID.fromString(guideId)));
            Guide.Payee payee = guide.payee();
            if (guide.isPaid() && payee != null) {
                Payout.pick(
                                UUID.randomUUID(),
                                earned,
                                indebted.getOrDefault(guideId, List.of()),
                                properties.minimumMinor())
                        .ifPresent(found -> {
                            picked.add(found);
                            items.add(item(guide, payee, found.payout()));
                        });
            }
        });
        if (items.isEmpty()) {
            return new Outcome.NothingToPay();
        }
        PayoutBatch batch = new PayoutBatch(
                batchId, "EVR" + bare(batchId), currency, through, subject, null, null, List.copyOf(items));
        store.insert(batch, now());
        store.insertNettings(picked.stream().map(Payout.Picked::payout).toList());
        for (Payout.Picked found : picked) {
            Set<UUID> paid = Set.copyOf(found.payout().commissions());
            Map<Boolean, List<Commission>> changed = found.change().changed().stream()
                    .collect(Collectors.partitioningBy(commission -> paid.contains(commission.commissionId())));
            commissions.change(
                    Objects.requireNonNull(changed.get(true)), found.payout().itemId());
            commissions.change(Objects.requireNonNull(changed.get(false)));
        }
        ledger.post(picked.stream().map(found -> found.change().posting()).toList());
        return new Outcome.Done(batch);
    }

    private static Item item(Guide guide, Guide.Payee payee, Payout payout) {
        return new Item(
                payout.itemId(),
                guide.guideId(),
                "EVI" + bare(payout.itemId()),
                ItemStatus.DRAFT,
                payout.amountMinor(),
                new Party(payee.name(), payee.account(), payee.bic()));
    }

    /** 32 characters, so that an id with a prefix of three fits the 35 of ISO 20022. */
    private static String bare(UUID id) {
        return id.toString().replace("-", "");
    }

    private static Map<String, List<Commission>> byGuide(List<Commission> commissions) {
        return commissions.stream()
                .collect(Collectors.groupingBy(Commission::payee, LinkedHashMap::new, Collectors.toList()));
    }

    /** The second person agrees. */
    @Transactional
    public Outcome approve(UUID batchId, String subject) {
        store.lock();
        Optional<PayoutBatch> batch = store.find(batchId);
        if (batch.isEmpty()) {
            return new Outcome.NotThere();
        }
        if (batch.get().approvedBy() != null) {
            return new Outcome.Done(batch.get());
        }
        if (batch.get().createdBy().equals(subject)) {
            return new Outcome.SamePerson();
        }
        store.approve(batchId, subject);
        return new Outcome.Done(store.find(batchId).orElseThrow());
    }

    /** Hands out the file. With the first time the transfers count as sent; every later time gives the same bytes. */
    @Transactional
    public Outcome emit(UUID batchId) {
        store.lock();
        Optional<PayoutBatch> batch = store.find(batchId);
        if (batch.isEmpty()) {
            return new Outcome.NotThere();
        }
        if (batch.get().emitted() != null) {
            return new Outcome.Done(batch.get());
        }
        if (batch.get().approvedBy() == null) {
            return new Outcome.NotApproved();
        }
        Optional<Party> debtor = store.debtor();
        if (debtor.isEmpty()) {
            return new Outcome.NoDebtor();
        }
        store.emit(batchId, new Emission(now(), debtor.get()));
        return new Outcome.Done(store.find(batchId).orElseThrow());
    }

    /** @param batch one that was emitted */
    public byte[] file(PayoutBatch batch) {
        return CreditTransferFile.of(batch);
    }

    /**
     * Lets an event happen to a transfer.
     *
     * @param goal the status it leads to; a transfer that is there already stays as it is
     * @param proof what the bank said
     */
    @Transactional
    public Outcome change(UUID itemId, ItemEvent event, ItemStatus goal, String proof) {
        store.lock();
        Optional<Found> found = store.findItem(itemId);
        if (found.isEmpty()) {
            return new Outcome.NotThere();
        }
        ItemStatus status = found.get().status();
        if (status != goal) {
            if (ItemLife.after(status, event).isEmpty()) {
                return new Outcome.Illegal(status);
            }
            store.changeItem(itemId, goal, proof);
            book(found.get().payout(), goal);
        }
        return new Outcome.Done(store.find(found.get().batchId()).orElseThrow());
    }

    private void book(Payout payout, ItemStatus goal) {
        switch (goal) {
            case SETTLED -> {
                Payout.Change change = payout.settled(commissions.find(payout.commissions()));
                commissions.change(change.changed());
                ledger.post(List.of(change.posting()));
            }
            case REJECTED, CANCELLED -> undo(payout, false);
            case RETURNED -> undo(payout, true);
            case DRAFT, APPROVED, SUBMITTED, ACCEPTED, UNKNOWN -> {
                // The money stays reserved.
            }
        }
    }

    /** Each commission is in one payout at a time, and leaves it when that has failed. */
    private void undo(Payout payout, boolean wasPaid) {
        Set<UUID> paid = Set.copyOf(payout.commissions());
        List<UUID> all = new ArrayList<>(payout.commissions());
        payout.nettings().forEach(netting -> all.add(netting.commissionId()));
        Map<Boolean, List<Commission>> involved = commissions.find(all).stream()
                .collect(Collectors.partitioningBy(commission -> paid.contains(commission.commissionId())));
        List<Commission> reserved = Objects.requireNonNull(involved.get(true));
        List<Commission> debtors = Objects.requireNonNull(involved.get(false));
        Payout.Change change = wasPaid ? payout.returned(reserved, debtors) : payout.released(reserved, debtors);
        Map<Boolean, List<Commission>> changed = change.changed().stream()
                .collect(Collectors.partitioningBy(commission -> paid.contains(commission.commissionId())));
        commissions.change(Objects.requireNonNull(changed.get(true)), null);
        commissions.change(Objects.requireNonNull(changed.get(false)));
        ledger.post(List.of(change.posting()));
    }

    @Transactional(readOnly = true)
    public Optional<PayoutBatch> find(UUID batchId) {
        return store.find(batchId);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
