package io.evenreach.frequency.ledger;

/** What happened to one touch of one person in one step of the journal. */
public sealed interface TouchChange {

    long touchId();

    /** The touch is this person's and now looks like this; it replaces what had the same id. */
    record Put(Touch touch) implements TouchChange {
        @Override
        public long touchId() {
            return touch.touchId();
        }
    }

    /** Like {@link Put} for whoever counts; the touch is now kept in the archive and no longer in the hot history. */
    record Archived(Touch touch) implements TouchChange {
        @Override
        public long touchId() {
            return touch.touchId();
        }
    }

    /** The touch is no longer this person's: it moved with its identifier, or was a dead grant that was forgotten. */
    record Removed(long touchId) implements TouchChange {}
}
