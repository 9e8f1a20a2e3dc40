package io.evenreach.frequency.ledger.domain;

import io.evenreach.frequency.policy.CampaignPolicy;
import io.evenreach.frequency.policy.CampaignPolicy.Audience;
import io.evenreach.frequency.policy.Ceiling;
import io.evenreach.frequency.policy.PlanRow;
import io.evenreach.frequency.policy.PolicySnapshot;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The campaigns that run on a channel at one time, in the order in which somebody would be shown them who has seen none: by
 * priority, then by urgency. What somebody has seen can only make a campaign less urgent; so whoever looks for the best goes
 * down this order, looks closely only at what would win, and stops where nothing that follows can. That makes a choice
 * among hundreds cost little more than a decision on one.
 */
final class Ranking {

    private static final Comparator<Contender> ORDER = Comparator.comparingInt(Contender::priority)
            .thenComparingDouble(Contender::urgency)
            .reversed()
            .thenComparing(Contender::campaignId);

    private final long nowMillis;
    private final Contender[] contenders;
    private final int[] priorities;
    private final double[] urgencies;
    private final int[] hashes;
    /** Whether every ceiling treats the campaign as all others of which this is true. */
    private final boolean[] likeOthers;

    private final Map<UUID, Integer> places;

    /**
     * One of the campaigns.
     *
     * @param missing what its plan allows to somebody who has seen nothing of it
     * @param urgency for the same person
     */
    private record Contender(CampaignPolicy campaign, List<PlanRow> rows, int missing, double urgency) {

        int priority() {
            return campaign.priority();
        }

        UUID campaignId() {
            return campaign.campaignId();
        }
    }

    /**
     * For whom the best is wanted.
     *
     * @param first decides between campaigns that are equally urgent
     * @param union what was shown and granted to them, as plans count it
     * @param horizonMillis up to when every accepted exposure has been applied
     * @param lists campaigns on whose present list they are
     * @param heldOutOf campaigns whose holdout they are in
     * @param marketing whether anything but service messages may reach them now
     * @param service whether service messages may
     * @param ceilings what all campaigns together may still show them
     */
    record Person(
            UUID first,
            TouchHistory union,
            long horizonMillis,
            Set<UUID> lists,
            Set<UUID> heldOutOf,
            boolean marketing,
            boolean service,
            CeilingCheck ceilings) {}

    Ranking(PolicySnapshot policies, String channel, long nowMillis) {
        this.nowMillis = nowMillis;
        List<Ceiling> ceilings = policies.governance().ceilingsOn(channel);
        Instant now = Instant.ofEpochMilli(nowMillis);
        contenders = policies.activeOn(channel).stream()
                .filter(campaign -> campaign.isRunningAt(now))
                .map(campaign -> contender(campaign, channel, nowMillis))
                .sorted(ORDER)
                .toArray(Contender[]::new);
        priorities = new int[contenders.length];
        urgencies = new double[contenders.length];
        hashes = new int[contenders.length];
        likeOthers = new boolean[contenders.length];
        places = HashMap.newHashMap(contenders.length);
        for (int i = 0; i < contenders.length; i++) {
            Contender contender = contenders[i];
            priorities[i] = contender.priority();
            urgencies[i] = contender.urgency();
            hashes[i] = contender.campaignId().hashCode();
            likeOthers[i] = !contender.campaign().passesCeilings()
                    && ceilings.stream().noneMatch(ceiling -> ceiling.shares().containsKey(contender.campaignId()));
            places.put(contender.campaignId(), i);
        }
    }

    private static Contender contender(CampaignPolicy campaign, String channel, long nowMillis) {
        List<PlanRow> rows = campaign.rowsOn(channel);
        int missing = Integer.MAX_VALUE;
        for (PlanRow row : rows) {
            missing = Math.min(missing, row.target());
        }
        return new Contender(campaign, rows, missing, urgency(campaign, missing, nowMillis));
    }

    long nowMillis() {
        return nowMillis;
    }

    /** Touches still missing for the time that is left. */
    static double urgency(CampaignPolicy campaign, int missing, long nowMillis) {
        long left = Math.max(1, campaign.flight().to().toEpochMilli() - nowMillis);
        return (double) missing / left;
    }

    /** Draws between campaigns that are equally urgent: the lower one wins, and of equal ones the lower id. */
    private static int draw(int campaignHash, int personHash) {
        return (campaignHash * 31 + personHash) * 0x9E3779B9;
    }

    /** The best that can be shown; null where nothing can. */
    @Nullable
    CampaignPolicy best(Person person) {
        int personHash = person.first().hashCode();
        Seen seen = seenBy(person);
        int best = -1;
        double bestUrgency = 0;
        int bestDraw = 0;
        boolean roomForOthers = true;
        for (int i = 0; i < contenders.length; i++) {
            if (best >= 0 && (priorities[i] < priorities[best] || urgencies[i] < bestUrgency)) {
                break;
            }
            if (!roomForOthers && likeOthers[i]) {
                continue;
            }
            int draw = draw(hashes[i], personHash);
            if (best >= 0 && urgencies[i] == bestUrgency && !wins(i, draw, best, bestDraw)) {
                continue;
            }
            int missing = missing(i, person, seen);
            if (missing <= 0) {
                continue;
            }
            if (!person.ceilings().leaveRoomFor(contenders[i].campaign())) {
                roomForOthers &= !likeOthers[i];
                continue;
            }
            double urgency = urgency(contenders[i].campaign(), missing, nowMillis);
            if (best < 0 || urgency > bestUrgency || (urgency == bestUrgency && wins(i, draw, best, bestDraw))) {
                best = i;
                bestUrgency = urgency;
                bestDraw = draw;
            }
        }
        return best < 0 ? null : contenders[best].campaign();
    }

    private boolean wins(int one, int draw, int other, int otherDraw) {
        return draw < otherDraw
                || (draw == otherDraw && contenders[one].campaignId().compareTo(contenders[other].campaignId()) < 0);
    }

    /** What is missing of a plan, whatever ceilings leave of it; 0 or less where the campaign cannot be shown. */
    private int missing(int place, Person person, Seen seen) {
        Contender contender = contenders[place];
        CampaignPolicy campaign = contender.campaign();
        if (campaign.isService() ? !person.service() : !person.marketing()) {
            return 0;
        }
        if (person.heldOutOf().contains(campaign.campaignId())) {
            return 0;
        }
        boolean meant = switch (campaign.audience()) {
            case Audience.Everyone ignored -> true;
            case Audience.Listed ignored -> person.lists().contains(campaign.campaignId());
            case Audience.DataSet ignored -> false;
        };
        if (!meant) {
            return 0;
        }
        return seen.isOf(place) ? seen.missing(contender, place, person) : contender.missing();
    }

    private Seen seenBy(Person person) {
        TouchHistory union = person.union();
        Seen seen = new Seen(contenders.length, union.size());
        for (int i = 0; i < union.size(); i++) {
            Integer place = places.get(union.touch(i).campaignId());
            if (place != null) {
                seen.add(place, i);
            }
        }
        return seen;
    }

    /** Somebody's touches by campaign, as lists within two arrays: the newest of each, and what comes before each touch. */
    private final class Seen {

        private static final int NONE = 0;

        private final int[] newest;
        private final int[] before;

        Seen(int contenders, int touches) {
            newest = new int[contenders];
            before = new int[touches];
        }

        void add(int place, int touch) {
            before[touch] = newest[place];
            newest[place] = touch + 1;
        }

        boolean isOf(int place) {
            return newest[place] != NONE;
        }

        int missing(Contender contender, int place, Person person) {
            CampaignPolicy campaign = contender.campaign();
            Instant now = Instant.ofEpochMilli(nowMillis);
            int missing = Integer.MAX_VALUE;
            for (PlanRow row : contender.rows()) {
                PlanCheck.Counting counting = PlanCheck.counting(campaign, row, now, person.horizonMillis());
                int count = 0;
                for (int next = newest[place]; next != NONE; next = before[next - 1]) {
                    if (counting.counts(person.union().touch(next - 1))) {
                        count++;
                    }
                }
                missing = Math.min(missing, row.target() - count);
            }
            return missing;
        }
    }
}
