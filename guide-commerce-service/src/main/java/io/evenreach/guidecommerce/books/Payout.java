package io.evenreach.guidecommerce.books;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongUnaryOperator;

/**
 * One transfer to a guide: whole commissions, less debt of others that is netted with it, less tax that is kept back. The
 * bank is told {@code amountMinor}, which is what the commissions hold less both, and never changes.
 *
 * @param withheldMinor tax that is kept back, and paid to the tax office in the guide's name
 * @param commissions what it pays
 */
public record Payout(
        UUID itemId,
        String payee,
        String currency,
        long amountMinor,
        long withheldMinor,
        List<UUID> commissions,
        List<Netting> nettings) {

    /** At most this part of a payout nets debt of commissions it does not pay. */
    private static final int NETTED_PART = 2;

    /** Debt of a commission that a payout nets. */
    public record Netting(UUID commissionId, long amountMinor) {}

    /** What came of an event: the commissions it changed, each as it is then. */
    public record Change(List<Commission> changed, Posting posting) {}

    /** A payout that was put together, with what that changed. */
    public record Picked(Payout payout, Change change) {}

    public Payout {
        commissions = List.copyOf(commissions);
        nettings = List.copyOf(nettings);
    }

    /**
     * Puts a payout together.
     *
     * @param payable all of one payee and one currency
     * @param indebted commissions of the same payee with debt, the oldest first
     * @param minimumMinor nothing below this is transferred
     * @param withholding what is kept back of an amount
     * @return empty where it would be less than the minimum, or nothing at all
     */
    public static Optional<Picked> pick(
            UUID itemId,
            List<Commission> payable,
            List<Commission> indebted,
            long minimumMinor,
            LongUnaryOperator withholding) {
        long total = payable.stream().mapToLong(Commission::locatedMinor).reduce(0, Math::addExact);
        long nettable = total / NETTED_PART;
        List<Commission> changed = new ArrayList<>();
        List<Entry> entries = new ArrayList<>();
        List<Netting> nettings = new ArrayList<>();
        for (Commission debtor : indebted) {
            long amount = Math.min(nettable, debtor.debtMinor());
            if (amount > 0) {
                nettings.add(new Netting(debtor.commissionId(), amount));
                take(debtor, debtor.netted(amount), AccountKind.GUIDE_RESERVED, -amount, changed, entries);
                nettable -= amount;
            }
        }
        long earned = total - nettings.stream().mapToLong(Netting::amountMinor).sum();
        long withheld = earned <= 0 ? 0 : withholding.applyAsLong(earned);
        if (withheld < 0) {
            throw new IllegalArgumentException("cannot withhold " + withheld + " of " + earned);
        }
        long amount = earned - withheld;
        if (amount <= 0 || amount < minimumMinor) {
            return Optional.empty();
        }
        for (Commission commission : payable) {
            take(commission, commission.picked(), changed, entries);
        }
        Payout payout = new Payout(
                itemId,
                payable.getFirst().payee(),
                payable.getFirst().currency(),
                amount,
                withheld,
                payable.stream().map(Commission::commissionId).toList(),
                nettings);
        payout.withhold(AccountKind.GUIDE_RESERVED, 1, entries);
        return Optional.of(new Picked(payout, payout.change("RESERVE", changed, entries)));
    }

    /** The bank says that it has paid. */
    public Change settled(List<Commission> paid) {
        List<Commission> changed = new ArrayList<>();
        List<Entry> entries = new ArrayList<>();
        for (Commission commission : paid) {
            take(commission, commission.settled(), changed, entries);
        }
        entries.add(entry("netted", AccountKind.GUIDE_RESERVED, netted()));
        entries.add(entry("netted-paid", AccountKind.GUIDE_PAID, -netted()));
        entries.add(entry("withheld", AccountKind.GUIDE_RESERVED, withheldMinor));
        entries.add(entry("withheld-paid", AccountKind.GUIDE_PAID, -withheldMinor));
        return change("SETTLE", changed, entries);
    }

    /** It was not paid: what was reserved is payable again, and what was netted is owed again. */
    public Change released(List<Commission> reserved, List<Commission> indebted) {
        List<Commission> changed = new ArrayList<>();
        List<Entry> entries = new ArrayList<>();
        for (Commission commission : reserved) {
            take(commission, commission.rejected(), changed, entries);
        }
        return undone("RELEASE", indebted, AccountKind.GUIDE_RESERVED, changed, entries);
    }

    /** The bank sent it back. */
    public Change returned(List<Commission> paid, List<Commission> indebted) {
        List<Commission> changed = new ArrayList<>();
        List<Entry> entries = new ArrayList<>();
        for (Commission commission : paid) {
            take(commission, commission.returned(), changed, entries);
        }
        return undone("RETURN", indebted, AccountKind.GUIDE_PAID, changed, entries);
    }

    private Change undone(
            String type, List<Commission> indebted, AccountKind from, List<Commission> changed, List<Entry> entries) {
        for (Netting netting : nettings) {
            Commission debtor = indebted.stream()
                    .filter(commission -> commission.commissionId().equals(netting.commissionId()))
                    .findFirst()
                    .orElseThrow();
            take(debtor, debtor.nettingReturned(netting.amountMinor()), from, netting.amountMinor(), changed, entries);
        }
        withhold(from, -1, entries);
        return change(type, changed, entries);
    }

    /** @param sign 1 to keep back, -1 to give back */
    private void withhold(AccountKind from, int sign, List<Entry> entries) {
        entries.add(entry("withheld", from, -sign * withheldMinor));
        entries.add(entry("withheld-tax", AccountKind.TAX_WITHHELD, sign * withheldMinor));
    }

    private long netted() {
        return nettings.stream().mapToLong(Netting::amountMinor).sum();
    }

    private Change change(String type, List<Commission> changed, List<Entry> entries) {
        return new Change(List.copyOf(changed), new Posting("payout", type, itemId.toString(), entries));
    }

    private Entry entry(String leg, AccountKind kind, long amountMinor) {
        return new Entry(leg, new Account(kind, payee, currency), amountMinor);
    }

    private static void take(Commission before, Commission.Step step, List<Commission> changed, List<Entry> entries) {
        changed.add(step.after());
        entries.addAll(SaleLine.entriesOf(before.commissionId().toString(), before, step.moves()));
    }

    /** The same, with the other side of a netting. */
    private static void take(
            Commission before,
            Commission.Step step,
            AccountKind otherSide,
            long amountMinor,
            List<Commission> changed,
            List<Entry> entries) {
        take(before, step, changed, entries);
        entries.add(new Entry(
                before.commissionId() + "-netting",
                new Account(otherSide, before.payee(), before.currency()),
                amountMinor));
    }
}
