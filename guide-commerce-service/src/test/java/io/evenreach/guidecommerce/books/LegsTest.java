package io.evenreach.guidecommerce.books;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evenreach.testkit.Chance;
import java.util.List;
import org.junit.jupiter.api.Test;

class LegsTest {

    private static final int AMOUNT_MAX = 100_000;

    private static final List<Rates> RATES = List.of(
            new Rates(0, 0, 0),
            new Rates(10_000, 10_000, 10_000),
            new Rates(1_000, 7_000, 1_000),
            new Rates(1, 9_999, 9_999),
            new Rates(3_333, 6_667, 5_000),
            new Rates(9_999, 1, 10_000),
            new Rates(2_501, 3_333, 3_333));

    @Test
    void sumsToEveryAmountAtEveryRate() {
        for (Rates rates : RATES) {
            for (int referrers = 0; referrers <= Legs.REFERRAL_DEPTH_MAX; referrers++) {
                for (long net = 1; net <= AMOUNT_MAX; net++) {
                    Legs legs = Legs.of(net, rates, referrers);
                    if (legs.total() != net || isNegativeAnywhere(legs)) {
                        throw new AssertionError(net + " at " + rates + " is split into " + legs);
                    }
                }
            }
        }
    }

    /** Every amount, at rates that nobody chose; and a refund of one unit of it takes from nobody less than nothing. */
    @Test
    void sumsToEveryAmountAtSampledRatesAndNeverPaysAPartyForARefund() {
        Chance.forSeeds(20, chance -> {
            Rates rates = new Rates(chance.between(0, 10_000), chance.between(0, 10_000), chance.between(0, 10_000));
            int referrers = chance.between(0, Legs.REFERRAL_DEPTH_MAX);
            Legs before = Legs.of(0, rates, referrers);
            for (long net = 1; net <= AMOUNT_MAX; net++) {
                Legs legs = Legs.of(net, rates, referrers);
                if (legs.total() != net || isNegativeAnywhere(legs) || isNegativeAnywhere(legs.minus(before))) {
                    throw new AssertionError(
                            net + " at " + rates + " is split into " + legs + ", 1 less into " + before);
                }
                before = legs;
            }
        });
    }

    @Test
    void neverPaysAPartyForARefundOfAnyAmount() {
        for (Rates rates : RATES) {
            Legs before = Legs.of(0, rates, 2);
            for (long net = 1; net <= AMOUNT_MAX; net++) {
                Legs legs = Legs.of(net, rates, 2);
                if (isNegativeAnywhere(legs.minus(before))) {
                    throw new AssertionError("refunding 1 of " + net + " at " + rates + " pays somebody");
                }
                before = legs;
            }
        }
    }

    @Test
    void givesBackExactlyTheLegsInAnySequenceOfRefunds() {
        Chance.forSeeds(500, chance -> {
            Rates rates = new Rates(chance.between(0, 10_000), chance.between(0, 10_000), chance.between(0, 10_000));
            int referrers = chance.between(0, 2);
            // Minor units of whichever currency: yen have none below them, fils are thousandths.
            long net = chance.between(1, AMOUNT_MAX) * chance.pick(List.of(1L, 100L, 1_000L));
            Legs whole = Legs.of(net, rates, referrers);
            Legs given = Legs.of(0, rates, referrers);
            long left = net;
            while (left > 0) {
                long refund = Math.min(left, 1 + Math.floorMod(chance.nextLong(), left));
                Legs back = Legs.of(left, rates, referrers).minus(Legs.of(left - refund, rates, referrers));
                assertThat(back.total()).isEqualTo(refund);
                assertThat(isNegativeAnywhere(back)).isFalse();
                given = given.minus(Legs.of(0, rates, referrers).minus(back));
                left -= refund;
            }
            assertThat(given).isEqualTo(whole);
        });
    }

    @Test
    void takesTheReferrersOutOfThePlatformsPart() {
        Legs without = Legs.of(100_000, new Rates(1_000, 7_000, 1_000), 0);
        Legs with = Legs.of(100_000, new Rates(1_000, 7_000, 1_000), 1);

        assertThat(without).isEqualTo(new Legs(90_000, 7_000, 3_000, List.of()));
        assertThat(with).isEqualTo(new Legs(90_000, 7_000, 2_700, List.of(300L)));
    }

    @Test
    void paysNoThirdReferrer() {
        assertThatThrownBy(() -> Legs.of(100, new Rates(1_000, 7_000, 1_000), 3))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesAnAmountWhoseSharesDoNotFit() {
        assertThatThrownBy(() -> Legs.of(Long.MAX_VALUE, new Rates(1_000, 7_000, 0), 0))
                .isInstanceOf(ArithmeticException.class);
    }

    private static boolean isNegativeAnywhere(Legs legs) {
        return legs.merchant() < 0
                || legs.guide() < 0
                || legs.platform() < 0
                || legs.referrers().stream().anyMatch(share -> share < 0);
    }
}
