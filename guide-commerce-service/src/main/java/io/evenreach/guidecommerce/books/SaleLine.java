package io.evenreach.guidecommerce.books;

import java.util.ArrayList;
import java.util.List;

/**
 * A line of an order that a guide earned a commission on, as it was split when it was paid.
 *
 * @param source the order it is of, by which postings are told apart
 * @param payees the guide, then whoever brought them, as many as are paid
 * @param leftMinor the net price, as far as it has not been refunded
 */
public record SaleLine(
        String source,
        String lineId,
        String merchantId,
        String currency,
        Rates rates,
        List<String> payees,
        long netMinor,
        long leftMinor) {

    public SaleLine {
        payees = List.copyOf(payees);
        if (leftMinor < 0 || leftMinor > netMinor) {
            throw new IllegalArgumentException("left is " + leftMinor + " of " + netMinor);
        }
    }

    /** Who has what of what is left. */
    public Legs legs() {
        return Legs.of(leftMinor, rates, payees.size() - 1);
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
     * What came of a refund.
     *
     * @param commissions those that it reduced
     */
    public record Refund(SaleLine after, List<Commission> commissions, Posting posting) {}

    /**
     * Gives back every party's difference between what was left and what is left.
     *
     * @param refundId what the posting is known by
     * @param commissions of this line
     */
    public Refund refund(String refundId, long amountMinor, List<Commission> commissions) {
        if (amountMinor <= 0 || amountMinor > leftMinor) {
            throw new IllegalStepException("cannot refund " + amountMinor + " of " + leftMinor);
        }
        SaleLine after =
                new SaleLine(source, lineId, merchantId, currency, rates, payees, netMinor, leftMinor - amountMinor);
        Legs back = legs().minus(after.legs());
        List<Entry> entries = shared(back, -1);
        List<Commission> reduced = new ArrayList<>();
        for (Commission commission : commissions) {
            long share = back.payee(commission.depth());
            if (share > 0) {
                Commission.Step step = commission.refunded(share);
                reduced.add(step.after());
                entries.addAll(entriesOf("payee-" + commission.depth(), commission, step.moves()));
            }
        }
        return new Refund(after, reduced, new Posting(source, "REFUND", lineId + "/" + refundId, entries));
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
            Commission.Step step = commission.upheld();
            reduced.add(step.after());
            entries.addAll(entriesOf("payee-" + commission.depth(), commission, step.moves()));
        }
        return new Refund(this, reduced, new Posting(source, type, lineId + "/" + voidId, entries));
    }

    /** The moves on a payee's accounts as entries. */
    public static List<Entry> entriesOf(String leg, Commission commission, List<Commission.Move> moves) {
        return moves.stream()
                .filter(move -> move.amountMinor() != 0)
                .map(move -> new Entry(
                        leg + "-" + move.kind(),
                        new Account(move.kind(), commission.payee(), commission.currency()),
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
