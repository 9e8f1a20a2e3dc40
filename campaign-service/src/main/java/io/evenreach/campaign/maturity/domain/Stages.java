package io.evenreach.campaign.maturity.domain;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The stages a customer goes through, lowest first. The highest that is reached wins.
 *
 * <p>A stage is a function of the orders and a time, and nothing of it is kept: whatever is learnt, taken back or refunded
 * later, a person's stage is what it would have been.
 */
public record Stages(List<Stage> ordered) {

    public static final int STAGES_MIN = 2;
    /** A matrix of more is read by nobody. */
    public static final int STAGES_MAX = 10;

    public static final int ORDERS_MAX = 1_000;
    /** A hundred years. */
    public static final int DAYS_MAX = 36_500;

    /** Those a platform starts with. */
    public static final Stages BUILT_IN =
            new Stages(List.of(Stage.first("POTENTIAL"), new Stage("NEW", 1, null), new Stage("RETURNING", 2, 90)));

    private static final Pattern NAME = Pattern.compile("[A-Z][A-Z0-9_]{0,39}");
    private static final String INVALID = "INVALID_FIELD";
    private static final String OUT_OF_RANGE = "OUT_OF_RANGE";
    private static final String EVERYBODY_BEGINS = "has no place here: everybody begins at the first stage";

    /** Somebody came to be at a stage. */
    public record Change(Stage stage, Instant at) {}

    /**
     * One thing wrong with stages.
     *
     * @param pointer RFC 6901 pointer into the stages as they were sent
     */
    public record Violation(String pointer, String code, String message) {}

    public Stages {
        ordered = List.copyOf(ordered);
    }

    /** @param orders when each paid order was placed, in any order */
    public Stage stageAt(List<Instant> orders, Instant at) {
        return reached(sortedUpTo(orders, at), at);
    }

    /**
     * Every change of stage up to a time, the oldest first; where everybody begins is none.
     *
     * @param orders when each paid order was placed, in any order
     */
    public List<Change> changes(List<Instant> orders, Instant until) {
        List<Instant> placed = sortedUpTo(orders, until);
        if (placed.isEmpty()) {
            return List.of();
        }
        TreeSet<Instant> moments = new TreeSet<>(placed);
        ordered.stream()
                .flatMap(stage -> stage.agedAt(placed.getFirst()).stream())
                .filter(aged -> !aged.isAfter(until))
                .forEach(moments::add);
        List<Change> changes = new ArrayList<>();
        Stage before = ordered.getFirst();
        int count = 0;
        for (Instant moment : moments) {
            while (count < placed.size() && !placed.get(count).isAfter(moment)) {
                count++;
            }
            Stage now = reached(placed.subList(0, count), moment);
            if (!now.equals(before)) {
                changes.add(new Change(now, moment));
                before = now;
            }
        }
        return changes;
    }

    private Stage reached(List<Instant> placed, Instant at) {
        return ordered.reversed().stream()
                .filter(stage -> stage.isReachedBy(placed, at))
                .findFirst()
                .orElseThrow();
    }

    private static List<Instant> sortedUpTo(List<Instant> orders, Instant at) {
        return orders.stream().filter(order -> !order.isAfter(at)).sorted().toList();
    }

    /** Everything that keeps these from being stages; empty where they can be kept. */
    public List<Violation> violations() {
        if (ordered.size() < STAGES_MIN || ordered.size() > STAGES_MAX) {
            return List.of(new Violation(
                    "/stages", OUT_OF_RANGE, "there must be " + STAGES_MIN + " to " + STAGES_MAX + " stages"));
        }
        List<Violation> violations = new ArrayList<>();
        Set<String> names = new HashSet<>();
        Integer ordersBelow = null;
        Integer daysBelow = null;
        for (int index = 0; index < ordered.size(); index++) {
            Stage stage = ordered.get(index);
            String pointer = "/stages/" + index;
            if (!NAME.matcher(stage.name()).matches()) {
                violations.add(new Violation(
                        pointer + "/name",
                        INVALID,
                        "must begin with a capital letter and have up to 40 capital letters, digits and underscores"));
            } else if (!names.add(stage.name())) {
                violations.add(new Violation(pointer + "/name", "DUPLICATE_ITEM", "stands twice"));
            }
            checkConditions(stage, index, pointer, violations);
            ordersBelow = rising(ordersBelow, stage.minOrders(), ORDERS_MAX, pointer + "/minOrders", violations);
            daysBelow = rising(
                    daysBelow,
                    stage.minDaysSinceFirstOrder(),
                    DAYS_MAX,
                    pointer + "/minDaysSinceFirstOrder",
                    violations);
        }
        return violations;
    }

    private static void checkConditions(Stage stage, int index, String pointer, List<Violation> violations) {
        boolean none = stage.minOrders() == null && stage.minDaysSinceFirstOrder() == null;
        if (index == 0) {
            if (stage.minOrders() != null) {
                violations.add(new Violation(pointer + "/minOrders", INVALID, EVERYBODY_BEGINS));
            }
            if (stage.minDaysSinceFirstOrder() != null) {
                violations.add(new Violation(pointer + "/minDaysSinceFirstOrder", INVALID, EVERYBODY_BEGINS));
            }
        } else if (none) {
            violations.add(new Violation(pointer, "REQUIRED", "needs minOrders or minDaysSinceFirstOrder"));
        }
    }

    /** A threshold must lie above those of the stages below, or these could never be the highest that is reached. */
    private static @Nullable Integer rising(
            @Nullable Integer below, @Nullable Integer threshold, int max, String pointer, List<Violation> violations) {
        if (threshold == null) {
            return below;
        }
        if (threshold < 1 || threshold > max) {
            violations.add(new Violation(pointer, OUT_OF_RANGE, "must be 1 to " + max));
        } else if (below != null && threshold <= below) {
            violations.add(new Violation(pointer, INVALID, "must be more than " + below + ", which a lower stage has"));
        }
        return threshold;
    }
}
