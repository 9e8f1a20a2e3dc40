package io.evenreach.contracts;

import java.util.List;
import java.util.Map;

/** The topic catalogue. Names follow {@code evenreach.<service>.<noun>.v1}. */
public final class Topics {

    /** Who owns which identifier: {@code identity-change} messages, in one order for everybody. */
    public static final String IDENTITY_CHANGES = "evenreach.identity.changes.v1";
    /** How identifiers are read: what each type is worth and which values identify nobody. */
    public static final String IDENTITY_RULES = "evenreach.identity.rules.v1";
    /** Observations already hashed, from imports, for identity to stitch. */
    public static final String IDENTITY_OBSERVATIONS = "evenreach.identity.observations.v1";

    public static final String CHANNELS = "evenreach.campaign.channels.v1";
    public static final String CAMPAIGNS = "evenreach.campaign.campaigns.v1";
    public static final String AUDIENCES = "evenreach.campaign.audiences.v1";
    public static final String HOLDS = "evenreach.campaign.holds.v1";
    /** Ceilings, quiet hours and ask limits. */
    public static final String GOVERNANCE = "evenreach.campaign.governance.v1";
    /** What customers are said to be, such as the time zone they live in, by identifier. */
    public static final String TRAITS = "evenreach.campaign.traits.v1";
    /** What followers of a feed did not get, for whoever publishes it: {@link FeedResendRequested}. */
    public static final String FEED_RESENDS = "evenreach.platform.resends.v1";
    /** Exposures that were accepted and wait for the ledger. */
    public static final String EXPOSURES = "evenreach.frequency.exposures.v1";
    /** What the ledger changed, per profile, where that is published. */
    public static final String JOURNAL = "evenreach.frequency.journal.v1";

    /** Touches beyond plan, each told once. */
    public static final String HEAVY = "evenreach.frequency.heavy.v1";
    /** How the plan rows of completed campaigns ended. */
    public static final String LEAKAGE = "evenreach.frequency.leakage.v1";

    /** What shops say of their orders, for guide commerce to take in: {@code OrderReported}. */
    public static final String ORDER_REPORTS = "evenreach.guides.orderreports.v1";
    /** Orders that shops sent, as they stand, with whose sales they are. */
    public static final String ORDERS = "evenreach.guides.orders.v1";
    /** What guides earn, as it stands. */
    public static final String COMMISSIONS = "evenreach.guides.commissions.v1";
    /** What guides do, and where they stand: register, are approved or suspended, recommend and sell. */
    public static final String GUIDE_ACTIVITY = "evenreach.guides.activity.v1";

    private static final String FOR_EVER = "-1";
    private static final String A_WEEK = String.valueOf(7L * 24 * 60 * 60 * 1000);

    /** What is kept for a time is deleted by the segment: of topics with personal data one ends every day. */
    private static final String A_DAY = String.valueOf(24L * 60 * 60 * 1000);

    /** Whoever still misses something asks again. */
    private static final String AN_HOUR = String.valueOf(60L * 60 * 1000);

    private static final List<TopicSpec> CATALOGUE = List.of(
            // Feeds have one partition: their sequence is the total order that consumers check for gaps.
            feed(IDENTITY_CHANGES),
            feed(IDENTITY_RULES),
            feed(CHANNELS),
            feed(CAMPAIGNS),
            feed(AUDIENCES),
            feed(HOLDS),
            feed(GOVERNANCE),
            feed(TRAITS),
            feed(ORDERS),
            new TopicSpec(deadLettersOf(ORDERS), 1, Map.of("retention.ms", FOR_EVER)),
            feed(COMMISSIONS),
            feed(GUIDE_ACTIVITY),
            new TopicSpec(FEED_RESENDS, 1, Map.of("retention.ms", AN_HOUR)),
            new TopicSpec(IDENTITY_OBSERVATIONS, 6, Map.of("retention.ms", A_WEEK)),
            new TopicSpec(deadLettersOf(IDENTITY_OBSERVATIONS), 6, Map.of("retention.ms", FOR_EVER)),
            new TopicSpec(EXPOSURES, 6, Map.of("retention.ms", A_WEEK)),
            new TopicSpec(deadLettersOf(EXPOSURES), 6, Map.of("retention.ms", FOR_EVER)),
            new TopicSpec(ORDER_REPORTS, 6, Map.of("retention.ms", A_WEEK, "segment.ms", A_DAY)),
            new TopicSpec(JOURNAL, 6, Map.of("retention.ms", A_WEEK, "segment.ms", A_DAY, "compression.type", "lz4")),
            new TopicSpec(HEAVY, 6, Map.of("retention.ms", A_WEEK)),
            new TopicSpec(LEAKAGE, 1, Map.of("retention.ms", FOR_EVER)));

    private Topics() {}

    /** Every topic that must exist before a service starts. */
    public static List<TopicSpec> catalogue() {
        return CATALOGUE;
    }

    /** Where messages go that could not be read or applied. */
    public static String deadLettersOf(String topic) {
        return topic + "-dlt";
    }

    private static TopicSpec feed(String name) {
        return new TopicSpec(name, 1, Map.of("retention.ms", FOR_EVER));
    }
}
