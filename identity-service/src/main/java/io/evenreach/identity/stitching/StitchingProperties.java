package io.evenreach.identity.stitching;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Bounds of stitching.
 *
 * @param attemptsMax how often a batch races others for the same people before it asks to be alone; each lost race costs
 *     one rolled back transaction
 * @param refoldRowsMax people of whom more rows of evidence are known than this are folded in the background, however
 *     little is seen of them, because each time costs as much as all of it
 * @param explainRowsMax of people with more rows of evidence than this nothing is explained
 * @param ruleStepComponents how many groups of identifiers are folded anew in one transaction when the rules changed;
 *     nobody else stitches that long
 * @param rulePollEvery how often it is looked for changed rules
 */
@ConfigurationProperties("evenreach.identity.stitching")
record StitchingProperties(
        @DefaultValue("4") int attemptsMax,
        @DefaultValue("10000") int refoldRowsMax,
        @DefaultValue("50000") int explainRowsMax,
        @DefaultValue("200") int ruleStepComponents,
        @DefaultValue("250ms") Duration rulePollEvery) {

    StitchingProperties {
        if (attemptsMax < 1 || refoldRowsMax < 1 || explainRowsMax < 1 || ruleStepComponents < 1) {
            throw new IllegalArgumentException("a batch needs at least one attempt, and a step one component");
        }
    }
}
