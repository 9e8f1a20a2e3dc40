package io.evenreach.guidecommerce.books;

/** Where one payee's commission on one line of an order stands. */
public enum CommissionState {
    PENDING(AccountKind.GUIDE_PENDING),
    HELD(AccountKind.GUIDE_PENDING),
    PAYABLE(AccountKind.GUIDE_PAYABLE),
    /** In a payout under way. */
    RESERVED(AccountKind.GUIDE_RESERVED),
    /** In a payout under way, and all of it has been refunded meanwhile. */
    RESERVED_REFUNDED(AccountKind.GUIDE_RESERVED),
    PAID(AccountKind.GUIDE_PAID),
    /** Paid out and refunded: to be netted with other earnings. */
    CLAWBACK_DUE(AccountKind.GUIDE_PAID),
    RECOVERED(AccountKind.GUIDE_PAID),
    WRITTEN_OFF(AccountKind.GUIDE_PAID),
    /** Refunded before it was paid. */
    REVERSED(AccountKind.GUIDE_PENDING),
    /** The sale is nobody's. */
    VOIDED(AccountKind.GUIDE_PENDING);

    private final AccountKind account;

    CommissionState(AccountKind account) {
        this.account = account;
    }

    /** The account that has its money. */
    public AccountKind account() {
        return account;
    }
}
