package io.evenreach.identity.stitching;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Bounds of stitching.
 *
 * @param attemptsMax how often a batch races others for the same people before it asks to be alone; each lost race costs
 *     one rolled back transaction
 */
@ConfigurationProperties("evenreach.identity.stitching")
record StitchingProperties(@DefaultValue("4") int attemptsMax) {

    StitchingProperties {
        if (attemptsMax < 1) {
            throw new IllegalArgumentException("a batch needs at least one attempt");
        }
    }
}
