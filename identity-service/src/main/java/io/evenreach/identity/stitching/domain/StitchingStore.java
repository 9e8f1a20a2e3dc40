package io.evenreach.identity.stitching.domain;

import io.evenreach.identifiers.IdentifierKey;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Where evidence and what follows from it are kept. All calls of one stitching belong to one transaction. */
public interface StitchingStore {

    /**
     * Locks what these keys belong to, and reads it as it is under the lock.
     *
     * @throws ConcurrentStitching where something moved while the locks were being taken
     */
    Known lock(Set<IdentifierKey> keys, Set<UUID> evidenceIds);

    /** Every key of these components, which must be locked. */
    List<KnownKey> members(Set<Long> componentIds);

    /** Everything a refold of these components needs; they must be locked. */
    Contents contents(Set<Long> componentIds);

    /** @throws ConcurrentStitching where somebody else wrote one of the new rows first */
    void save(Changes changes);

    /** An id that no component has. */
    long newComponentId();

    /** What is known under the lock; keys, components and evidence never seen are absent. */
    record Known(Map<IdentifierKey, KnownKey> keys, Map<Long, Component> components, Map<UUID, Evidence> evidence) {}

    /**
     * The whole of some components.
     *
     * @param evidence everything that mentions one of the keys
     */
    record Contents(List<KnownKey> keys, Collection<Evidence> evidence, Map<IdentifierKey, Timeline> timelines) {}

    /** Somebody else got there first: nothing is lost by rolling back and starting again. */
    final class ConcurrentStitching extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public ConcurrentStitching(String what) {
            super(what);
        }
    }
}
