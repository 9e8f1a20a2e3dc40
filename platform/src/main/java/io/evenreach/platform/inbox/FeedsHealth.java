package io.evenreach.platform.inbox;

import java.util.Map;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * Out of service while events of a feed are missing or nothing is heard of one that beats. Probes do not ask: a restart
 * would not bring them.
 */
final class FeedsHealth extends AbstractHealthIndicator {

    private final FeedGaps gaps;
    private final FeedAges ages;

    FeedsHealth(FeedGaps gaps, FeedAges ages) {
        super("How far feeds have come cannot be told");
        this.gaps = gaps;
        this.ages = ages;
    }

    @Override
    protected void doHealthCheck(Health.Builder health) {
        Map<String, Long> missing = gaps.missing();
        Map<String, String> stale = ages.stale();
        if (missing.isEmpty() && stale.isEmpty()) {
            health.up();
        } else {
            health.outOfService().withDetail("missing", missing).withDetail("stale", stale);
        }
    }
}
