package io.evenreach.frequency.ledger.domain;

import io.evenreach.frequency.ledger.TenureChange;
import io.evenreach.frequency.ledger.domain.LedgerStore.Difference;
import io.evenreach.frequency.ledger.domain.LedgerStore.Differences;
import io.evenreach.frequency.ledger.domain.OwnerBook.Handover;
import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.identifiers.ProfileIds;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds out of which identifiers identity says another owner for service messages than for advertising once it said
 * something new. Of nearly all it says the same, and nothing is kept of those. Pure.
 */
final class ServiceMoves {

    /**
     * @param histories of everybody who gains or loses an identifier for service messages: while they are locked, nothing is
     *     decided on who they were
     * @param changed what is to be kept from now on
     */
    record Plan(Set<UUID> histories, List<Difference> changed) {
        private static final Plan NOTHING = new Plan(Set.of(), List.of());
    }

    private ServiceMoves() {}

    /**
     * What the changes come down to. A key of which only one partition tells something new stays what it was in the other,
     * unless that was never told: then it is taken to be what advertising says next.
     *
     * @param plan what the changes for advertising come down to
     * @param owners whose the keys are for advertising
     * @param differences what is kept of the keys
     */
    static Plan plan(
            List<TenureChange> forAds,
            List<TenureChange> forService,
            TenureMoves.Plan plan,
            OwnerBook owners,
            Differences differences) {
        if (differences.forService().isEmpty() && forAds.equals(forService)) {
            return Plan.NOTHING;
        }
        OwnerBook ads = owners.with(differences.forAds());
        OwnerBook service = ads.forService(differences.forService());
        Set<IdentifierKey> differed =
                differences.forService().stream().map(Tenure::key).collect(Collectors.toSet());
        Set<IdentifierKey> known = new HashSet<>(differed);
        forService.forEach(change -> known.add(change.key()));
        List<TenureChange> taken = new ArrayList<>(forService);
        taken.addAll(followed(forAds, ads, known));
        TenureMoves.Plan ofService = TenureMoves.plan(taken, service);
        Map<IdentifierKey, List<Tenure>> adsNow = byKey(plan.tenures());
        Map<IdentifierKey, List<Tenure>> serviceNow = byKey(ofService.tenures());
        Set<IdentifierKey> told = Stream.concat(forAds.stream(), forService.stream())
                .map(TenureChange::key)
                .collect(Collectors.toCollection(LinkedHashSet::new));
        List<Difference> changed = new ArrayList<>();
        for (IdentifierKey key : told) {
            List<Tenure> adsAfter = after(ads.tenuresOf(key), adsNow.getOrDefault(key, List.of()));
            List<Tenure> serviceAfter = after(service.tenuresOf(key), serviceNow.getOrDefault(key, List.of()));
            // What agrees with an identifier of which nothing is said for advertising any more is its own.
            boolean own = !known.contains(key) && serviceAfter.stream().noneMatch(Tenure::says);
            Difference now = difference(key, adsAfter, own ? List.of() : serviceAfter);
            if (!now.forService().isEmpty() || differed.contains(key)) {
                changed.add(now);
            }
        }
        Set<UUID> histories = new HashSet<>();
        ofService.allHandovers().forEach(handover -> {
            histories.add(handover.before());
            histories.add(handover.after());
        });
        return new Plan(histories, List.copyOf(changed));
    }

    private record Start(IdentifierKey key, long fromMillis) {}

    /**
     * What is taken to be said for service messages as well, because it replaces what was withdrawn before this service heard
     * of them: up to the first that says again whose the identifier is, however changes fall into batches.
     *
     * @param known keys of which it is known what is said for service messages
     */
    private static List<TenureChange> followed(List<TenureChange> forAds, OwnerBook ads, Set<IdentifierKey> known) {
        Set<IdentifierKey> following = forAds.stream()
                .filter(change -> !known.contains(change.key()) && replacesUntold(change, ads))
                .map(TenureChange::key)
                .collect(Collectors.toSet());
        Set<Start> said = new HashSet<>();
        List<TenureChange> followed = new ArrayList<>();
        for (TenureChange change : forAds) {
            Start start = new Start(change.key(), change.fromMillis());
            if (following.contains(change.key())
                    && change.version() > ads.versionOf(change.key(), change.fromMillis())
                    && !said.contains(start)) {
                followed.add(change);
                if (change.owner() != null || change.quarantined()) {
                    said.add(start);
                }
            }
        }
        return followed;
    }

    private static boolean replacesUntold(TenureChange change, OwnerBook ads) {
        return ads.tenuresOf(change.key()).stream()
                .anyMatch(tenure -> tenure.untold()
                        && tenure.fromMillis() == change.fromMillis()
                        && tenure.version() < change.version());
    }

    private static Map<IdentifierKey, List<Tenure>> byKey(List<Tenure> tenures) {
        return tenures.stream().collect(Collectors.groupingBy(Tenure::key));
    }

    private static List<Tenure> after(List<Tenure> known, List<Tenure> replaced) {
        Map<Long, Tenure> byStart = new HashMap<>();
        known.forEach(tenure -> byStart.put(tenure.fromMillis(), tenure));
        replaced.forEach(tenure -> byStart.put(tenure.fromMillis(), tenure));
        return List.copyOf(byStart.values());
    }

    private static Difference difference(IdentifierKey key, List<Tenure> forAds, List<Tenure> forService) {
        List<Tenure> kept = forService.isEmpty() ? List.of(itsOwn(forAds)) : forService;
        OwnerBook ads = new OwnerBook(forAds);
        OwnerBook service = ads.forService(kept);
        ServiceView.Owners owners = ServiceView.Owners.of(key, ads, service);
        boolean same = said(forAds).equals(said(kept))
                && owners.names().stream().allMatch(id -> Objects.equals(ads.ownerOf(id), service.ownerOf(id)));
        return same
                ? new Difference(key, List.of(), Set.of(), List.of())
                : new Difference(key, kept, owners.all(), spans(key, ads, service));
    }

    private static List<Handover> spans(IdentifierKey key, OwnerBook ads, OwnerBook service) {
        List<Handover> spans = new ArrayList<>(OwnerBook.handovers(key, ads.tenuresOf(key), service.tenuresOf(key)));
        // A profile that only the other book knows was founded elsewhere for advertising, if at all.
        Stream.concat(ads.tenuresOf(key).stream().map(Tenure::founds), Stream.of(ProfileIds.foundedBy(key)))
                .filter(Objects::nonNull)
                .distinct()
                .forEach(id -> {
                    IdentifierKey name = OwnerBook.nameOf(id);
                    UUID forAds = OwnerBook.historyOf(name, ads.ownerOf(id));
                    UUID forService = OwnerBook.historyOf(name, service.ownerOf(id));
                    if (!forAds.equals(forService)) {
                        spans.add(new Handover(name, TenureChange.BEGINNING, TenureChange.END, forAds, forService));
                    }
                });
        return spans;
    }

    /** A tenure as far as it matters to whose the identifier is. */
    private record Said(
            long fromMillis, long toMillis, @Nullable UUID owner) {}

    /**
     * What tenures say beyond what holds without them: that an identifier is its own. Not only whose it is, also since which
     * tenure: what is told later replaces tenures one by one.
     */
    private static Set<Said> said(List<Tenure> tenures) {
        return tenures.stream()
                .filter(Tenure::says)
                .map(tenure ->
                        new Said(tenure.fromMillis(), tenure.toMillis(), tenure.quarantined() ? null : tenure.owner()))
                .filter(said -> said.fromMillis() != TenureChange.BEGINNING
                        || !ProfileIds.foundedBy(tenures.getFirst().key()).equals(said.owner()))
                .collect(Collectors.toSet());
    }

    /** What an identifier is of which nothing was ever said for service messages; whatever is said of it replaces that. */
    private static Tenure itsOwn(Collection<Tenure> forAds) {
        Tenure any = forAds.iterator().next();
        return new Tenure(
                any.key(),
                any.type(),
                TenureChange.BEGINNING,
                TenureChange.END,
                ProfileIds.foundedBy(any.key()),
                false,
                -1,
                ProfileIds.foundedBy(any.key()),
                any.firstSeenMillis(),
                any.dataSetId(),
                TenureChange.NOT_ERASED,
                false);
    }
}
