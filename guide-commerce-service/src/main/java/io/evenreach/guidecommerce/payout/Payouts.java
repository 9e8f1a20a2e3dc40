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
import io.evenreach.guidecommerce.wire.BankNames;
import io.evenreach.guidecommerce.wire.WholeSeconds;
import java.io.OutputStream;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Puts payouts together, and follows what the bank makes of them. */
@Service
public class Payouts {

    /** So that a batch of a hundred thousand transfers needs no memory to speak of while it is put together. */
    private static final int GUIDES_AT_ONCE = 1_000;

    private final PayoutStore store;
    private final Commissions commissions;
    private final Guides guides;
    private final Ledger ledger;
    private final Taxes taxes;
    private final Transfers transfers;
    private final PayoutProperties properties;
    private final Clock clock;

    Payouts(
            PayoutStore store,
            Commissions commissions,
            Guides guides,
            Ledger ledger,
            Taxes taxes,
            Transfers transfers,
            PayoutProperties properties,
            Clock clock) {
        this.store = store;
        this.commissions = commissions;
        this.guides = guides;
        this.ledger = ledger;
        this.taxes = taxes;
        this.transfers = transfers;
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

        /** Nothing of the batch is left that can be sent. */
        record NothingLeft() implements Outcome {}

        /** Whoever put it together may not approve it. */
        record SamePerson() implements Outcome {}

        record NotApproved() implements Outcome {}

        record NoDebtor() implements Outcome {}

        record Illegal(ItemStatus status) implements Outcome {}
    }

    /**
     * Keeps from whose account guides are paid.
     *
     * @param known whether the caller knew what is kept now, null where nothing is
     * @return empty where they did not
     */
    @Transactional
    public Optional<PayoutDebtor> keepDebtor(Party debtor, Predicate<@Nullable PayoutDebtor> known) {
        if (!known.test(store.lockDebtor().orElse(null))) {
            return Optional.empty();
        }
        store.keepDebtor(debtor);
        return store.debtor();
    }

    @Transactional(readOnly = true)
    public Optional<PayoutDebtor> debtor() {
        return store.debtor();
    }

    /**
     * One transfer per guide with everything that became payable until {@code through}, for as many guides as fit a batch.
     * Guides who are suspended, have not said where they are paid, or have a name there that no file can carry are left out,
     * and keep what they have. A time without a fraction means its whole second.
     */
    @Transactional
    public Outcome create(String currency, Instant through, String subject) {
        store.lock();
        Instant until = WholeSeconds.end(through);
        commissions.lockForPayout(currency, until);
        UUID batchId = UUID.randomUUID();
        PayoutBatch batch =
                new PayoutBatch(batchId, "EVR" + bare(batchId), currency, through, subject, null, null, List.of());
        int transfers = 0;
        List<UUID> some = commissions.guidesWithPayable(currency, until, null, GUIDES_AT_ONCE);
        while (!some.isEmpty() && transfers < properties.transfersMax()) {
            List<Picked> picked = pick(some, batch, until, properties.transfersMax() - transfers);
            if (!picked.isEmpty()) {
                if (transfers == 0) {
                    store.insert(batch, now());
                }
                keep(batch, picked);
                transfers += picked.size();
            }
            some = commissions.guidesWithPayable(currency, until, some.getLast(), GUIDES_AT_ONCE);
        }
        if (transfers == 0) {
            return new Outcome.NothingToPay();
        }
        return new Outcome.Done(store.find(batchId).orElseThrow());
    }

    /** A transfer that is being put together, and to whom. */
    private record Picked(Guide guide, Guide.Payee payee, Payout payout, Payout.Change change) {}

    private List<Picked> pick(List<UUID> guideIds, PayoutBatch batch, Instant until, int atMost) {
        Map<String, List<Commission>> payable = byGuide(commissions.payable(guideIds, batch.currency(), until));
        Map<String, List<Commission>> indebted = byGuide(commissions.indebted(guideIds, batch.currency()));
        Map<UUID, Guide> known = guides.findAll(guideIds);
        List<Picked> picked = new ArrayList<>();
        payable.forEach((guideId, earned) -> {
            Guide guide = Objects.requireNonNull(known.get(UUID.fromString(guideId)));
            Guide.Payee payee = guide.payee();
            if (guide.isPaid() && payee != null && BankNames.canBeWritten(payee.name()) && picked.size() < atMost) {
                Payout.pick(
                                UUID.randomUUID(),
                                earned,
                                indebted.getOrDefault(guideId, List.of()),
                                guide.isLeaving() ? 1 : properties.minimumMinor(),
                                income -> taxes.withheldMinor(guide.guideId(), income, batch.currency()))
                        .ifPresent(found -> picked.add(new Picked(guide, payee, found.payout(), found.change())));
            }
        });
        return picked;
    }

    private void keep(PayoutBatch batch, List<Picked> picked) {
        List<Payout> payouts = picked.stream().map(Picked::payout).toList();
        store.insertItems(
                batch.batchId(),
                batch.currency(),
                picked.stream().map(Payouts::item).toList(),
                now());
        store.insertNettings(payouts);
        taxes.keep(payouts);
        Map<UUID, UUID> items = new HashMap<>();
        payouts.forEach(
                payout -> payout.commissions().forEach(commissionId -> items.put(commissionId, payout.itemId())));
        commissions.change(
                picked.stream()
                        .flatMap(found -> found.change().changed().stream())
                        .toList(),
                items);
        ledger.post(picked.stream().map(found -> found.change().posting()).toList());
    }

    private static Item item(Picked picked) {
        return new Item(
                picked.payout().itemId(),
                picked.guide().guideId(),
                "EVI" + bare(picked.payout().itemId()),
                ItemStatus.DRAFT,
                picked.payout().amountMinor(),
                picked.payout().withheldMinor(),
                new Party(
                        picked.payee().name(),
                        picked.payee().account(),
                        picked.payee().bic()));
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
        if (batch.get().transfers().isEmpty()) {
            return new Outcome.Illegal(ItemStatus.CANCELLED);
        }
        store.approve(batchId, subject, now());
        return new Outcome.Done(store.find(batchId).orElseThrow());
    }

    /**
     * Hands out the file. With the first time the transfers count as sent; every later time gives the same bytes. Who cannot
     * be paid any more by then is not in it: those transfers are cancelled, unless there is no other.
     */
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
        Optional<Party> debtor =
                store.debtor().map(PayoutDebtor::party).filter(kept -> BankNames.canBeWritten(kept.name()));
        if (debtor.isEmpty()) {
            return new Outcome.NoDebtor();
        }
        List<UUID> cancelled = unpayable(batch.get());
        if (cancelled.size() == batch.get().transfers().size()) {
            return new Outcome.NothingLeft();
        }
        cancelAll(cancelled, "could not be paid any more when the file was made");
        store.emit(batchId, new Emission(now(), debtor.get()));
        return new Outcome.Done(store.find(batchId).orElseThrow());
    }

    /** Transfers to guides who are not paid now, under names that no file can carry, or of sales that wait for a decision. */
    private List<UUID> unpayable(PayoutBatch batch) {
        List<Item> open = batch.transfers();
        Map<UUID, Guide> known = guides.findAll(open.stream().map(Item::guideId).collect(Collectors.toSet()));
        Set<UUID> undecided =
                commissions.undecided(open.stream().map(Item::itemId).toList());
        return open.stream()
                .filter(item ->
                        !Objects.requireNonNull(known.get(item.guideId())).isPaid()
                                || !BankNames.canBeWritten(item.payee().name())
                                || undecided.contains(item.itemId()))
                .map(Item::itemId)
                .toList();
    }

    /**
     * Takes back a batch that was not sent: everything in it is payable again.
     *
     * @param why what is noted of its transfers
     */
    @Transactional
    public Outcome cancel(UUID batchId, String why) {
        store.lock();
        Optional<PayoutBatch> batch = store.find(batchId);
        if (batch.isEmpty()) {
            return new Outcome.NotThere();
        }
        List<Item> open = batch.get().transfers();
        Optional<ItemStatus> sent = open.stream()
                .map(Item::status)
                .filter(status -> ItemLife.after(status, ItemEvent.CANCEL).isEmpty())
                .findFirst();
        if (sent.isPresent()) {
            return new Outcome.Illegal(sent.get());
        }
        cancelAll(open.stream().map(Item::itemId).toList(), why);
        return new Outcome.Done(store.find(batchId).orElseThrow());
    }

    private void cancelAll(List<UUID> itemIds, String why) {
        transfers.move(store.findItems(itemIds).stream()
                .map(found -> new Transfers.Move(found, ItemStatus.CANCELLED, why, null))
                .toList());
    }

    /** @param batch one that was emitted */
    public void write(PayoutBatch batch, OutputStream file) {
        CreditTransferFile.write(batch, file);
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
            transfers.move(List.of(new Transfers.Move(found.get(), goal, proof, null)));
        }
        return new Outcome.Done(store.find(found.get().batchId()).orElseThrow());
    }

    /** Nobody knows any more what becomes of transfers of which the bank has said nothing for days. */
    @Scheduled(fixedDelayString = "${evenreach.payout.silent-every:1h}")
    @Transactional
    public void giveUpWaiting() {
        store.lock();
        List<UUID> silent = store.silentSince(now().minus(properties.silentAfter()));
        transfers.move(store.findItems(silent).stream()
                .map(found -> new Transfers.Move(
                        found, ItemStatus.UNKNOWN, "the bank said nothing for " + properties.silentAfter(), null))
                .toList());
    }

    @Transactional(readOnly = true)
    public Optional<PayoutBatch> find(UUID batchId) {
        return store.find(batchId);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
