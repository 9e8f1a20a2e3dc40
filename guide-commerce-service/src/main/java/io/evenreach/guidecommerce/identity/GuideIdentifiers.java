package io.evenreach.guidecommerce.identity;

import static io.evenreach.platform.jdbc.Columns.bytes;
import static io.evenreach.platform.jdbc.Timestamps.utc;

import io.evenreach.guidecommerce.readahead.ReadAhead;
import io.evenreach.identifiers.Hashed;
import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.identifiers.IdentifierType;
import io.evenreach.identifiers.Strength;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Who guides are when they shop: the keyed hashes of their own identifiers. */
@Service
public class GuideIdentifiers {

    private final JdbcClient jdbc;
    private final Erasures erasures;
    private final Clock clock;
    private final ReadAhead<UUID, List<Hashed>> read = new ReadAhead<>();
    private final ReadAhead<IdentifierKey, Set<UUID>> stating = new ReadAhead<>();

    GuideIdentifiers(JdbcClient jdbc, Erasures erasures, Clock clock) {
        this.jdbc = jdbc;
        this.erasures = erasures;
        this.clock = clock;
    }

    /** Lets one transaction at a time change what a guide has stated. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void lock(UUID guideId) {
        jdbc.sql("select pg_advisory_xact_lock(hashtextextended('identifiers of guide ' || ?, 0))")
                .param(guideId.toString())
                .query((row, number) -> true)
                .single();
    }

    /** Adds identifiers of a guide who is there; what is known stays. */
    @Transactional
    public void add(UUID guideId, Collection<Hashed> identifiers) {
        List<IdentifierKey> keys = identifiers.stream().map(Hashed::key).toList();
        erasures.readAhead(keys);
        Instant now = clock.instant();
        Set<IdentifierKey> erased = erasures.of(keys, now);
        for (Hashed identifier : identifiers) {
            if (erased.contains(identifier.key())) {
                continue;
            }
            jdbc.sql("""
                            insert into guide_identifier (guide_id, key, type, scope, mask, stated_at)
                            values (?, ?, ?, ?, ?, ?) on conflict do nothing
                            """)
                    .param(guideId)
                    .param(identifier.key().bytes())
                    .param(identifier.type().wireName())
                    .param(identifier.scope())
                    .param(identifier.mask())
                    .param(utc(now))
                    .update();
        }
    }

    /** Keeps these identifiers of a guide and no others. */
    @Transactional
    public void replace(UUID guideId, Collection<Hashed> identifiers) {
        List<IdentifierKey> keys = identifiers.stream().map(Hashed::key).toList();
        erasures.readAhead(keys);
        jdbc.sql("delete from guide_identifier where guide_id = ? and key <> all(?)")
                .param(guideId)
                .param(bytes(keys))
                .update();
        add(guideId, identifiers);
    }

    @Transactional(readOnly = true)
    public List<Hashed> of(UUID guideId) {
        return jdbc.sql(
                        "select key, type, scope, mask from guide_identifier where guide_id = ? order by stated_at, key")
                .param(guideId)
                .query(GuideIdentifiers::hashed)
                .list();
    }

    private static Hashed hashed(ResultSet row, int number) throws SQLException {
        return new Hashed(
                IdentifierType.ofWireName(row.getString(2)).orElseThrow(),
                row.getString(3),
                IdentifierKey.of(row.getBytes(1)),
                row.getString(4));
    }

    /** Reads at once who these guides are and who states these keys, which the transaction needs to know. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void readAhead(Collection<UUID> guideIds, Collection<IdentifierKey> keys) {
        Map<UUID, List<Hashed>> ofGuides = new HashMap<>();
        guideIds.forEach(id -> ofGuides.put(id, new ArrayList<>()));
        Map<IdentifierKey, Set<UUID>> ofKeys = new HashMap<>();
        keys.forEach(key -> ofKeys.put(key, new HashSet<>()));
        jdbc.sql("""
                        select key, type, scope, mask, guide_id from guide_identifier
                         where guide_id = any(?) or key = any(?) order by stated_at, key
                        """)
                .param(ofGuides.keySet().toArray(UUID[]::new))
                .param(bytes(ofKeys.keySet()))
                .query((row, number) -> {
                    Hashed stated = hashed(row, number);
                    UUID guideId = row.getObject(5, UUID.class);
                    ofGuides.computeIfPresent(guideId, (id, some) -> with(some, stated));
                    ofKeys.computeIfPresent(stated.key(), (key, some) -> with(some, guideId));
                    return stated;
                })
                .list();
        read.put(ofGuides);
        stating.put(ofKeys);
    }

    private static <T, C extends Collection<T>> C with(C some, T one) {
        some.add(one);
        return some;
    }

    /** Those of a guide that name a person, not a device. */
    public Set<IdentifierKey> personsOf(UUID guideId) {
        return read.get(guideId, () -> of(guideId)).stream()
                .filter(GuideIdentifiers::namesAPerson)
                .map(Hashed::key)
                .collect(Collectors.toSet());
    }

    /** Guides who state one of these keys. */
    @Transactional(readOnly = true)
    public Set<UUID> whoState(Collection<IdentifierKey> keys) {
        Set<UUID> known = new HashSet<>();
        for (IdentifierKey key : keys) {
            Set<UUID> some = stating.find(key);
            if (some == null) {
                return selectWhoState(keys);
            }
            known.addAll(some);
        }
        return known;
    }

    private Set<UUID> selectWhoState(Collection<IdentifierKey> keys) {
        return Set.copyOf(jdbc.sql("select distinct guide_id from guide_identifier where key = any(?)")
                .param(bytes(keys))
                .query((row, number) -> row.getObject(1, UUID.class))
                .list());
    }

    public static boolean namesAPerson(Hashed identifier) {
        return identifier.type().strength() == Strength.PERSON;
    }

    /** Takes out what guides stated while somebody had it who is erased. */
    @Transactional
    public void forget(Collection<ErasedSpan> spans) {
        ErasedSpan.bind(
                        jdbc.sql("delete from guide_identifier i using " + ErasedSpan.TABLE
                                + " where i.key = erased.key and" + ErasedSpan.covers("stated_at")),
                        spans)
                .update();
    }
}
