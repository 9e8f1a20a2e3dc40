package io.evenreach.launcher.audit;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which column of a log is what.
 *
 * @param interaction null when every row is an exposure
 * @param exposureId null when rows have no id of their own; the platform then tells rows apart by content
 * @param zone of times without an offset
 */
record Columns(
        List<CustomerColumn> customer,
        String time,
        String channel,
        @Nullable Interaction interaction,
        @Nullable String exposureId,
        String zone) {

    /** A column whose values identify the customer, and as what. */
    record CustomerColumn(
            String column, String type, @Nullable String scope) {

        String shown() {
            return column + " (" + type + (scope == null ? "" : " of " + scope) + ")";
        }
    }

    /** The column that tells exposures from clicks and conversions. */
    record Interaction(String column, List<String> exposures) {}

    /** With other values of the interaction column taken for exposures; none given changes nothing. */
    Columns withExposures(List<String> exposures) {
        if (exposures.isEmpty()) {
            return this;
        }
        if (interaction == null) {
            throw new AuditProblem(
                    AuditProblem.Kind.USAGE,
                    "--exposures needs a column that tells exposures from other rows. Name it with --map interaction=COLUMN.");
        }
        return new Columns(
                customer, time, channel, new Interaction(interaction.column, List.copyOf(exposures)), exposureId, zone);
    }

    /** One line per role, for people. */
    List<String> lines() {
        String who = customer.stream().map(CustomerColumn::shown).collect(Collectors.joining(", "));
        return List.of(
                "customer     " + who,
                "time         " + time + " (times without an offset are " + zone + ")",
                "channel      " + channel,
                interaction == null
                        ? "interaction  no such column: every row is an exposure"
                        : "interaction  " + interaction.column + " (exposures: "
                                + String.join(", ", interaction.exposures) + "; other rows are skipped)",
                exposureId == null
                        ? "exposure id  no such column: rows are told apart by their content"
                        : "exposure id  " + exposureId);
    }
}
