package io.evenreach.guidecommerce.books;

import java.util.List;
import java.util.UUID;

/**
 * One payee's commission on one line of an order. Amounts are minor units of the line's currency.
 *
 * <p>{@code locatedMinor} is in the account of the state. It is {@code leftMinor}, plus what was netted for this commission
 * with other earnings and then came back from the bank, plus what is owed back ({@code debtMinor}) where it has left the
 * platform's hands. What was written off of that debt ({@code writtenOffMinor}) is located with it and not owed any more.
 *
 * @param depth 0 for the guide of the sale, 1 and 2 for who brought them
 * @param leftMinor what the line, as far as it is not refunded, earns this payee
 * @param debtMinor what has been refunded since it was picked for a payout, and is neither netted nor written off
 * @param writtenOffMinor what the platform bears of it
 */
public record Commission(
        UUID commissionId,
        String payee,
        int depth,
        String currency,
        CommissionState state,
        long leftMinor,
        long locatedMinor,
        long debtMinor,
        long writtenOffMinor) {

    /** A movement on an account of the payee, or of the platform where the account is one of the platform's. */
    public record Move(AccountKind kind, long amountMinor) {}

    /**
     * What came of an event.
     *
     * @param moves they sum to zero, except for a refund, where they sum to what is reversed, and its contrary
     */
    public record Step(Commission after, List<Move> moves) {}

    public Commission {
        if (leftMinor < 0 || locatedMinor < 0 || debtMinor < 0 || writtenOffMinor < 0) {
            throw new IllegalArgumentException("no amount of a commission is negative");
        }
    }

    public static Commission accrued(UUID commissionId, String payee, int depth, String currency, long amountMinor) {
        return new Commission(
                commissionId, payee, depth, currency, CommissionState.PENDING, amountMinor, amountMinor, 0, 0);
    }

    /** What is reversed of it, because the sale was: out of the account that has it, else as debt. */
    public Step refunded(long amountMinor) {
        if (amountMinor <= 0 || amountMinor > leftMinor) {
            throw new IllegalStepException("cannot reverse " + amountMinor + " of " + leftMinor);
        }
        return takenBack(amountMinor, leftMinor - amountMinor, CommissionEvent.PARTIAL_REFUND);
    }

    /** Delivered, and the return window is over. */
    public Step matured() {
        return moved(to(CommissionEvent.MATURED));
    }

    public Step picked() {
        return moved(to(CommissionEvent.PAYOUT_PICK));
    }

    public Step settled() {
        return moved(to(CommissionEvent.PAYOUT_SETTLED));
    }

    /** The payout did not happen: what was refunded meanwhile is netted in full with what comes back. */
    public Step rejected() {
        return backFromPayout(to(CommissionEvent.PAYOUT_REJECTED));
    }

    /** The bank sent back what it had paid: its own debt is netted in full. */
    public Step returned() {
        boolean inExcess = locatedMinor > debtMinor + writtenOffMinor && state != CommissionState.PAID;
        return backFromPayout(
                to(inExcess ? CommissionEvent.PAYOUT_RETURNED_IN_EXCESS : CommissionEvent.PAYOUT_RETURNED));
    }

    /** It may not be paid for now; what is payable is pending again. */
    public Step suspected() {
        return moved(to(CommissionEvent.FRAUD));
    }

    /** Nothing was wrong. It becomes payable when it would have. */
    public Step cleared() {
        return moved(to(CommissionEvent.CLEAR));
    }

    /** The sale is not this payee's: all that is left of it is taken back, as debt where it has been paid. */
    public Step upheld() {
        long amount = leftMinor;
        if (state == CommissionState.PAID) {
            return new Step(
                    with(to(CommissionEvent.UPHELD), 0, locatedMinor, debtMinor + amount, writtenOffMinor),
                    List.of(new Move(AccountKind.GUIDE_DEBT, -amount)));
        }
        long located = locatedMinor - amount;
        // What stays came back from the bank after it had been netted with other earnings, and is theirs.
        CommissionState next = to(located == 0 ? CommissionEvent.UPHELD : CommissionEvent.CLEAR);
        return new Step(
                with(next, 0, located, debtMinor, writtenOffMinor), List.of(new Move(state.account(), -amount)));
    }

    /** A part of its debt was netted with other earnings; where those were is the business of the payout. */
    public Step netted(long amountMinor) {
        if (amountMinor <= 0 || amountMinor > debtMinor) {
            throw new IllegalStepException("cannot net " + amountMinor + " of a debt of " + debtMinor);
        }
        CommissionState next =
                to(amountMinor == debtMinor ? CommissionEvent.NETTED_IN_FULL : CommissionEvent.NETTED_IN_PART);
        return new Step(
                with(next, leftMinor, locatedMinor, debtMinor - amountMinor, writtenOffMinor),
                List.of(new Move(AccountKind.GUIDE_DEBT, amountMinor)));
    }

    /** Its whole debt is borne by the platform from now on. */
    public Step writtenOff() {
        if (debtMinor == 0) {
            throw new IllegalStepException("there is no debt to write off");
        }
        return new Step(
                with(to(CommissionEvent.POLICY_LIMIT), leftMinor, locatedMinor, 0, writtenOffMinor + debtMinor),
                List.of(new Move(AccountKind.GUIDE_DEBT, debtMinor), new Move(AccountKind.BAD_DEBT, -debtMinor)));
    }

    /** How much of what is given back {@link #restored} takes: what is owed of it, and what was written off. */
    public long restorableMinor() {
        return debtMinor + writtenOffMinor;
    }

    /** The sale stands again, in part at least: first nothing is owed any more, then the platform bears less. */
    public Step restored(long amountMinor) {
        if (amountMinor <= 0 || amountMinor > restorableMinor()) {
            throw new IllegalStepException("cannot give back " + amountMinor + " of " + restorableMinor());
        }
        long owed = Math.min(amountMinor, debtMinor);
        long borne = amountMinor - owed;
        return new Step(
                with(
                        to(CommissionEvent.CHARGEBACK_WON),
                        leftMinor + amountMinor,
                        locatedMinor,
                        debtMinor - owed,
                        writtenOffMinor - borne),
                List.of(new Move(AccountKind.GUIDE_DEBT, owed), new Move(AccountKind.BAD_DEBT, borne)));
    }

    /** The payout came back in which a part of its debt had been netted: that part is owed again. */
    public Step nettingReturned(long amountMinor) {
        return takenBack(amountMinor, leftMinor, CommissionEvent.NETTING_RETURNED);
    }

    private Step takenBack(long amountMinor, long leftAfter, CommissionEvent event) {
        return switch (state.account()) {
            case GUIDE_PENDING, GUIDE_PAYABLE -> {
                long located = locatedMinor - amountMinor;
                yield new Step(
                        with(
                                to(located == 0 ? CommissionEvent.FULL_REFUND : event),
                                leftAfter,
                                located,
                                debtMinor,
                                writtenOffMinor),
                        List.of(new Move(state.account(), -amountMinor)));
            }
            default -> {
                long debt = debtMinor + amountMinor;
                boolean whole = switch (state) {
                    case RESERVED -> debt == locatedMinor;
                    case PAID -> leftAfter == 0;
                    default -> false;
                };
                yield new Step(
                        with(
                                to(whole ? CommissionEvent.FULL_REFUND : event),
                                leftAfter,
                                locatedMinor,
                                debt,
                                writtenOffMinor),
                        List.of(new Move(AccountKind.GUIDE_DEBT, -amountMinor)));
            }
        };
    }

    private Step moved(CommissionState next) {
        List<Move> moves = state.account() == next.account()
                ? List.of()
                : List.of(new Move(state.account(), -locatedMinor), new Move(next.account(), locatedMinor));
        return new Step(with(next, leftMinor, locatedMinor, debtMinor, writtenOffMinor), moves);
    }

    private Step backFromPayout(CommissionState next) {
        long payable = locatedMinor - debtMinor - writtenOffMinor;
        return new Step(
                with(next, leftMinor, payable, 0, 0),
                List.of(
                        new Move(state.account(), -locatedMinor),
                        new Move(AccountKind.GUIDE_PAYABLE, payable),
                        new Move(AccountKind.GUIDE_DEBT, debtMinor),
                        new Move(AccountKind.BAD_DEBT, writtenOffMinor)));
    }

    private CommissionState to(CommissionEvent event) {
        return CommissionLife.after(state, event)
                .orElseThrow(() -> new IllegalStepException(event + " cannot happen to a commission that is " + state));
    }

    private Commission with(CommissionState next, long left, long located, long debt, long writtenOff) {
        return new Commission(commissionId, payee, depth, currency, next, left, located, debt, writtenOff);
    }
}
