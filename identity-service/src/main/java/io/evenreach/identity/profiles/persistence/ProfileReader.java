package io.evenreach.identity.profiles.persistence;

import static io.evenreach.platform.jdbc.Timestamps.instant;

import io.evenreach.identity.gardens.Gardens;
import io.evenreach.identity.profiles.Profile;
import io.evenreach.identity.profiles.ProfileSummary;
import io.evenreach.identity.profiles.QuarantinedIdentifier;
import io.evenreach.identity.profiles.ReleasedIdentifier;
import io.evenreach.identity.stitching.SeenAt;
import io.evenreach.identity.stitching.SeenTogether;
import io.evenreach.identity.vocabulary.Purpose;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** Reads people out of the tables of stitching. */
@Repository
public class ProfileReader {

    /** Evidence shown with a profile; the rest comes page by page. */
    public static final int EVIDENCE_MAX = 200;

    private static final int EXPORT_FETCH_ROWS = 2_000;

    /**
     * Sets with an identifier that was a profile's own at some time between the first sighting and the last, each with those
     * times. Where one of the two is within them, it is a sighting of the profile's; else one between has to be found.
     */
    private static final String SEEN_MEANWHILE = """
            select own.id, max(least(own.last_at, t.valid_to - 1)) as until, array_agg(t.valid_from) as own_from,
                   array_agg(t.valid_to) as own_to,
                   bool_or(own.first_at >= t.valid_from and own.first_at < t.valid_to
                        or own.last_at >= t.valid_from and own.last_at < t.valid_to) as certainly
              from tenure t join evidence_key k on k.key = t.key join evidence own on own.id = k.evidence_id
             where t.profile_id = :id and (t.purposes & :purpose) <> 0
               and own.last_at >= t.valid_from and own.first_at < t.valid_to
             group by own.id
            """;

    private final JdbcClient jdbc;
    private final JdbcTemplate template;

    ProfileReader(JdbcClient jdbc, JdbcTemplate template) {
        this.jdbc = jdbc;
        this.template = template;
    }

    /** Takes one line of an export. */
    public interface ExportLine {
        void write(String type, String scope, String hash, UUID profileId) throws IOException;
    }

    /** Every identifier a profile has or had, the past ones after the present ones. */
    public List<Profile.OwnedIdentifier> identifiers(UUID profileId, Purpose purpose) {
        return jdbc.sql("""
                        select i.type, i.scope, i.mask, i.key, t.valid_from, t.valid_to, t.first_seen_at, i.data_set_id
                          from tenure t join identifier i on i.key = t.key
                         where t.profile_id = :id and (t.purposes & :purpose) <> 0
                         order by t.valid_to desc, t.first_seen_at, i.key
                        """)
                .param("id", profileId)
                .param("purpose", purpose.bit())
                .query((row, number) -> new Profile.OwnedIdentifier(
                        row.getString(1),
                        row.getString(2),
                        row.getString(3),
                        HexFormat.of().formatHex(row.getBytes(4)),
                        bounded(row.getLong(5)),
                        bounded(row.getLong(6)),
                        Instant.ofEpochMilli(row.getLong(7)),
                        row.getString(8)))
                .list();
    }

    /**
     * A place in the evidence of a profile.
     *
     * @param untilMillis no sighting of the profile's is later; of the whole set, others may have later ones
     */
    public record EvidencePlace(long untilMillis, UUID evidenceId) {

        /** Before the newest. */
        public static final EvidencePlace FIRST =
                new EvidencePlace(Long.MAX_VALUE, UUID.fromString("ffffffff-ffff-ffff-ffff-ffffffffffff"));
    }

    /** @param row null where nothing that is kept was seen while an identifier of the set was the profile's */
    private record Place(EvidencePlace at, Profile.@Nullable EvidenceRow row) {}

    /** What a profile was seen with, and its place. */
    public record Placed(EvidencePlace at, Profile.EvidenceRow row) {}

    /** What links a profile together, or would if it were not held; the newest first. */
    public List<Placed> evidence(UUID profileId, Purpose purpose, EvidencePlace after, int limit) {
        List<Placed> evidence = new ArrayList<>();
        EvidencePlace last = after;
        while (true) {
            List<Place> page = seenMeanwhile(profileId, purpose, last, limit);
            for (Place place : page) {
                if (place.row() != null && evidence.size() < limit) {
                    evidence.add(new Placed(place.at(), place.row()));
                }
            }
            if (page.size() < limit || evidence.size() == limit) {
                return evidence;
            }
            last = page.getLast().at();
        }
    }

    private List<Place> seenMeanwhile(UUID profileId, Purpose purpose, EvidencePlace after, int limit) {
        return jdbc.sql("with meanwhile as (" + SEEN_MEANWHILE + """
                          having (max(least(own.last_at, t.valid_to - 1)), own.id) < (:afterAt, :afterId)
                           order by until desc, own.id desc limit :limit)
                        select e.id, e.source, e.contact_domain, e.kind, e.purposes, e.sighting_count, e.keys,
                               array(select distinct h.reason from held_link h
                                      where h.evidence_id = e.id and h.purpose = :purposeName order by h.reason),
                               e.sightings, m.own_from, m.own_to, m.until
                          from meanwhile m join evidence e on e.id = m.id
                         order by m.until desc, m.id desc
                        """)
                .param("id", profileId)
                .param("purpose", purpose.bit())
                .param("purposeName", purpose.name())
                .param("afterAt", after.untilMillis())
                .param("afterId", after.evidenceId())
                .param("limit", limit)
                .query((row, number) ->
                        new Place(new EvidencePlace(row.getLong(12), row.getObject(1, UUID.class)), evidenceRow(row)))
                .list();
    }

    private static Profile.@Nullable EvidenceRow evidenceRow(ResultSet row) throws SQLException {
        SeenMeanwhile seen = SeenMeanwhile.of(
                SeenAt.unpack(row.getBytes(9), row.getLong(6)), row.getLong(6), times(row, 10), times(row, 11));
        return seen.kept().isEmpty()
                ? null
                : new Profile.EvidenceRow(
                        row.getObject(1, UUID.class),
                        row.getString(2),
                        row.getString(3),
                        row.getString(4),
                        Purpose.ofMask(row.getInt(5)).stream()
                                .map(Purpose::name)
                                .sorted()
                                .toList(),
                        seen.count(),
                        seen.kept(),
                        seen.kept().getFirst().at(),
                        seen.kept().getLast().at(),
                        SeenTogether.unpack(row.getBytes(7)),
                        List.of((String[]) row.getArray(8).getArray()));
    }

    private static Long[] times(ResultSet row, int column) throws SQLException {
        return (Long[]) row.getArray(column).getArray();
    }

    /** How much evidence a profile has. */
    public long evidenceCount(UUID profileId, Purpose purpose) {
        long certainly = jdbc.sql("select count(*) from (" + SEEN_MEANWHILE + ") meanwhile where certainly")
                .param("id", profileId)
                .param("purpose", purpose.bit())
                .query(Long.class)
                .single();
        return certainly
                + jdbc
                        .sql("with meanwhile as (" + SEEN_MEANWHILE + """
                                )
                                select e.sightings, e.sighting_count, m.own_from, m.own_to
                                  from meanwhile m join evidence e on e.id = m.id where not m.certainly
                                """)
                        .param("id", profileId)
                        .param("purpose", purpose.bit())
                        .query((row, number) -> SeenMeanwhile.of(
                                SeenAt.unpack(row.getBytes(1), row.getLong(2)),
                                row.getLong(2),
                                times(row, 3),
                                times(row, 4)))
                        .list()
                        .stream()
                        .filter(seen -> !seen.kept().isEmpty())
                        .count();
    }

    /** The other ids that stand for a profile now. */
    public List<UUID> aliases(UUID profileId, Purpose purpose) {
        return jdbc.sql("""
                        select i.own_profile_id from tenure t join identifier i on i.key = t.key
                         where t.profile_id = :id and (t.purposes & :purpose) <> 0 and i.own_profile_id <> :id
                           and not exists (select from tenure o where o.key = t.key and (o.purposes & :purpose) <> 0
                                              and not o.withdrawn and o.valid_from < t.valid_from)
                        union
                        select f.profile_id from tenure t join founding f on f.key = t.key
                         where t.profile_id = :id and (t.purposes & :purpose) <> 0 and f.profile_id <> :id
                           and t.valid_from <= f.at and (f.at < t.valid_to or t.valid_to = 9223372036854775807)
                         order by 1
                        """)
                .param("id", profileId)
                .param("purpose", purpose.bit())
                .query((row, number) -> row.getObject(1, UUID.class))
                .list();
    }

    /**
     * What was removed of the evidence of identifiers that a profile has or had and nobody else: of others it is not known
     * any more when it was seen, and so whose it was.
     */
    public List<Profile.Removal> removals(UUID profileId, Purpose purpose) {
        return jdbc.sql("""
                        select distinct r.evidence_id, r.observation_id, r.removed_by, r.removed_at
                          from removal r join removal_key k on k.evidence_id = r.evidence_id
                          join tenure t on t.key = k.key
                         where t.profile_id = :id and (t.purposes & :purpose) <> 0
                           and not exists (select from tenure o where o.key = t.key and (o.purposes & :purpose) <> 0
                                              and o.profile_id <> :id)
                         order by r.removed_at, r.evidence_id, r.observation_id
                        """)
                .param("id", profileId)
                .param("purpose", purpose.bit())
                .query((row, number) -> new Profile.Removal(
                        row.getObject(1, UUID.class),
                        row.getString(2).isEmpty() ? null : row.getString(2),
                        row.getString(3),
                        instant(row, 4)))
                .list();
    }

    /** Profiles after an id, in the order of their ids. */
    public List<ProfileSummary> list(@Nullable UUID after, int limit, Purpose purpose, @Nullable String dataSetId) {
        return jdbc.sql("""
                        select t.profile_id, count(*) filter (where t.valid_to = 9223372036854775807), min(t.first_seen_at)
                          from tenure t join identifier i on i.key = t.key
                         where t.profile_id > :after and (t.purposes & :purpose) <> 0
                           and i.data_set_id is not distinct from :dataSetId::text
                         group by t.profile_id order by t.profile_id limit :limit
                        """)
                .param("after", after == null ? new UUID(0, 0) : after)
                .param("purpose", purpose.bit())
                .param("dataSetId", dataSetId, java.sql.Types.VARCHAR)
                .param("limit", limit)
                .query((row, number) -> new ProfileSummary(
                        row.getObject(1, UUID.class), row.getInt(2), Instant.ofEpochMilli(row.getLong(3))))
                .list();
    }

    /** Keys that identify nobody, in the order of their keys. */
    public List<QuarantinedIdentifier> quarantine(@Nullable String afterHash, int limit) {
        return jdbc.sql("""
                        select i.type, i.scope, i.mask, q.key, q.degree, q.persons_max, q.since
                          from quarantine q join identifier i on i.key = q.key
                         where q.key > :after order by q.key limit :limit
                        """)
                .param("after", afterHash == null ? new byte[0] : HexFormat.of().parseHex(afterHash))
                .param("limit", limit)
                .query((row, number) -> new QuarantinedIdentifier(
                        row.getString(1),
                        row.getString(2),
                        row.getString(3),
                        HexFormat.of().formatHex(row.getBytes(4)),
                        row.getInt(5),
                        row.getInt(6),
                        instant(row, 7)))
                .list();
    }

    /** What was released from quarantine, in the order of the ids of the releases. */
    public List<ReleasedIdentifier> releases(@Nullable UUID after, int limit) {
        return jdbc.sql("""
                        select r.id, i.type, i.scope, i.mask, r.key, r.persons_max, i.quarantined, r.decided_by,
                               r.decided_at, r.reason
                          from quarantine_release r join identifier i on i.key = r.key
                         where r.id > :after order by r.id limit :limit
                        """)
                .param("after", after == null ? new UUID(0, 0) : after)
                .param("limit", limit)
                .query((row, number) -> new ReleasedIdentifier(
                        row.getObject(1, UUID.class),
                        row.getString(2),
                        row.getString(3),
                        row.getString(4),
                        HexFormat.of().formatHex(row.getBytes(5)),
                        row.getInt(6),
                        row.getBoolean(7),
                        row.getString(8),
                        instant(row, 9),
                        row.getString(10)))
                .list();
    }

    /**
     * Who owns what now, one line per identifier. It streams: memory does not grow with the number of people. Shared
     * identifiers belong to nobody and have no line; the quarantine lists them. Nor have those of whom nobody knows who they
     * are until the background settled that.
     *
     * @param receiver who may not learn what was learned in closed gardens of others; null for the brand, who may
     */
    @Transactional(readOnly = true)
    public void export(Purpose purpose, @Nullable String dataSetId, @Nullable String receiver, ExportLine line) {
        template.query(
                connection -> {
                    var statement = connection.prepareStatement(
                            """
                            select i.type, i.scope, i.key, t.profile_id
                              from tenure t join identifier i on i.key = t.key cross join lateral (select t.key) as k(key)
                             where t.valid_to = 9223372036854775807 and t.profile_id is not null
                               and (t.purposes & ?) <> 0 and i.data_set_id is not distinct from ?::text
                               and not exists (select from component c
                                                where c.id = i.component_id and c.rules_version <= -2)
                            """ + (receiver == null ? "" : "and not (" + Gardens.LEARNED_ELSEWHERE + ")"),
                            ResultSet.TYPE_FORWARD_ONLY,
                            ResultSet.CONCUR_READ_ONLY);
                    statement.setFetchSize(EXPORT_FETCH_ROWS);
                    statement.setInt(1, purpose.bit());
                    statement.setString(2, dataSetId);
                    if (receiver != null) {
                        statement.setString(3, receiver);
                        statement.setString(4, receiver);
                    }
                    return statement;
                },
                row -> {
                    write(line, row);
                });
    }

    private static void write(ExportLine line, ResultSet row) throws SQLException {
        try {
            line.write(
                    row.getString(1),
                    row.getString(2),
                    HexFormat.of().formatHex(row.getBytes(3)),
                    row.getObject(4, UUID.class));
        } catch (IOException readerGone) {
            throw new UncheckedIOException(readerGone);
        }
    }

    private static @Nullable Instant bounded(long millis) {
        return millis == Long.MIN_VALUE || millis == Long.MAX_VALUE ? null : Instant.ofEpochMilli(millis);
    }
}
