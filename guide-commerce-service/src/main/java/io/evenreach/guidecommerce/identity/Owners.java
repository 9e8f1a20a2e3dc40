package io.evenreach.guidecommerce.identity;

import static io.evenreach.platform.jdbc.Columns.bytes;
import static io.evenreach.platform.jdbc.Columns.column;
import static io.evenreach.platform.jdbc.Timestamps.instant;
import static io.evenreach.platform.jdbc.Timestamps.utc;

import io.evenreach.guidecommerce.readahead.ReadAhead;
import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.identifiers.ProfileIds;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Who owns which identifier key for service and commerce, as the identity feed told. */
@Repository
public class Owners {

    private final JdbcClient jdbc;
    private final ReadAhead<IdentifierKey, List<Owned>> tenures = new ReadAhead<>();
    private final ReadAhead<UUID, Set<IdentifierKey>> people = new ReadAhead<>();

    Owners(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * One tenure as identity last told it.
     *
     * @param from inclusive; null from the beginning of time
     * @param to exclusive; null until further notice
     * @param owner null where nobody owns it
     * @param undetermined whether nobody does only until identity has settled whose it is; then the owner is who it was
     *     before
     */
    record Tenure(
            IdentifierKey key,
            @Nullable Instant from,
            @Nullable Instant to,
            @Nullable UUID owner,
            boolean undetermined,
            long version) {}

    /**
     * Who owns a key, or did before identity began to settle that anew.
     *
     * @param person null where nobody did before either
     * @param undetermined whether it is being settled
     */
    public record Owner(@Nullable UUID person, boolean undetermined) {}

    /**
     * When somebody owned a key.
     *
     * @param from inclusive
     * @param to exclusive
     * @param owner null where nobody did
     * @param undetermined see {@link Tenure}
     */
    private record Owned(Instant from, Instant to, @Nullable UUID owner, boolean undetermined) {}

    /**
     * Reads at once who owns these keys, and whatever else these people own, which the transaction needs to know; not again
     * what it has read.
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void readAhead(Collection<IdentifierKey> keys) {
        Map<IdentifierKey, List<Owned>> ofKeys = new HashMap<>();
        keys.stream().filter(key -> tenures.find(key) == null).forEach(key -> ofKeys.put(key, new ArrayList<>()));
        if (ofKeys.isEmpty()) {
            return;
        }
        Map<UUID, Set<IdentifierKey>> owned = new HashMap<>();
        jdbc.sql("""
                        with told as materialized (
                            select key, valid_from, valid_to, profile_id, undetermined from key_owner where key = any(?))
                        select true, key, profile_id, undetermined, valid_from, valid_to from told
                        union all
                        select false, key, profile_id, null, null, null from key_owner
                         where profile_id = any(array(select profile_id from told union select unnest(?::uuid[])))
                        """)
                .param(bytes(ofKeys.keySet()))
                .param(column(ofKeys.keySet(), ProfileIds::foundedBy, UUID[]::new))
                .query((row, number) -> {
                    IdentifierKey key = IdentifierKey.of(row.getBytes(2));
                    UUID person = row.getObject(3, UUID.class);
                    return row.getBoolean(1)
                            ? Objects.requireNonNull(ofKeys.get(key))
                                    .add(new Owned(instant(row, 5), instant(row, 6), person, row.getBoolean(4)))
                            : owned.computeIfAbsent(person, id -> new HashSet<>())
                                    .add(key);
                })
                .list();
        tenures.put(ofKeys);
        Map<UUID, Set<IdentifierKey>> ofPeople = new HashMap<>();
        ofKeys.forEach((key, some) -> {
            Stream<UUID> persons = some.isEmpty()
                    ? Stream.of(ProfileIds.foundedBy(key))
                    : some.stream().flatMap(tenure -> Stream.ofNullable(tenure.owner()));
            persons.forEach(person -> ofPeople.put(person, owned.getOrDefault(person, Set.of())));
        });
        people.put(ofPeople);
    }

    /**
     * Who owned these keys at a time. A key that identity never told of is its own person; one of nobody's is left out, and
     * so is one that is undetermined.
     */
    public Map<IdentifierKey, UUID> of(Collection<IdentifierKey> keys, Instant at) {
        Map<IdentifierKey, UUID> owners = new HashMap<>();
        lastOf(keys, at).forEach((key, owner) -> {
            if (!owner.undetermined() && owner.person() != null) {
                owners.put(key, owner.person());
            }
        });
        return owners;
    }

    /** The same with what is undetermined, and who owned it before. */
    public Map<IdentifierKey, Owner> lastOf(Collection<IdentifierKey> keys, Instant at) {
        Map<IdentifierKey, Owner> owners = new HashMap<>();
        for (IdentifierKey key : keys) {
            List<Owned> known = tenures.find(key);
            if (known == null) {
                return select(keys, at);
            }
            if (known.isEmpty()) {
                owners.put(key, untold(key));
            }
            known.stream()
                    .filter(owned -> !owned.from().isAfter(at) && owned.to().isAfter(at))
                    .map(owned -> new Owner(owned.owner(), owned.undetermined()))
                    .filter(Owners::isKnown)
                    .forEach(owner -> owners.put(key, owner));
        }
        return owners;
    }

    private static Owner untold(IdentifierKey key) {
        return new Owner(ProfileIds.foundedBy(key), false);
    }

    private static boolean isKnown(Owner owner) {
        return owner.person() != null || owner.undetermined();
    }

    private Map<IdentifierKey, Owner> select(Collection<IdentifierKey> keys, Instant at) {
        Map<IdentifierKey, Owner> owners = new HashMap<>();
        Set<IdentifierKey> told = new HashSet<>();
        jdbc.sql("""
                        select key, profile_id, valid_from <= :at and valid_to > :at, undetermined
                          from key_owner where key = any(:keys)
                        """)
                .param("keys", bytes(keys))
                .param("at", utc(at))
                .query((row, number) -> {
                    IdentifierKey key = IdentifierKey.of(row.getBytes(1));
                    told.add(key);
                    Owner owner = new Owner(row.getObject(2, UUID.class), row.getBoolean(4));
                    if (row.getBoolean(3) && isKnown(owner)) {
                        owners.put(key, owner);
                    }
                    return key;
                })
                .list();
        keys.stream().filter(key -> !told.contains(key)).forEach(key -> owners.put(key, untold(key)));
        return owners;
    }

    /**
     * Every key that these people own at some time, or did before it was undetermined, besides the ones that were never told
     * of.
     */
    public Set<IdentifierKey> keysOf(Collection<UUID> persons) {
        Set<IdentifierKey> known = new HashSet<>();
        for (UUID person : persons) {
            Set<IdentifierKey> some = people.find(person);
            if (some == null) {
                return selectKeysOf(persons);
            }
            known.addAll(some);
        }
        return known;
    }

    private Set<IdentifierKey> selectKeysOf(Collection<UUID> people) {
        return Set.copyOf(jdbc.sql("select distinct key from key_owner where profile_id = any(:people)")
                .param("people", people.toArray(UUID[]::new))
                .query((row, number) -> IdentifierKey.of(row.getBytes(1)))
                .list());
    }

    /** Takes in what is newer than what is known; at most one of a tenure. */
    void apply(List<Tenure> tenures) {
        jdbc.sql("""
                        insert into key_owner as known (key, valid_from, valid_to, profile_id, undetermined, version)
                        select * from unnest(?::bytea[], ?::timestamptz[], ?::timestamptz[], ?::uuid[], ?::boolean[],
                                             ?::bigint[])
                        on conflict (key, valid_from) do update
                           set valid_to = excluded.valid_to, profile_id = excluded.profile_id,
                               undetermined = excluded.undetermined, version = excluded.version
                         where excluded.version > known.version
                        """)
                .param(column(tenures, tenure -> tenure.key().bytes(), byte[][]::new))
                .param(column(tenures, tenure -> text(tenure.from(), "-infinity"), String[]::new))
                .param(column(tenures, tenure -> text(tenure.to(), "infinity"), String[]::new))
                .param(column(tenures, Tenure::owner, UUID[]::new))
                .param(column(tenures, Tenure::undetermined, Boolean[]::new))
                .param(column(tenures, Tenure::version, Long[]::new))
                .update();
    }

    static String text(@Nullable Instant time, String unbounded) {
        return time == null ? unbounded : time.toString();
    }
}
