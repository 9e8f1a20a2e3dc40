package io.evenreach.frequency.policy;

import io.evenreach.kernel.Interval;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A campaign as decisions follow it. */
public final class CampaignPolicy {

    /** Where a campaign stands in its life. */
    public enum Status {
        DRAFT,
        IN_REVIEW,
        APPROVED,
        ACTIVE,
        PAUSED,
        COMPLETED
    }

    /** Who is meant by a campaign. */
    public sealed interface Audience {
        /** Excludes nobody, a never-seen identifier included; people of data sets are not customers. */
        record Everyone() implements Audience {}

        /**
         * Listed profiles.
         *
         * @param version of the list's members
         */
        record Listed(long version) implements Audience {}

        /** The people of a historic log; nobody who is alive is among them. */
        record DataSet(String dataSetId) implements Audience {}
    }

    private final UUID campaignId;
    private final long version;
    private final String name;
    private final Status status;
    private final Interval flight;
    private final Audience audience;
    private final List<PlanRow> plan;
    private final int priority;
    private final boolean service;
    private final Map<String, List<PlanRow>> rowsByChannel;

    /** @param service whether it carries service messages, which holds and ceilings let pass */
    public CampaignPolicy(
            UUID campaignId,
            long version,
            String name,
            Status status,
            Interval flight,
            Audience audience,
            List<PlanRow> plan,
            int priority,
            boolean service) {
        this.campaignId = campaignId;
        this.version = version;
        this.name = name;
        this.status = status;
        this.flight = flight;
        this.audience = audience;
        this.plan = List.copyOf(plan);
        this.priority = priority;
        this.service = service;
        this.rowsByChannel = this.plan.stream().collect(Collectors.groupingBy(PlanRow::channel));
    }

    public UUID campaignId() {
        return campaignId;
    }

    public long version() {
        return version;
    }

    public String name() {
        return name;
    }

    public Status status() {
        return status;
    }

    public Interval flight() {
        return flight;
    }

    public Audience audience() {
        return audience;
    }

    public List<PlanRow> plan() {
        return plan;
    }

    public int priority() {
        return priority;
    }

    public boolean isService() {
        return service;
    }

    /** The data set whose people are meant; null for live campaigns. */
    public @Nullable String dataSetId() {
        return audience instanceof Audience.DataSet(String dataSetId) ? dataSetId : null;
    }

    /** Whether asks are decided at this time. */
    public boolean isRunningAt(Instant time) {
        return status == Status.ACTIVE && flight.contains(time);
    }

    /** The rows of one channel, all of which must hold; empty where the channel is not planned. */
    public List<PlanRow> rowsOn(String channel) {
        return rowsByChannel.getOrDefault(channel, List.of());
    }
}
