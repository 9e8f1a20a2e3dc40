package io.evenreach.identity.stitching;

import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.identity.changes.ChangeFeed;
import io.evenreach.identity.rules.RulesInForce;
import io.evenreach.identity.stitching.domain.Amendment;
import io.evenreach.identity.stitching.domain.Belongings;
import io.evenreach.identity.stitching.domain.Changes;
import io.evenreach.identity.stitching.domain.Cut;
import io.evenreach.identity.stitching.domain.Evidence;
import io.evenreach.identity.stitching.domain.Release;
import io.evenreach.identity.stitching.domain.Reworked;
import io.evenreach.identity.stitching.domain.Span;
import io.evenreach.identity.stitching.domain.Stitcher;
import io.evenreach.identity.stitching.domain.Timeline;
import io.evenreach.identity.stitching.domain.TypedKey;
import io.evenreach.identity.stitching.domain.Withdrawal;
import io.evenreach.identity.stitching.persistence.ObservationLog;
import io.evenreach.identity.stitching.persistence.PostgresStitchingStore;
import io.evenreach.identity.stitching.persistence.TakenBack;
import io.evenreach.identity.stitching.persistence.Unsettled;
import io.evenreach.identity.vocabulary.Purpose;
import io.evenreach.platform.problem.ProblemException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Takes back what stitching did, by changing what it goes by. Each change is one transaction, in which nobody else
 * stitches; people are afterwards what they would be if the evidence had been like that from the beginning. Where that
 * takes more evidence than a request may fold, the background does it and they are undetermined until then; an erasure
 * leaves nothing for later.
 */
@Service
public class TakingBack {

    /** Who does it, when, and in their words why. */
    public record Decision(String decidedBy, @Nullable String reason) {}

    /** What a split came to. */
    public sealed interface Split {

        /**
         * It is split.
         *
         * @param evidenceId remove it to take the split back
         * @param profileId who is left; null where every identifier of the rest is nobody's, or nobody knows yet
         * @param apart whose the identifiers split off are now, in the order of their keys
         * @param settled whether that is known; else the background settles it
         */
        record Done(UUID evidenceId, @Nullable UUID profileId, List<Owned> apart, boolean settled) implements Split {}

        record NoSuchProfile() implements Split {}

        /** @param indexes of the identifiers that are not the profile's */
        record NotInProfile(List<Integer> indexes) implements Split {}

        /** Nothing would be left to split from. */
        record WholeProfile() implements Split {}

        /** The background has to settle first whose its identifiers are. */
        record Undetermined() implements Split {}
    }

    /** An identifier and its owner; null where it is nobody's. */
    public record Owned(IdentifierKey key, @Nullable UUID profileId) {}

    /** What the removal of evidence came to. */
    public enum Removal {
        DONE,
        /** It is removed, and the background settles what follows. */
        DEFERRED,
        NO_SUCH_EVIDENCE,
        /** Of a set that was seen this often not every sighting is known; it can be removed whole. */
        TOO_MANY_SIGHTINGS
    }

    private final JdbcTemplate jdbc;
    private final ObservationLog log;
    private final TakenBack takenBack;
    private final Aliases aliases;
    private final ChangeFeed feed;
    private final Clock clock;
    private final TransactionTemplate transaction;
    private final RulesInForce rules;
    private final Unsettled unsettled;
    private final List<ErasureListener> erasureListeners;
    private final StitchingProperties properties;

    TakingBack(
            JdbcTemplate jdbc,
            ObservationLog log,
            TakenBack takenBack,
            Aliases aliases,
            ChangeFeed feed,
            Clock clock,
            PlatformTransactionManager transactions,
            RulesInForce rules,
            Unsettled unsettled,
            List<ErasureListener> erasureListeners,
            StitchingProperties properties) {
        this.jdbc = jdbc;
        this.log = log;
        this.takenBack = takenBack;
        this.aliases = aliases;
        this.feed = feed;
        this.clock = clock;
        this.transaction = new TransactionTemplate(transactions);
        this.transaction.setPropagationBehavior(TransactionDefinition.PROPAGATION_NESTED);
        this.rules = rules;
        this.unsettled = unsettled;
        this.erasureListeners = List.copyOf(erasureListeners);
        this.properties = properties;
    }

    /**
     * Splits identifiers off a profile, together as far as something else than the rest links them. The same split again
     * changes nothing.
     *
     * @param profileId any id of the profile
     */
    public Split split(UUID profileId, List<IdentifierKey> identifiers, Decision decision) {
        return alone(() -> {
            UUID cutId = Fingerprint.ofSplit(profileId, identifiers);
            Optional<Cut> before = takenBack.cut(cutId);
            if (before.isPresent()) {
                return done(before.get());
            }
            if (unsettled.isUndetermined(profileId)) {
                return new Split.Undetermined();
            }
            Optional<UUID> profile = aliases.ofEveryPurpose(profileId).stream().findFirst();
            if (profile.isEmpty()) {
                return new Split.NoSuchProfile();
            }
            List<TypedKey> all = takenBack.identifiersOf(profile.get());
            Set<IdentifierKey> wanted = new HashSet<>(identifiers);
            List<TypedKey> apart = new ArrayList<>(all);
            apart.removeIf(key -> !wanted.contains(key.key()));
            if (apart.size() < wanted.size()) {
                return new Split.NotInProfile(strangers(identifiers, apart));
            }
            if (apart.size() == all.size()) {
                return new Split.WholeProfile();
            }
            all.removeAll(apart);
            Cut cut =
                    new Cut(cutId, profile.get(), apart, all, decision.decidedBy(), clock.instant(), decision.reason());
            amend(Amendment.splitting(cut), "SPLIT");
            return done(cut);
        });
    }

    private static List<Integer> strangers(List<IdentifierKey> identifiers, List<TypedKey> found) {
        Set<IdentifierKey> known = new HashSet<>();
        found.forEach(key -> known.add(key.key()));
        List<Integer> strangers = new ArrayList<>();
        for (int i = 0; i < identifiers.size(); i++) {
            if (!known.contains(identifiers.get(i))) {
                strangers.add(i);
            }
        }
        return strangers;
    }

    private Split done(Cut cut) {
        List<IdentifierKey> keys = cut.keys().toList();
        boolean settled = !unsettled.isUndetermined(keys);
        Map<IdentifierKey, UUID> owners = settled ? takenBack.ownersNow(keys) : Map.of();
        UUID rest = cut.rest().stream()
                .map(key -> owners.get(key.key()))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
        return new Split.Done(
                cut.id(),
                rest,
                cut.apart().stream()
                        .map(key -> new Owned(key.key(), owners.get(key.key())))
                        .toList(),
                settled);
    }

    /**
     * Removes evidence: a split, a withdrawal, a release, a set with all its sightings, or one of its sightings. What was removed
     * before is removed.
     *
     * @param observationId the sighting; null for all of them
     */
    public Removal remove(UUID evidenceId, @Nullable String observationId, String removedBy) {
        return alone(() -> {
            Optional<Cut> cut = takenBack.cut(evidenceId);
            if (cut.isPresent() && observationId == null) {
                boolean settled = amend(Amendment.healing(cut.get()), "SPLIT_REMOVED");
                note(evidenceId, null, cut.get().keys().toList(), removedBy);
                return removal(settled);
            }
            Optional<Withdrawal> withdrawal = takenBack.withdrawal(evidenceId);
            if (withdrawal.isPresent() && observationId == null) {
                boolean settled = amend(Amendment.restoring(withdrawal.get()), "WITHDRAWAL_REMOVED");
                note(evidenceId, null, withdrawal.get().keys(), removedBy);
                return removal(settled);
            }
            Optional<Release> release = takenBack.release(evidenceId);
            if (release.isPresent() && observationId == null) {
                boolean settled = amend(Amendment.quarantining(release.get()), "RELEASE_REMOVED");
                note(evidenceId, null, List.of(release.get().key()), removedBy);
                return removal(settled);
            }
            Optional<Evidence> evidence = takenBack.evidence(evidenceId);
            boolean there = evidence.isPresent()
                    && (observationId == null || evidence.get().sightings().keeps(observationId));
            if (evidence.isPresent()
                    && observationId != null
                    && !evidence.get().sightings().complete()) {
                return Removal.TOO_MANY_SIGHTINGS;
            }
            if (!there) {
                return takenBack.wasRemoved(evidenceId, observationId) ? Removal.DONE : Removal.NO_SUCH_EVIDENCE;
            }
            Optional<Evidence> left =
                    observationId == null ? Optional.empty() : evidence.get().minus(observationId);
            boolean settled = amend(
                    left.map(Amendment::rewriting).orElseGet(() -> Amendment.removing(evidence.get())),
                    "EVIDENCE_REMOVED");
            note(
                    evidenceId,
                    observationId,
                    evidence.get().keys().stream().map(TypedKey::key).toList(),
                    removedBy);
            return removal(settled);
        });
    }

    private static Removal removal(boolean settled) {
        return settled ? Removal.DONE : Removal.DEFERRED;
    }

    /** What a release came to. */
    public sealed interface Releasing {

        /**
         * It is released.
         *
         * @param evidenceId remove it to take the release back
         * @param profileId whose it is now; null where it is still nobody's for another reason, or so much was seen with it
         *     that the background decides
         */
        record Done(UUID evidenceId, @Nullable UUID profileId) implements Releasing {}

        record NotQuarantined() implements Releasing {}

        /** It is seen with more persons than that. */
        record SharedByMore() implements Releasing {}
    }

    /**
     * Releases an identifier from quarantine, with all that it linked. It stays released for ever, or until it is seen with
     * more persons than the bound, which quarantines it again. The same again changes nothing.
     *
     * @param personsMax how many persons it may be seen with
     */
    public Releasing release(IdentifierKey key, int personsMax, String decidedBy, String reason) {
        return alone(() -> {
            UUID id = Fingerprint.ofRelease(key, personsMax);
            if (takenBack.quarantined(key).isEmpty()) {
                return takenBack.release(id).<Releasing>map(this::released).orElseGet(Releasing.NotQuarantined::new);
            }
            Release release = new Release(id, key, personsMax, decidedBy, clock.instant(), reason);
            PostgresStitchingStore store = new PostgresStitchingStore(jdbc, Map.of());
            Reworked reworked = bounded().amended(store, Amendment.releasing(release));
            if (!reworked.deferred() && !reworked.changes().released().contains(key)) {
                return new Releasing.SharedByMore();
            }
            store.save(reworked.changes());
            feed.append(FeedMoves.of(reworked.changes()), "RELEASED");
            return released(release);
        });
    }

    private Releasing released(Release release) {
        return new Releasing.Done(
                release.id(), takenBack.ownersNow(List.of(release.key())).get(release.key()));
    }

    /** What a withdrawal came to. */
    public sealed interface Withdrawing {

        /** It is withdrawn. */
        record Done(Withdrawals.Withdrawn withdrawn) implements Withdrawing {}

        record NoSuchProfile() implements Withdrawing {}

        /** @param indexes of the identifiers that are not the profile's */
        record NotInProfile(List<Integer> indexes) implements Withdrawing {}

        /** The background has to settle first whose its identifiers are. */
        record Undetermined() implements Withdrawing {}
    }

    /**
     * Withdraws purposes for identifiers of a person: what was seen of them until now does not count for these purposes any
     * more, and nothing that is seen later does until somebody says that they are allowed again. The same again changes
     * nothing.
     *
     * @param profileId any id of the profile
     * @param identifiers those of the profile that it is about; empty for all it has
     */
    public Withdrawing withdraw(
            UUID profileId, Set<Purpose> purposes, List<IdentifierKey> identifiers, Decision decision) {
        return alone(() -> {
            if (unsettled.isUndetermined(profileId)) {
                return new Withdrawing.Undetermined();
            }
            UUID profile =
                    aliases.ofEveryPurpose(profileId).stream().findFirst().orElse(profileId);
            Map<IdentifierKey, Timeline> all = takenBack.timelinesOf(profile);
            List<Integer> strangers = IntStream.range(0, identifiers.size())
                    .filter(index -> !all.containsKey(identifiers.get(index)))
                    .boxed()
                    .toList();
            if (!all.isEmpty() && !strangers.isEmpty()) {
                return new Withdrawing.NotInProfile(strangers);
            }
            if (!identifiers.isEmpty()) {
                all.keySet().retainAll(Set.copyOf(identifiers));
            }
            List<Span> spans = Withdrawal.spansOf(profile, all, purposes);
            if (spans.isEmpty()) {
                return takenBack.withdrawalsAbout(profile).stream()
                        .filter(before -> isAbout(before, purposes, identifiers))
                        .max(Comparator.comparing(Withdrawal::at).thenComparing(Withdrawal::id))
                        .<Withdrawing>map(before -> new Withdrawing.Done(Withdrawals.Withdrawn.of(before)))
                        .orElseGet(Withdrawing.NoSuchProfile::new);
            }
            Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
            Withdrawal withdrawal = new Withdrawal(
                    Fingerprint.ofWithdrawal(profile, spans, now),
                    profile,
                    spans,
                    decision.decidedBy(),
                    now,
                    decision.reason());
            if (!amend(Amendment.withdrawing(withdrawal), "WITHDRAWN")) {
                tell(withdrawal);
            }
            return new Withdrawing.Done(Withdrawals.Withdrawn.of(withdrawal));
        });
    }

    /** However much is known of a person, everybody hears at once what they withdrew. */
    private void tell(Withdrawal withdrawal) {
        PostgresStitchingStore store = new PostgresStitchingStore(jdbc, Map.of());
        Set<IdentifierKey> keys = Set.copyOf(withdrawal.keys());
        Changes changes = new Stitcher(rules.now())
                .withdrawn(
                        store,
                        store.lock(keys, Set.of()).keys().values(),
                        PostgresStitchingStore.timelines(jdbc, keys),
                        withdrawal);
        store.save(changes);
        feed.append(FeedMoves.of(changes), "WITHDRAWN");
    }

    private static boolean isAbout(Withdrawal before, Set<Purpose> purposes, List<IdentifierKey> identifiers) {
        return before.spans().stream()
                .anyMatch(span -> purposes.contains(span.purpose())
                        && (identifiers.isEmpty() || identifiers.contains(span.key())));
    }

    /**
     * Removes one sighting, whatever its evidence is called by now: what an erasure leaves of a set is another set.
     *
     * @param about all identifiers it may name
     * @param owner within whom {@code observationId} is unique
     */
    public Removal removeSighting(
            Collection<IdentifierKey> about, String owner, String observationId, String removedBy) {
        return alone(() -> sighted(about, owner, observationId)
                .map(each -> remove(each.id(), observationId, removedBy))
                .orElse(Removal.NO_SUCH_EVIDENCE));
    }

    /** Others may have seen identifiers of a switchboard or a kiosk a million times, of which nothing is read. */
    private Optional<Evidence> sighted(Collection<IdentifierKey> about, String owner, String observationId) {
        UUID id = Fingerprint.ofId(owner, observationId);
        Optional<Evidence> taken = Optional.ofNullable(log.find(List.of(id)).get(id))
                .flatMap(entry -> takenBack.evidence(entry.evidenceId()))
                .filter(each -> each.sightings().keeps(observationId));
        return taken.isPresent()
                ? taken
                : takenBack.evidenceMentioning(about, owner).stream()
                        .filter(each -> each.sightings().keeps(observationId))
                        .findFirst();
    }

    /**
     * The same for whoever no longer says what they said, and may say it again under the same id. What somebody else has
     * removed stays removed.
     */
    public void unsay(Collection<IdentifierKey> about, String owner, String observationId, String removedBy) {
        alone(() -> {
            Removal removed = removeSighting(about, owner, observationId, removedBy);
            if (removed == Removal.DONE || removed == Removal.DEFERRED) {
                log.forget(Fingerprint.ofId(owner, observationId));
            }
            return removed;
        });
    }

    /** What an erasure came to. */
    public record Erasure(Instant erasedAt, int identifiers) {}

    /**
     * Erases a person: the identifiers that were nobody else's go, and with them their evidence; what is left of each is
     * a hash and when it was erased. Whoever is seen with one later is somebody new. The same again changes nothing.
     *
     * @param profileId any id of the profile
     * @return empty where there is no such profile and never was
     * @throws ProblemException where more is known of it than can be folded
     */
    public Optional<Erasure> erase(UUID profileId, String erasedBy) {
        return alone(() -> {
            Set<UUID> named = aliases.ofEveryPurpose(profileId);
            named.add(profileId);
            if (unsettled.evidenceRowsOf(named) > properties.foldRowsMax()
                    || unsettled.heapBytes(unsettled.componentsOf(named)) > properties.foldBytesMax()) {
                throw new ProblemException(
                        HttpStatus.UNPROCESSABLE_CONTENT,
                        "TOO_MUCH_EVIDENCE",
                        "More is known of this profile than identity has memory to fold. Give it a larger heap.");
            }
            settle(profileId);
            Set<UUID> profiles = aliases.ofEveryPurpose(profileId);
            if (profiles.isEmpty()) {
                Optional<Erasure> before =
                        takenBack.erasure(profileId).map(erased -> new Erasure(erased.at(), erased.identifiers()));
                if (before.isPresent()) {
                    return before;
                }
            }
            profiles.addAll(withdrawersOf(profileId, profiles));
            if (profiles.isEmpty()) {
                return Optional.empty();
            }
            Instant now = takenBack.now();
            Map<IdentifierKey, Timeline> identifiers = takenBack.timelinesOfAll(profiles);
            Belongings belongings = Belongings.of(
                    profiles,
                    identifiers,
                    takenBack.decisionsAbout(identifiers.keySet()).withdrawals(),
                    now);
            Set<IdentifierKey> keys = belongings.alone();
            List<Evidence> evidence = takenBack.evidenceMentioning(keys);
            Map<UUID, Evidence> known = new HashMap<>();
            takenBack
                    .evidence(evidence.stream()
                            .flatMap(each -> each.without(keys).stream())
                            .map(Evidence::id)
                            .toList())
                    .forEach(each -> known.put(each.id(), each));
            Changes changes = new Stitcher(rules.now())
                    .amend(
                            new PostgresStitchingStore(jdbc, Map.of()),
                            Amendment.erasing(
                                    keys, evidence, known, takenBack.decisionsAbout(keys), belongings.times(), now))
                    .changes();
            feed.appendErasure(FeedMoves.ofErasure(changes), now);
            erasureListeners.forEach(each -> each.erased(keys, now));
            profiles.add(profileId);
            takenBack.noteErasure(profiles, now, erasedBy, keys.size());
            return Optional.of(new Erasure(now, keys.size()));
        });
    }

    /** Settles somebody whom the background has not settled yet: until then it is not known what is theirs. */
    private void settle(UUID profileId) {
        Set<UUID> profiles = aliases.ofEveryPurpose(profileId);
        profiles.add(profileId);
        Set<IdentifierKey> keys = new HashSet<>();
        profiles.forEach(
                profile -> keys.addAll(unsettled.of(profile, rules.now().version())));
        if (!keys.isEmpty()) {
            PostgresStitchingStore store = new PostgresStitchingStore(jdbc, Map.of());
            Changes changes =
                    new Stitcher(rules.now()).rework(store, keys, false).changes();
            store.save(changes);
            feed.append(FeedMoves.of(changes), "REFOLDED");
        }
    }

    /** Under which ids a person withdrew something; what is withdrawn is nobody's, and theirs all the same. */
    private Set<UUID> withdrawersOf(UUID id, Set<UUID> profiles) {
        Set<UUID> all = new HashSet<>(profiles);
        if (profiles.isEmpty()) {
            takenBack.withdrawerOf(id).ifPresent(withdrawer -> {
                all.add(withdrawer);
                all.addAll(aliases.ofEveryPurpose(withdrawer));
            });
        }
        for (UUID profile : List.copyOf(all)) {
            for (UUID withdrawer : takenBack.withdrawersWithin(profile)) {
                if (all.containsAll(aliases.ofEveryPurpose(withdrawer))) {
                    all.add(withdrawer);
                }
            }
        }
        return all;
    }

    /** When identifiers were erased; those that never were are absent. */
    public Map<IdentifierKey, Instant> erasedAt(Collection<IdentifierKey> keys) {
        return takenBack.erasedAt(keys);
    }

    private void note(UUID evidenceId, @Nullable String observationId, List<IdentifierKey> keys, String removedBy) {
        Instant now = clock.instant();
        takenBack.noteRemoval(evidenceId, observationId, keys, removedBy, now);
    }

    /** @return whether it is settled; else the background does that */
    private boolean amend(Amendment amendment, String cause) {
        Reworked reworked = bounded().amend(new PostgresStitchingStore(jdbc, Map.of()), amendment);
        feed.append(FeedMoves.of(reworked.changes()), cause);
        return !reworked.deferred();
    }

    private Stitcher bounded() {
        return new Stitcher(rules.now(), properties.refoldRowsMax(), properties.refoldBytesMax());
    }

    private <T> T alone(Supplier<T> work) {
        T result = transaction.execute(status -> {
            log.lockExclusively();
            return work.get();
        });
        if (result == null) {
            throw new IllegalStateException("a transaction without an answer");
        }
        return result;
    }
}
