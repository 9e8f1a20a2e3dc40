package io.evenreach.guidecommerce.books;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SaleLineTest {

    private static final SaleLine LINE = new SaleLine(
            "order:shop/1",
            "l1",
            "shop",
            "EUR",
            new Rates(1_000, 7_000, 1_000),
            List.of("guide", "referrer"),
            Set.of(),
            10_000,
            10_000);

    @Test
    void booksEveryPartysShareInOnePosting() {
        assertThat(LINE.accrual().entries())
                .extracting(Entry::leg, entry -> entry.account().owner(), Entry::amountMinor)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("captured", "shop", -10_000L),
                        org.assertj.core.groups.Tuple.tuple("merchant", "shop", 9_000L),
                        org.assertj.core.groups.Tuple.tuple("platform", "platform", 300L),
                        org.assertj.core.groups.Tuple.tuple("referral", "platform", -30L),
                        org.assertj.core.groups.Tuple.tuple("payee-0", "guide", 700L),
                        org.assertj.core.groups.Tuple.tuple("payee-1", "referrer", 30L));
    }

    @Test
    void takesBackOneReferrersPartForThePlatformAndRefundsTheOthersOnly() {
        Commission guide = Commission.accrued(new UUID(0, 1), "guide", 0, "EUR", 700);
        Commission referrer = Commission.accrued(new UUID(0, 2), "referrer", 1, "EUR", 30);

        SaleLine.Refund voided = LINE.legVoided(
                1, "VOID", "hold-1", List.of(guide, referrer.suspected().after()));

        assertThat(voided.posting().entries())
                .extracting(Entry::leg, Entry::amountMinor)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("referral", 30L),
                        org.assertj.core.groups.Tuple.tuple("payee-1-" + new UUID(0, 2) + "-GUIDE_PENDING", -30L));
        assertThat(voided.commissions()).extracting(Commission::state).containsExactly(CommissionState.VOIDED);
        assertThat(voided.after().legs()).isEqualTo(new Legs(9_000, 700, 300, List.of(0L)));
        SaleLine.Refund refund = voided.after().refund("r1", 10_000, List.of(guide));
        assertThat(refund.posting().entries().stream()
                        .mapToLong(Entry::amountMinor)
                        .sum())
                .isZero();
        assertThat(refund.after()
                        .restored("CHARGEBACK_WON", "c1", 10_000, refund.commissions(), () -> new UUID(0, 3))
                        .commissions())
                .extracting(Commission::payee)
                .containsExactly("guide");
    }

    @Test
    void voidsNoLegOfTheGuideNorOfNobody() {
        assertThatThrownBy(() -> LINE.legVoided(0, "VOID", "hold-1", List.of()))
                .isInstanceOf(IllegalStepException.class);
        assertThatThrownBy(() -> LINE.legVoided(2, "VOID", "hold-1", List.of()))
                .isInstanceOf(IllegalStepException.class);
    }

    @Test
    void refundsNoMoreThanIsLeft() {
        Commission guide = Commission.accrued(new UUID(0, 1), "guide", 0, "EUR", 700);
        Commission referrer = Commission.accrued(new UUID(0, 2), "referrer", 1, "EUR", 30);
        SaleLine.Refund refund = LINE.refund("r1", 9_999, List.of(guide, referrer));

        assertThat(refund.after().leftMinor()).isEqualTo(1);
        assertThatThrownBy(() -> refund.after().refund("r2", 2, refund.commissions()))
                .isInstanceOf(IllegalStepException.class);
        assertThatThrownBy(() -> LINE.refund("r3", 0, List.of(guide, referrer)))
                .isInstanceOf(IllegalStepException.class);
    }

    @Test
    void holdsACommissionInPendingAndLetsItGoOn() {
        Commission pending = Commission.accrued(new UUID(0, 1), "guide", 0, "EUR", 700);
        Commission.Step ofPayable = pending.matured().after().suspected();

        assertThat(pending.suspected().moves()).as("it is where held money is").isEmpty();
        assertThat(ofPayable.moves())
                .containsExactly(
                        new Commission.Move(AccountKind.GUIDE_PAYABLE, -700),
                        new Commission.Move(AccountKind.GUIDE_PENDING, 700));
        assertThat(ofPayable.after().cleared().after()).isEqualTo(pending);
        assertThatThrownBy(() -> ofPayable.after().picked()).isInstanceOf(IllegalStepException.class);
        assertThatThrownBy(() -> ofPayable.after().matured()).isInstanceOf(IllegalStepException.class);
    }

    @Test
    void takesBackEverybodysPartInTheCommissionAndNothingOfTheSale() {
        Commission guide = Commission.accrued(new UUID(0, 1), "guide", 0, "EUR", 700)
                .suspected()
                .after();
        Commission referrer = Commission.accrued(new UUID(0, 2), "referrer", 1, "EUR", 30)
                .matured()
                .after()
                .picked()
                .after()
                .settled()
                .after();

        SaleLine.Refund voided = LINE.voided("VOID", "h1", List.of(guide, referrer));

        assertThat(voided.posting().entries())
                .extracting(Entry::leg, entry -> entry.account().owner(), Entry::amountMinor)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("merchant", "shop", 1_000L),
                        org.assertj.core.groups.Tuple.tuple("platform", "platform", -300L),
                        org.assertj.core.groups.Tuple.tuple("referral", "platform", 30L),
                        org.assertj.core.groups.Tuple.tuple(
                                "payee-0-00000000-0000-0000-0000-000000000001-GUIDE_PENDING", "guide", -700L),
                        org.assertj.core.groups.Tuple.tuple(
                                "payee-1-00000000-0000-0000-0000-000000000002-GUIDE_DEBT", "referrer", -30L));
        assertThat(voided.commissions())
                .extracting(Commission::state)
                .containsExactly(CommissionState.VOIDED, CommissionState.CLAWBACK_DUE);
        assertThat(voided.commissions())
                .allSatisfy(commission -> assertThat(commission.leftMinor()).isZero());
    }

    @Test
    void leavesWithAPayeeWhatCameBackFromTheBankAfterItWasNetted() {
        Commission paid = Commission.accrued(new UUID(0, 1), "guide", 0, "EUR", 700)
                .matured()
                .after()
                .picked()
                .after()
                .settled()
                .after();
        Commission inExcess =
                paid.refunded(300).after().netted(300).after().returned().after();
        assertThat(inExcess.locatedMinor()).isEqualTo(700);

        Commission after = inExcess.suspected().after().upheld().after();

        assertThat(after.state()).isEqualTo(CommissionState.PENDING);
        assertThat(after.leftMinor()).isZero();
        assertThat(after.locatedMinor()).isEqualTo(300);
    }

    @Test
    void reversesNoMoreOfACommissionThanItHas() {
        Commission guide = Commission.accrued(new UUID(0, 1), "guide", 0, "EUR", 700);

        assertThatThrownBy(() -> guide.refunded(701)).isInstanceOf(IllegalStepException.class);
        assertThatThrownBy(guide::picked).as("what is pending is not paid").isInstanceOf(IllegalStepException.class);
        assertThatThrownBy(() -> guide.matured().after().matured())
                .as("it is payable once")
                .isInstanceOf(IllegalStepException.class);
    }

    @Test
    void givesBackWhatWasTakenAndNoMore() {
        Commission guide = Commission.accrued(new UUID(0, 1), "guide", 0, "EUR", 700);
        Commission referrer = Commission.accrued(new UUID(0, 2), "referrer", 1, "EUR", 30);
        SaleLine.Refund taken = LINE.takenBack("CHARGEBACK", "c1", 4_000, List.of(guide, referrer));

        SaleLine.Refund restored =
                taken.after().restored("CHARGEBACK_WON", "c1", 4_000, taken.commissions(), UUID::randomUUID);

        assertThat(restored.after()).isEqualTo(LINE);
        assertThat(restored.commissions())
                .as("earned anew, because it had not been paid")
                .extracting(Commission::depth, Commission::leftMinor, Commission::state)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(0, 280L, CommissionState.PENDING),
                        org.assertj.core.groups.Tuple.tuple(1, 12L, CommissionState.PENDING));
        assertThatThrownBy(() ->
                        taken.after().restored("CHARGEBACK_WON", "c2", 4_001, taken.commissions(), UUID::randomUUID))
                .isInstanceOf(IllegalStepException.class);
    }

    @Test
    void givesBackNoMoreOfACommissionThanIsOwedOrBorneOfIt() {
        Commission paid = Commission.accrued(new UUID(0, 1), "guide", 0, "EUR", 700)
                .matured()
                .after()
                .picked()
                .after()
                .settled()
                .after();
        Commission borne =
                paid.refunded(500).after().writtenOff().after().refunded(100).after();

        assertThat(borne.restorableMinor()).isEqualTo(600);
        assertThat(borne.restored(300).after())
                .as("what is owed first")
                .extracting(Commission::debtMinor, Commission::writtenOffMinor, Commission::leftMinor)
                .containsExactly(0L, 300L, 400L);
        assertThatThrownBy(() -> borne.restored(601)).isInstanceOf(IllegalStepException.class);
    }
}
