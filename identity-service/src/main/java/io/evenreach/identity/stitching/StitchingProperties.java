package io.evenreach.identity.stitching;

import io.evenreach.identity.stitching.domain.Component;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Bounds of stitching.
 *
 * @param attemptsMax how often a batch races others for the same people before it asks to be alone; each lost race costs
 *     one rolled back transaction
 * @param refoldRowsMax people of whom more rows of evidence are known than this are folded in the background, however
 *     little is seen or taken back of them, because each time costs as much as all of it
 * @param refoldBytesMax and so are people whose evidence, with all sightings and identifiers in it, is reckoned to take more
 *     bytes of the heap than this; 0 for a quarter of the heap, as several requests may fold at once, of which nothing says
 *     how many
 * @param foldRowsMax people of whom more rows of evidence are known than this are not folded at all and stay undetermined;
 *     0 for as many as half the heap has room for
 * @param foldBytesMax nor are people whose evidence, with all sightings and identifiers in it, is reckoned to take more bytes
 *     of the heap than this; 0 for half the heap
 * @param undeterminedToldAfter where it takes the background longer than about this to settle of whom nobody knows who they
 *     are, the feed says so before
 * @param explainRowsMax of people with more rows of evidence than this nothing is explained
 * @param ruleStepComponents how many groups of identifiers are folded anew in one transaction when the rules changed;
 *     nobody else stitches that long
 * @param rulePollEvery how often it is looked for changed rules and for previews of them
 * @param previewAnswersWithin how long a request waits for a preview of rules before it answers with a job
 */
@ConfigurationProperties("evenreach.identity.stitching")
record StitchingProperties(
        @DefaultValue("4") int attemptsMax,
        @DefaultValue("10000") int refoldRowsMax,
        @DefaultValue("0") long refoldBytesMax,
        @DefaultValue("0") int foldRowsMax,
        @DefaultValue("0") long foldBytesMax,
        @DefaultValue("5s") Duration undeterminedToldAfter,
        @DefaultValue("50000") int explainRowsMax,
        @DefaultValue("200") int ruleStepComponents,
        @DefaultValue("250ms") Duration rulePollEvery,
        @DefaultValue("2s") Duration previewAnswersWithin) {

    StitchingProperties {
        if (attemptsMax < 1 || refoldRowsMax < 1 || explainRowsMax < 1 || ruleStepComponents < 1) {
            throw new IllegalArgumentException("a batch needs at least one attempt, and a step one component");
        }
        long halfTheHeap = Runtime.getRuntime().maxMemory() / 2;
        if (foldRowsMax == 0) {
            foldRowsMax = (int) Math.min(Integer.MAX_VALUE, halfTheHeap / Component.HEAP_BYTES_PER_ROW);
        }
        foldBytesMax = foldBytesMax == 0 ? halfTheHeap : foldBytesMax;
        refoldRowsMax = Math.min(refoldRowsMax, foldRowsMax);
        refoldBytesMax = Math.min(refoldBytesMax == 0 ? halfTheHeap / 2 : refoldBytesMax, foldBytesMax);
    }
}
