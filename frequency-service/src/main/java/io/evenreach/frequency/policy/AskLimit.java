package io.evenreach.frequency.policy;

import java.time.Duration;
import java.util.Set;

/**
 * How many asks of one partner's clients are decided, over all its channels and all instances of this service.
 *
 * @param id the partner's
 * @param count asks in each span
 * @param per how long a span is; spans begin at multiples of their length since 1970
 */
public record AskLimit(String id, long version, int count, Duration per) implements GovernanceRule {

    public AskLimit {
        if (count < 1 || !per.isPositive()) {
            throw new IllegalArgumentException("partner " + id + " is limited to " + count + " asks per " + per);
        }
    }

    @Override
    public Set<String> channels() {
        return Set.of();
    }
}
