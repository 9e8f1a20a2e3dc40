package io.evenreach.identity.linkage.domain;

import java.util.List;

/**
 * What a run has found.
 *
 * @param personOf for each row one row of its person
 * @param links the pairs for which records were joined; a tree for each person
 * @param review the best pair of each two persons who may be one
 * @param figures how it went
 * @param parameters for the next run
 */
public record Linked(
        int[] personOf, List<ScoredPair> links, List<ScoredPair> review, Figures figures, Parameters parameters) {

    /**
     * How a run went.
     *
     * @param pairsLinked pairs of records that became one person
     * @param expectedPrecision share of them that is expected to be right
     * @param expectedRecall share of the pairs of one person among those compared that is expected to be linked; what
     *     blocking left out is not in it
     * @param iterations of expectation maximisation
     */
    public record Figures(
            int records,
            int newRecords,
            long pairsCompared,
            long pairsLinked,
            int pairsInReview,
            int persons,
            double expectedPrecision,
            double expectedRecall,
            int iterations) {}

    /**
     * Two rows and what speaks for and against their being one person.
     *
     * @param probability that they are, given all records of both persons at the time
     * @param evidence what the two records say themselves, field by field
     */
    public record ScoredPair(int first, int second, double probability, List<FieldEvidence> evidence) {}

    /**
     * What a field says.
     *
     * @param level 1 for different, more for better agreement
     * @param bits log2 of how many times more probable this is for one person than for two
     */
    public record FieldEvidence(String field, int level, boolean exact, double bits) {}
}
