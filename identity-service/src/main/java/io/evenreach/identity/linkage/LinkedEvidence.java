package io.evenreach.identity.linkage;

import io.evenreach.identifiers.Hashed;
import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.identity.evidence.IdentifierJudge;
import io.evenreach.identity.evidence.Judged;
import io.evenreach.identity.evidence.RawIdentifier;
import io.evenreach.identity.linkage.domain.Contacts;
import io.evenreach.identity.linkage.domain.Contacts.Between;
import io.evenreach.identity.linkage.domain.PersonRecord;
import io.evenreach.identity.linkage.persistence.PairStore;
import io.evenreach.identity.linkage.persistence.PairStore.Due;
import io.evenreach.identity.linkage.persistence.PairStore.JoinedPair;
import io.evenreach.identity.linkage.persistence.RecordStore;
import io.evenreach.identity.linkage.persistence.RunStore;
import io.evenreach.identity.stitching.Observed;
import io.evenreach.identity.stitching.Stitching;
import io.evenreach.identity.stitching.TakingBack;
import io.evenreach.identity.vocabulary.ContactDomain;
import io.evenreach.identity.vocabulary.Purpose;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Tells stitching whom linkage found to be one person: each joined pair is an observation of the identifiers of its
 * records, under the rules and limits of all others. What pairs no longer say is removed.
 */
@Component
class LinkedEvidence {

    /** Who removes what pairs no longer say. */
    private static final String LINKAGE = "linkage";

    private static final List<String> IDENTIFIERS = List.of("phone", "email");
    private static final int PERSONS_AT_ONCE = 100;

    private final PairStore pairs;
    private final RecordStore records;
    private final RunStore runs;
    private final IdentifierJudge judge;
    private final Stitching stitching;
    private final TakingBack takingBack;

    LinkedEvidence(
            PairStore pairs,
            RecordStore records,
            RunStore runs,
            IdentifierJudge judge,
            Stitching stitching,
            TakingBack takingBack) {
        this.pairs = pairs;
        this.records = records;
        this.runs = runs;
        this.judge = judge;
        this.stitching = stitching;
        this.takingBack = takingBack;
    }

    /** A record that names somebody, when it came, and from where. */
    private record Naming(Instant arrivedAt, String source, Map<IdentifierKey, Hashed> identifiers) {

        boolean cameBefore(@Nullable Instant erasedAt) {
            return erasedAt != null && !arrivedAt.truncatedTo(ChronoUnit.MILLIS).isAfter(erasedAt);
        }
    }

    /**
     * Brings the evidence of some persons up to date who wait for it. Whose run is being written, which takes long, keeps
     * nobody else waiting.
     *
     * @return whether more may wait
     */
    @Transactional
    public boolean step() {
        Set<String> busy = new HashSet<>();
        Optional<String> owner = pairs.dueOwner(busy);
        while (owner.isPresent()) {
            if (runs.tryLockPersonsOf(owner.get())) {
                // Nobody was told of what follows, and it may wait long to be alone.
                runs.holdUpNoFeed();
                follow(pairs.claimDue(owner.get(), PERSONS_AT_ONCE));
                return true;
            }
            busy.add(owner.get());
            owner = pairs.dueOwner(busy);
        }
        return false;
    }

    /** Brings the evidence of persons up to date, in the transaction of the caller. */
    void follow(List<Due> persons) {
        List<Observed> observed = new ArrayList<>();
        persons.forEach(person -> observed.addAll(unsaid(person)));
        if (!observed.isEmpty()) {
            stitching.observe(observed);
        }
    }

    /** Removes for good what a pair said, if it still says it. */
    void withdraw(String owner, String observationId, String removedBy) {
        takingBack.removeSighting(about(observationId), senderOf(owner), observationId, removedBy);
    }

    /** The identifiers that what a pair said may name. */
    private Set<IdentifierKey> about(String observationId) {
        Set<IdentifierKey> about = new HashSet<>();
        LinkedPairId.parse(observationId)
                .ifPresent(
                        id -> naming(Set.of(id.between().first(), id.between().second()))
                                .values()
                                .forEach(each -> about.addAll(each.identifiers().keySet())));
        return about;
    }

    /** Removes what the pairs of a person no longer say, and returns what they have not said yet. */
    private List<Observed> unsaid(Due person) {
        List<JoinedPair> joined = pairs.joinedOf(person.profileId());
        Set<Long> seqs = new HashSet<>();
        joined.forEach(
                pair -> seqs.addAll(List.of(pair.ends().first(), pair.ends().second())));
        Map<Long, Naming> naming = naming(seqs);
        Map<Long, Between> between =
                Contacts.of(joined.stream().map(JoinedPair::ends).toList(), naming.keySet());
        List<Observed> unsaid = new ArrayList<>();
        for (JoinedPair pair : joined) {
            Observed saying =
                    observed(person.owner(), pair, between.get(pair.ends().pairId()), naming);
            String now = saying == null ? PairStore.NOTHING_SAID : saying.observationId();
            if (!now.equals(pair.stitched())) {
                if (pair.stitched() != null) {
                    takingBack.unsay(about(pair.stitched()), senderOf(person.owner()), pair.stitched(), LINKAGE);
                }
                pairs.setStitched(pair.ends().pairId(), now);
                if (saying != null) {
                    unsaid.add(saying);
                }
            }
        }
        return unsaid;
    }

    private @Nullable Observed observed(
            String owner, JoinedPair pair, @Nullable Between between, Map<Long, Naming> naming) {
        Naming first = between == null ? null : naming.get(between.first());
        Naming second = between == null ? null : naming.get(between.second());
        if (between == null || first == null || second == null) {
            return null;
        }
        Map<IdentifierKey, Hashed> identifiers = new LinkedHashMap<>(first.identifiers());
        identifiers.putAll(second.identifiers());
        return identifiers.size() < 2
                ? null
                : new Observed(
                        senderOf(owner),
                        new LinkedPairId(pair.runId(), pair.ends().pairId(), between).text(),
                        first.arrivedAt().isAfter(second.arrivedAt()) ? first.arrivedAt() : second.arrivedAt(),
                        first.source().equals(second.source())
                                ? first.source()
                                : first.source() + ", " + second.source(),
                        ContactDomain.PRIVATE,
                        LinkageRecords.PROBABILISTIC,
                        List.copyOf(identifiers.values()),
                        Purpose.ALL,
                        false,
                        null);
    }

    /** Within whom the ids of these observations are unique: no caller has this name, so nobody can take one. */
    private static String senderOf(String owner) {
        return "linkage of " + owner;
    }

    /** Those of the records that name somebody. What was erased since a record came it names no more. */
    private Map<Long, Naming> naming(Set<Long> seqs) {
        Map<Long, Naming> naming = new HashMap<>();
        Set<IdentifierKey> all = new HashSet<>();
        records.arrived(seqs).forEach((seq, arrived) -> {
            Map<IdentifierKey, Hashed> identifiers = identifiersIn(arrived.content());
            naming.put(seq, new Naming(arrived.at(), arrived.content().source(), identifiers));
            all.addAll(identifiers.keySet());
        });
        Map<IdentifierKey, Instant> erasedAt = takingBack.erasedAt(all);
        naming.values()
                .forEach(each -> each.identifiers().keySet().removeIf(key -> each.cameBefore(erasedAt.get(key))));
        naming.values().removeIf(each -> each.identifiers().isEmpty());
        return naming;
    }

    private Map<IdentifierKey, Hashed> identifiersIn(PersonRecord content) {
        Map<IdentifierKey, Hashed> identifiers = new LinkedHashMap<>();
        for (String type : IDENTIFIERS) {
            String value = content.fields().get(type);
            if (value != null
                    && judge.judge(new RawIdentifier(type, "", value)) instanceof Judged.Usable(Hashed hashed)) {
                identifiers.put(hashed.key(), hashed);
            }
        }
        return identifiers;
    }
}
