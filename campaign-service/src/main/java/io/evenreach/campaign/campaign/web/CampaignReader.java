package io.evenreach.campaign.campaign.web;

import io.evenreach.campaign.campaign.Campaigns.Text;
import io.evenreach.campaign.campaign.domain.Audience;
import io.evenreach.campaign.campaign.domain.CampaignDefinition;
import io.evenreach.campaign.campaign.domain.Exemption;
import io.evenreach.campaign.campaign.domain.MessageClass;
import io.evenreach.campaign.campaign.domain.PlanRow;
import io.evenreach.campaign.campaign.domain.ProfileList;
import io.evenreach.campaign.campaign.web.CampaignBody.AudienceBody;
import io.evenreach.campaign.campaign.web.CampaignBody.AudienceKind;
import io.evenreach.campaign.campaign.web.CampaignBody.ExemptBody;
import io.evenreach.campaign.campaign.web.CampaignBody.PlanRowBody;
import io.evenreach.campaign.wire.Refusals;
import io.evenreach.campaign.wire.WindowReader;
import io.evenreach.kernel.Interval;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Turns a body into a definition, or into the list of everything that cannot be one. Used once. */
final class CampaignReader {

    static final int PRIORITY_DEFAULT = 100;
    static final int PRIORITY_MAX = 1000;

    private static final OffsetDateTime EARLIEST = OffsetDateTime.parse("1970-01-01T00:00:00Z");
    private static final OffsetDateTime LATEST = OffsetDateTime.parse("2200-01-01T00:00:00Z");
    private static final String NOT_SUPPORTED_YET = "NOT_SUPPORTED_YET";

    private final Refusals refusals = new Refusals();
    private final WindowReader windows = new WindowReader(refusals);

    /** What could not be read; only meaningful after {@link #read}. */
    Refusals refusals() {
        return refusals;
    }

    /** The text of the campaign; empty where {@link #refusals} says why not. */
    Optional<Text> read(CampaignBody body) {
        MessageClass messageClass = body.messageClass() == null ? MessageClass.MARKETING : body.messageClass();
        int holdoutPercent = holdoutPercent(body, messageClass);
        Interval flight = flight(body);
        @Nullable ProfileList members = members(body.audience());
        Optional<Audience> audience = audience(body.audience(), members);
        List<PlanRow> plan = plan(body.plan());
        int priority = body.priority() == null ? PRIORITY_DEFAULT : body.priority();
        if (priority < 0 || priority > PRIORITY_MAX) {
            refusals.refuse("/priority", "OUT_OF_RANGE", "must be 0 to " + PRIORITY_MAX);
        }
        if (!refusals.isEmpty() || audience.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Text(
                new CampaignDefinition(
                        body.name().strip(),
                        flight,
                        audience.get(),
                        plan,
                        messageClass,
                        exemption(body.exempt()),
                        priority,
                        holdoutPercent),
                members));
    }

    private int holdoutPercent(CampaignBody body, MessageClass messageClass) {
        int percent = body.holdoutPercent() == null ? 0 : body.holdoutPercent();
        if (percent < 0 || percent > 100) {
            refusals.refuse("/holdoutPercent", "OUT_OF_RANGE", "must be 0 to 100");
        } else if (percent > 0 && messageClass == MessageClass.SERVICE) {
            refusals.refuse("/holdoutPercent", "people are owed service messages, and none of them is held out");
        } else if (percent > 0 && body.audience().kind() == AudienceKind.DATA_SET) {
            refusals.refuse("/holdoutPercent", "the people of a historic log were reached already");
        }
        return percent;
    }

    private static Exemption exemption(@Nullable ExemptBody body) {
        return body == null
                ? Exemption.NONE
                : new Exemption(Boolean.TRUE.equals(body.fromCaps()), !Boolean.FALSE.equals(body.counted()));
    }

    private Interval flight(CampaignBody body) {
        boolean startInRange = inRange("/startsAt", body.startsAt());
        boolean endInRange = inRange("/endsAt", body.endsAt());
        Instant from = body.startsAt().toInstant().truncatedTo(ChronoUnit.MICROS);
        Instant to = body.endsAt().toInstant().truncatedTo(ChronoUnit.MICROS);
        if (startInRange && endInRange && !to.isAfter(from)) {
            refusals.refuse("/endsAt", "must be after startsAt");
        }
        return to.isAfter(from) ? new Interval(from, to) : new Interval(from, from);
    }

    private boolean inRange(String pointer, OffsetDateTime time) {
        boolean inRange = !time.isBefore(EARLIEST) && time.isBefore(LATEST);
        if (!inRange) {
            refusals.refuse(pointer, "OUT_OF_RANGE", "must be between 1970 and 2200");
        }
        return inRange;
    }

    private static @Nullable ProfileList members(AudienceBody body) {
        return body.kind() == AudienceKind.LIST && body.profileIds() != null ? ProfileList.of(body.profileIds()) : null;
    }

    private Optional<Audience> audience(AudienceBody body, @Nullable ProfileList members) {
        refusals.onlyWith(body.kind() == AudienceKind.LIST, body.profileIds(), "/audience/profileIds", "LIST");
        refusals.onlyWith(body.kind() == AudienceKind.DATA_SET, body.dataSetId(), "/audience/dataSetId", "DATA_SET");
        refusals.onlyWith(body.kind() == AudienceKind.SEGMENT, body.segmentId(), "/audience/segmentId", "SEGMENT");
        return switch (body.kind()) {
            case EVERYONE -> Optional.of(new Audience.Everyone());
            case LIST -> Optional.ofNullable(members).map(list -> new Audience.Listed(list.digest(), list.size()));
            case DATA_SET -> Optional.ofNullable(body.dataSetId()).map(Audience.DataSet::new);
            case SEGMENT -> {
                refusals.refuse("/audience/kind", NOT_SUPPORTED_YET, "segments are not supported yet");
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
                refusals.refuse(pointer + "/maturity", NOT_SUPPORTED_YET, "maturity stages are not supported yet");
            }
            windows.window(row.window(), pointer + "/window")
                    .map(window -> new PlanRow(
                            row.channel(), row.target(), row.minimum() == null ? row.target() : row.minimum(), window))
                    .ifPresent(plan::add);
        }
        return plan;
    }
}
