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
    public static final int RULE_VERSION = 3;

    public static final Duration WINDOW = Duration.ofDays(30);

    /** How far a shop's clock may be from ours, in either direction. */
    public static final Duration CLOCKS_DIFFER_BY = Duration.ofMinutes(5);

    /** Why a touch did not win. */
    public enum Lost {
        /** Longer ago than the window. */
        TOO_OLD,
        AFTER_THE_ORDER,
        /** For something that this merchant does not sell. */
        OTHER_MERCHANT,
        /** The guide earned nothing at that time. */
        GUIDE_NOT_ACTIVE,
        /** It only showed what the guide says, and led nowhere. */
        VIEW_ONLY,
        /** After checkout had begun, with another guide's touch before: that one cannot be displaced any more. */
        CHECKOUT_GUARD,
        /** Nobody saw the guide's content with it or before it, and another guide had touched before. */
        NOT_SEEN,
        /** A code was given. */
        CODE_FIRST,
        LATER_TOUCH
    }

    /** What a touch was. */
    public enum Kind {
        /** Somebody followed a guide's link to the shop. */
        LINK,
        /** Somebody saw what a guide says of a product; it earns nothing by itself. */
        VIEW,
        /** The guide's code came with the order. */
        CODE
    }

    /**
     * A guide and a shopper met.
     *
     * @param touchId null for a code
     * @param seen whether a person saw the guide's content with it: not where a page or program followed the link unseen
     * @param sold whether the merchant of the order sells what it was for
     * @param earning whether the guide earned on sales at the time of the order
     */
    public record Touch(
            @Nullable UUID touchId,
            Kind kind,
            String code,
            String guideId,
            Instant at,
            boolean seen,
            boolean sold,
            boolean earning) {

        boolean isCode() {
            return kind == Kind.CODE;
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
     * @param until what was touched later was touched after the order; later than {@code placedAt} where the shop's clock
     *     tells no fractions of a second, or is behind
     * @param checkoutAt when checkout began, where the shop says so
     */
    public static Decision decide(List<Touch> touches, Instant placedAt, Instant until, @Nullable Instant checkoutAt) {
        List<Touch> ordered = touches.stream()
                .sorted(Comparator.comparing(Touch::isCode)
                        .thenComparing(Touch::at)
                        .thenComparing(touch -> String.valueOf(touch.touchId())))
                .toList();
        List<Touch> qualifying = ordered.stream()
                .filter(touch -> outOfBounds(touch, placedAt, until) == null)
                .toList();
        List<Touch> admitted = qualifying.stream()
                .filter(touch -> guard(touch, qualifying, checkoutAt) == null)
                .toList();
        Touch winner = admitted.isEmpty() ? null : admitted.getLast();
        List<Verdict> verdicts = new ArrayList<>(ordered.size());
        for (Touch touch : ordered) {
            Lost lost = outOfBounds(touch, placedAt, until);
            if (lost == null) {
                lost = guard(touch, qualifying, checkoutAt);
            }
            if (lost == null && winner != null && !touch.equals(winner)) {
                lost = winner.isCode() ? Lost.CODE_FIRST : Lost.LATER_TOUCH;
            }
            verdicts.add(new Verdict(touch, lost));
        }
        return new Decision(List.copyOf(verdicts));
    }

    private static @Nullable Lost outOfBounds(Touch touch, Instant placedAt, Instant until) {
        if (touch.at().isAfter(until)) {
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

    /** Why it cannot displace another guide; null where it can, or need not. */
    private static @Nullable Lost guard(Touch touch, List<Touch> qualifying, @Nullable Instant checkoutAt) {
        if (touch.kind() == Kind.VIEW) {
            return Lost.VIEW_ONLY;
        }
        if (checkoutAt != null && !touch.at().isBefore(checkoutAt)) {
            boolean mayStillWin = touch.isCode() && sawBefore(touch, qualifying, checkoutAt);
            return !mayStillWin && otherGuideBefore(touch, qualifying, checkoutAt) ? Lost.CHECKOUT_GUARD : null;
        }
        boolean unseen = !touch.isCode() && !touch.seen() && !sawBefore(touch, qualifying, touch.at());
        return unseen && otherGuideBefore(touch, qualifying, touch.at()) ? Lost.NOT_SEEN : null;
    }

    private static boolean sawBefore(Touch touch, List<Touch> qualifying, Instant time) {
        return qualifying.stream()
                .anyMatch(other -> other.seen()
                        && other.at().isBefore(time)
                        && other.guideId().equals(touch.guideId()));
    }

    private static boolean otherGuideBefore(Touch touch, List<Touch> qualifying, Instant time) {
        return qualifying.stream()
                .anyMatch(other -> other.kind() == Kind.LINK
                        && other.at().isBefore(time)
                        && !other.guideId().equals(touch.guideId()));
    }
}
