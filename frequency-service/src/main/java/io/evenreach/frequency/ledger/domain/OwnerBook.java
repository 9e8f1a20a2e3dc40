package io.evenreach.frequency.ledger.domain;

import io.evenreach.frequency.ledger.TenureChange;
import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.identifiers.ProfileIds;
import io.evenreach.identifiers.Strength;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Who owns the identifiers of one batch, and when. An identifier nobody has linked owns itself. */
public final class OwnerBook {

    public static final OwnerBook EMPTY = new OwnerBook(List.of());

    private final Map<IdentifierKey, List<Tenure>> tenures;
    private final Map<UUID, Tenure> foundings;
    private final Map<IdentifierKey, UUID> unseen = new HashMap<>();

    public OwnerBook(Collection<Tenure> known) {
        this.tenures = known.stream().collect(Collectors.groupingBy(Tenure::key));
        this.foundings = known.stream()
                .filter(tenure -> tenure.founds() != null)
                .collect(Collectors.toMap(Tenure::founds, tenure -> tenure, OwnerBook::founderOf));
    }

    /** Of two that are taken for the founder of one profile: the one whose identifier the profile is named after. */
    private static Tenure founderOf(Tenure one, Tenure other) {
        return ProfileIds.foundedBy(one.key()).equals(one.founds()) ? one : other;
    }

    /**
     * Who owns the identifiers for service messages, where these tenures are what is said of every key that differs there.
     * A profile id whose founding only this book knows is whoever had its identifier for service messages then.
     */
    OwnerBook forService(Collection<Tenure> differing) {
        if (differing.isEmpty()) {
            return this;
        }
        Set<IdentifierKey> keys = differing.stream().map(Tenure::key).collect(Collectors.toSet());
        List<Tenure> all = new ArrayList<>(differing);
        tenures.forEach((key, ofKey) -> {
            if (!keys.contains(key)) {
                all.addAll(ofKey);
            }
        });
        OwnerBook service = new OwnerBook(all);
        foundings.forEach((profileId, founding) -> {
            if (keys.contains(founding.key()) && !service.foundings.containsKey(profileId)) {
                service.foundings.put(
                        profileId, founding.ownedBy(service.ownerAt(founding.key(), founding.fromMillis())));
            }
        });
        return service;
    }

    /** This and more that is known. */
    public OwnerBook with(OwnerBook more) {
        if (more.tenures.isEmpty()) {
            return this;
        }
        Set<Tenure> all = new HashSet<>();
        tenures.values().forEach(all::addAll);
        more.tenures.values().forEach(all::addAll);
        return new OwnerBook(all);
    }

    public List<Tenure> tenuresOf(IdentifierKey key) {
        return tenures.getOrDefault(key, List.of());
    }

    /** The version of one tenure; -1 where there is none, which no tenure has. */
    public long versionOf(IdentifierKey key, long fromMillis) {
        return tenuresOf(key).stream()
                .filter(tenure -> tenure.fromMillis() == fromMillis)
                .mapToLong(Tenure::version)
                .findAny()
                .orElse(-1);
    }

    /** The owner of an identifier at a time; null where it is shared and identifies nobody. */
    public @Nullable UUID ownerAt(IdentifierKey key, long atMillis) {
        if (isNameOfProfile(key)) {
            return ownerOf(profileNamedBy(key));
        }
        return ownerAt(tenuresOf(key), key, atMillis);
    }

    private @Nullable UUID ownerAt(List<Tenure> ofKey, IdentifierKey key, long atMillis) {
        Tenure best = tenureAt(ofKey, atMillis);
        return best == null ? foundedBy(key) : best.quarantined() ? null : best.owner();
    }

    private static @Nullable Tenure tenureAt(List<Tenure> ofKey, long atMillis) {
        Tenure best = null;
        for (Tenure tenure : ofKey) {
            if (tenure.says() && tenure.covers(atMillis) && (best == null || tenure.fromMillis() > best.fromMillis())) {
                best = tenure;
            }
        }
        return best;
    }

    /** The profile an identifier founded for whoever has it at a time, where it did, else {@link #homeOf} it. */
    UUID homeAt(IdentifierKey key, long atMillis) {
        Tenure tenure = tenureAt(tenuresOf(key), atMillis);
        return tenure == null || tenure.founds() == null ? homeOf(key) : tenure.founds();
    }

    /** Since when whoever owns an identifier at a time has it; the beginning of time for the name of a profile. */
    long ownedSince(IdentifierKey key, long atMillis) {
        long since = TenureChange.BEGINNING;
        for (Tenure tenure : tenuresOf(key)) {
            if (tenure.says() && tenure.covers(atMillis)) {
                since = Math.max(since, tenure.fromMillis());
            }
        }
        return since;
    }

    /** The same in the book that holds after other tenures of the key replaced these. */
    static @Nullable UUID ownerAmong(List<Tenure> ofKey, IdentifierKey key, long atMillis) {
        return EMPTY.ownerAt(ofKey, key, atMillis);
    }

    /** Whether what happened under this identifier at that time was erased with the person it belonged to. */
    public boolean isErasedAt(IdentifierKey key, long atMillis) {
        if (isNameOfProfile(key)) {
            Tenure founding = foundings.get(profileNamedBy(key));
            return founding != null && founding.isErased() && atMillis <= founding.erasedAtMillis();
        }
        return isErasedAmong(tenuresOf(key), atMillis);
    }

    static boolean isErasedAmong(List<Tenure> ofKey, long atMillis) {
        boolean erased = false;
        for (Tenure tenure : ofKey) {
            if (tenure.covers(atMillis)) {
                if (tenure.says()) {
                    return false;
                }
                erased |= tenure.isErased() && atMillis <= tenure.erasedAtMillis();
            }
        }
        return erased;
    }

    /** The person a profile id stands for now; null where what founded it is shared. */
    public @Nullable UUID ownerOf(UUID profileId) {
        Tenure founding = foundings.get(profileId);
        if (founding == null) {
            return profileId;
        }
        return founding.quarantined() ? null : founding.owner() == null ? profileId : founding.owner();
    }

    Strength strengthOf(UUID profileId) {
        Tenure founding = foundings.get(profileId);
        // What was asked for by id alone, before identity told us more, is not known to be a person.
        return founding == null ? Strength.COOKIE : founding.type().strength();
    }

    /** Whether this service knows what founded a profile id. */
    boolean knowsFounding(UUID profileId) {
        return foundings.containsKey(profileId);
    }

    private UUID foundedBy(IdentifierKey key) {
        return this == EMPTY ? ProfileIds.foundedBy(key) : unseen.computeIfAbsent(key, ProfileIds::foundedBy);
    }

    /**
     * A key for touches of somebody named by profile id. They follow the tenure that founded it, and not whoever gets the
     * founding identifier later. A real key with 128 zero bits at its end will not be met.
     */
    public static IdentifierKey nameOf(UUID profileId) {
        return new IdentifierKey(profileId.getMostSignificantBits(), profileId.getLeastSignificantBits(), 0, 0);
    }

    public static boolean isNameOfProfile(IdentifierKey key) {
        return key.third() == 0 && key.fourth() == 0;
    }

    public static UUID profileNamedBy(IdentifierKey key) {
        return new UUID(key.first(), key.second());
    }

    /** The profile an identifier had before anything was joined. */
    public static UUID homeOf(IdentifierKey key) {
        return isNameOfProfile(key) ? profileNamedBy(key) : ProfileIds.foundedBy(key);
    }

    /** Where touches wait whose only identifiers are shared: a history that is nobody's. */
    public static UUID bucketOf(IdentifierKey key) {
        return ProfileIds.foundedBy(key, "undetermined");
    }

    /** A span of time in which an identifier changes hands. Owners are histories: a person's, or the key's bucket. */
    public record Handover(IdentifierKey key, long fromMillis, long toMillis, UUID before, UUID after) {
        public boolean covers(long atMillis) {
            return atMillis >= fromMillis && (atMillis < toMillis || toMillis == TenureChange.END);
        }
    }

    /** Where the ownership of a key differs between two sets of its tenures. */
    static List<Handover> handovers(IdentifierKey key, List<Tenure> before, List<Tenure> after) {
        TreeSet<Long> edges = new TreeSet<>();
        edges.add(TenureChange.BEGINNING);
        for (List<Tenure> side : List.of(before, after)) {
            for (Tenure tenure : side) {
                edges.add(tenure.fromMillis());
                if (tenure.toMillis() != TenureChange.END) {
                    edges.add(tenure.toMillis());
                }
            }
        }
        return edges.stream()
                .map(from -> {
                    Long next = edges.higher(from);
                    return new Handover(
                            key,
                            from,
                            next == null ? TenureChange.END : next,
                            historyOf(key, ownerAmong(before, key, from)),
                            historyOf(key, ownerAmong(after, key, from)));
                })
                .filter(span -> !span.before().equals(span.after()))
                .toList();
    }

    /** Every history that what was granted under a key at some time can be in, whenever it was shown. */
    public Set<UUID> historiesSince(IdentifierKey key, long grantedAtMillis) {
        Set<UUID> histories = new HashSet<>();
        histories.add(historyOf(key, ownerAt(key, grantedAtMillis)));
        for (Tenure tenure : tenuresOf(key)) {
            for (long edge : List.of(tenure.fromMillis(), tenure.toMillis())) {
                if (edge > grantedAtMillis && edge != TenureChange.END) {
                    histories.add(historyOf(key, ownerAt(key, edge)));
                }
            }
        }
        return histories;
    }

    static UUID historyOf(IdentifierKey key, @Nullable UUID owner) {
        return owner == null ? bucketOf(key) : owner;
    }
}
