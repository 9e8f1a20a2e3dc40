package io.evenreach.frequency.ledger.domain;

import io.evenreach.frequency.ledger.RuleFinding;
import io.evenreach.frequency.ledger.Touch;
import io.evenreach.frequency.ledger.TouchState;
import io.evenreach.frequency.ledger.domain.PlanCheck.Answer;
import io.evenreach.frequency.policy.CampaignPolicy;
import io.evenreach.frequency.policy.Ceiling;
import io.evenreach.frequency.policy.PolicySnapshot;
import io.evenreach.kernel.Interval;
import io.evenreach.kernel.Window;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Whether one more touch on a channel is within the ceilings on it. The touches of all campaigns count together: those in
 * the window, plus grants that still wait for theirs. docs/reference/counting.md says what a share is and how far
 * exposures count that nobody asked for. An instance answers for one person, channel and time, and for many campaigns.
 */
final class CeilingCheck {

    /** A ceiling has no flight. */
    static final Interval ALWAYS = new Interval(Instant.MIN, Instant.MAX);

    private final List<Ceiling> ceilings;
    private final PolicySnapshot policies;
    private final TouchHistory history;
    private final Instant now;
    private final long horizonMillis;
    private final Predicate<CampaignPolicy> reaches;
    private @Nullable List<Tally> tallies;

    /** @param reaches whether the person is in the audience of a campaign, and not held out of it */
    CeilingCheck(
            String channel,
            PolicySnapshot policies,
            TouchHistory history,
            long nowMillis,
            long horizonMillis,
            Predicate<CampaignPolicy> reaches) {
        this.ceilings = policies.governance().ceilingsOn(channel);
        this.policies = policies;
        this.history = history;
        this.now = Instant.ofEpochMilli(nowMillis);
        this.horizonMillis = horizonMillis;
        this.reaches = reaches;
    }

    /**
     * What the plan says and the ceilings say together. Where a ceiling alone stands in the way, when all of them let one more
     * pass; where the plan does, too, that is not told.
     *
     * @param putOff from when on after a time quiet hours let the campaign pass; empty where it is over by then
     */
    Answer with(Answer plan, CampaignPolicy asking, Function<Instant, Optional<Instant>> putOff) {
        if (ceilings.isEmpty() || asking.passesCeilings()) {
            return plan;
        }
        Answer together = plan;
        for (Tally tally : tallies()) {
            together = together.and(check(tally, asking));
        }
        return plan instanceof Answer.Within && together instanceof Answer.Reached(List<RuleFinding> rules, var ignored)
                ? new Answer.Reached(rules, retryAt(asking, putOff))
                : together;
    }

    /** Whether {@link #with} would let one more of this campaign pass. */
    boolean leaveRoomFor(CampaignPolicy asking) {
        if (ceilings.isEmpty() || asking.passesCeilings()) {
            return true;
        }
        for (Tally tally : tallies()) {
            if (places(tally.ceiling(), tally.touches(), asking, now).free() <= 0) {
                return false;
            }
        }
        return true;
    }

    /**
     * What may count against one ceiling, whoever asks.
     *
     * @param touches in order of time
     */
    private record Tally(Ceiling ceiling, Interval window, List<Touch> touches) {}

    private List<Tally> tallies() {
        if (tallies == null) {
            tallies = ceilings.stream().map(this::tally).toList();
        }
        return tallies;
    }

    private Tally tally(Ceiling ceiling) {
        Interval window = ceiling.window().countedAt(now, ALWAYS);
        long from = PlanCheck.ceilMillis(window.from());
        List<Touch> touches = new ArrayList<>();
        for (int i = 0; i < history.size(); i++) {
            Touch touch = history.touch(i);
            // What is said to be shown a moment from now counts already, as a waiting grant does.
            if (ceiling.covers(touch.channel())
                    && PlanCheck.takesAPlace(touch, from, Long.MAX_VALUE, horizonMillis)
                    && policies.isCountedByCeilings(touch.campaignId())) {
                touches.add(touch);
            }
        }
        return new Tally(ceiling, window, touches);
    }

    private Answer check(Tally tally, CampaignPolicy asking) {
        Ceiling ceiling = tally.ceiling();
        Places places = places(ceiling, tally.touches(), asking, now);
        RuleFinding finding = new RuleFinding(
                new RuleFinding.Rule.Ceiling(ceiling.id(), ceiling.version(), places.reserved()),
                ceiling.windowName(),
                ceiling.count(),
                places.counted(),
                tally.window().from(),
                ceiling.window() instanceof Window.Rolling
                        ? now
                        : tally.window().to());
        return places.free() > 0
                ? new Answer.Within(places.free() - 1, List.of(finding))
                : new Answer.Reached(List.of(finding), null);
    }

    /**
     * How a ceiling's places stand for one campaign.
     *
     * @param free how many it may still take
     * @param counted how many are taken
     * @param reserved how many are kept for others
     */
    private record Places(int free, int counted, int reserved) {}

    private Places places(Ceiling ceiling, List<Touch> touches, CampaignPolicy asking, Instant at) {
        int part = ceiling.evenPart(policies.channelCount());
        Map<String, Integer> ungranted = new HashMap<>();
        Map<UUID, Integer> used = new HashMap<>();
        int counted = 0;
        int granted = 0;
        for (Touch touch : touches) {
            if (touch.state() != TouchState.UNGRANTED) {
                granted++;
            } else if (ungranted.merge(touch.channel(), 1, Integer::sum) > part) {
                continue;
            }
            counted++;
            used.merge(touch.campaignId(), 1, Integer::sum);
        }
        int reserved = 0;
        int ownShare = 0;
        for (Map.Entry<UUID, Integer> share : ceiling.shares().entrySet()) {
            int unused = share.getValue() - used.getOrDefault(share.getKey(), 0);
            if (unused <= 0 || !canUseAShare(share.getKey(), ceiling, at)) {
                continue;
            }
            if (share.getKey().equals(asking.campaignId())) {
                // Only grants stand in the way of a share: exposures that nobody asked for must not take it.
                ownShare = Math.min(unused, ceiling.count() - granted);
            } else {
                reserved += unused;
            }
        }
        return new Places(Math.max(ownShare, ceiling.count() - counted - reserved), counted, reserved);
    }

    /** A share that is never used up by this person's touches, or not needed, would only keep others out. */
    private boolean canUseAShare(UUID campaignId, Ceiling ceiling, Instant at) {
        return policies.campaign(campaignId)
                .filter(campaign -> campaign.isRunningAt(at)
                        && campaign.isCountedByCeilings()
                        && !campaign.passesCeilings()
                        && campaign.plan().stream().anyMatch(row -> ceiling.covers(row.channel()))
                        && reaches.test(campaign))
                .isPresent();
    }

    /**
     * When one more of this campaign may follow under all ceilings, were nothing else granted or shown until then; null where
     * not within the flight. A place that comes free may be kept for a share again, so each time is looked at as it is put off.
     */
    private @Nullable Long retryAt(CampaignPolicy asking, Function<Instant, Optional<Instant>> putOff) {
        List<Leaving> leaving = tallies().stream().map(Leaving::of).toList();
        NavigableSet<Long> changes = new TreeSet<>();
        leaving.forEach(each -> changes.addAll(changes(each.tally().ceiling(), each.times())));
        for (long change : changes) {
            Optional<Instant> at = putOff.apply(Instant.ofEpochMilli(change));
            if (at.isEmpty() || !at.get().isBefore(asking.flight().to())) {
                return null;
            }
            long atMillis = PlanCheck.ceilMillis(at.get());
            if (leaving.stream().allMatch(each -> isFree(each, asking, atMillis))) {
                return atMillis;
            }
        }
        return null;
    }

    /**
     * When what counts against a ceiling leaves it.
     *
     * @param times of each of its touches
     */
    private record Leaving(Tally tally, List<Long> times) {
        static Leaving of(Tally tally) {
            return new Leaving(
                    tally,
                    tally.touches().stream().map(touch -> leaves(touch, tally)).toList());
        }
    }

    private boolean isFree(Leaving leaving, CampaignPolicy asking, long at) {
        Tally tally = leaving.tally();
        List<Touch> staying = new ArrayList<>();
        for (int i = 0; i < leaving.times().size(); i++) {
            if (leaving.times().get(i) > at) {
                staying.add(tally.touches().get(i));
            }
        }
        return places(tally.ceiling(), staying, asking, Instant.ofEpochMilli(at))
                        .free()
                > 0;
    }

    private static long leaves(Touch touch, Tally tally) {
        return touch.isExposure()
                ? PlanCheck.ceilMillis(tally.ceiling().window().freedAt(touch.at(), ALWAYS))
                : touch.expiresAtMillis();
    }

    /** The times from now on at which a place may come free: a touch leaves, or whoever has a share is over. */
    private NavigableSet<Long> changes(Ceiling ceiling, List<Long> leaves) {
        NavigableSet<Long> changes = new TreeSet<>();
        for (long time : leaves) {
            changes.add(Math.max(now.toEpochMilli(), time));
        }
        for (UUID holder : ceiling.shares().keySet()) {
            policies.campaign(holder)
                    .map(campaign -> PlanCheck.ceilMillis(campaign.flight().to()))
                    .filter(end -> end > now.toEpochMilli())
                    .ifPresent(changes::add);
        }
        return changes;
    }
}
