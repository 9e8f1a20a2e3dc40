package io.evenreach.guidecommerce.sale.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenreach.guidecommerce.sale.domain.Attribution.Kind;
import io.evenreach.guidecommerce.sale.domain.Attribution.Lost;
import io.evenreach.guidecommerce.sale.domain.Attribution.Touch;
import io.evenreach.testkit.Chance;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AttributionTest {

    private static final Instant ORDER = Instant.parse("2026-06-18T12:00:00Z");

    @Test
    void givesTheSaleToTheLastTouchInTheWindow() {
        assertThat(winner(null, link("anna", 40), link("bea", 20), link("carl", 1)))
                .isEqualTo("carl");
        assertThat(winner(null, link("anna", 30), link("bea", 31))).isEqualTo("anna");
        assertThat(winner(null, link("anna", 31))).isNull();
    }

    @Test
    void takesTouchesUntilTheOrderAndNoneAfter() {
        Touch just = touch("just", ORDER.plusMillis(400), true, true);

        assertThat(winner(null, link("anna", 1), just)).isEqualTo("anna");
        assertThat(Attribution.decide(List.of(just), ORDER, ORDER.plusMillis(400), null)
                        .winner())
                .isEqualTo(just);
        assertThat(Attribution.decide(List.of(just), ORDER, ORDER.plusMillis(399), null)
                        .verdicts())
                .containsExactly(new Attribution.Verdict(just, Lost.AFTER_THE_ORDER));
    }

    @Test
    void letsACodeWinOverEveryLink() {
        assertThat(winner(null, link("anna", 1), code("bea"))).isEqualTo("bea");
        assertThat(lost(null, link("anna", 1), code("bea"))).containsExactly(Lost.CODE_FIRST, null);
    }

    @Test
    void letsNoTouchAfterCheckoutBeganDisplaceAnEarlierGuide() {
        Instant checkout = ORDER.minus(Duration.ofMinutes(10));
        Touch late = touch("late", ORDER.minus(Duration.ofMinutes(5)), true, true);

        assertThat(winner(checkout, link("anna", 3), late)).isEqualTo("anna");
        assertThat(lost(checkout, link("anna", 3), late)).containsExactly(null, Lost.CHECKOUT_GUARD);
        assertThat(winner(checkout, late)).isEqualTo("late");
    }

    @Test
    void letsALateCodeWinOnlyWithoutAnotherGuideOrAfterAViewOfThisOne() {
        Instant checkout = ORDER.minus(Duration.ofMinutes(10));

        assertThat(winner(checkout, link("anna", 3), code("bea"))).isEqualTo("anna");
        assertThat(winner(checkout, code("bea"))).isEqualTo("bea");
        assertThat(winner(checkout, link("bea", 9), link("anna", 3), code("bea")))
                .isEqualTo("bea");
    }

    @Test
    void takesNoTouchOfAGuideWhoDoesNotEarnOrForAnotherMerchant() {
        Touch suspended = touch("s", ORDER.minusSeconds(60), true, false);
        Touch elsewhere = touch("e", ORDER.minusSeconds(30), false, true);

        assertThat(winner(null, link("anna", 3), suspended, elsewhere)).isEqualTo("anna");
        assertThat(lost(null, link("anna", 3), suspended, elsewhere))
                .containsExactly(null, Lost.GUIDE_NOT_ACTIVE, Lost.OTHER_MERCHANT);
    }

    @Test
    void hasTheSameWinnerInWhateverOrderTheTouchesAreGiven() {
        Chance.forSeeds(500, chance -> {
            List<Touch> touches = new ArrayList<>();
            for (int i = chance.between(1, 6); i > 0; i--) {
                String guide = chance.pick(List.of("anna", "bea", "carl"));
                int daysAgo = chance.between(0, 35);
                touches.add(
                        switch (chance.below(4)) {
                            case 0 -> unseen(guide, daysAgo);
                            case 1 -> view(guide, daysAgo);
                            default -> link(guide, daysAgo);
                        });
            }
            if (chance.percent(30)) {
                touches.add(code("bea"));
            }
            Instant checkout = chance.percent(50) ? ORDER.minus(Duration.ofDays(chance.between(0, 20))) : null;

            assertThat(Attribution.decide(chance.shuffled(touches), ORDER, ORDER, checkout))
                    .isEqualTo(Attribution.decide(touches, ORDER, ORDER, checkout));
            assertThat(Attribution.decide(touches, ORDER, ORDER, checkout).verdicts().stream()
                            .filter(verdict -> verdict.lost() == null))
                    .hasSizeLessThanOrEqualTo(1);
        });
    }

    @Test
    void letsNoClickThatNobodySawDisplaceAnEarlierGuide() {
        assertThat(winner(null, link("anna", 3), unseen("bea", 1))).isEqualTo("anna");
        assertThat(lost(null, link("anna", 3), unseen("bea", 1))).containsExactly(null, Lost.NOT_SEEN);
        assertThat(winner(null, unseen("bea", 1)))
                .as("there is nobody to displace")
                .isEqualTo("bea");
        assertThat(winner(null, link("bea", 5), link("anna", 3), unseen("bea", 1)))
                .as("it was seen before")
                .isEqualTo("bea");
        assertThat(winner(null, link("anna", 3), view("bea", 2), unseen("bea", 1)))
                .isEqualTo("bea");
        assertThat(winner(null, link("anna", 3), view("anna", 2), unseen("bea", 1)))
                .as("another guide's content was seen")
                .isEqualTo("anna");
    }

    @Test
    void givesNoSaleToAViewAloneAndLetsItOpenTheWayForALateCode() {
        Instant checkout = ORDER.minus(Duration.ofMinutes(10));

        assertThat(winner(null, view("bea", 1))).isNull();
        assertThat(lost(null, view("bea", 1))).containsExactly(Lost.VIEW_ONLY);
        assertThat(winner(null, link("anna", 3), view("bea", 1))).isEqualTo("anna");
        assertThat(winner(checkout, view("bea", 4), link("anna", 3), code("bea")))
                .isEqualTo("bea");
        assertThat(winner(checkout, view("bea", 40), link("anna", 3), code("bea")))
                .as("too long ago")
                .isEqualTo("anna");
        assertThat(winner(checkout, unseen("bea", 4), link("anna", 3), code("bea")))
                .as("nobody saw it")
                .isEqualTo("anna");
    }

    private static Touch link(String guide, int daysAgo) {
        return touch(guide, ORDER.minus(Duration.ofDays(daysAgo)), true, true);
    }

    private static Touch touch(String guide, Instant at, boolean sold, boolean earning) {
        return new Touch(UUID.randomUUID(), Kind.LINK, guide, guide, at, true, sold, earning);
    }

    private static Touch unseen(String guide, int daysAgo) {
        Instant at = ORDER.minus(Duration.ofDays(daysAgo));
        return new Touch(UUID.randomUUID(), Kind.LINK, guide, guide, at, false, true, true);
    }

    private static Touch view(String guide, int daysAgo) {
        Instant at = ORDER.minus(Duration.ofDays(daysAgo));
        return new Touch(UUID.randomUUID(), Kind.VIEW, guide, guide, at, true, true, true);
    }

    private static Touch code(String guide) {
        return new Touch(null, Kind.CODE, guide, guide, ORDER, false, true, true);
    }

    private static @Nullable String winner(@Nullable Instant checkout, Touch... touches) {
        Touch winner =
                Attribution.decide(List.of(touches), ORDER, ORDER, checkout).winner();
        return winner == null ? null : winner.guideId();
    }

    private static List<@Nullable Lost> lost(@Nullable Instant checkout, Touch... touches) {
        List<@Nullable Lost> lost = new ArrayList<>();
        Objects.requireNonNull(Attribution.decide(List.of(touches), ORDER, ORDER, checkout))
                .verdicts()
                .forEach(verdict -> lost.add(verdict.lost()));
        return lost;
    }
}
