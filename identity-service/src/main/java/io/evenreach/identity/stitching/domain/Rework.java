package io.evenreach.identity.stitching.domain;

import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.identity.rules.Rules;
import io.evenreach.identity.stitching.domain.Refold.Member;
import io.evenreach.identity.stitching.domain.Refold.Subject;
import io.evenreach.identity.stitching.domain.StitchingStore.Contents;
import io.evenreach.identity.stitching.domain.StitchingStore.Known;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Folds anew whatever an amendment reaches: the components of the keys it is about, and where a key is no longer seen
 * with too many persons, everything it connects again. For one amendment, with nobody else at work.
 */
final class Rework {

    private static final int PAGE_ROWS = 1_000;

    private final Rules rules;
    private final StitchingStore store;
    private final Amendment amendment;
    private final Changes changes = new Changes();

    private final Set<IdentifierKey> reached = new LinkedHashSet<>();
    private final Set<IdentifierKey> released = new HashSet<>();
    private final Set<IdentifierKey> judged = new HashSet<>();

    Rework(Rules rules, StitchingStore store, Amendment amendment) {
        this.rules = rules;
        this.store = store;
        this.amendment = amendment;
        reached.addAll(amendment.concerned());
    }

    Changes changes() {
        Known known = reach();
        Set<IdentifierKey> folded = new HashSet<>(reached);
        folded.removeIf(key -> {
            KnownKey row = known.keys().get(key);
            return row == null || (row.quarantined() && !released.contains(key));
        });
        Contents contents = store.contents(known.components().keySet(), folded);
        Map<IdentifierKey, Member> members = new LinkedHashMap<>();
        contents.keys()
                .forEach(key -> members.put(
                        key.id().key(),
                        new Member(
                                key.id(),
                                key.dataSetId(),
                                key,
                                contents.timelines().getOrDefault(key.id().key(), Timeline.NONE),
                                null)));
        Map<UUID, Evidence> evidence = amendment.amend(contents.evidence(), members.keySet());
        Set<IdentifierKey> quarantined = new HashSet<>();
        evidence.values().forEach(each -> each.keys().forEach(key -> quarantined.add(key.key())));
        quarantined.removeAll(members.keySet());
        new Refold(rules, store, changes)
                .of(
                        new Subject(
                                members,
                                known.components(),
                                evidence.values(),
                                Refold.firstSightings(evidence.values()),
                                quarantined,
                                amendment.amend(contents.decisions())),
                        Set.of());
        note(known.evidence());
        return changes;
    }

    /** Everything that the amendment reaches, locked. */
    private Known reach() {
        Set<UUID> evidenceIds = new HashSet<>(amendment.removed());
        amendment.written().forEach(each -> evidenceIds.add(each.id()));
        while (true) {
            Known known = store.lock(reached, evidenceIds);
            boolean grown = false;
            for (IdentifierKey key : amendment.concerned()) {
                KnownKey row = known.keys().get(key);
                if (row != null && row.quarantined() && judged.add(key)) {
                    grown |= release(row);
                }
            }
            if (!grown) {
                return known;
            }
        }
    }

    /** Releases a key that is no longer seen with too many persons. */
    private boolean release(KnownKey key) {
        Neighbours seenWith = Neighbours.NONE;
        Set<IdentifierKey> connects = new HashSet<>();
        int personsMax = rules.of(key.id().type()).personsPerKeyMax();
        UUID last = null;
        while (true) {
            List<Evidence> page = store.mentioning(key.id().key(), last, PAGE_ROWS);
            for (Evidence each : amended(page, key, last)) {
                seenWith = seenWith.seenWith(rules, key.id(), each.keys());
                each.keys().forEach(other -> connects.add(other.key()));
            }
            if (seenWith.degree() > personsMax) {
                return false;
            }
            if (page.size() < PAGE_ROWS) {
                break;
            }
            last = page.getLast().id();
        }
        released.add(key.id().key());
        return reached.addAll(connects);
    }

    private Iterable<Evidence> amended(List<Evidence> page, KnownKey key, @Nullable UUID last) {
        Set<IdentifierKey> written = last == null ? Set.of(key.id().key()) : Set.of();
        Map<UUID, Evidence> after = new HashMap<>(amendment.amend(page, written));
        return after.values();
    }

    private void note(Map<UUID, Evidence> before) {
        changes.goneEvidence().addAll(amendment.removed());
        changes.refoldedEvidence().addAll(amendment.removed());
        amendment
                .written()
                .forEach(each ->
                        (before.containsKey(each.id()) ? changes.changedEvidence() : changes.newEvidence()).add(each));
        changes.newCuts().addAll(amendment.cuts());
        changes.goneCuts().addAll(amendment.healed());
        changes.erasures().putAll(amendment.erased());
    }
}
