package io.evenreach.frequency.policy;

/** Gives the policy in force. */
public interface Policies {

    /** What this process knows; at most a fraction of a second old. For decisions the ledger asks {@link #atLeast}. */
    PolicySnapshot current();

    /** A snapshot of this revision or a later one, read from the database where this process has an older one. */
    PolicySnapshot atLeast(long revision);

    /** The snapshot of just this revision, for explanations; it is kept for longer than they are. */
    PolicySnapshot at(long revision);
}
