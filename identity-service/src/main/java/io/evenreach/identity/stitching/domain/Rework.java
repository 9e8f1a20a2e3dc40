package io.evenreach.identity.stitching.domain;

import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.identity.rules.Rules;
import io.evenreach.identity.stitching.domain.Changes.Quarantine;
import io.evenreach.identity.stitching.domain.Refold.Member;
import io.evenreach.identity.stitching.domain.Refold.Subject;
import io.evenreach.identity.stitching.domain.StitchingStore.Contents;
import io.evenreach.identity.stitching.domain.StitchingStore.Known;
import io.evenreach.identity.vocabulary.Purpose;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Folds anew whatever an amendment reaches: the components of the keys it is about, and where a key is no longer seen
 * with too many persons, everything it connects again. For one amendment, with nobody else at work.
 */
final class Rework {

    /** Which quarantined keys may be shared by too many no longer. */
    enum Judge {
        /** Those that the amendment is about. */
        CONCERNED,
        /** Those that anything it reaches is seen with: the rules are others. */
        REACHED
    }

    private static final int PAGE_ROWS = 1_000;

    private final Rules rules;
    private final StitchingStore store;
    private final Amendment amendment;
    private final Judge judge;
    private final int rowsMax;
    private final long bytesMax;
    private final Changes changes = new Changes();

    private final Set<IdentifierKey> reached = new LinkedHashSet<>();
    private final Set<IdentifierKey> released = new HashSet<>();
    private final Set<IdentifierKey> judged = new HashSet<>();
    private final Set<Release> releases = new HashSet<>();
    private boolean tooMuch;

    /** One that folds at once however much it is. */
    Rework(Rules rules, StitchingStore store, Amendment amendment, Judge judge) {
        this(rules, store, amendment, judge, Integer.MAX_VALUE, Long.MAX_VALUE);
    }

    /**
     * @param rowsMax where it reaches more rows of evidence than this, folding is left to the background
     * @param bytesMax the same where they are reckoned to take more of the heap than this
     */
    Rework(Rules rules, StitchingStore store, Amendment amendment, Judge judge, int rowsMax, long bytesMax) {
        this.judge = judge;
        this.rowsMax = rowsMax;
        this.bytesMax = bytesMax;
        this.rules = rules;
        this.store = store;
        this.amendment = amendment;
        reached.addAll(amendment.concerned());
        releases.addAll(amendment.releases());
    }

    Changes changes() {
        return run().changes();
    }

    Reworked run() {
        Known known = reach();
        return tooMuch ? defer(known) : fold(known);
    }

    /**
     * Takes the amendment into the evidence and leaves what follows from it to the background: nobody knows until then who
     * owns what it reaches.
     */
    private Reworked defer(Known known) {
        changes.quarantines().clear();
        note(known.evidence());
        known.components().values().stream()
                .filter(component -> !component.isUndetermined())
                .forEach(component -> changes.changedComponents().add(component.undetermined()));
        doubtful(known).stream()
                .filter(KnownKey::quarantined)
                .forEach(key -> changes.due().add(key.id().key()));
        return new Reworked(changes, known.components().keySet(), Set.copyOf(judged), Map.of(), true);
    }

    private Reworked fold(Known known) {
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
        new Refold(rules, store, changes, amendment.erased().keySet(), amendment.vacated())
                .of(
                        new Subject(
                                members,
                                known.components(),
                                evidence.values(),
                                contents.componentOf(),
                                Refold.firstSightings(evidence.values()),
                                quarantined,
                                amendment.amend(contents.decisions())),
                        Set.of());
        note(known.evidence());
        return new Reworked(changes, known.components().keySet(), Set.copyOf(judged), flows(members.values()), false);
    }

    /** Who owned what before, and who does now. */
    private Map<Flow, Integer> flows(Iterable<Member> members) {
        Map<Flow, Integer> flows = new HashMap<>();
        for (Member member : members) {
            Changes.Versioned changed =
                    changes.replacedTimelines().get(member.id().key());
            Timeline now = changed == null ? member.old() : changed.timeline();
            for (Purpose purpose : Purpose.values()) {
                Set<Flow> ofKey = new HashSet<>();
                for (Tenure tenure : now.of(purpose)) {
                    UUID before = member.old()
                            .at(purpose, tenure.firstSeenAt())
                            .map(Tenure::profileId)
                            .orElse(null);
                    ofKey.add(new Flow(purpose, before, tenure.profileId()));
                }
                for (Tenure tenure : member.old().of(purpose)) {
                    UUID after = now.at(purpose, tenure.firstSeenAt())
                            .map(Tenure::profileId)
                            .orElse(null);
                    ofKey.add(new Flow(purpose, tenure.profileId(), after));
                }
                ofKey.forEach(flow -> flows.merge(flow, 1, Integer::sum));
            }
        }
        return flows;
    }

    /** Everything that the amendment reaches, locked; or as much of it as is too much to be folded at once. */
    private Known reach() {
        Set<UUID> evidenceIds = new HashSet<>(amendment.removed());
        amendment.written().forEach(each -> evidenceIds.add(each.id()));
        while (true) {
            Known known = lock(reached, evidenceIds);
            boolean grown = false;
            long rows = rows(known);
            tooMuch |= rows > rowsMax
                    || Stitcher.isTooHeavy(store, known.components().keySet(), rows, bytesMax);
            if (tooMuch) {
                return known;
            }
            for (KnownKey key : doubtful(known)) {
                if (key.quarantined() && judged.add(key.id().key())) {
                    grown |= release(key);
                }
            }
            if (!grown) {
                return known;
            }
        }
    }

    private static long rows(Known known) {
        return known.components().values().stream()
                .mapToLong(Component::evidenceRows)
                .sum();
    }

    private Collection<KnownKey> doubtful(Known known) {
        if (judge == Judge.CONCERNED || tooMuch) {
            return amendment.concerned().stream()
                    .map(known.keys()::get)
                    .filter(Objects::nonNull)
                    .toList();
        }
        Set<IdentifierKey> mentioned = new HashSet<>(reached);
        store.contents(known.components().keySet(), Set.of())
                .evidence()
                .forEach(each -> each.keys().forEach(key -> mentioned.add(key.key())));
        mentioned.removeAll(judged);
        return lock(mentioned, Set.of()).keys().values();
    }

    private Known lock(Set<IdentifierKey> keys, Set<UUID> evidenceIds) {
        Known known = store.lock(keys, evidenceIds);
        known.releases().stream()
                .filter(release -> !amendment.takenBack().contains(release.id()))
                .forEach(releases::add);
        return known;
    }

    /** Releases a key that is no longer seen with too many persons. */
    private boolean release(KnownKey key) {
        Neighbours seenWith = Neighbours.NONE;
        Set<IdentifierKey> connects = new HashSet<>();
        int personsMax = Release.personsMax(rules, key.id(), releases);
        Duration window = rules.of(key.id().type()).personsPerKeyWindow();
        Meetings meetings = new Meetings(key.id());
        UUID last = null;
        int rows = 0;
        while (true) {
            List<Evidence> page = store.mentioning(key.id().key(), last, PAGE_ROWS);
            for (Evidence each : amended(page, key, last)) {
                seenWith = seenWith.degree() > personsMax ? seenWith : seenWith.seenWith(rules, key.id(), each.keys());
                meetings.add(rules, each);
                each.keys().forEach(other -> connects.add(other.key()));
            }
            int degree = seenWith.degree() > personsMax && window != null ? meetings.degree(window) : seenWith.degree();
            if (degree > personsMax) {
                changes.quarantines().add(new Quarantine(key.id().key(), degree, personsMax, rules.version()));
                return false;
            }
            if (page.size() < PAGE_ROWS) {
                break;
            }
            last = page.getLast().id();
            rows += page.size();
            if (rows > rowsMax) {
                tooMuch = true;
                return true;
            }
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
        changes.newWithdrawals().addAll(amendment.withdrawals());
        changes.newReleases().addAll(amendment.releases());
        changes.goneDecisions().addAll(amendment.takenBack());
        changes.erasures().putAll(amendment.erased());
        changes.vacated().addAll(amendment.vacated());
    }
}
