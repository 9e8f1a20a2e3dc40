package io.evenreach.identity.stitching.domain;

import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.identity.vocabulary.Purpose;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What one stitching writes, collected first and written as sets. Mutable while it is being collected. */
public final class Changes {

    /** The tenures of a key with the version they appear under. */
    public record Versioned(Timeline timeline, long version) {}

    /** A link that is refused as things stand. */
    public record Held(UUID evidenceId, Purpose purpose, IdentifierKey key, Verdict reason) {}

    /** A key that was seen with more persons than its type allows. */
    public record Quarantine(IdentifierKey key, int degree, int personsMax, long rulesVersion) {}

    /**
     * What readers of the feed are told.
     *
     * @param before the owner before; null at a birth
     * @param after the owner now; null where the tenure is no more or the key is nobody's
     * @param quarantined whether the key identifies nobody in this span
     * @param withdrawn whether the purpose was withdrawn for the key; {@code firstSeenAt} says when
     * @param erased whether whoever had it in this span was erased
     */
    public record Move(
            TypedKey key,
            @Nullable String dataSetId,
            Purpose purpose,
            Instant from,
            Instant to,
            @Nullable UUID before,
            @Nullable UUID after,
            long version,
            Instant firstSeenAt,
            boolean quarantined,
            boolean withdrawn,
            boolean erased) {}

    private final List<KnownKey> newKeys = new ArrayList<>();
    private final List<KnownKey> changedKeys = new ArrayList<>();
    private final List<Component> newComponents = new ArrayList<>();
    private final List<Component> changedComponents = new ArrayList<>();
    private final Set<Long> goneComponents = new HashSet<>();
    private final List<Evidence> newEvidence = new ArrayList<>();
    private final List<Evidence> changedEvidence = new ArrayList<>();
    private final Map<UUID, Long> componentOfEvidence = new HashMap<>();
    private final Map<Long, Long> mergedComponents = new HashMap<>();
    private final Map<IdentifierKey, Versioned> newTimelines = new HashMap<>();
    private final Map<IdentifierKey, Versioned> amendedTimelines = new HashMap<>();
    private final Map<IdentifierKey, Versioned> replacedTimelines = new HashMap<>();
    private final Set<UUID> refoldedEvidence = new HashSet<>();
    private final Set<Held> held = new HashSet<>();
    private final List<Quarantine> quarantines = new ArrayList<>();
    private final List<Move> moves = new ArrayList<>();
    private final Set<UUID> goneEvidence = new HashSet<>();
    private final Set<IdentifierKey> released = new HashSet<>();
    private final List<Cut> newCuts = new ArrayList<>();
    private final List<Withdrawal> newWithdrawals = new ArrayList<>();
    private final List<Release> newReleases = new ArrayList<>();
    private final Set<UUID> goneDecisions = new HashSet<>();
    private final Map<IdentifierKey, Instant> erasures = new HashMap<>();
    private final List<Vacancy> vacated = new ArrayList<>();
    private final Map<UUID, Founding> foundings = new HashMap<>();
    private final Set<IdentifierKey> due = new HashSet<>();

    public List<KnownKey> newKeys() {
        return newKeys;
    }

    public List<KnownKey> changedKeys() {
        return changedKeys;
    }

    public List<Component> newComponents() {
        return newComponents;
    }

    public List<Component> changedComponents() {
        return changedComponents;
    }

    public Set<Long> goneComponents() {
        return goneComponents;
    }

    public List<Evidence> newEvidence() {
        return newEvidence;
    }

    public List<Evidence> changedEvidence() {
        return changedEvidence;
    }

    /**
     * The components of evidence that is new or belongs to another one now: that of all its keys which are not quarantined,
     * {@link KnownKey#NO_COMPONENT} where it has no such key.
     */
    public Map<UUID, Long> componentOfEvidence() {
        return componentOfEvidence;
    }

    /** Components all of whose evidence belongs to another one now. */
    public Map<Long, Long> mergedComponents() {
        return mergedComponents;
    }

    /** Tenures of keys that had none. */
    public Map<IdentifierKey, Versioned> newTimelines() {
        return newTimelines;
    }

    /** Tenures of keys that had one for all of time and every purpose, and still have. */
    public Map<IdentifierKey, Versioned> amendedTimelines() {
        return amendedTimelines;
    }

    /** Tenures that replace whatever a key had. */
    public Map<IdentifierKey, Versioned> replacedTimelines() {
        return replacedTimelines;
    }

    /** Evidence whose held links are decided anew; what was held before is forgotten. */
    public Set<UUID> refoldedEvidence() {
        return refoldedEvidence;
    }

    public Set<Held> held() {
        return held;
    }

    public List<Quarantine> quarantines() {
        return quarantines;
    }

    public List<Move> moves() {
        return moves;
    }

    public Set<UUID> goneEvidence() {
        return goneEvidence;
    }

    /** Keys that were quarantined and are not any more. */
    public Set<IdentifierKey> released() {
        return released;
    }

    public List<Cut> newCuts() {
        return newCuts;
    }

    public List<Withdrawal> newWithdrawals() {
        return newWithdrawals;
    }

    public List<Release> newReleases() {
        return newReleases;
    }

    /** Splits, withdrawals and releases that hold no longer. */
    public Set<UUID> goneDecisions() {
        return goneDecisions;
    }

    /** Keys that were erased, and when. */
    public Map<IdentifierKey, Instant> erasures() {
        return erasures;
    }

    /** When somebody who was erased had keys that others have or had too. */
    public List<Vacancy> vacated() {
        return vacated;
    }

    /** Quarantined keys of which the background has to decide whether they stay so. */
    public Set<IdentifierKey> due() {
        return due;
    }

    /** What founded the profiles that no identifier of their own founded. */
    public Map<UUID, Founding> foundings() {
        return foundings;
    }
}
