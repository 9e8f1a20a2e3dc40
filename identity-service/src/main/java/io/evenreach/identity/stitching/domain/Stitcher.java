package io.evenreach.identity.stitching.domain;

import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.identifiers.Strength;
import io.evenreach.identity.rules.Rules;
import io.evenreach.identity.stitching.domain.Absorption.Group;
import io.evenreach.identity.stitching.domain.StitchingStore.Contents;
import io.evenreach.identity.stitching.domain.StitchingStore.Known;
import io.evenreach.identity.vocabulary.Purpose;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Takes a batch of sightings into the evidence and settles who owns what, with as little work as possible: what is clean
 * is joined, and only what is more than that is folded anew. Either way the outcome is that of {@link Fold}. Stateless.
 */
public final class Stitcher {

    private final Rules rules;
    private final int refoldRowsMax;
    private final long refoldBytesMax;

    /** One that folds at once however much it is. */
    public Stitcher(Rules rules) {
        this(rules, Integer.MAX_VALUE);
    }

    /** @param refoldRowsMax of people with more rows of evidence than this, folding is left to the background */
    public Stitcher(Rules rules, int refoldRowsMax) {
        this(rules, refoldRowsMax, Long.MAX_VALUE);
    }

    /** @param refoldBytesMax nor are people folded at once whose evidence is reckoned to take more of the heap than this */
    public Stitcher(Rules rules, int refoldRowsMax, long refoldBytesMax) {
        this.rules = rules;
        this.refoldRowsMax = refoldRowsMax;
        this.refoldBytesMax = refoldBytesMax;
    }

    /** Whether so many rows of some components may be too heavy to be folded, which is reckoned before any is read. */
    static boolean isTooHeavy(StitchingStore store, Set<Long> componentIds, long rows, long bytesMax) {
        return rows > bytesMax / Component.HEAP_BYTES_PER_ROW_MAX && store.heapBytes(componentIds) > bytesMax;
    }

    /**
     * What a batch came to.
     *
     * @param stitched one per sighting, in the order they were given
     * @param changes what was saved
     * @param refolded whether anything had to be folded anew
     * @param folded components that were, or were left to the background, and would have to be again for more of them
     */
    public record Outcome(List<Stitched> stitched, Changes changes, boolean refolded, Set<Long> folded) {}

    /**
     * Stitches a batch.
     *
     * @param sightings evidence of one sighting each; every sighting is new
     */
    public Outcome stitch(StitchingStore store, List<Evidence> sightings) {
        return stitch(store, sightings, Set.of());
    }

    /**
     * Stitches a part of a batch.
     *
     * @param foldedBefore components that were folded for the parts before, and are not folded again for every other part
     */
    public Outcome stitch(StitchingStore store, List<Evidence> sightings, Set<Long> foldedBefore) {
        Set<IdentifierKey> keys = new LinkedHashSet<>();
        Set<UUID> evidenceIds = new LinkedHashSet<>();
        for (Evidence each : sightings) {
            evidenceIds.add(each.id());
            each.keys().forEach(key -> keys.add(key.key()));
        }
        Known known = store.lock(keys, evidenceIds);
        Absorption absorption = new Absorption(rules, known);
        sightings.forEach(absorption::add);

        List<Group> clean = new ArrayList<>();
        List<Group> refold = new ArrayList<>();
        absorption.groups().forEach(group -> (group.refold ? refold : clean).add(group));

        Settlement settlement = new Settlement(rules, store, known, absorption);
        settlement.join(clean);
        Set<SightingRef> asked = new HashSet<>();
        for (Evidence each : sightings) {
            asked.add(new SightingRef(each.id(), each.sightings().kept().getFirst()));
        }
        Set<Long> folded = new HashSet<>(foldedBefore);
        for (Group group : refold) {
            folded.addAll(group.components);
            if (group.evidenceRows > refoldRowsMax
                    || !Collections.disjoint(group.components, foldedBefore)
                    || isTooHeavy(store, group.components, group.evidenceRows, refoldBytesMax)) {
                settlement.defer(group);
            } else {
                settlement.refold(group, asked);
            }
        }
        settlement.placeNewEvidence();
        settlement.holdWhatQuarantinedKeysWouldLink();
        store.save(settlement.changes());
        Stream.concat(settlement.changes().newComponents().stream(), settlement.changes().changedComponents().stream())
                .filter(component -> !component.clean())
                .forEach(component -> folded.add(component.id()));
        return new Outcome(
                sightings.stream().map(settlement::outcomeOf).toList(),
                settlement.changes(),
                !refold.isEmpty(),
                folded);
    }

    /** Changes the evidence by hand, with nobody else at work, and settles what follows or leaves that to the background. */
    public Reworked amend(StitchingStore store, Amendment amendment) {
        Reworked reworked = amended(store, amendment);
        store.save(reworked.changes());
        return reworked;
    }

    /** What an amendment changes; it saves nothing. */
    public Reworked amended(StitchingStore store, Amendment amendment) {
        return new Rework(rules, store, amendment, Rework.Judge.CONCERNED, refoldRowsMax, refoldBytesMax).run();
    }

    /**
     * Folds anew what belongs to some keys, because the rules are others now or because it was left to the background; it
     * saves nothing.
     *
     * @param keys quarantined keys, which may link again under these rules together with all that is seen with what they
     *     link; or one key of each component that is settled by other rules, or was left to the background, or a quarantined
     *     key that was
     * @param quarantined whether the rules are others, so that whatever else these keys are seen with may link again too
     */
    public Reworked rework(StitchingStore store, Set<IdentifierKey> keys, boolean quarantined) {
        return new Rework(
                        rules,
                        store,
                        Amendment.none(keys),
                        quarantined ? Rework.Judge.REACHED : Rework.Judge.CONCERNED,
                        refoldRowsMax,
                        refoldBytesMax)
                .run();
    }

    /**
     * Says of keys of undetermined components that they are nobody's until the background settled them; it saves nothing.
     *
     * @param timelines who owns them
     */
    public Changes undetermined(StitchingStore store, List<KnownKey> keys, Map<IdentifierKey, Timeline> timelines) {
        Changes changes = new Changes();
        for (KnownKey key : keys) {
            Timeline owned = timelines.getOrDefault(key.id().key(), Timeline.NONE);
            replace(store, key, owned, owned.nobodys(), changes);
        }
        return changes;
    }

    /**
     * Says of keys that a withdrawal is about that they are withdrawn, before the background settled what else follows from
     * it; it saves nothing.
     *
     * @param timelines who owns them
     */
    public Changes withdrawn(
            StitchingStore store,
            Collection<KnownKey> keys,
            Map<IdentifierKey, Timeline> timelines,
            Withdrawal withdrawal) {
        Changes changes = new Changes();
        for (KnownKey key : keys) {
            Timeline owned = timelines.getOrDefault(key.id().key(), Timeline.NONE);
            Timeline now = owned.nobodys();
            for (Span span : withdrawal.spans()) {
                if (span.key().equals(key.id().key()) && span.to().equals(Tenure.OPEN)) {
                    now = now.withdrawn(span.purpose(), withdrawal.at());
                }
            }
            replace(store, key, owned, now, changes);
        }
        return changes;
    }

    private void replace(StitchingStore store, KnownKey key, Timeline owned, Timeline now, Changes changes) {
        if (!owned.equals(now)) {
            KnownKey after = key.told();
            changes.changedKeys().add(after);
            changes.replacedTimelines().put(key.id().key(), new Changes.Versioned(now, after.version()));
            new Refold(rules, store, changes).tell(key.id(), key.dataSetId(), owned, now, after.version());
        }
    }

    /** @param bridge a step of the path without which they would be two people's; null where no single one is */
    public record Explained(
            Explanation explanation, @Nullable UUID bridge) {}

    /** Explains why two keys are one person's for a purpose, or why not; it saves nothing. */
    public Explained explain(StitchingStore store, IdentifierKey a, IdentifierKey b, Purpose purpose) {
        return explain(store, a, b, purpose, Strength.COOKIE);
    }

    /** The same, by identifiers of this strength and stronger only. */
    public Explained explain(
            StitchingStore store, IdentifierKey a, IdentifierKey b, Purpose purpose, Strength weakest) {
        Set<IdentifierKey> others = new HashSet<>(List.of(a, b));
        Known known = store.lock(others, Set.of());
        others.removeIf(key -> isQuarantined(known, key));
        Contents contents = store.contents(known.components().keySet(), others);
        Set<IdentifierKey> quarantined = new HashSet<>();
        contents.evidence().forEach(each -> each.keys().forEach(key -> quarantined.add(key.key())));
        quarantined.addAll(known.keys().keySet());
        contents.keys().forEach(key -> quarantined.remove(key.id().key()));
        Explanation explanation = new Explainer(rules, purpose, contents.evidence(), quarantined, contents.decisions())
                .explain(a, b, weakest);
        return new Explained(
                explanation,
                switch (explanation) {
                    case Explanation.Together together -> bridge(store, contents, together, a, b, purpose);
                    case Explanation.Apart apart -> null;
                });
    }

    private static boolean isQuarantined(Known known, IdentifierKey key) {
        KnownKey row = known.keys().get(key);
        return row != null && row.quarantined();
    }

    /** Every bridge is on every path, so the shortest one has it; whether a step is one, its removal tells. */
    private @Nullable UUID bridge(
            StitchingStore store,
            Contents contents,
            Explanation.Together together,
            IdentifierKey a,
            IdentifierKey b,
            Purpose purpose) {
        Map<UUID, Evidence> steps = new LinkedHashMap<>();
        together.path().forEach(step -> steps.put(step.evidence().id(), step.evidence()));
        for (Evidence step : steps.values()) {
            Changes without = new Rework(rules, store, Amendment.removing(step), Rework.Judge.CONCERNED).changes();
            UUID one = ownerNow(without, contents, a, purpose);
            if (one == null || !one.equals(ownerNow(without, contents, b, purpose))) {
                return step.id();
            }
        }
        return null;
    }

    private static @Nullable UUID ownerNow(Changes changes, Contents contents, IdentifierKey key, Purpose purpose) {
        Changes.Versioned changed = changes.replacedTimelines().get(key);
        Timeline timeline =
                changed == null ? contents.timelines().getOrDefault(key, Timeline.NONE) : changed.timeline();
        List<Tenure> tenures = timeline.of(purpose);
        return tenures.isEmpty() || !tenures.getLast().isNow()
                ? null
                : tenures.getLast().profileId();
    }
}
