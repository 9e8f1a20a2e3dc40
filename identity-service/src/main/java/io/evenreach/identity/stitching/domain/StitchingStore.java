package io.evenreach.identity.stitching.domain;

import io.evenreach.identifiers.IdentifierKey;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

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

    /**
     * Everything a refold of these components needs; they must be locked.
     *
     * @param others keys of no component that are folded with them
     */
    Contents contents(Set<Long> componentIds, Set<IdentifierKey> others);

    /**
     * Evidence that mentions a key, in the order of its ids.
     *
     * @param after null for the first of them
     */
    List<Evidence> mentioning(IdentifierKey key, @Nullable UUID after, int limit);

    /** What folding components together is reckoned to take of the heap, without reading them. */
    long heapBytes(Set<Long> componentIds);

    /** @throws ConcurrentStitching where somebody else wrote one of the new rows first */
    void save(Changes changes);

    /** An id that no component has. */
    long newComponentId();

    /**
     * What is known under the lock; keys, components and evidence never seen are absent.
     *
     * @param decided keys about whose owners somebody decided: what they belong to is always folded
     * @param releases those of the keys
     */
    record Known(
            Map<IdentifierKey, KnownKey> keys,
            Map<Long, Component> components,
            Map<UUID, Evidence> evidence,
            Set<IdentifierKey> decided,
            List<Release> releases) {}

    /**
     * The whole of some components.
     *
     * @param keys the members of the components, and what is known of the others
     * @param evidence everything that mentions one of the keys
     * @param componentOf the component that each evidence belongs to
     * @param decisions those about the keys and the others
     */
    record Contents(
            List<KnownKey> keys,
            Collection<Evidence> evidence,
            Map<UUID, Long> componentOf,
            Map<IdentifierKey, Timeline> timelines,
            Decisions decisions) {}

    /** Somebody else got there first: nothing is lost by rolling back and starting again. */
    final class ConcurrentStitching extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public ConcurrentStitching(String what) {
            super(what);
        }
    }
}
