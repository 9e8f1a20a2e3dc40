package io.evenreach.frequency.ledger.domain;

import io.evenreach.frequency.ledger.Subject;
import io.evenreach.frequency.ledger.TenureChange;
import io.evenreach.frequency.ledger.Touch;
import io.evenreach.frequency.ledger.domain.LedgerStore.Differences;
import io.evenreach.frequency.ledger.domain.LedgerStore.Listed;
import io.evenreach.frequency.ledger.domain.LedgerStore.Membership;
import io.evenreach.identifiers.IdentifierKey;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who is one person for service messages, where that is another one than for advertising. Touches are kept in the histories
 * of people as they are for advertising, filed under an identifier; so a person for service messages is looked at: the
 * touches of some histories, each of which counts if its identifier was that person's then. Of an identifier that is not
 * told of here both say the same, and its touches are of whose history they are in.
 */
final class ServiceView {

    /** Where both partitions say the same of everybody, or nobody asks. */
    static final ServiceView NONE = new ServiceView(OwnerBook.EMPTY, Differences.NONE);

    private final OwnerBook ads;
    private final OwnerBook service;
    /** Keys, and names of the profiles that they founded, of which the partitions say different things. */
    private final Set<IdentifierKey> differing = new HashSet<>();
    /** By person for service messages, the histories that touches under such keys may be in. */
    private final Map<UUID, Set<UUID>> histories = new HashMap<>();

    /** Those of them that are nobody's: of identifiers that are shared for advertising at some time. */
    private final Set<UUID> buckets = new HashSet<>();

    private final Set<Membership> memberships = new HashSet<>();

    /** @param ads who owns what for advertising, as far as the batch needs it and the differences do not say */
    ServiceView(OwnerBook ads, Differences differences) {
        this.ads = ads.with(differences.forAds());
        this.service = this.ads.forService(differences.forService());
        for (Tenure tenure : differences.forService()) {
            differing.add(tenure.key());
        }
        for (IdentifierKey key : Set.copyOf(differing)) {
            Owners owners = Owners.of(key, this.ads, this.service);
            owners.names().forEach(id -> differing.add(OwnerBook.nameOf(id)));
            owners.forService()
                    .forEach(person -> histories
                            .computeIfAbsent(person, any -> new HashSet<>())
                            .addAll(owners.forAds()));
        }
        differing.forEach(key -> buckets.add(OwnerBook.bucketOf(key)));
    }

    /**
     * Whoever has an identifier at some time.
     *
     * @param names profile ids that one of its tenures founded
     */
    record Owners(Set<UUID> forAds, Set<UUID> forService, Set<UUID> names) {

        static Owners of(IdentifierKey key, OwnerBook ads, OwnerBook service) {
            Set<UUID> forAds = ads.historiesSince(key, TenureChange.BEGINNING);
            Set<UUID> forService = service.historiesSince(key, TenureChange.BEGINNING);
            Set<UUID> names = new HashSet<>();
            for (OwnerBook book : List.of(ads, service)) {
                for (Tenure tenure : book.tenuresOf(key)) {
                    if (tenure.founds() != null) {
                        names.add(tenure.founds());
                    }
                }
            }
            for (UUID id : names) {
                IdentifierKey name = OwnerBook.nameOf(id);
                forAds.add(OwnerBook.historyOf(name, ads.ownerOf(id)));
                forService.add(OwnerBook.historyOf(name, service.ownerOf(id)));
            }
            return new Owners(forAds, forService, names);
        }

        /** Everybody to whom it makes a difference that the partitions differ over this identifier. */
        Set<UUID> all() {
            Set<UUID> all = new HashSet<>(forAds);
            all.addAll(forService);
            all.addAll(names);
            return all;
        }
    }

    /** Learns who is on a list: whoever the id that it names is for service messages. */
    void list(List<Listed> listed) {
        for (Listed one : listed) {
            UUID person =
                    differing.contains(OwnerBook.nameOf(one.named())) ? service.ownerOf(one.named()) : one.profileId();
            if (person != null) {
                memberships.add(new Membership(one.campaignId(), one.version(), person));
            }
        }
    }

    /** Who of service messages' people is on which list. */
    Set<Membership> memberships() {
        return memberships;
    }

    boolean isEmpty() {
        return differing.isEmpty();
    }

    /**
     * Whom an ask means for service messages. It is filed as it is for advertising; where the identifier that it is filed
     * under identifies nobody for service messages, neither does the ask.
     */
    People people(Subject subject, long atMillis) {
        return People.forService(subject, ads, service, atMillis);
    }

    /** Every history in which touches of these people for service messages may be. */
    Set<UUID> historiesOf(People people) {
        Set<UUID> all = new HashSet<>(people.all());
        people.all().forEach(person -> all.addAll(histories.getOrDefault(person, Set.of())));
        return all;
    }

    /** Whether a history that touches for service messages may be in is nobody's for advertising. */
    boolean isBucket(UUID history) {
        return buckets.contains(history);
    }

    /** Whether a touch of a history, by this key at this time, is of one of these people for service messages. */
    boolean isOf(People people, @Nullable UUID history, IdentifierKey filedUnder, long atMillis) {
        UUID owner = differing.contains(filedUnder) ? service.ownerAt(filedUnder, atMillis) : history;
        return owner != null && people.all().contains(owner);
    }

    boolean isOf(People people, UUID history, Touch touch) {
        return isOf(people, history, touch.filedUnder(), touch.atMillis());
    }
}
