package io.evenreach.identity.stitching.persistence;

import static io.evenreach.platform.jdbc.Timestamps.instant;

import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.identifiers.ProfileIds;
import io.evenreach.identity.stitching.domain.Changes;
import io.evenreach.identity.stitching.domain.Changes.Held;
import io.evenreach.identity.stitching.domain.Changes.Quarantine;
import io.evenreach.identity.stitching.domain.Changes.Versioned;
import io.evenreach.identity.stitching.domain.Component;
import io.evenreach.identity.stitching.domain.Cut;
import io.evenreach.identity.stitching.domain.Decisions;
import io.evenreach.identity.stitching.domain.Evidence;
import io.evenreach.identity.stitching.domain.Founding;
import io.evenreach.identity.stitching.domain.KnownKey;
import io.evenreach.identity.stitching.domain.Neighbours;
import io.evenreach.identity.stitching.domain.Provenance;
import io.evenreach.identity.stitching.domain.Release;
import io.evenreach.identity.stitching.domain.Span;
import io.evenreach.identity.stitching.domain.StitchingStore;
import io.evenreach.identity.stitching.domain.Tenure;
import io.evenreach.identity.stitching.domain.Timeline;
import io.evenreach.identity.stitching.domain.TypedKey;
import io.evenreach.identity.stitching.domain.Vacancy;
import io.evenreach.identity.stitching.domain.Withdrawal;
import io.evenreach.identity.vocabulary.Purpose;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The store in PostgreSQL, for one transaction. Components are locked in the order of their ids and everything is read
 * under those locks; keys that nobody knew are not locked at all, and whoever inserts one second starts again. Every step
 * is one statement for the whole batch.
 */
public final class PostgresStitchingStore implements StitchingStore {

    private final JdbcTemplate jdbc;
    private final Map<IdentifierKey, String> masks;
    private final String lock;

    /** Keys that nobody knew and this transaction inserted, of which it has not said yet what it knows of them. */
    private final Set<IdentifierKey> reserved = new HashSet<>();

    /** @param masks what may be shown of the values of keys that may be new */
    public PostgresStitchingStore(JdbcTemplate jdbc, Map<IdentifierKey, String> masks) {
        this(jdbc, masks, " for update");
    }

    private PostgresStitchingStore(JdbcTemplate jdbc, Map<IdentifierKey, String> masks, String lock) {
        this.jdbc = jdbc;
        this.masks = masks;
        this.lock = lock;
    }

    /** For a transaction that sees one moment and writes nothing: it locks nothing. */
    public static PostgresStitchingStore readingOnly(JdbcTemplate jdbc) {
        return new PostgresStitchingStore(jdbc, Map.of(), "");
    }

    /**
     * Does for a whole batch at once, in the order in which everybody does it, what would be done for its parts one after the
     * other, and so in another order than others do: locks what is known of what it names, and is the first to see the rest.
     *
     * @throws ConcurrentStitching where something moved while the locks were being taken
     */
    public void reserve(List<Evidence> batch) {
        record Place(IdentifierKey key, long componentId, boolean quarantined) {}
        Map<IdentifierKey, TypedKey> unseen = new HashMap<>();
        batch.forEach(each -> each.keys().forEach(key -> unseen.put(key.key(), key)));
        Set<Long> components = Set.copyOf(SetStatement.of("""
                        select id from component where id in (select component_id from identifier where key = any(?))
                         order by id
                        """ + lock, unseen.keySet())
                .bytes(IdentifierKey::bytes)
                .query(jdbc, row -> row.getLong(1)));
        List<Place> places = SetStatement.of(
                        "select key, component_id, quarantined from identifier where key = any(?)", unseen.keySet())
                .bytes(IdentifierKey::bytes)
                .query(jdbc, row -> new Place(IdentifierKey.of(row.getBytes(1)), row.getLong(2), row.getBoolean(3)));
        lockForgotten(places.stream()
                .filter(place -> place.componentId() == KnownKey.NO_COMPONENT && !place.quarantined())
                .map(Place::key)
                .toList());
        for (Place place : places) {
            if (place.componentId() != KnownKey.NO_COMPONENT && !components.contains(place.componentId())) {
                throw movedMeanwhile();
            }
            unseen.remove(place.key());
        }
        SetStatement.of("select id from evidence where id = any(?::uuid[]) order by id" + lock, batch)
                .texts(Evidence::id)
                .query(jdbc, row -> row.getObject(1, UUID.class));
        insertKeys(unseen.values().stream()
                .map(key -> new KnownKey(key, null, Instant.EPOCH, KnownKey.NO_COMPONENT, false, Neighbours.NONE, 0))
                .toList());
        reserved.addAll(unseen.keySet());
    }

    private static ConcurrentStitching movedMeanwhile() {
        return new ConcurrentStitching("a key moved to another component while the locks were taken");
    }

    @Override
    public Known lock(Set<IdentifierKey> keys, Set<UUID> evidenceIds) {
        Map<Long, Component> components = new HashMap<>();
        SetStatement.of("""
                        select id, clean, founder, founded_at, counts, evidence_rows, rules_version, settled_until
                          from component
                         where id in (select component_id from identifier where key = any(?))
                         order by id
                        """ + lock, keys)
                .bytes(IdentifierKey::bytes)
                .query(jdbc, PostgresStitchingStore::component)
                .forEach(component -> components.put(component.id(), component));
        Map<IdentifierKey, KnownKey> known = new HashMap<>();
        SetStatement.of(SELECT_KEYS + " where key = any(?)", seen(keys))
                .bytes(IdentifierKey::bytes)
                .query(jdbc, PostgresStitchingStore::knownKey)
                .forEach(key -> known.put(key.id().key(), key));
        lockForgotten(known.values().stream()
                .filter(KnownKey::isForgotten)
                .map(key -> key.id().key())
                .toList());
        for (KnownKey key : known.values()) {
            if (key.componentId() != KnownKey.NO_COMPONENT && !components.containsKey(key.componentId())) {
                throw movedMeanwhile();
            }
        }
        Map<UUID, Evidence> evidence = new HashMap<>();
        evidence(jdbc, evidenceIds, lock).forEach(each -> evidence.put(each.id(), each));
        Mentioned mentioned = mentionedByDecisions(jdbc, keys);
        return new Known(known, components, evidence, mentioned.decidedAbout(), releases(jdbc, mentioned.released()));
    }

    /** Keys without evidence have no component to lock, so they are locked themselves. */
    private void lockForgotten(List<IdentifierKey> forgotten) {
        List<Long> versions = SetStatement.of(
                        "select version from identifier where key = any(?) and component_id = 0 order by key" + lock,
                        forgotten)
                .bytes(IdentifierKey::bytes)
                .query(jdbc, row -> row.getLong(1));
        if (versions.size() != forgotten.size()) {
            throw new ConcurrentStitching("somebody else was the first to see a forgotten key again");
        }
    }

    private List<IdentifierKey> seen(Collection<IdentifierKey> keys) {
        return keys.stream().filter(key -> !reserved.contains(key)).toList();
    }

    /** What is known of some keys that belong to a component. */
    public List<KnownKey> membersAmong(long componentId, List<IdentifierKey> keys) {
        return SetStatement.of(SELECT_KEYS + " where key = any(?) and component_id = " + componentId, keys)
                .bytes(IdentifierKey::bytes)
                .query(jdbc, PostgresStitchingStore::knownKey);
    }

    @Override
    public List<KnownKey> members(Set<Long> componentIds) {
        return SetStatement.of(SELECT_KEYS + " where component_id = any(?)", componentIds)
                .longs(Long::longValue)
                .query(jdbc, PostgresStitchingStore::knownKey);
    }

    @Override
    public Contents contents(Set<Long> componentIds, Set<IdentifierKey> others) {
        Map<IdentifierKey, KnownKey> keys = new LinkedHashMap<>();
        members(componentIds).forEach(key -> keys.put(key.id().key(), key));
        Set<IdentifierKey> mentioned = new HashSet<>(keys.keySet());
        List<IdentifierKey> outside = others.stream().filter(mentioned::add).toList();
        List<KnownKey> known = SetStatement.of(SELECT_KEYS + " where key = any(?)", seen(outside))
                .bytes(IdentifierKey::bytes)
                .query(jdbc, PostgresStitchingStore::knownKey);
        known.forEach(key -> keys.put(key.id().key(), key));
        Map<UUID, Evidence> evidence = new LinkedHashMap<>();
        Map<UUID, Long> componentOf = new HashMap<>();
        SetStatement.Reader<Evidence> reader = row -> {
            Evidence each = evidence(row);
            if (mentionsAny(each, keys.keySet())) {
                evidence.put(each.id(), each);
                componentOf.put(each.id(), row.getLong(COMPONENT_OF_EVIDENCE));
            }
            return each;
        };
        SetStatement.of(SELECT_EVIDENCE + " where component_id = any(?)", componentIds)
                .longs(Long::longValue)
                .query(jdbc, reader);
        SetStatement.of(SELECT_EVIDENCE + """
                         where id in (select evidence_id from evidence_key where key = any(?))
                        """, known)
                .bytes(key -> key.id().key().bytes())
                .query(jdbc, reader);
        return new Contents(
                List.copyOf(keys.values()),
                List.copyOf(evidence.values()),
                componentOf,
                timelines(componentIds, keys.keySet()),
                decisions(jdbc, mentioned));
    }

    /** Evidence whose keys were all quarantined since belongs to nobody's component any more, wherever its row is. */
    private static boolean mentionsAny(Evidence evidence, Set<IdentifierKey> keys) {
        for (TypedKey key : evidence.keys()) {
            if (keys.contains(key.key())) {
                return true;
            }
        }
        return false;
    }

    /**
     * Who owned keys that are most of some components. Whoever founded a component owns most of it, and all that somebody
     * owns is found in one place; only keys that this does not tell everything about are looked up one by one.
     */
    private Map<IdentifierKey, Timeline> timelines(Set<Long> componentIds, Set<IdentifierKey> keys) {
        Tenures tenures = new Tenures();
        SetStatement.of(SELECT_TENURES + """
                         where profile_id in (select t.profile_id from tenure t
                                               where t.key in (select founder from component where id = any(?)))
                        """, componentIds)
                .longs(Long::longValue)
                .query(jdbc, tenures::add);
        List<IdentifierKey> incomplete =
                keys.stream().filter(key -> !tenures.isComplete(key)).toList();
        incomplete.forEach(tenures::forget);
        SetStatement.of(SELECT_TENURES + " where key = any(?)", incomplete)
                .bytes(IdentifierKey::bytes)
                .query(jdbc, tenures::add);
        return tenures.timelines(keys);
    }

    /** Who owned keys. */
    public static Map<IdentifierKey, Timeline> timelines(JdbcTemplate jdbc, Collection<IdentifierKey> keys) {
        Tenures tenures = new Tenures();
        SetStatement.of(SELECT_TENURES + " where key = any(?)", keys)
                .bytes(IdentifierKey::bytes)
                .query(jdbc, tenures::add);
        return tenures.timelines(keys);
    }

    /**
     * Keys that decisions mention.
     *
     * @param decidedAbout about whose owners there is a decision
     * @param released from quarantine
     */
    private record Mentioned(Set<IdentifierKey> decidedAbout, Set<IdentifierKey> released) {}

    /** Most keys are mentioned by no decision at all; that is asked at once. */
    private static Mentioned mentionedByDecisions(JdbcTemplate jdbc, Collection<IdentifierKey> keys) {
        Mentioned mentioned = new Mentioned(new HashSet<>(), new HashSet<>());
        SetStatement.of("""
                        with asked (keys) as materialized (select ?::bytea[])
                        select key, false from cut_key where key = any((select keys from asked)::bytea[])
                        union select key, false from withdrawal_span where key = any((select keys from asked)::bytea[])
                        union select key, false from erasure where key = any((select keys from asked)::bytea[])
                        union select key, false from vacancy where key = any((select keys from asked)::bytea[])
                        union select key, true from quarantine_release where key = any((select keys from asked)::bytea[])
                        """, keys)
                .bytes(IdentifierKey::bytes)
                .query(
                        jdbc,
                        row -> (row.getBoolean(2) ? mentioned.released() : mentioned.decidedAbout())
                                .add(IdentifierKey.of(row.getBytes(1))));
        return mentioned;
    }

    /** What was decided about keys; splits with all that they are about. */
    static Decisions decisions(JdbcTemplate jdbc, Collection<IdentifierKey> all) {
        Mentioned mentioned = mentionedByDecisions(jdbc, all);
        Set<IdentifierKey> keys = mentioned.decidedAbout();
        List<Cut> cuts = SetStatement.of(
                        SELECT_CUTS + " where id in (select cut_id from cut_key where key = any(?))", keys)
                .bytes(IdentifierKey::bytes)
                .query(jdbc, PostgresStitchingStore::cut);
        List<UUID> withdrawn = SetStatement.of(
                        "select distinct withdrawal_id from withdrawal_span where key = any(?)", keys)
                .bytes(IdentifierKey::bytes)
                .query(jdbc, row -> row.getObject(1, UUID.class));
        Map<IdentifierKey, Instant> erasedAt = new HashMap<>();
        SetStatement.of("select key, erased_at from erasure where key = any(?)", keys)
                .bytes(IdentifierKey::bytes)
                .query(jdbc, row -> Map.entry(IdentifierKey.of(row.getBytes(1)), Instant.ofEpochMilli(row.getLong(2))))
                .forEach(erased -> erasedAt.put(erased.getKey(), erased.getValue()));
        List<Vacancy> vacancies = SetStatement.of(
                        "select key, purpose, valid_from, valid_to, until_seen from vacancy where key = any(?)", keys)
                .bytes(IdentifierKey::bytes)
                .query(jdbc, PostgresStitchingStore::vacancy);
        return new Decisions(
                cuts, withdrawals(jdbc, withdrawn), erasedAt, vacancies, releases(jdbc, mentioned.released()));
    }

    private static List<Release> releases(JdbcTemplate jdbc, Collection<IdentifierKey> keys) {
        return SetStatement.of(SELECT_RELEASES + " where key = any(?)", keys)
                .bytes(IdentifierKey::bytes)
                .query(jdbc, PostgresStitchingStore::release);
    }

    static List<Release> release(JdbcTemplate jdbc, UUID id) {
        return SetStatement.of(SELECT_RELEASES + " where id = any(?::uuid[])", List.of(id))
                .texts(each -> each)
                .query(jdbc, PostgresStitchingStore::release);
    }

    private static Release release(ResultSet row) throws SQLException {
        return new Release(
                row.getObject(1, UUID.class),
                IdentifierKey.of(row.getBytes(2)),
                row.getInt(3),
                row.getString(4),
                instant(row, 5),
                row.getString(6));
    }

    @Override
    public List<Evidence> mentioning(IdentifierKey key, @Nullable UUID after, int limit) {
        return jdbc.query(
                SELECT_EVIDENCE + """
                         where id in (select evidence_id from evidence_key where key = ? and evidence_id > ?
                                       order by evidence_id limit ?)
                         order by id
                        """,
                (row, number) -> evidence(row),
                key.bytes(),
                after == null ? new UUID(0, 0) : after,
                limit);
    }

    @Override
    public long heapBytes(Set<Long> componentIds) {
        return new Unsettled(JdbcClient.create(jdbc)).heapBytes(componentIds);
    }

    /** Random, so that no two instances need to agree; never 0, which stands for none. */
    @Override
    public long newComponentId() {
        return ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE);
    }

    @Override
    public void save(Changes changes) {
        // New keys first: this is where two transactions that meet the same new person find each other.
        dropReserved(changes.newKeys());
        insertKeys(changes.newKeys());
        insertEvidence(changes.newEvidence(), changes.componentOfEvidence());
        updateEvidence(changes.changedEvidence());
        moveEvidence(changes);
        updateKeys(changes.changedKeys());
        saveComponents(changes);
        saveTenures(changes);
        saveHeld(changes);
        saveQuarantines(changes.quarantines());
        saveWhatWasTakenBack(changes);
        saveDecisions(changes);
        saveFoundings(changes.foundings());
        SetStatement.of(
                        "insert into quarantine_due (key) select * from unnest(?::bytea[]) on conflict do nothing",
                        changes.due())
                .bytes(IdentifierKey::bytes)
                .update(jdbc);
    }

    private void saveWhatWasTakenBack(Changes changes) {
        record Mention(IdentifierKey key, UUID evidenceId) {}
        List<Mention> gone = new ArrayList<>();
        SetStatement.of("delete from evidence where id = any(?::uuid[]) returning id, keys", changes.goneEvidence())
                .texts(id -> id)
                .query(jdbc, row -> {
                    UUID id = row.getObject(1, UUID.class);
                    return EvidenceCodec.readKeys(row.getBytes(2)).stream()
                            .map(key -> new Mention(key.key(), id))
                            .toList();
                })
                .forEach(gone::addAll);
        SetStatement.of("""
                        delete from evidence_key k using unnest(?::bytea[], ?::uuid[]) as g(key, evidence_id)
                         where k.key = g.key and k.evidence_id = g.evidence_id
                        """, gone)
                .bytes(mention -> mention.key().bytes())
                .texts(Mention::evidenceId)
                .update(jdbc);
        SetStatement.of("delete from quarantine where key = any(?)", changes.released())
                .bytes(IdentifierKey::bytes)
                .update(jdbc);
        for (String sql : List.of(
                "delete from cut where id = any(?::uuid[])",
                "delete from cut_key where cut_id = any(?::uuid[])",
                "delete from withdrawal where id = any(?::uuid[])",
                "delete from withdrawal_span where withdrawal_id = any(?::uuid[])",
                "delete from quarantine_release where id = any(?::uuid[])")) {
            SetStatement.of(sql, changes.goneDecisions()).texts(id -> id).update(jdbc);
        }
    }

    private void saveDecisions(Changes changes) {
        SetStatement.of("""
                        insert into cut (id, profile_id, apart, rest, decided_by, decided_at, reason)
                        select * from unnest(?::uuid[], ?::uuid[], ?::bytea[], ?::bytea[], ?::text[], ?::timestamptz[],
                                             ?::text[])
                        """, changes.newCuts())
                .texts(Cut::id)
                .texts(Cut::profileId)
                .bytes(cut -> EvidenceCodec.writeKeys(cut.apart()))
                .bytes(cut -> EvidenceCodec.writeKeys(cut.rest()))
                .texts(Cut::decidedBy)
                .texts(Cut::decidedAt)
                .texts(Cut::reason)
                .update(jdbc);
        record Mention(IdentifierKey key, UUID cutId) {}
        List<Mention> mentions = changes.newCuts().stream()
                .flatMap(cut -> cut.keys().map(key -> new Mention(key, cut.id())))
                .toList();
        SetStatement.of("insert into cut_key (key, cut_id) select * from unnest(?::bytea[], ?::uuid[])", mentions)
                .bytes(mention -> mention.key().bytes())
                .texts(Mention::cutId)
                .update(jdbc);
        List<Map.Entry<IdentifierKey, Instant>> erasures =
                List.copyOf(changes.erasures().entrySet());
        SetStatement.of("""
                        insert into erasure (key, erased_at) select * from unnest(?::bytea[], ?::bigint[])
                        on conflict (key) do update set erased_at = excluded.erased_at
                        """, erasures)
                .bytes(erased -> erased.getKey().bytes())
                .longs(erased -> Millis.of(erased.getValue()))
                .update(jdbc);
        saveWithdrawals(changes.newWithdrawals());
        SetStatement.of("""
                        insert into quarantine_release (id, key, persons_max, decided_by, decided_at, reason)
                        select * from unnest(?::uuid[], ?::bytea[], ?::int[], ?::text[], ?::timestamptz[], ?::text[])
                        on conflict (id) do nothing
                        """, changes.newReleases())
                .texts(Release::id)
                .bytes(release -> release.key().bytes())
                .ints(Release::personsMax)
                .texts(Release::decidedBy)
                .texts(Release::decidedAt)
                .texts(Release::reason)
                .update(jdbc);
        SetStatement.of("""
                        insert into vacancy (key, purpose, valid_from, valid_to, until_seen)
                        select * from unnest(?::bytea[], ?::text[], ?::bigint[], ?::bigint[], ?::boolean[])
                        on conflict (key, purpose, valid_from)
                        do update set valid_to = greatest(vacancy.valid_to, excluded.valid_to),
                                      until_seen = vacancy.until_seen or excluded.until_seen
                        """, changes.vacated())
                .bytes(vacancy -> vacancy.key().bytes())
                .texts(Vacancy::purpose)
                .longs(vacancy -> Millis.of(vacancy.from()))
                .longs(vacancy -> Millis.of(vacancy.to()))
                .booleans(Vacancy::untilSeen)
                .update(jdbc);
        // What was removed of nobody else that is known.
        SetStatement.of("""
                        with gone as (
                            delete from removal r
                             where r.evidence_id in (select evidence_id from removal_key where key = any(?))
                               and not exists (select from removal_key o join tenure t on t.key = o.key
                                                where o.evidence_id = r.evidence_id and o.key <> all(?))
                            returning r.evidence_id)
                        delete from removal_key where evidence_id in (select evidence_id from gone)
                        """, erasures)
                .bytes(erased -> erased.getKey().bytes())
                .bytes(erased -> erased.getKey().bytes())
                .update(jdbc);
        for (String sql : List.of(
                "delete from removal_key where key = any(?)",
                "delete from founding where key = any(?)",
                "delete from vacancy where key = any(?)")) {
            SetStatement.of(sql, erasures)
                    .bytes(erased -> erased.getKey().bytes())
                    .update(jdbc);
        }
        SetStatement.of("""
                        update identifier i set mask = '***', own_profile_id = n.own_profile_id
                          from unnest(?::bytea[], ?::uuid[]) as n(key, own_profile_id) where i.key = n.key
                        """, erasures)
                .bytes(erased -> erased.getKey().bytes())
                .texts(erased -> Decisions.foundedAfter(erased.getKey(), erased.getValue()))
                .update(jdbc);
    }

    private void saveWithdrawals(List<Withdrawal> withdrawals) {
        SetStatement.of("""
                        insert into withdrawal (id, profile_id, decided_by, withdrawn_at, reason)
                        select * from unnest(?::uuid[], ?::uuid[], ?::text[], ?::bigint[], ?::text[])
                        """, withdrawals)
                .texts(Withdrawal::id)
                .texts(Withdrawal::profileId)
                .texts(Withdrawal::decidedBy)
                .longs(withdrawal -> Millis.of(withdrawal.at()))
                .texts(Withdrawal::reason)
                .update(jdbc);
        record Mention(UUID withdrawalId, Span span) {}
        SetStatement.of(
                        """
                        insert into withdrawal_span (withdrawal_id, key, purpose, valid_from, valid_to)
                        select * from unnest(?::uuid[], ?::bytea[], ?::text[], ?::bigint[], ?::bigint[])
                        """,
                        withdrawals.stream()
                                .flatMap(each -> each.spans().stream().map(span -> new Mention(each.id(), span)))
                                .toList())
                .texts(Mention::withdrawalId)
                .bytes(mention -> mention.span().key().bytes())
                .texts(mention -> mention.span().purpose())
                .longs(mention -> Millis.of(mention.span().from()))
                .longs(mention -> Millis.of(mention.span().to()))
                .update(jdbc);
    }

    private void saveFoundings(Map<UUID, Founding> foundings) {
        SetStatement.of(
                        """
                        insert into founding (profile_id, key, at) select * from unnest(?::uuid[], ?::bytea[], ?::bigint[])
                        on conflict (profile_id) do nothing
                        """,
                        foundings.entrySet().stream()
                                .sorted(Map.Entry.comparingByKey())
                                .toList())
                .texts(Map.Entry::getKey)
                .bytes(founding -> founding.getValue().key().bytes())
                .longs(founding -> Millis.of(founding.getValue().at()))
                .update(jdbc);
    }

    /** Whoever waits for one of these goes on waiting: it was inserted by this transaction, and will have been. */
    private void dropReserved(List<KnownKey> keys) {
        List<IdentifierKey> now = keys.stream()
                .map(key -> key.id().key())
                .filter(reserved::remove)
                .toList();
        SetStatement.of("delete from identifier where key = any(?)", now)
                .bytes(IdentifierKey::bytes)
                .update(jdbc);
    }

    private void insertKeys(List<KnownKey> keys) {
        // In the order of the keys, so that two transactions never wait for each other.
        List<KnownKey> sorted = keys.stream()
                .sorted(Comparator.comparing(key -> key.id().key()))
                .toList();
        int inserted = SetStatement.of("""
                        insert into identifier (key, type, scope, mask, data_set_id, own_profile_id, first_at,
                                                component_id, quarantined, neighbours, version)
                        select * from unnest(?::bytea[], ?::text[], ?::text[], ?::text[], ?::text[], ?::uuid[], ?::bigint[],
                                             ?::bigint[], ?::bool[], ?::bytea[], ?::bigint[])
                        on conflict (key) do nothing
                        """, sorted)
                .bytes(key -> key.id().key().bytes())
                .texts(key -> key.id().type().wireName())
                .texts(key -> key.id().scope())
                .texts(key -> masks.getOrDefault(key.id().key(), "***"))
                .texts(KnownKey::dataSetId)
                .texts(key -> ProfileIds.foundedBy(key.id().key()))
                .longs(key -> Millis.of(key.firstAt()))
                .longs(KnownKey::componentId)
                .booleans(KnownKey::quarantined)
                .bytes(key -> key.neighbours().bytes())
                .longs(KnownKey::version)
                .update(jdbc);
        requireAll(inserted, keys.size(), "somebody else was the first to see one of these identifiers");
    }

    private void updateKeys(List<KnownKey> keys) {
        SetStatement.of("""
                        update identifier i
                           set first_at = n.first_at, component_id = n.component_id, quarantined = n.quarantined,
                               neighbours = n.neighbours, version = n.version
                          from unnest(?::bytea[], ?::bigint[], ?::bigint[], ?::bool[], ?::bytea[], ?::bigint[])
                               as n(key, first_at, component_id, quarantined, neighbours, version)
                         where i.key = n.key
                        """, keys)
                .bytes(key -> key.id().key().bytes())
                .longs(key -> Millis.of(key.firstAt()))
                .longs(KnownKey::componentId)
                .booleans(KnownKey::quarantined)
                .bytes(key -> key.neighbours().bytes())
                .longs(KnownKey::version)
                .update(jdbc);
    }

    private void insertEvidence(List<Evidence> evidence, Map<UUID, Long> componentOf) {
        List<Evidence> sorted =
                evidence.stream().sorted(Comparator.comparing(Evidence::id)).toList();
        int inserted = SetStatement.of("""
                        insert into evidence (id, owner, source, contact_domain, kind, purposes, data_set_id, keys,
                                              sightings, sighting_count, first_at, last_at, component_id)
                        select * from unnest(?::uuid[], ?::text[], ?::text[], ?::text[], ?::text[], ?::int[], ?::text[],
                                             ?::bytea[], ?::bytea[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[])
                        on conflict (id) do nothing
                        """, sorted)
                .texts(Evidence::id)
                .texts(each -> each.provenance().owner())
                .texts(each -> each.provenance().source())
                .texts(each -> each.provenance().contactDomain())
                .texts(each -> each.provenance().kind())
                .ints(each -> Evidence.purposeBits(each.purposes(), each.stated()))
                .texts(each -> each.provenance().dataSetId())
                .bytes(each -> EvidenceCodec.writeKeys(each.keys()))
                .bytes(each -> EvidenceCodec.writeSightings(each.sightings()))
                .longs(each -> each.sightings().count())
                .longs(each -> Millis.of(each.sightings().firstAt()))
                .longs(each -> Millis.of(each.sightings().lastAt()))
                .longs(each -> componentOf.getOrDefault(each.id(), KnownKey.NO_COMPONENT))
                .update(jdbc);
        requireAll(inserted, evidence.size(), "somebody else was the first to see one of these sets");
        record Mention(IdentifierKey key, UUID evidenceId) {}
        List<Mention> mentions = evidence.stream()
                .flatMap(each -> each.keys().stream().map(key -> new Mention(key.key(), each.id())))
                .toList();
        SetStatement.of(
                        "insert into evidence_key (key, evidence_id) select * from unnest(?::bytea[], ?::uuid[])",
                        mentions)
                .bytes(mention -> mention.key().bytes())
                .texts(Mention::evidenceId)
                .update(jdbc);
    }

    private void updateEvidence(List<Evidence> evidence) {
        SetStatement.of("""
                        update evidence e
                           set sightings = n.sightings, sighting_count = n.sighting_count, first_at = n.first_at,
                               last_at = n.last_at
                          from unnest(?::uuid[], ?::bytea[], ?::bigint[], ?::bigint[], ?::bigint[])
                               as n(id, sightings, sighting_count, first_at, last_at)
                         where e.id = n.id
                        """, evidence)
                .texts(Evidence::id)
                .bytes(each -> EvidenceCodec.writeSightings(each.sightings()))
                .longs(each -> each.sightings().count())
                .longs(each -> Millis.of(each.sightings().firstAt()))
                .longs(each -> Millis.of(each.sightings().lastAt()))
                .update(jdbc);
    }

    private void moveEvidence(Changes changes) {
        SetStatement.of("""
                        update evidence e set component_id = n.kept from unnest(?::bigint[], ?::bigint[]) as n(gone, kept)
                         where e.component_id = n.gone
                        """, changes.mergedComponents().entrySet())
                .longs(Map.Entry::getKey)
                .longs(Map.Entry::getValue)
                .update(jdbc);
        Map<UUID, Long> moved = new HashMap<>(changes.componentOfEvidence());
        changes.newEvidence().forEach(each -> moved.remove(each.id()));
        SetStatement.of("""
                        update evidence e set component_id = n.component_id
                          from unnest(?::uuid[], ?::bigint[]) as n(id, component_id) where e.id = n.id
                        """, moved.entrySet())
                .texts(Map.Entry::getKey)
                .longs(Map.Entry::getValue)
                .update(jdbc);
    }

    private void saveComponents(Changes changes) {
        components("""
                insert into component (id, clean, founder, founded_at, counts, evidence_rows, rules_version, settled_until,
                                       waits_since)
                select n.*, case when n.rules_version <= 0 then clock_timestamp() end from
                """ + UNNEST_COMPONENTS, changes.newComponents());
        components("""
                update component c set clean = n.clean, founder = n.founder, founded_at = n.founded_at,
                       counts = n.counts, evidence_rows = n.evidence_rows, rules_version = n.rules_version,
                       settled_until = n.settled_until,
                       waits_since = case when n.rules_version > 0 then null
                                          when c.rules_version > 0 then clock_timestamp()
                                          else c.waits_since end from
                """ + UNNEST_COMPONENTS + " where c.id = n.id", changes.changedComponents());
        SetStatement.of("delete from component where id = any(?)", changes.goneComponents())
                .longs(Long::longValue)
                .update(jdbc);
    }

    private void components(String sql, List<Component> components) {
        SetStatement.of(sql, components)
                .longs(Component::id)
                .booleans(Component::clean)
                .bytes(component -> component.founder().bytes())
                .longs(component -> Millis.of(component.foundedAt()))
                .bytes(component -> EvidenceCodec.writeCounts(component.counts()))
                .ints(Component::evidenceRows)
                .longs(Component::rulesVersion)
                .longs(component -> Millis.of(component.settledUntil()))
                .update(jdbc);
    }

    private record TenureRow(IdentifierKey key, int purposes, Tenure tenure, long version) {}

    private void saveTenures(Changes changes) {
        SetStatement.of(
                        "delete from tenure where key = any(?)",
                        changes.replacedTimelines().keySet())
                .bytes(IdentifierKey::bytes)
                .update(jdbc);
        List<TenureRow> fresh = new ArrayList<>(rows(changes.newTimelines()));
        fresh.addAll(rows(changes.replacedTimelines()));
        tenures("""
                insert into tenure (key, purposes, valid_from, valid_to, profile_id, first_seen_at, version, withdrawn)
                select * from unnest(?::bytea[], ?::int[], ?::bigint[], ?::bigint[], ?::uuid[], ?::bigint[], ?::bigint[],
                                     ?::bool[])
                """, fresh);
        tenures("""
                update tenure t
                   set valid_to = n.valid_to, profile_id = n.profile_id, first_seen_at = n.first_seen_at,
                       version = n.version
                  from unnest(?::bytea[], ?::int[], ?::bigint[], ?::bigint[], ?::uuid[], ?::bigint[], ?::bigint[],
                              ?::bool[])
                       as n(key, purposes, valid_from, valid_to, profile_id, first_seen_at, version, withdrawn)
                 where t.key = n.key and t.purposes = n.purposes and t.valid_from = n.valid_from
                """, rows(changes.amendedTimelines()));
    }

    private void tenures(String sql, List<TenureRow> rows) {
        SetStatement.of(sql, rows)
                .bytes(row -> row.key().bytes())
                .ints(TenureRow::purposes)
                .longs(row -> Millis.of(row.tenure().from()))
                .longs(row -> Millis.of(row.tenure().to()))
                .texts(row -> row.tenure().profileId())
                .longs(row -> Millis.of(row.tenure().firstSeenAt()))
                .longs(TenureRow::version)
                .booleans(row -> row.tenure().withdrawn())
                .update(jdbc);
    }

    /** Purposes that agree share their rows, so that most keys have one row and not one per purpose. */
    private static List<TenureRow> rows(Map<IdentifierKey, Versioned> timelines) {
        List<TenureRow> rows = new ArrayList<>();
        timelines.forEach((key, versioned) -> {
            Map<List<Tenure>, Integer> purposesOf = new LinkedHashMap<>();
            versioned
                    .timeline()
                    .tenures()
                    .forEach((purpose, tenures) ->
                            purposesOf.merge(tenures, purpose.bit(), (one, other) -> one | other));
            purposesOf.forEach((tenures, purposes) ->
                    tenures.forEach(tenure -> rows.add(new TenureRow(key, purposes, tenure, versioned.version()))));
        });
        return rows;
    }

    private void saveHeld(Changes changes) {
        SetStatement.of("delete from held_link where evidence_id = any(?::uuid[])", changes.refoldedEvidence())
                .texts(id -> id)
                .update(jdbc);
        SetStatement.of("""
                        insert into held_link (evidence_id, purpose, key, reason)
                        select * from unnest(?::uuid[], ?::text[], ?::bytea[], ?::text[]) on conflict do nothing
                        """, changes.held())
                .texts(Held::evidenceId)
                .texts(Held::purpose)
                .bytes(held -> held.key().bytes())
                .texts(Held::reason)
                .update(jdbc);
    }

    private void saveQuarantines(List<Quarantine> quarantines) {
        SetStatement.of("""
                        insert into quarantine (key, degree, persons_max, rules_version)
                        select * from unnest(?::bytea[], ?::int[], ?::int[], ?::bigint[]) on conflict (key)
                        do update set degree = excluded.degree, persons_max = excluded.persons_max,
                                      rules_version = excluded.rules_version
                        """, quarantines)
                .bytes(quarantine -> quarantine.key().bytes())
                .ints(Quarantine::degree)
                .ints(Quarantine::personsMax)
                .longs(Quarantine::rulesVersion)
                .update(jdbc);
    }

    private static void requireAll(int inserted, int wanted, String otherwise) {
        if (inserted != wanted) {
            throw new ConcurrentStitching(otherwise);
        }
    }

    private static final String UNNEST_COMPONENTS =
            " unnest(?::bigint[], ?::bool[], ?::bytea[], ?::bigint[], ?::bytea[], ?::int[], ?::bigint[], ?::bigint[])"
                    + " as n(id, clean, founder, founded_at, counts, evidence_rows, rules_version, settled_until)";

    private static final String SELECT_KEYS = """
            select key, type, scope, data_set_id, first_at, component_id, quarantined, neighbours, version
              from identifier
            """;

    private static final String SELECT_EVIDENCE = """
            select id, owner, source, contact_domain, kind, data_set_id, keys, purposes, sightings, sighting_count,
                   component_id
              from evidence
            """;

    private static final int COMPONENT_OF_EVIDENCE = 11;

    private static final String SELECT_TENURES =
            "select key, purposes, valid_from, valid_to, profile_id, first_seen_at, withdrawn from tenure";

    private static final String SELECT_RELEASES =
            "select id, key, persons_max, decided_by, decided_at, reason from quarantine_release";

    private static final String SELECT_CUTS =
            "select id, profile_id, apart, rest, decided_by, decided_at, reason from cut";

    static List<Cut> cuts(JdbcTemplate jdbc, Collection<UUID> ids) {
        return SetStatement.of(SELECT_CUTS + " where id = any(?::uuid[])", ids)
                .texts(id -> id)
                .query(jdbc, PostgresStitchingStore::cut);
    }

    static List<Withdrawal> withdrawals(JdbcTemplate jdbc, Collection<UUID> ids) {
        Map<UUID, List<Span>> spans = new HashMap<>();
        SetStatement.of("""
                        select key, purpose, valid_from, valid_to, withdrawal_id from withdrawal_span
                         where withdrawal_id = any(?::uuid[])
                        """, ids)
                .texts(id -> id)
                .query(
                        jdbc,
                        row -> spans.computeIfAbsent(row.getObject(5, UUID.class), unseen -> new ArrayList<>())
                                .add(span(row)));
        return SetStatement.of("""
                        select id, profile_id, decided_by, withdrawn_at, reason from withdrawal
                         where id = any(?::uuid[])
                        """, ids)
                .texts(id -> id)
                .query(
                        jdbc,
                        row -> new Withdrawal(
                                row.getObject(1, UUID.class),
                                row.getObject(2, UUID.class),
                                spans.getOrDefault(row.getObject(1, UUID.class), List.of()),
                                row.getString(3),
                                Instant.ofEpochMilli(row.getLong(4)),
                                row.getString(5)));
    }

    private static Span span(ResultSet row) throws SQLException {
        return new Span(
                IdentifierKey.of(row.getBytes(1)),
                Purpose.valueOf(row.getString(2)),
                Millis.instant(row.getLong(3)),
                Millis.instant(row.getLong(4)));
    }

    private static Vacancy vacancy(ResultSet row) throws SQLException {
        Span span = span(row);
        return new Vacancy(span.key(), span.purpose(), span.from(), span.to(), row.getBoolean(5));
    }

    static List<Evidence> evidence(JdbcTemplate jdbc, Collection<UUID> ids, String lock) {
        return SetStatement.of(SELECT_EVIDENCE + " where id = any(?::uuid[]) order by id" + lock, ids)
                .texts(id -> id)
                .query(jdbc, PostgresStitchingStore::evidence);
    }

    private static Cut cut(ResultSet row) throws SQLException {
        return new Cut(
                row.getObject(1, UUID.class),
                row.getObject(2, UUID.class),
                EvidenceCodec.readKeys(row.getBytes(3)),
                EvidenceCodec.readKeys(row.getBytes(4)),
                row.getString(5),
                instant(row, 6),
                row.getString(7));
    }

    private static KnownKey knownKey(ResultSet row) throws SQLException {
        return new KnownKey(
                new TypedKey(IdentifierKey.of(row.getBytes(1)), EvidenceCodec.type(row.getString(2)), row.getString(3)),
                row.getString(4),
                Millis.instant(row.getLong(5)),
                row.getLong(6),
                row.getBoolean(7),
                Neighbours.of(row.getBytes(8)),
                row.getLong(9));
    }

    private static Component component(ResultSet row) throws SQLException {
        return new Component(
                row.getLong(1),
                row.getBoolean(2),
                IdentifierKey.of(row.getBytes(3)),
                Instant.ofEpochMilli(row.getLong(4)),
                EvidenceCodec.readCounts(row.getBytes(5)),
                row.getInt(6),
                row.getLong(7),
                Millis.instant(row.getLong(8)));
    }

    private static Evidence evidence(ResultSet row) throws SQLException {
        return new Evidence(
                row.getObject(1, UUID.class),
                new Provenance(
                        row.getString(2), row.getString(3), row.getString(4), row.getString(5), row.getString(6)),
                EvidenceCodec.readKeys(row.getBytes(7)),
                Purpose.ofMask(row.getInt(8)),
                Evidence.stated(row.getInt(8)),
                EvidenceCodec.readSightings(row.getBytes(9), row.getLong(10)));
    }
}
