package io.evenreach.identity.stitching.domain;

import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.identity.rules.Rules;
import io.evenreach.identity.stitching.domain.Absorption.Group;
import io.evenreach.identity.stitching.domain.StitchingStore.Known;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Takes a batch of sightings into the evidence and settles who owns what, with as little work as possible: what is clean
 * is joined, and only what is more than that is folded anew. Either way the outcome is that of {@link Fold}. Stateless.
 */
public final class Stitcher {

    private final Rules rules;

    public Stitcher(Rules rules) {
        this.rules = rules;
    }

    /**
     * What a batch came to.
     *
     * @param stitched one per sighting, in the order they were given
     * @param changes what was saved
     * @param refolded whether anything had to be folded anew
     */
    public record Outcome(List<Stitched> stitched, Changes changes, boolean refolded) {}

    /**
     * Stitches a batch.
     *
     * @param sightings evidence of one sighting each; every sighting is new
     */
    public Outcome stitch(StitchingStore store, List<Evidence> sightings) {
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
        refold.forEach(group -> settlement.refold(group, asked));
        settlement.holdWhatQuarantinedKeysWouldLink();
        store.save(settlement.changes());
        return new Outcome(
                sightings.stream().map(settlement::outcomeOf).toList(), settlement.changes(), !refold.isEmpty());
    }

    /** Changes the evidence by hand, with nobody else at work, and settles what follows. */
    public Changes amend(StitchingStore store, Amendment amendment) {
        Changes changes = new Rework(rules, store, amendment).changes();
        store.save(changes);
        return changes;
    }
}
