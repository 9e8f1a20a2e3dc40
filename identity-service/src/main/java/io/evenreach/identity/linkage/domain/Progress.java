package io.evenreach.identity.linkage.domain;

/** Is told what a run has done, step by step. */
public interface Progress {

    /** What a run does. From {@link #M_ESTIMATED} to {@link #LEARNT} is done several times. */
    enum Step {
        /** It chose so many pairs. */
        BLOCKED,
        /** It compared so many pairs. */
        COMPARED,
        /** It compared so many random pairs. */
        SAMPLED,
        /** It estimated m, after so many iterations of expectation maximisation in all. */
        M_ESTIMATED,
        /** It estimated how many pairs are one person from so many pairs. */
        PRIOR_ESTIMATED,
        /** It found so many pairs that may be one person. */
        WEIGHED,
        /** It joined so many pairs of records. */
        JOINED,
        /** It counted anew who shares what, among so many persons. */
        LEARNT,
        /** It left so many pairs to people. */
        REVIEWED
    }

    void done(Step step, long count);
}
