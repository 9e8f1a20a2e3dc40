package io.evenreach.launcher.audit;

import io.evenreach.identifiers.IdentifierType;
import io.evenreach.identifiers.Normaliser;
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

        /**
         * What makes the values of this column unique. Two columns of one type, such as the account numbers of two systems,
         * must neither meet by chance nor count as a person with two accounts of one system, so a column that was given no
         * scope is one of its own: an audit is a data set apart, and means the same for the same file.
         */
        @Nullable
        String scopeOrOwn() {
            boolean needed = IdentifierType.ofWireName(type)
                    .map(IdentifierType::scopeRequired)
                    .orElse(false);
            return scope == null && needed ? ownScope() : scope;
        }

        private String ownScope() {
            return column.substring(0, Math.min(column.length(), Normaliser.SCOPE_LENGTH_MAX));
        }

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
