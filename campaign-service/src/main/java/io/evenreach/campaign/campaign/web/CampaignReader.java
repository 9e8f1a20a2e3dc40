package io.evenreach.campaign.campaign.web;

import io.evenreach.campaign.campaign.Campaigns.Text;
import io.evenreach.campaign.campaign.domain.Audience;
import io.evenreach.campaign.campaign.domain.CampaignDefinition;
import io.evenreach.campaign.campaign.domain.MessageClass;
import io.evenreach.campaign.campaign.domain.PlanRow;
import io.evenreach.campaign.campaign.domain.ProfileList;
import io.evenreach.campaign.campaign.web.CampaignBody.AudienceBody;
import io.evenreach.campaign.campaign.web.CampaignBody.AudienceKind;
import io.evenreach.campaign.campaign.web.CampaignBody.ExemptBody;
import io.evenreach.campaign.campaign.web.CampaignBody.PlanRowBody;
import io.evenreach.campaign.campaign.web.CampaignBody.WindowBody;
import io.evenreach.campaign.campaign.web.CampaignBody.WindowKind;
import io.evenreach.kernel.CalendarUnit;
import io.evenreach.kernel.Interval;
import io.evenreach.kernel.Window;
import io.evenreach.platform.problem.FieldError;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Turns a body into a definition, or into the list of everything that cannot be one. Used once. */
final class CampaignReader {

    static final int PRIORITY_DEFAULT = 100;
    static final int PRIORITY_MAX = 1000;

    private static final OffsetDateTime EARLIEST = OffsetDateTime.parse("1970-01-01T00:00:00Z");
    private static final OffsetDateTime LATEST = OffsetDateTime.parse("2200-01-01T00:00:00Z");
    private static final String NOT_SUPPORTED_YET = "NOT_SUPPORTED_YET";
    private static final String INVALID = "INVALID_FIELD";

    private final List<FieldError> errors = new ArrayList<>();

    /** What could not be read; only meaningful after {@link #read}. */
    List<FieldError> errors() {
        return List.copyOf(errors);
    }

    /** The text of the campaign; empty where {@link #errors} says why not. */
    Optional<Text> read(CampaignBody body) {
        refuseUnsupported(body);
        Interval flight = flight(body);
        @Nullable ProfileList members = members(body.audience());
        Optional<Audience> audience = audience(body.audience(), members);
        List<PlanRow> plan = plan(body.plan());
        int priority = body.priority() == null ? PRIORITY_DEFAULT : body.priority();
        if (priority < 0 || priority > PRIORITY_MAX) {
            refuse("/priority", "OUT_OF_RANGE", "must be 0 to " + PRIORITY_MAX);
        }
        if (!errors.isEmpty() || audience.isEmpty()) {
            return Optional.empty();
        }
        MessageClass messageClass = body.messageClass() == null ? MessageClass.MARKETING : body.messageClass();
        return Optional.of(new Text(
                new CampaignDefinition(body.name().strip(), flight, audience.get(), plan, messageClass, priority),
                members));
    }

    /** A field we cannot honour yet is refused: a plan that looks kept and is not would be worse than none. */
    private void refuseUnsupported(CampaignBody body) {
        if (body.holdoutPercent() != null && body.holdoutPercent() != 0) {
            boolean percent = body.holdoutPercent() > 0 && body.holdoutPercent() <= 100;
            refuse(
                    "/holdoutPercent",
                    percent ? NOT_SUPPORTED_YET : "OUT_OF_RANGE",
                    percent ? "holdouts are not supported yet" : "must be 0 to 100");
        }
        ExemptBody exempt = body.exempt();
        if (exempt != null && Boolean.TRUE.equals(exempt.fromCaps())) {
            refuse("/exempt/fromCaps", NOT_SUPPORTED_YET, "exemptions are not supported yet");
        }
        if (exempt != null && Boolean.FALSE.equals(exempt.counted())) {
            refuse("/exempt/counted", NOT_SUPPORTED_YET, "exemptions are not supported yet");
        }
    }

    private Interval flight(CampaignBody body) {
        boolean startInRange = inRange("/startsAt", body.startsAt());
        boolean endInRange = inRange("/endsAt", body.endsAt());
        Instant from = body.startsAt().toInstant().truncatedTo(ChronoUnit.MICROS);
        Instant to = body.endsAt().toInstant().truncatedTo(ChronoUnit.MICROS);
        if (startInRange && endInRange && !to.isAfter(from)) {
            refuse("/endsAt", INVALID, "must be after startsAt");
        }
        return to.isAfter(from) ? new Interval(from, to) : new Interval(from, from);
    }

    private boolean inRange(String pointer, OffsetDateTime time) {
        boolean inRange = !time.isBefore(EARLIEST) && time.isBefore(LATEST);
        if (!inRange) {
            refuse(pointer, "OUT_OF_RANGE", "must be between 1970 and 2200");
        }
        return inRange;
    }

    private static @Nullable ProfileList members(AudienceBody body) {
        return body.kind() == AudienceKind.LIST && body.profileIds() != null ? ProfileList.of(body.profileIds()) : null;
    }

    private Optional<Audience> audience(AudienceBody body, @Nullable ProfileList members) {
        onlyWith(body.kind() == AudienceKind.LIST, body.profileIds(), "/audience/profileIds", "LIST");
        onlyWith(body.kind() == AudienceKind.DATA_SET, body.dataSetId(), "/audience/dataSetId", "DATA_SET");
        onlyWith(body.kind() == AudienceKind.SEGMENT, body.segmentId(), "/audience/segmentId", "SEGMENT");
        return switch (body.kind()) {
            case EVERYONE -> Optional.of(new Audience.Everyone());
            case LIST -> Optional.ofNullable(members).map(list -> new Audience.Listed(list.digest(), list.size()));
            case DATA_SET -> Optional.ofNullable(body.dataSetId()).map(Audience.DataSet::new);
            case SEGMENT -> {
                refuse("/audience/kind", NOT_SUPPORTED_YET, "segments are not supported yet");
                yield Optional.empty();
            }
        };
    }

    private List<PlanRow> plan(List<PlanRowBody> rows) {
        List<PlanRow> plan = new ArrayList<>(rows.size());
        for (int index = 0; index < rows.size(); index++) {
            PlanRowBody row = rows.get(index);
            String pointer = "/plan/" + index;
            if (row.maturity() != null) {
                refuse(pointer + "/maturity", NOT_SUPPORTED_YET, "maturity stages are not supported yet");
            }
            window(row.window(), pointer + "/window")
                    .map(window -> new PlanRow(
                            row.channel(), row.target(), row.minimum() == null ? row.target() : row.minimum(), window))
                    .ifPresent(plan::add);
        }
        return plan;
    }

    private Optional<Window> window(WindowBody body, String pointer) {
        boolean rolling = body.kind() == WindowKind.ROLLING;
        boolean calendar = body.kind() == WindowKind.CALENDAR;
        onlyWith(rolling, body.duration(), pointer + "/duration", "ROLLING");
        onlyWith(calendar, body.unit(), pointer + "/unit", "CALENDAR");
        onlyWith(calendar, body.zone(), pointer + "/zone", "CALENDAR");
        return switch (body.kind()) {
            case CAMPAIGN -> Optional.of(new Window.Campaign());
            case ROLLING -> duration(body.duration(), pointer + "/duration").map(Window.Rolling::new);
            case CALENDAR -> {
                Optional<CalendarUnit> unit = unit(body.unit(), pointer + "/unit");
                Optional<ZoneId> zone = zone(body.zone(), pointer + "/zone");
                yield unit.flatMap(known -> zone.map(there -> new Window.Calendar(known, there)));
            }
        };
    }

    private Optional<Duration> duration(@Nullable String text, String pointer) {
        if (text == null) {
            return Optional.empty();
        }
        try {
            Duration duration = Duration.parse(text);
            if (duration.isPositive() && duration.equals(duration.truncatedTo(ChronoUnit.SECONDS))) {
                return Optional.of(duration);
            }
        } catch (DateTimeParseException notADuration) {
            // Refused below like every other value that is not one.
        }
        refuse(pointer, INVALID, "must be an ISO-8601 duration of whole seconds, such as P7D or PT12H");
        return Optional.empty();
    }

    private Optional<CalendarUnit> unit(@Nullable String text, String pointer) {
        if (text == null) {
            return Optional.empty();
        }
        Optional<CalendarUnit> unit = Arrays.stream(CalendarUnit.values())
                .filter(candidate -> candidate.name().equals(text))
                .findFirst();
        if (unit.isEmpty()) {
            refuse(pointer, INVALID, "must be DAY, WEEK or MONTH");
        }
        return unit;
    }

    private Optional<ZoneId> zone(@Nullable String text, String pointer) {
        if (text == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(ZoneId.of(text));
        } catch (DateTimeException unknown) {
            refuse(pointer, INVALID, "must be a time zone such as Asia/Shanghai, UTC or +08:00");
            return Optional.empty();
        }
    }

    /** A field that belongs to one kind is required there and refused elsewhere, because it would be ignored. */
    private void onlyWith(boolean itsKind, @Nullable Object value, String pointer, String kind) {
        if (itsKind && value == null) {
            refuse(pointer, "REQUIRED", "is required with " + kind);
        } else if (!itsKind && value != null) {
            refuse(
                    pointer,
                    INVALID,
                    "belongs to " + kind.toLowerCase(Locale.ROOT).replace('_', ' ') + " only");
        }
    }

    private void refuse(String pointer, String code, String message) {
        errors.add(new FieldError(pointer, code, message));
    }
}
