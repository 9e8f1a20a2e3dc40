package io.evenreach.campaign.campaign.domain;

import io.evenreach.kernel.Interval;
import io.evenreach.kernel.Window;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What a definition must satisfy before it is kept, whoever wrote it.
 *
 * @param rowsMax most rows of one plan
 * @param targetMax most touches one row may ask for: a history holds a few hundred touches, not thousands
 * @param audienceMax most profiles of one list
 * @param rollingMin shortest rolling window: below it the window could not be told from none
 * @param rollingMax longest rolling window: touches must be kept hot at least that long
 * @param flightMax longest flight
 * @param dataSetFlightMax longest flight over a data set: it spans what is in a log, and one row with a wrong clock (1970)
 *     must not make the whole log useless
 */
public record PlanRules(
        int rowsMax,
        int targetMax,
        int audienceMax,
        Duration rollingMin,
        Duration rollingMax,
        Duration flightMax,
        Duration dataSetFlightMax) {

    /** Everything wrong with a definition, in the order of its fields; empty where it can be kept. */
    public List<Violation> violations(CampaignDefinition definition, Predicate<String> channelExists) {
        List<Violation> violations = new ArrayList<>();
        checkFlight(definition.flight(), longestFlight(definition.audience()), violations);
        if (definition.audience() instanceof Audience.Listed(String ignored, int size)) {
            checkList(size, violations);
        }
        if (definition.plan().isEmpty()) {
            violations.add(new Violation("/plan", "REQUIRED", "a campaign needs at least one plan row"));
        }
        if (definition.plan().size() > rowsMax) {
            violations.add(new Violation("/plan", "TOO_MANY_ITEMS", "at most " + rowsMax + " plan rows"));
            return violations;
        }
        Set<PlanRow.Key> seen = new HashSet<>();
        for (int index = 0; index < definition.plan().size(); index++) {
            checkRow(definition.plan().get(index), "/plan/" + index, seen, channelExists, violations);
        }
        return violations;
    }

    private Duration longestFlight(Audience audience) {
        return switch (audience) {
            case Audience.DataSet ignored -> dataSetFlightMax;
            case Audience.Everyone ignored -> flightMax;
            case Audience.Listed ignored -> flightMax;
        };
    }

    private static void checkFlight(Interval flight, Duration longest, List<Violation> violations) {
        if (flight.isEmpty()) {
            violations.add(new Violation("/endsAt", "INVALID_FIELD", "must be after startsAt"));
        } else if (Duration.between(flight.from(), flight.to()).compareTo(longest) > 0) {
            violations.add(new Violation("/endsAt", "OUT_OF_RANGE", "a flight lasts at most " + longest));
        }
    }

    private void checkList(int size, List<Violation> violations) {
        if (size == 0) {
            violations.add(new Violation("/audience/profileIds", "REQUIRED", "a list needs at least one profile"));
        } else if (size > audienceMax) {
            violations.add(
                    new Violation("/audience/profileIds", "TOO_MANY_ITEMS", "at most " + audienceMax + " profiles"));
        }
    }

    private void checkRow(
            PlanRow row,
            String pointer,
            Set<PlanRow.Key> seen,
            Predicate<String> channelExists,
            List<Violation> violations) {
        if (!channelExists.test(row.channel())) {
            violations.add(
                    new Violation(pointer + "/channel", "UNKNOWN_CHANNEL", "no channel '" + row.channel() + "'"));
        }
        if (row.target() < 1 || row.target() > targetMax) {
            violations.add(new Violation(pointer + "/target", "OUT_OF_RANGE", "must be 1 to " + targetMax));
        } else if (row.minimum() < 0 || row.minimum() > row.target()) {
            violations.add(new Violation(pointer + "/minimum", "OUT_OF_RANGE", "must be 0 to the target"));
        }
        if (row.window() instanceof Window.Rolling(Duration duration)
                && (duration.compareTo(rollingMin) < 0 || duration.compareTo(rollingMax) > 0)) {
            violations.add(new Violation(
                    pointer + "/window/duration", "OUT_OF_RANGE", "must be " + rollingMin + " to " + rollingMax));
        }
        if (!seen.add(row.key())) {
            violations.add(new Violation(pointer, "DUPLICATE_PLAN_ROW", "same channel and window as an earlier row"));
        }
    }
}
