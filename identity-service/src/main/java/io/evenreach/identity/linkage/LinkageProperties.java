package io.evenreach.identity.linkage;

import io.evenreach.identity.linkage.domain.LinkageOptions;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Thresholds and bounds of linkage.
 *
 * @param linkProbability records are one person where it is at least this probable
 * @param expectedPrecision and where this share of the pairs that become one person is expected to be right
 * @param reviewProbability what is less probable than a link and at least this goes to the review queue
 * @param pairsMin so many pairs may be compared however few records there are
 * @param pairsPerRecordMax of many records, so many pairs each; bounds time and memory of a run
 * @param blockMax a code that more records than this have in common is no reason to compare them
 * @param lease how long a worker may be silent before another takes its run over
 * @param attemptsMax how often a run is taken up before it is given up as failed
 * @param poll how often an idle worker looks for queued and abandoned runs
 */
@ConfigurationProperties("evenreach.identity.linkage")
record LinkageProperties(
        @DefaultValue("0.5") double linkProbability,
        @DefaultValue("0.995") double expectedPrecision,
        @DefaultValue("0.2") double reviewProbability,
        @DefaultValue("1000000") long pairsMin,
        @DefaultValue("20") int pairsPerRecordMax,
        @DefaultValue("300") int blockMax,
        @DefaultValue("30s") Duration lease,
        @DefaultValue("3") int attemptsMax,
        @DefaultValue("250ms") Duration poll) {

    /** Any; the same always, so that a run over the same records ends in the same persons. */
    private static final long SEED = 1;

    LinkageOptions options() {
        return new LinkageOptions(
                linkProbability, expectedPrecision, reviewProbability, pairsMin, pairsPerRecordMax, blockMax, SEED);
    }
}
