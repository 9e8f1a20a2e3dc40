package io.evenreach.guidecommerce.books;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * A line of an order that a guide earned a commission on, as it was split when it was paid.
 *
 * @param source the order it is of, by which postings are told apart
 * @param payees the guide, then whoever brought them, as many as are paid
 * @param voidedLegs depths of referrers whose part was taken back, and is the platform's
 * @param leftMinor the net price, as far as it has not been refunded
 */
public record SaleLine(
        String source,
        String lineId,
        String merchantId,
        String currency,
        Rates rates,
        List<String> payees,
        Set<Integer> voidedLegs,
        long netMinor,
        long leftMinor) {

    public SaleLine {
        payees = List.copyOf(payees);
        voidedLegs = Set.copyOf(voidedLegs);
        if (leftMinor < 0 || leftMinor > netMinor) {
            throw new IllegalArgumentException("left is " + leftMinor + " of " + netMinor);
        }
    }

    /** Who has what of what is left. */
    public Legs legs() {
        return Legs.of(leftMinor, rates, payees.size() - 1).without(voidedLegs);
    }

    /** Everybody's share of the whole line, the payees' as pending. */
    public Posting accrual() {
        return accrual("ACCRUAL", lineId);
    }

    /** The same under another name, for a line that was another guide's before. */
    public Posting accrual(String type, String externalId) {
        Legs legs = legs();
        List<Entry> entries = shared(legs, 1);
        for (int depth = 0; depth < payees.size(); depth++) {
            entries.add(new Entry(
                    "payee-" + depth,
                    new Account(AccountKind.GUIDE_PENDING, payees.get(depth), currency),
                    legs.payee(depth)));
        }
        return new Posting(source, type, externalId, entries);
    }

    /**
     * What came of a refund or of its contrary.
     *
     * @param commissions those that it changed
     */
    public record Refund(SaleLine after, List<Commission> commissions, Posting posting) {}

    /** Gives money back to the shopper; see {@link #takenBack}. */
    public Refund refund(String refundId, long amountMinor, List<Commission> commissions) {
        return takenBack("REFUND", refundId, amountMinor, commissions);
    }

    /**
     * Gives back every party's difference between what was left and what is left. Of several commissions of one payee the
     * last in the list is reduced first.
     *
     * @param type of the posting
     * @param id what the posting is known by
     * @param commissions of this line
     */
    public Refund takenBack(String type, String id, long amountMinor, List<Commission> commissions) {
        if (amountMinor <= 0 || amountMinor > leftMinor) {
            throw new IllegalStepException("cannot take back " + amountMinor + " of " + leftMinor);
        }
        SaleLine after = left(leftMinor - amountMinor);
        Legs back = legs().minus(after.legs());
        List<Entry> entries = shared(back, -1);
        List<Commission> reduced = new ArrayList<>();
        for (int depth = 0; depth < payees.size(); depth++) {
            long share = back.payee(depth);
            for (Commission commission : ofPayee(depth, commissions).reversed()) {
                long part = Math.min(share, commission.leftMinor());
                if (part > 0) {
                    add(commission, commission.refunded(part), reduced, entries);
                    share -= part;
                }
            }
        }
        return new Refund(after, reduced, new Posting(source, type, lineId + "/" + id, entries));
    }

    /**
     * Takes back what is left of everybody's part in the commission; the sale itself stands, and the merchant owes none.
     *
     * @param type what the posting is called
     * @param voidId what the posting is known by
     * @param commissions of this line that have something left
     */
    public Refund voided(String type, String voidId, List<Commission> commissions) {
        Legs legs = legs();
        List<Entry> entries = new ArrayList<>();
        entries.add(new Entry(
                "merchant",
                new Account(AccountKind.MERCHANT_CLEARING, merchantId, currency),
                legs.total() - legs.merchant()));
        entries.add(new Entry(
                "platform",
                Account.ofPlatform(AccountKind.PLATFORM_REVENUE, currency),
                -(legs.platform() + legs.referral())));
        entries.add(new Entry("referral", Account.ofPlatform(AccountKind.REFERRAL_EXPENSE, currency), legs.referral()));
        List<Commission> reduced = new ArrayList<>();
        for (Commission commission : commissions) {
            add(commission, commission.upheld(), reduced, entries);
        }
        return new Refund(this, reduced, new Posting(source, type, lineId + "/" + voidId, entries));
    }

    /**
     * Takes back what is left of one referrer's part, which is the platform's from now on; everybody else's stays as it is.
     *
     * @param depth of the referrer, 1 or 2
     * @param type what the posting is called
     * @param voidId what the posting is known by
     * @param commissions of this line that have something left
     */
    public Refund legVoided(int depth, String type, String voidId, List<Commission> commissions) {
        if (depth < 1 || depth >= payees.size()) {
            throw new IllegalStepException("there is no referrer of depth " + depth);
        }
        List<Entry> entries = new ArrayList<>();
        entries.add(
                new Entry("referral", Account.ofPlatform(AccountKind.REFERRAL_EXPENSE, currency), legs().payee(depth)));
        List<Commission> reduced = new ArrayList<>();
        for (Commission commission : ofPayee(depth, commissions)) {
            add(commission, commission.upheld(), reduced, entries);
        }
        Set<Integer> voided = new HashSet<>(voidedLegs);
        voided.add(depth);
        SaleLine after = new SaleLine(source, lineId, merchantId, currency, rates, payees, voided, netMinor, leftMinor);
        return new Refund(after, reduced, new Posting(source, type, lineId + "/" + voidId, entries));
    }

    /**
     * The contrary of {@link #takenBack}: the sale stands again, in part at least. What is owed of its commissions is owed
     * no more; what was taken before it was paid, or has been netted since, is earned anew by further commissions.
     *
     * @param commissions of this line, with those of which nothing is left
     * @param newIds of commissions
     */
    public Refund restored(
            String type, String id, long amountMinor, List<Commission> commissions, Supplier<UUID> newIds) {
        if (amountMinor <= 0 || amountMinor > netMinor - leftMinor) {
            throw new IllegalStepException("cannot give back " + amountMinor + " of " + (netMinor - leftMinor));
        }
        SaleLine after = left(leftMinor + amountMinor);
        Legs more = after.legs().minus(legs());
        List<Entry> entries = shared(more, 1);
        List<Commission> changed = new ArrayList<>();
        for (int depth = 0; depth < payees.size(); depth++) {
            long share = more.payee(depth);
            for (Commission commission : ofPayee(depth, commissions)) {
                long part = Math.min(share, commission.restorableMinor());
                if (part > 0) {
                    add(commission, commission.restored(part), changed, entries);
                    share -= part;
                }
            }
            if (share > 0) {
                changed.add(Commission.accrued(newIds.get(), payees.get(depth), depth, currency, share));
                entries.add(new Entry(
                        "payee-" + depth, new Account(AccountKind.GUIDE_PENDING, payees.get(depth), currency), share));
            }
        }
        return new Refund(after, changed, new Posting(source, type, lineId + "/" + id, entries));
    }

    private SaleLine left(long minor) {
        return new SaleLine(source, lineId, merchantId, currency, rates, payees, voidedLegs, netMinor, minor);
    }

    /** Of a line that was another guide's before there are others of the same depth. */
    private List<Commission> ofPayee(int depth, List<Commission> commissions) {
        return commissions.stream()
                .filter(commission ->
                        commission.depth() == depth && commission.payee().equals(payees.get(depth)))
                .toList();
    }

    private static void add(Commission before, Commission.Step step, List<Commission> changed, List<Entry> entries) {
        changed.add(step.after());
        entries.addAll(entriesOf("payee-" + before.depth() + "-" + before.commissionId(), before, step.moves()));
    }

    /** Moves as entries, on an account of the payee or of the platform. */
    public static List<Entry> entriesOf(String leg, Commission commission, List<Commission.Move> moves) {
        return moves.stream()
                .filter(move -> move.amountMinor() != 0)
                .map(move -> new Entry(
                        leg + "-" + move.kind(),
                        move.kind().isPlatforms()
                                ? Account.ofPlatform(move.kind(), commission.currency())
                                : new Account(move.kind(), commission.payee(), commission.currency()),
                        move.amountMinor()))
                .toList();
    }

    private List<Entry> shared(Legs legs, int sign) {
        Account clearing = new Account(AccountKind.MERCHANT_CLEARING, merchantId, currency);
        List<Entry> entries = new ArrayList<>();
        entries.add(new Entry("captured", clearing, -sign * legs.total()));
        entries.add(new Entry("merchant", clearing, sign * legs.merchant()));
        entries.add(new Entry(
                "platform",
                Account.ofPlatform(AccountKind.PLATFORM_REVENUE, currency),
                sign * (legs.platform() + legs.referral())));
        entries.add(new Entry(
                "referral", Account.ofPlatform(AccountKind.REFERRAL_EXPENSE, currency), -sign * legs.referral()));
        return entries;
    }
}
