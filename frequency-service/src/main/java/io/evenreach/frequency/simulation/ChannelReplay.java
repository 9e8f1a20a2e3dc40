package io.evenreach.frequency.simulation;

import io.evenreach.frequency.ledger.PlanReplay;
import io.evenreach.kernel.Interval;
import io.evenreach.kernel.Window;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One channel's exposures as asks: each ask that is allowed is shown at once. Feed it person by person, and each person in
 * event time.
 */
final class ChannelReplay {

    /**
     * What came of it.
     *
     * @param heavyAvoided touches that were above plan as it was, in ended tiles; of what is allowed none is
     * @param underPlan customers still below plan afterwards; where the window is in tiles, (customer, ended tile) pairs
     * @param leakageTouches touches still missing
     */
    record Result(String channel, long allowed, long denied, long heavyAvoided, long underPlan, long leakageTouches) {}

    /** A plan row to try. */
    record Rule(int target, Window window) {}

    private final String channel;
    private final List<Rule> rules;
    private final Interval flight;
    private final List<Interval> tiles;
    private @Nullable UUID person;
    private boolean meant;
    private List<PlanReplay> plans = List.of();
    private int[] shownInTile;
    private int[] allowedInTile;
    private long allowed;
    private long denied;
    private long heavy;
    private long satisfied;
    private long filledUp;

    /**
     * @param rules all of them must allow
     * @param tiles over which the first rule is reported, in order
     */
    ChannelReplay(String channel, List<Rule> rules, Interval flight, List<Interval> tiles) {
        if (rules.isEmpty()) {
            throw new IllegalArgumentException("a replay needs a rule");
        }
        this.channel = channel;
        this.rules = List.copyOf(rules);
        this.flight = flight;
        this.tiles = List.copyOf(tiles);
        this.shownInTile = new int[tiles.size()];
        this.allowedInTile = new int[tiles.size()];
    }

    /**
     * One exposure as it was.
     *
     * @param heldOut whether the campaign holds the person out: the plan is not meant for them, and its figures of who is
     *     below it are not theirs
     */
    void shown(UUID profileId, Instant at, boolean heldOut) {
        if (!profileId.equals(person)) {
            finishPerson();
            person = profileId;
            meant = !heldOut;
            plans = new ArrayList<>();
            rules.forEach(rule -> plans.add(new PlanReplay(rule.target(), rule.window(), flight)));
        }
        boolean allow = true;
        for (PlanReplay plan : plans) {
            allow &= plan.wouldAllow(at);
        }
        int tile = tileOf(at);
        if (tile >= 0) {
            shownInTile[tile]++;
            allowedInTile[tile] += allow ? 1 : 0;
        }
        if (allow) {
            plans.forEach(plan -> plan.ask(at));
            allowed++;
        } else {
            denied++;
        }
    }

    /** @param eligible customers the plan is meant for, those never shown anything included */
    Result result(long eligible) {
        finishPerson();
        person = null;
        long places = eligible * tiles.size();
        int target = rules.getFirst().target();
        return new Result(channel, allowed, denied, heavy, places - satisfied, places * target - filledUp);
    }

    private void finishPerson() {
        if (person == null) {
            return;
        }
        int target = rules.getFirst().target();
        for (int i = 0; i < tiles.size(); i++) {
            if (meant) {
                satisfied += allowedInTile[i] >= target ? 1 : 0;
                filledUp += Math.min(allowedInTile[i], target);
            }
            heavy += Math.max(0, shownInTile[i] - target);
        }
        shownInTile = new int[tiles.size()];
        allowedInTile = new int[tiles.size()];
    }

    private int tileOf(Instant at) {
        int low = 0;
        int high = tiles.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (tiles.get(middle).contains(at)) {
                return middle;
            }
            if (at.isBefore(tiles.get(middle).from())) {
                high = middle - 1;
            } else {
                low = middle + 1;
            }
        }
        return -1;
    }
}
