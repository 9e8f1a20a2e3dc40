package io.evenreach.guidecommerce.books;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class PayoutTest {

    private static final UUID ITEM = new UUID(0, 9);
    private static final Commission EARNED =
            Commission.accrued(new UUID(0, 1), "guide", 0, "EUR", 700).matured().after();

    @Test
    void waitsForMoreWhereItIsLessThanTheMinimum() {
        assertThat(Payout.pick(ITEM, List.of(EARNED), List.of(), 701, earned -> 0))
                .isEmpty();
        assertThat(Payout.pick(ITEM, List.of(EARNED), List.of(), 700, earned -> 0))
                .isPresent();
        assertThat(Payout.pick(ITEM, List.of(EARNED), List.of(), 700, earned -> 1))
                .as("less tax")
                .isEmpty();
    }

    @Test
    void netsTheOldestDebtFirstAndHalfOfItAtMost() {
        Commission older = indebted(1, 200);
        Commission newer = indebted(2, 500);

        Payout payout = Payout.pick(ITEM, List.of(EARNED), List.of(older, newer), 1, earned -> earned / 10)
                .orElseThrow()
                .payout();

        assertThat(payout.nettings())
                .containsExactly(
                        new Payout.Netting(older.commissionId(), 200), new Payout.Netting(newer.commissionId(), 150));
        assertThat(payout.withheldMinor()).as("of what is left").isEqualTo(35);
        assertThat(payout.amountMinor()).isEqualTo(315);
    }

    private static Commission indebted(int id, long debtMinor) {
        return Commission.accrued(new UUID(1, id), "guide", 0, "EUR", 700)
                .matured()
                .after()
                .picked()
                .after()
                .settled()
                .after()
                .refunded(debtMinor)
                .after();
    }
}
