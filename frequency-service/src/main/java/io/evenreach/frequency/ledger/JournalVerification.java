package io.evenreach.frequency.ledger;

import java.util.List;
import java.util.UUID;

/**
 * Folds the whole journal, holds each person's history against what is stored, byte by byte, and counts what became of each
 * grant.
 */
public interface JournalVerification {

    /** Only so many differences are named; all are counted. */
    int NAMED_MAX = 1_000;

    /** How a person's journal and stored history differ, or what is wrong with a grant of that person. */
    enum Kind {
        /** Of the same version, and other bytes. */
        OTHER_BYTES,
        /** The journal ends at another version than the stored one. */
        OTHER_VERSION,
        /** The journal leaves versions out, or has one twice. */
        HOLE_IN_JOURNAL,
        /** The journal tells of somebody of whom nothing is stored. */
        NOT_STORED,
        /** The journal does not tell of somebody of whom something is stored. */
        NOT_IN_JOURNAL,
        /** A grant that waited, or was shown, is with nobody any more, and was not erased. */
        GRANT_LOST,
        /** A grant is with two people. */
        GRANT_TWICE,
        /** A grant ended, and then ended otherwise or waited again. */
        GRANT_ENDED_TWICE
    }

    record Difference(UUID profileId, Kind kind) {}

    /**
     * The grants that the journal tells of, each once, whoever it moved to. Where nothing differs, {@code made} is the sum
     * of the others.
     *
     * @param released given back before; one that a long history forgot in the step that released it is told as expired
     *     once its time to live is over
     * @param expired given back after their time to live; also where that is not written down yet
     * @param live waiting for their exposure
     * @param erased gone with their person, however they had ended
     */
    record GrantCounts(long made, long confirmed, long released, long expired, long live, long erased) {}

    /**
     * What came of it.
     *
     * @param differences the first {@value #NAMED_MAX} of them: histories by profile id, then grants
     */
    record Findings(
            long entriesFolded,
            long profilesChecked,
            GrantCounts grants,
            long differenceCount,
            List<Difference> differences) {
        public Findings {
            differences = List.copyOf(differences);
        }
    }

    /** Is told now and then how far it is, by numbers that never fall. */
    @FunctionalInterface
    interface Progress {
        void at(long entriesFolded, long profilesChecked);
    }

    /**
     * Verifies one moment of the ledger, while decisions go on. Memory stays flat, whatever the journal's length; the
     * database needs temporary space of about the journal's size, and a short row for each grant.
     */
    Findings verify(Progress progress);
}
