package io.evenreach.campaign.channel.domain;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * What a channel must satisfy before it is kept.
 *
 * @param grantTtlMin shortest wait for an exposure: below it no confirm could arrive in time
 * @param grantTtlMax longest: a grant holds its place in the plan that long, shown or not
 */
public record ChannelRules(Duration grantTtlMin, Duration grantTtlMax) {

    /**
     * One thing wrong with a definition.
     *
     * @param field the field as it was sent
     */
    public record Violation(String field, String code, String message) {}

    public List<Violation> violations(Channel.Definition definition) {
        List<Violation> violations = new ArrayList<>();
        if (definition.closed() && definition.domain() == Channel.Domain.PRIVATE) {
            violations.add(new Violation("closed", "INVALID_FIELD", "only a PUBLIC domain can be closed"));
        }
        Duration grantTtl = definition.grantTtl();
        if (grantTtl.compareTo(grantTtlMin) < 0 || grantTtl.compareTo(grantTtlMax) > 0) {
            violations.add(new Violation("grantTtl", "OUT_OF_RANGE", "must be " + grantTtlMin + " to " + grantTtlMax));
        } else if (!grantTtl.equals(grantTtl.truncatedTo(ChronoUnit.MILLIS))) {
            violations.add(new Violation("grantTtl", "INVALID_FIELD", "must be whole milliseconds"));
        }
        return violations;
    }
}
