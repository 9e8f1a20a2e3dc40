package io.evenreach.guidecommerce.sale.domain;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Whose sale an order is: the last touch within the window that qualifies, and a code before every link. The same touches
 * always have the same winner.
 */
public final class Attribution {

    /** Told with every decision, and raised whenever the rules change. */
    public static final int RULE_VERSION = 1;

    public static final Duration WINDOW = Duration.ofDays(30);

    /** Why a touch did not win. */
    public enum Lost {
        /** Longer ago than the window. */
        TOO_OLD,
        AFTER_THE_ORDER,
        /** For something that this merchant does not sell. */
        OTHER_MERCHANT,
        /** The guide earned nothing at that time. */
        GUIDE_NOT_ACTIVE,
        /** After checkout had begun, with another guide's touch before: that one cannot be displaced any more. */
        CHECKOUT_GUARD,
        /** A code was given. */
        CODE_FIRST,
        LATER_TOUCH
    }

    /**
     * Somebody followed a guide's recommendation, or gave the guide's code with the order.
     *
     * @param clickId null for a code
     * @param sold whether the merchant of the order sells what it was for
     * @param earning whether the guide earned on sales at the time of the order
     */
    public record Touch(
            @Nullable UUID clickId, String code, String guideId, Instant at, boolean sold, boolean earning) {

        boolean isCode() {
            return clickId == null;
        }
    }

    /** A touch and what became of it; {@code lost} is null for the winner. */
    public record Verdict(Touch touch, @Nullable Lost lost) {}

    /** All touches in the order of their times, the code last. At most one of them won. */
    public record Decision(List<Verdict> verdicts) {

        public @Nullable Touch winner() {
            return verdicts.stream()
                    .filter(verdict -> verdict.lost() == null)
                    .map(Verdict::touch)
                    .findFirst()
                    .orElse(null);
        }
    }

    private Attribution() {}

    /**
     * @param touches of this buyer, the code among them where one was given
     * @param checkoutAt when checkout began, where the shop says so
     */
    public static Decision decide(List<Touch> touches, Instant placedAt, @Nullable Instant checkoutAt) {
        List<Touch> ordered = touches.stream()
                .sorted(Comparator.comparing(Touch::isCode)
                        .thenComparing(Touch::at)
                        .thenComparing(touch -> String.valueOf(touch.clickId())))
                .toList();
        List<Touch> qualifying = ordered.stream()
                .filter(touch -> outOfBounds(touch, placedAt) == null)
                .toList();
        List<Touch> admitted = qualifying.stream()
                .filter(touch -> !isGuarded(touch, qualifying, checkoutAt))
                .toList();
        Touch winner = admitted.isEmpty() ? null : admitted.getLast();
        List<Verdict> verdicts = new ArrayList<>(ordered.size());
        for (Touch touch : ordered) {
            Lost bounds = outOfBounds(touch, placedAt);
            if (bounds != null) {
                verdicts.add(new Verdict(touch, bounds));
            } else if (!admitted.contains(touch)) {
                verdicts.add(new Verdict(touch, Lost.CHECKOUT_GUARD));
            } else if (winner != null && !touch.equals(winner)) {
                verdicts.add(new Verdict(touch, winner.isCode() ? Lost.CODE_FIRST : Lost.LATER_TOUCH));
            } else {
                verdicts.add(new Verdict(touch, null));
            }
        }
        return new Decision(List.copyOf(verdicts));
    }

    private static @Nullable Lost outOfBounds(Touch touch, Instant placedAt) {
        if (touch.at().isAfter(placedAt)) {
            return Lost.AFTER_THE_ORDER;
        }
        if (touch.at().isBefore(placedAt.minus(WINDOW))) {
            return Lost.TOO_OLD;
        }
        if (!touch.sold()) {
            return Lost.OTHER_MERCHANT;
        }
        return touch.earning() ? null : Lost.GUIDE_NOT_ACTIVE;
    }

    /**
     * Whether it comes too late to displace another guide: after checkout began, where another guide had touched before,
     * and nothing of this guide's had been seen before either.
     */
    private static boolean isGuarded(Touch touch, List<Touch> qualifying, @Nullable Instant checkoutAt) {
        if (checkoutAt == null || touch.at().isBefore(checkoutAt)) {
            return false;
        }
        List<Touch> before = qualifying.stream()
                .filter(other -> other.at().isBefore(checkoutAt))
                .toList();
        boolean seenBefore = touch.isCode()
                && before.stream().anyMatch(other -> other.guideId().equals(touch.guideId()));
        return !seenBefore && before.stream().anyMatch(other -> !other.guideId().equals(touch.guideId()));
    }
}
