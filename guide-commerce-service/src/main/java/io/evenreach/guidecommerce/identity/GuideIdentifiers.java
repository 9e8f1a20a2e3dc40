package io.evenreach.guidecommerce.identity;

import io.evenreach.identifiers.Hashed;
import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.identifiers.IdentifierType;
import io.evenreach.identifiers.Strength;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
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
    private final Clock clock;

    GuideIdentifiers(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
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
        for (Hashed identifier : identifiers) {
            jdbc.sql("""
                            insert into guide_identifier (guide_id, key, type, scope, mask, stated_at)
                            values (?, ?, ?, ?, ?, ?) on conflict do nothing
                            """)
                    .param(guideId)
                    .param(identifier.key().bytes())
                    .param(identifier.type().wireName())
                    .param(identifier.scope())
                    .param(identifier.mask())
                    .param(OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC))
                    .update();
        }
    }

    /** Keeps these identifiers of a guide and no others. */
    @Transactional
    public void replace(UUID guideId, Collection<Hashed> identifiers) {
        jdbc.sql("delete from guide_identifier where guide_id = ? and key <> all(?)")
                .param(guideId)
                .param(Owners.bytes(identifiers.stream().map(Hashed::key).toList()))
                .update();
        add(guideId, identifiers);
    }

    @Transactional(readOnly = true)
    public List<Hashed> of(UUID guideId) {
        return jdbc.sql(
                        "select key, type, scope, mask from guide_identifier where guide_id = ? order by stated_at, key")
                .param(guideId)
                .query((row, number) -> new Hashed(
                        IdentifierType.ofWireName(row.getString(2)).orElseThrow(),
                        row.getString(3),
                        IdentifierKey.of(row.getBytes(1)),
                        row.getString(4)))
                .list();
    }

    /** Those of a guide that name a person, not a device. */
    public Set<IdentifierKey> personsOf(UUID guideId) {
        return of(guideId).stream()
                .filter(GuideIdentifiers::namesAPerson)
                .map(Hashed::key)
                .collect(Collectors.toSet());
    }

    /** Guides who state one of these keys. */
    @Transactional(readOnly = true)
    public Set<UUID> whoState(Collection<IdentifierKey> keys) {
        return Set.copyOf(jdbc.sql("select distinct guide_id from guide_identifier where key = any(?)")
                .param(Owners.bytes(keys))
                .query((row, number) -> row.getObject(1, UUID.class))
                .list());
    }

    public static boolean namesAPerson(Hashed identifier) {
        return identifier.type().strength() == Strength.PERSON;
    }

    @Transactional
    public void forget(Collection<IdentifierKey> keys) {
        jdbc.sql("delete from guide_identifier where key = any(?)")
                .param(Owners.bytes(keys))
                .update();
    }
}
