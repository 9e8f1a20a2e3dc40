package io.evenreach.frequency.ledger.domain;

import io.evenreach.frequency.ledger.RuleFinding;
import io.evenreach.frequency.ledger.Touch;
import io.evenreach.frequency.ledger.TouchState;
import io.evenreach.frequency.policy.CampaignPolicy;
import io.evenreach.frequency.policy.PlanRow;
import io.evenreach.kernel.Interval;
import io.evenreach.kernel.Window;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Whether one more touch on a channel is within plan: exposures in the window, plus grants that still wait for theirs.
 * A waiting grant always counts, because it may be shown in whatever window comes next.
 */
final class PlanCheck {

    private PlanCheck() {}

    /** What rules that count say about one more touch. */
    sealed interface Answer {

        List<RuleFinding> rules();

        /** What both say: a rule that is reached decides, else the one that leaves least; it comes first. */
        default Answer and(Answer other) {
            return switch (this) {
                case Within mine ->
                    switch (other) {
                        case Within theirs ->
                            mine.remaining <= theirs.remaining
                                    ? new Within(mine.remaining, inOneList(mine, theirs))
                                    : new Within(theirs.remaining, inOneList(theirs, mine));
                        case Reached theirs -> new Reached(inOneList(theirs, mine), theirs.retryAtMillis);
                    };
                case Reached mine ->
                    new Reached(
                            inOneList(mine, other),
                            other instanceof Reached theirs
                                    ? laterOf(mine.retryAtMillis, theirs.retryAtMillis)
                                    : mine.retryAtMillis);
            };
        }

        private static List<RuleFinding> inOneList(Answer first, Answer second) {
            return Stream.concat(first.rules().stream(), second.rules().stream())
                    .toList();
        }

        /**
         * One more is within every rule.
         *
         * @param remaining what is left after it
         * @param rules what each rule said, first the one that leaves least
         */
        record Within(int remaining, List<RuleFinding> rules) implements Answer {}

        /**
         * A rule is reached.
         *
         * @param rules what each rule said, first one that is reached
         * @param retryAtMillis when all may be free again; null where not within the flight
         */
        record Reached(List<RuleFinding> rules, @Nullable Long retryAtMillis) implements Answer {}
    }

    static Answer check(
            CampaignPolicy campaign, List<PlanRow> rows, TouchHistory history, long nowMillis, long horizonMillis) {
        Instant now = Instant.ofEpochMilli(nowMillis);
        Interval flight = campaign.flight();
        int remaining = Integer.MAX_VALUE;
        List<RuleFinding> rules = new ArrayList<>(rows.size());
        boolean reached = false;
        Long retryAt = nowMillis;
        for (PlanRow row : rows) {
            Interval counted = row.window().countedAt(now, flight);
            Counting counting = counting(campaign, row, counted, horizonMillis);
            int count = counting.in(history);
            RuleFinding finding = finding(campaign, row, count, counted, now);
            if (count >= row.target()) {
                rules.add(reached ? rules.size() : 0, finding);
                reached = true;
                Long free = freeAt(campaign, row, history, counting, count);
                retryAt = laterOf(retryAt, free);
            } else {
                int left = row.target() - count - 1;
                rules.add(!reached && left < remaining ? 0 : rules.size(), finding);
                remaining = Math.min(remaining, left);
            }
        }
        if (rules.isEmpty()) {
            throw new IllegalArgumentException("there is no plan row to check");
        }
        return reached ? new Answer.Reached(rules, retryAt) : new Answer.Within(remaining, rules);
    }

    private static @Nullable Long laterOf(@Nullable Long one, @Nullable Long other) {
        return one == null || other == null ? null : (Long) Math.max(one, other);
    }

    private static RuleFinding finding(CampaignPolicy campaign, PlanRow row, int count, Interval counted, Instant now) {
        Instant to = row.window() instanceof Window.Rolling ? now : counted.to();
        return new RuleFinding(
                new RuleFinding.Rule.Plan(campaign.campaignId(), campaign.version(), row.index(), row.channel()),
                row.windowName(),
                row.target(),
                count,
                counted.from(),
                to);
    }

    /** What counts against a row at one time: touches of its campaign on its channel that take a place in its window. */
    record Counting(UUID campaignId, String channel, long fromMillis, long toMillis, long horizonMillis) {

        boolean counts(Touch touch) {
            return touch.channel().equals(channel)
                    && touch.campaignId().equals(campaignId)
                    && takesAPlace(touch, fromMillis, toMillis, horizonMillis);
        }

        int in(TouchHistory history) {
            int count = 0;
            for (int i = 0; i < history.size(); i++) {
                if (counts(history.touch(i))) {
                    count++;
                }
            }
            return count;
        }
    }

    static Counting counting(CampaignPolicy campaign, PlanRow row, Instant now, long horizonMillis) {
        return counting(campaign, row, row.window().countedAt(now, campaign.flight()), horizonMillis);
    }

    private static Counting counting(CampaignPolicy campaign, PlanRow row, Interval counted, long horizonMillis) {
        return new Counting(
                campaign.campaignId(),
                row.channel(),
                ceilMillis(counted.from()),
                ceilMillis(counted.to()),
                horizonMillis);
    }

    /** Whether it was shown from one time up to another, or is a grant that still waits. */
    static boolean takesAPlace(Touch touch, long from, long to, long horizonMillis) {
        return touch.isExposure()
                ? touch.atMillis() >= from && touch.atMillis() < to
                : touch.state() == TouchState.GRANTED && touch.expiresAtMillis() > horizonMillis;
    }

    /** When enough of the counted touches have left the window, or expired, for one more. */
    private static @Nullable Long freeAt(
            CampaignPolicy campaign, PlanRow row, TouchHistory history, Counting counting, int count) {
        if (row.target() == 0) {
            return null;
        }
        long[] leaves = new long[count];
        int size = 0;
        for (int i = 0; i < history.size(); i++) {
            Touch touch = history.touch(i);
            if (counting.counts(touch)) {
                leaves[size++] = touch.isExposure()
                        ? ceilMillis(row.window().freedAt(touch.at(), campaign.flight()))
                        : touch.expiresAtMillis();
            }
        }
        Arrays.sort(leaves);
        long free = leaves[count - row.target()];
        return free >= ceilMillis(campaign.flight().to()) ? null : (Long) free;
    }

    /** The first millisecond that is not before the instant: a touch is in a span from it on exactly when its own is. */
    static long ceilMillis(Instant instant) {
        if (instant.getEpochSecond() >= Long.MAX_VALUE / 1000) {
            return Long.MAX_VALUE;
        }
        if (instant.getEpochSecond() <= Long.MIN_VALUE / 1000) {
            return Long.MIN_VALUE;
        }
        return instant.plusNanos(999_999).toEpochMilli();
    }
}
