package io.evenreach.identity.linkage.domain;

import java.util.Optional;

/**
 * Bounds and thresholds of a run.
 *
 * @param linkProbability two records are one person where it is at least this probable; groups need as many times the
 *     odds as their join makes pairs
 * @param expectedPrecision and where so many of the pairs of records that become one person are expected to be right; the
 *     probability is raised until they are. Fields depend on each other in more ways than the model knows, so that about
 *     two to five times as many are wrong as expected.
 * @param reviewProbability pairs below the link and at least this probable are for people to look at
 * @param pairsMin so many pairs may always be compared
 * @param pairsPerRecordMax of many records, so many pairs each, which is what bounds time and memory
 * @param blockMax records that share a code with more others than this are not compared for that code
 * @param seed of the random pairs
 */
public record LinkageOptions(
        double linkProbability,
        double expectedPrecision,
        double reviewProbability,
        long pairsMin,
        int pairsPerRecordMax,
        int blockMax,
        long seed) {

    private static final long BYTES_PER_RECORD = 640;
    private static final long BYTES_PER_PAIR = 48;
    private static final long BYTES_FOR_OTHERS = 96L << 20;

    public LinkageOptions {
        if (!(reviewProbability > 0 && reviewProbability <= linkProbability && linkProbability < 1)) {
            throw new IllegalArgumentException("0 < reviewProbability <= linkProbability < 1");
        }
        if (!(expectedPrecision >= 0 && expectedPrecision < 1)) {
            throw new IllegalArgumentException("0 <= expectedPrecision < 1");
        }
        if (pairsMin < 1 || pairsPerRecordMax < 1 || blockMax < 2) {
            throw new IllegalArgumentException("there must be something to compare");
        }
    }

    public static LinkageOptions defaults() {
        return new LinkageOptions(0.5, 0.995, 0.2, 1_000_000, 20, 300, 1);
    }

    long pairsMax(int records) {
        return Math.max(pairsMin, (long) pairsPerRecordMax * records);
    }

    /**
     * Why a run over so many records cannot be done, by count of the arrays and texts that it keeps.
     *
     * @param heapBytes the most that this process may have
     * @return for people; empty where there is memory enough
     */
    public Optional<String> refusal(int records, long heapBytes) {
        long pairs = Math.min(pairsMax(records), (long) records * records / 2);
        long needed =
                BYTES_FOR_OTHERS + records * BYTES_PER_RECORD + pairs * BYTES_PER_PAIR + GroupEvidence.bytes(records);
        return needed <= heapBytes
                ? Optional.empty()
                : Optional.of(("A run over %d records needs a heap of about %d MB, and this process has %d MB. Give it"
                                + " more, or link one source after the other.")
                        .formatted(records, needed >> 20, heapBytes >> 20));
    }
}
