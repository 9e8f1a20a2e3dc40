package io.evenreach.campaign.hold.domain;

import java.time.Duration;

/** How long marketing stays silent after a complaint was resolved. */
public record CoolDowns(Duration low, Duration medium, Duration high) {

    Duration of(Severity severity) {
        return switch (severity) {
            case LOW -> low;
            case MEDIUM -> medium;
            case HIGH -> high;
        };
    }
}
