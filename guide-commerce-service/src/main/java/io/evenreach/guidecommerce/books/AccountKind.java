package io.evenreach.guidecommerce.books;

/** The accounts of the ledger. A balance is positive where the platform owes the owner. */
public enum AccountKind {
    /** What the merchant took from the shopper, against what is the merchant's own: the commission owed, negative. */
    MERCHANT_CLEARING,
    /** Earned, and not yet past delivery and return window; held commission too. */
    GUIDE_PENDING,
    /** May be paid out. */
    GUIDE_PAYABLE,
    /** In a payout that has neither arrived nor failed. */
    GUIDE_RESERVED,
    /** Paid out, with the bank's word for it. */
    GUIDE_PAID,
    /** To be netted with later earnings, because what was paid out has been refunded: zero or negative. */
    GUIDE_DEBT,
    /** The platform's part of every commission, referral not yet taken out. */
    PLATFORM_REVENUE,
    /** What referral takes out of it: zero or negative. */
    REFERRAL_EXPENSE,
    /** What the platform bears of guides' debt, because nothing is left to net it with: zero or negative. */
    BAD_DEBT,
    /** What was kept back of a guide's payouts for the tax office, which the platform owes it in the guide's name. */
    TAX_WITHHELD;

    /** Whether many sales at once meet at the one account of this kind, which is therefore kept in several rows. */
    public boolean isPlatforms() {
        return this == PLATFORM_REVENUE || this == REFERRAL_EXPENSE || this == BAD_DEBT;
    }
}
