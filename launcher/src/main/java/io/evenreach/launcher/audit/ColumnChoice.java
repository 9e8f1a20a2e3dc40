package io.evenreach.launcher.audit;

import io.evenreach.identifiers.IdentifierType;
import io.evenreach.launcher.audit.AuditPlatform.Preview;
import io.evenreach.launcher.audit.ColumnOverrides.Role;
import io.evenreach.launcher.audit.Columns.CustomerColumn;
import io.evenreach.launcher.audit.Columns.Interaction;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Which columns are used in the end: the platform's guess, corrected by what the analyst said. */
final class ColumnChoice {

    /** A column, the identifier type of its values, and the scope of that type: {@code uid:login_id@shop}. */
    private static final Pattern TYPED = Pattern.compile("(?<column>.+?)(:(?<type>[a-z][a-z0-9_]*)(@(?<scope>.+))?)?");

    /** Taken where the analyst names a column that the platform did not take for the interaction. */
    private static final List<String> USUAL_EXPOSURES = List.of(
            "impression",
            "impressions",
            "imp",
            "exposure",
            "view",
            "viewed",
            "show",
            "shown",
            "display",
            "displayed",
            "seen",
            "delivered",
            "曝光",
            "展示");

    private final Preview preview;
    private final ColumnOverrides overrides;

    private ColumnChoice(Preview preview, ColumnOverrides overrides) {
        this.preview = preview;
        this.overrides = overrides;
    }

    /** @throws AuditProblem naming what is missing and the option that says it */
    static Columns choose(Preview preview, ColumnOverrides overrides) {
        return new ColumnChoice(preview, overrides).columns();
    }

    private Columns columns() {
        List<String> missing = new ArrayList<>();
        List<CustomerColumn> customer = customer();
        if (customer.isEmpty()) {
            missing.add("customer");
        }
        String time = single(Role.TIME, preview.time());
        if (time == null) {
            missing.add("time");
        }
        String channel = single(Role.CHANNEL, preview.channel());
        if (channel == null) {
            missing.add("channel");
        }
        if (time == null || channel == null || !missing.isEmpty()) {
            throw usage("Cannot tell which column is the " + String.join(", the ", missing) + ". The file has "
                    + String.join(", ", preview.header()) + ". Say it with --map "
                    + missing.getFirst() + "=COLUMN.");
        }
        return new Columns(
                customer, time, channel, interaction(), single(Role.EXPOSURE_ID, preview.exposureId()), zone());
    }

    private List<CustomerColumn> customer() {
        List<String> given = overrides.of(Role.CUSTOMER);
        return given.isEmpty()
                ? preview.customer()
                : given.stream().map(this::typed).toList();
    }

    private CustomerColumn typed(String text) {
        if (preview.header().contains(text)) {
            return new CustomerColumn(text, guessedType(text), null);
        }
        Matcher parts = TYPED.matcher(text);
        if (!parts.matches()) {
            throw usage("\"" + text + "\" is no column.");
        }
        String column = known(parts.group("column"));
        String type = parts.group("type");
        return new CustomerColumn(column, type == null ? guessedType(column) : knownType(type), parts.group("scope"));
    }

    /** A column the platform would not have taken for a customer is an account of some system, the plainest kind of person. */
    private String guessedType(String column) {
        return preview.customer().stream()
                .filter(guess -> guess.column().equals(column))
                .map(CustomerColumn::type)
                .findFirst()
                .orElse("login_id");
    }

    private @Nullable Interaction interaction() {
        List<String> given = overrides.of(Role.INTERACTION);
        if (given.isEmpty()) {
            return preview.interaction();
        }
        String column = known(given.getFirst());
        Interaction guess = preview.interaction();
        boolean same = guess != null && guess.column().equals(column);
        return same ? guess : new Interaction(column, USUAL_EXPOSURES);
    }

    private @Nullable String single(Role role, @Nullable String guess) {
        List<String> given = overrides.of(role);
        return given.isEmpty() ? guess : known(given.getFirst());
    }

    private String zone() {
        String zone = overrides.of(Role.ZONE).stream().findFirst().orElse("UTC");
        try {
            return ZoneId.of(zone).getId();
        } catch (DateTimeException unknown) {
            throw usage("\"" + zone + "\" is no time zone. Write one such as Asia/Shanghai or +08:00.");
        }
    }

    private String known(String column) {
        if (!preview.header().contains(column)) {
            throw usage("There is no column \"" + column + "\" in the file; it has "
                    + String.join(", ", preview.header()) + ".");
        }
        return column;
    }

    private static String knownType(String type) {
        if (IdentifierType.ofWireName(type).isEmpty()) {
            throw usage("There is no identifier type \"" + type + "\". Use "
                    + Stream.of(IdentifierType.values())
                            .map(IdentifierType::wireName)
                            .collect(Collectors.joining(", "))
                    + ".");
        }
        return type;
    }

    private static AuditProblem usage(String message) {
        return new AuditProblem(AuditProblem.Kind.USAGE, message);
    }
}
