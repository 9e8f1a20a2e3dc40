package io.evenreach.identity.linkage.domain;

/**
 * Bounds and thresholds of a run.
 *
 * @param linkProbability records are one person where it is at least this probable
 * @param reviewProbability pairs below the link and at least this probable are for people to look at
 * @param pairsMin so many pairs may always be compared
 * @param pairsPerRecordMax of many records, so many pairs each, which is what bounds time and memory
 * @param blockMax records that share a code with more others than this are not compared for that code
 * @param seed of the random pairs
 */
public record LinkageOptions(
        double linkProbability,
        double reviewProbability,
        long pairsMin,
        int pairsPerRecordMax,
        int blockMax,
        long seed) {

    public LinkageOptions {
        if (!(reviewProbability > 0 && reviewProbability <= linkProbability && linkProbability < 1)) {
            throw new IllegalArgumentException("0 < reviewProbability <= linkProbability < 1");
        }
        if (pairsMin < 1 || pairsPerRecordMax < 1 || blockMax < 2) {
            throw new IllegalArgumentException("there must be something to compare");
        }
    }

    public static LinkageOptions defaults() {
        return new LinkageOptions(0.95, 0.2, 1_000_000, 20, 300, 1);
    }

    long pairsMax(int records) {
        return Math.max(pairsMin, (long) pairsPerRecordMax * records);
    }
}
