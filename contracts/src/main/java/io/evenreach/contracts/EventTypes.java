package io.evenreach.contracts;

/** The CloudEvents types ({@code ce_type}) on the topics. */
public final class EventTypes {

    /** Says on a feed that nothing was missed up to now; see {@link Heartbeat}. */
    public static final String HEARTBEAT = "io.evenreach.heartbeat.v1";

    public static final String FEED_RESEND_REQUESTED = "io.evenreach.feed-resend-requested.v1";

    public static final String IDENTITY_CHANGED = "io.evenreach.identity.changed.v1";
    public static final String RULES_CHANGED = "io.evenreach.identity.rules-changed.v1";
    public static final String OBSERVED = "io.evenreach.identity.observed.v1";
    public static final String CHANNEL_DEFINED = "io.evenreach.campaign.channel-defined.v1";
    public static final String CAMPAIGN_CHANGED = "io.evenreach.campaign.campaign-changed.v1";
    public static final String AUDIENCE_MEMBERS = "io.evenreach.campaign.audience-members.v1";
    public static final String HOLD_CHANGED = "io.evenreach.campaign.hold-changed.v1";
    public static final String GOVERNANCE_CHANGED = "io.evenreach.campaign.governance-changed.v1";
    public static final String TRAIT_CHANGED = "io.evenreach.campaign.trait-changed.v1";
    public static final String EXPOSURE_REPORTED = "io.evenreach.frequency.exposure-reported.v1";

    public static final String JOURNAL_PUBLISHED = "io.evenreach.frequency.journal-published.v1";

    public static final String HEAVY_TOUCHED = "io.evenreach.frequency.heavy-touched.v1";
    public static final String LEAKAGE_REPORTED = "io.evenreach.frequency.leakage-reported.v1";

    public static final String ORDER_REPORTED = "io.evenreach.guides.order-reported.v1";
    public static final String ORDER_CHANGED = "io.evenreach.guides.order-changed.v1";
    public static final String COMMISSION_CHANGED = "io.evenreach.guides.commission-changed.v1";
    public static final String GUIDE_ACTED = "io.evenreach.guides.guide-acted.v1";

    private EventTypes() {}
}
