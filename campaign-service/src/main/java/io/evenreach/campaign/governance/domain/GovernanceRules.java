package io.evenreach.campaign.governance.domain;

import io.evenreach.kernel.Window;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * What a rule for all campaigns must satisfy before it is kept.
 *
 * @param countMax highest ceiling: a history holds a few hundred touches, not thousands
 * @param rollingMin shortest rolling window: below it the window could not be told from none
 * @param rollingMax longest rolling window: touches must be kept hot at least that long
 * @param askSpanMax longest span of an ask limit: whoever is refused waits for its end
 */
public record GovernanceRules(int countMax, Duration rollingMin, Duration rollingMax, Duration askSpanMax) {

    /**
     * One thing wrong with a rule.
     *
     * @param pointer RFC 6901 pointer into the rule as it was sent
     */
    public record Violation(String pointer, String code, String message) {}

    private static final String INVALID = "INVALID_FIELD";
    private static final String OUT_OF_RANGE = "OUT_OF_RANGE";

    /** Everything wrong with a restriction, in the order of its fields; empty where it can be kept. */
    public List<Violation> violations(
            Restriction restriction, Predicate<String> channelExists, Predicate<UUID> campaignExists) {
        List<Violation> violations = new ArrayList<>();
        checkChannels(restriction.channels(), channelExists, violations);
        switch (restriction) {
            case Ceiling ceiling -> {
                checkCount(ceiling, violations);
                checkWindow(ceiling.window(), violations);
                checkShares(ceiling, campaignExists, violations);
            }
            case QuietHours quiet -> {
                if (quiet.from().equals(quiet.to())) {
                    violations.add(new Violation(
                            "/to", INVALID, "must differ from from: it would be the whole day or nothing"));
                }
            }
            case AskLimit limit -> checkAskLimit(limit, violations);
        }
        return violations;
    }

    private static void checkChannels(List<String> channels, Predicate<String> exists, List<Violation> violations) {
        Set<String> seen = new HashSet<>();
        for (int index = 0; index < channels.size(); index++) {
            String channel = channels.get(index);
            String pointer = "/channels/" + index;
            if (!seen.add(channel)) {
                violations.add(new Violation(pointer, "DUPLICATE_ITEM", "same channel as an earlier one"));
            } else if (!exists.test(channel)) {
                violations.add(new Violation(pointer, "UNKNOWN_CHANNEL", "no channel '" + channel + "'"));
            }
        }
    }

    private void checkCount(Ceiling ceiling, List<Violation> violations) {
        if (ceiling.count() < 0 || ceiling.count() > countMax) {
            violations.add(new Violation("/count", OUT_OF_RANGE, "must be 0 to " + countMax));
        }
    }

    private void checkWindow(Window window, List<Violation> violations) {
        if (window instanceof Window.Campaign) {
            violations.add(new Violation(
                    "/window/kind", INVALID, "must be ROLLING or CALENDAR: a ceiling belongs to no campaign"));
        }
        if (window instanceof Window.Rolling(Duration duration)
                && (duration.compareTo(rollingMin) < 0 || duration.compareTo(rollingMax) > 0)) {
            violations.add(
                    new Violation("/window/duration", OUT_OF_RANGE, "must be " + rollingMin + " to " + rollingMax));
        }
    }

    private void checkAskLimit(AskLimit limit, List<Violation> violations) {
        if (limit.count() < 1) {
            violations.add(new Violation("/count", OUT_OF_RANGE, "must be 1 or more"));
        }
        Duration per = limit.per();
        if (per.compareTo(Duration.ofSeconds(1)) < 0
                || per.compareTo(askSpanMax) > 0
                || !per.equals(per.truncatedTo(ChronoUnit.SECONDS))) {
            violations.add(new Violation("/per", OUT_OF_RANGE, "must be whole seconds, PT1S to " + askSpanMax));
        }
    }

    private static void checkShares(Ceiling ceiling, Predicate<UUID> exists, List<Violation> violations) {
        List<Ceiling.Share> shares = ceiling.shares();
        Set<UUID> seen = new HashSet<>();
        long sum = 0;
        for (int index = 0; index < shares.size(); index++) {
            Ceiling.Share share = shares.get(index);
            String pointer = "/shares/" + index;
            if (!seen.add(share.campaignId())) {
                violations.add(new Violation(pointer, "DUPLICATE_ITEM", "same campaign as an earlier share"));
            } else if (!exists.test(share.campaignId())) {
                violations.add(new Violation(
                        pointer + "/campaignId", "UNKNOWN_CAMPAIGN", "no campaign " + share.campaignId()));
            }
            if (share.count() < 1) {
                violations.add(new Violation(pointer + "/count", OUT_OF_RANGE, "must be 1 or more"));
            }
            sum += share.count();
        }
        if (ceiling.count() >= 0 && sum > ceiling.count()) {
            violations.add(new Violation(
                    "/shares", OUT_OF_RANGE, "add up to " + sum + ", above the ceiling of " + ceiling.count()));
        }
    }
}
