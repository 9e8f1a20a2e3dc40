package io.evenreach.platform.security;

import java.util.List;

/** The closed catalogue of scopes: resource and verb. */
public final class Scopes {

    public static final String IDENTITY_READ = "identity:read";
    public static final String IDENTITY_WRITE = "identity:write";
    public static final String CHANNEL_READ = "channel:read";
    public static final String CHANNEL_WRITE = "channel:write";
    public static final String CAMPAIGN_READ = "campaign:read";
    public static final String CAMPAIGN_WRITE = "campaign:write";
    public static final String CAMPAIGN_APPROVE = "campaign:approve";
    /** Lets whoever wrote a campaign approve it too; for installations of one person. */
    public static final String CAMPAIGN_APPROVE_OWN = "campaign:approve-own";

    public static final String BEHAVIOUR_WRITE = "behaviour:write";
    public static final String COMPLAINT_WRITE = "complaint:write";
    public static final String GOVERNANCE_READ = "governance:read";
    public static final String GOVERNANCE_WRITE = "governance:write";
    public static final String GOVERNANCE_RELEASE = "governance:release";
    public static final String DECISION_ASK = "decision:ask";
    /** Shows the full reason of a denial and the platform's own profile ids; never given to partners. */
    public static final String DECISION_EXPLAIN = "decision:explain";

    public static final String EXPOSURE_WRITE = "exposure:write";
    public static final String IMPORT_READ = "import:read";
    public static final String IMPORT_WRITE = "import:write";
    public static final String SIMULATION_RUN = "simulation:run";
    public static final String REACH_READ = "reach:read";
    public static final String GUIDE_READ = "guide:read";
    public static final String GUIDE_WRITE = "guide:write";
    /** Reviews guides, and suspends them. */
    public static final String GUIDE_APPROVE = "guide:approve";
    /** Merchants, products and commission plans. */
    public static final String COMMERCE_WRITE = "commerce:write";

    public static final String ORDER_READ = "order:read";
    public static final String ORDER_WRITE = "order:write";
    public static final String LEDGER_READ = "ledger:read";
    public static final String PAYOUT_WRITE = "payout:write";
    public static final String PAYOUT_APPROVE = "payout:approve";
    public static final String FEED_READ = "feed:read";
    public static final String AUDIT_READ = "audit:read";
    public static final String USER_READ = "user:read";
    public static final String USER_WRITE = "user:write";
    public static final String CLIENT_READ = "client:read";
    public static final String CLIENT_WRITE = "client:write";

    private static final List<String> ALL = List.of(
            IDENTITY_READ,
            IDENTITY_WRITE,
            CHANNEL_READ,
            CHANNEL_WRITE,
            CAMPAIGN_READ,
            CAMPAIGN_WRITE,
            CAMPAIGN_APPROVE,
            CAMPAIGN_APPROVE_OWN,
            BEHAVIOUR_WRITE,
            COMPLAINT_WRITE,
            GOVERNANCE_READ,
            GOVERNANCE_WRITE,
            GOVERNANCE_RELEASE,
            DECISION_ASK,
            DECISION_EXPLAIN,
            EXPOSURE_WRITE,
            IMPORT_READ,
            IMPORT_WRITE,
            SIMULATION_RUN,
            REACH_READ,
            GUIDE_READ,
            GUIDE_WRITE,
            GUIDE_APPROVE,
            COMMERCE_WRITE,
            ORDER_READ,
            ORDER_WRITE,
            LEDGER_READ,
            PAYOUT_WRITE,
            PAYOUT_APPROVE,
            FEED_READ,
            AUDIT_READ,
            USER_READ,
            USER_WRITE,
            CLIENT_READ,
            CLIENT_WRITE);

    private Scopes() {}

    public static List<String> all() {
        return ALL;
    }
}
