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

    /**
     * How ceilings treat a campaign.
     *
     * @param fromCaps whether it may exceed them
     * @param counted whether its touches use them up for others
     */
    public record Exemption(boolean fromCaps, boolean counted) {

        /** As most campaigns have it. */
        public static final Exemption NONE = new Exemption(false, true);
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
    private final Exemption exempt;
    private final int holdoutPercent;
    private final Map<String, List<PlanRow>> rowsByChannel;

    /**
     * @param service whether it carries service messages, which holds, quiet hours and ceilings let pass
     * @param holdoutPercent of the people it is meant for, how many it does not reach, to compare with; of service messages,
     *     which people are owed, and of a historic log nobody is held out, whatever this says
     */
    public CampaignPolicy(
            UUID campaignId,
            long version,
            String name,
            Status status,
            Interval flight,
            Audience audience,
            List<PlanRow> plan,
            int priority,
            boolean service,
            Exemption exempt,
            int holdoutPercent) {
        if (holdoutPercent < 0 || holdoutPercent > 100) {
            throw new IllegalArgumentException("nobody holds out " + holdoutPercent + " percent");
        }
        this.campaignId = campaignId;
        this.version = version;
        this.name = name;
        this.status = status;
        this.flight = flight;
        this.audience = audience;
        this.plan = List.copyOf(plan);
        this.priority = priority;
        this.service = service;
        this.exempt = exempt;
        this.holdoutPercent = service || audience instanceof Audience.DataSet ? 0 : holdoutPercent;
        this.rowsByChannel = this.plan.stream().collect(Collectors.groupingBy(PlanRow::channel));
    }

    /** A campaign that holds nobody out. */
    public CampaignPolicy(
            UUID campaignId,
            long version,
            String name,
            Status status,
            Interval flight,
            Audience audience,
            List<PlanRow> plan,
            int priority,
            boolean service,
            Exemption exempt) {
        this(campaignId, version, name, status, flight, audience, plan, priority, service, exempt, 0);
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

    /** How many percent of the people it is meant for are held out; 0 for nobody. */
    public int holdoutPercent() {
        return holdoutPercent;
    }

    /** Whether ceilings let it pass; its own plan holds all the same. */
    public boolean passesCeilings() {
        return service || exempt.fromCaps();
    }

    /** Whether its touches count against ceilings; those of a historic log were shown to nobody who is alive. */
    public boolean isCountedByCeilings() {
        return exempt.counted() && dataSetId() == null;
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
