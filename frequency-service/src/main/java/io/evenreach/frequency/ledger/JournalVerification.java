package io.evenreach.frequency.ledger;

import java.util.List;
import java.util.UUID;

/** Folds the whole journal and holds each person's history against what is stored, byte by byte. */
public interface JournalVerification {

    /** Only so many differences are named; all are counted. */
    int NAMED_MAX = 1_000;

    /** How a person's journal and stored history differ. */
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
        NOT_IN_JOURNAL
    }

    record Difference(UUID profileId, Kind kind) {}

    /**
     * What came of it.
     *
     * @param differences the first {@value #NAMED_MAX} of them, by profile id
     */
    record Findings(long entriesFolded, long profilesChecked, long differenceCount, List<Difference> differences) {
        public Findings {
            differences = List.copyOf(differences);
        }
    }

    /** Is told now and then how far it is, by numbers that only rise. */
    @FunctionalInterface
    interface Progress {
        void at(long entriesFolded, long profilesChecked);
    }

    /**
     * Verifies one moment of the ledger, while decisions go on. Memory stays flat, whatever the journal's length; the
     * database needs temporary space of about the journal's size.
     */
    Findings verify(Progress progress);
}
