package io.evenreach.identity.stitching.persistence;

import static io.evenreach.platform.jdbc.Timestamps.instant;
import static io.evenreach.platform.jdbc.Timestamps.instantOrNull;

import io.evenreach.identifiers.BlockedPattern;
import io.evenreach.identifiers.IdentifierType;
import io.evenreach.identifiers.Strength;
import io.evenreach.identity.rules.Rules;
import io.evenreach.identity.rules.TypeRule;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.json.JsonMapper;

/** The queue of previews of rules, and what they came to. */
@Repository
public class RulePreviewStore {

    /**
     * How far a preview is.
     *
     * @param status {@code QUEUED}, {@code RUNNING}, {@code COMPLETED} or {@code FAILED}
     * @param done groups of identifiers that were looked at
     * @param total that there are, as far as that is known
     * @param diff as JSON; null until it is completed
     * @param error null where it did not fail
     */
    public record Preview(
            UUID previewId,
            String status,
            long done,
            long total,
            Instant createdAt,
            @Nullable Instant finishedAt,
            @Nullable String diff,
            @Nullable String error) {}

    /** A preview that one worker works on until its lease runs out. */
    public record Lease(UUID previewId, UUID token, int attempts, Rules rules) {}

    /** Rules as they are kept. */
    private record Kept(int identifiersPerProfile, List<KeptType> types, List<KeptPattern> blocked) {}

    private record KeptType(
            String type,
            Strength strength,
            int priority,
            int perProfile,
            @Nullable Long perProfileWindowMillis,
            int personsPerKey,
            @Nullable Long personsPerKeyWindowMillis) {}

    private record KeptPattern(@Nullable String type, String pattern) {}

    private final JdbcClient jdbc;
    private final JsonMapper json;

    RulePreviewStore(JdbcClient jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    /**
     * Queues a preview, and forgets those that are long over. The same again of the same caller, by the same rules in force,
     * is the same preview as long as that is not over; another one ends what of theirs nobody works on yet.
     */
    public UUID queue(Rules rules, String createdBy, Duration keptFor) {
        jdbc.sql("delete from rule_preview where finished_at < now() - make_interval(secs => :kept)")
                .param("kept", keptFor.toSeconds())
                .update();
        String kept = json.writeValueAsString(kept(rules));
        Optional<UUID> same = jdbc.sql("""
                        select preview_id from rule_preview
                         where created_by = :by and status in ('QUEUED', 'RUNNING') and rules = cast(:rules as jsonb)
                           and created_at > coalesce((select max(decided_at) from rule_set), '-infinity')
                         order by created_at desc limit 1
                        """)
                .param("by", createdBy)
                .param("rules", kept)
                .query(UUID.class)
                .optional();
        if (same.isPresent()) {
            return same.get();
        }
        jdbc.sql("""
                        update rule_preview set status = 'FAILED', finished_at = clock_timestamp(), error = :error
                         where created_by = :by and status = 'QUEUED'
                        """)
                .param("error", "Another dry run of the same caller took its place.")
                .param("by", createdBy)
                .update();
        UUID id = UUID.randomUUID();
        jdbc.sql("insert into rule_preview (preview_id, rules, created_by) values (:id, cast(:rules as jsonb), :by)")
                .param("id", id)
                .param("rules", kept)
                .param("by", createdBy)
                .update();
        return id;
    }

    public Optional<Preview> find(UUID id) {
        return jdbc.sql("""
                        select preview_id, status, done, total, created_at, finished_at, diff, error from rule_preview
                         where preview_id = :id
                        """)
                .param("id", id)
                .query((row, number) -> new Preview(
                        row.getObject(1, UUID.class),
                        row.getString(2),
                        row.getLong(3),
                        row.getLong(4),
                        instant(row, 5),
                        instantOrNull(row, 6),
                        row.getString(7),
                        row.getString(8)))
                .optional();
    }

    /** The oldest preview that nobody works on, whether it is queued or its worker has died, now leased to the caller. */
    public Optional<Lease> claim(Duration lease) {
        return jdbc.sql("""
                        update rule_preview set status = 'RUNNING', lease_token = :token, attempts = attempts + 1,
                               lease_until = now() + make_interval(secs => :lease),
                               started_at = coalesce(started_at, now())
                         where preview_id = (select preview_id from rule_preview
                                              where status = 'QUEUED' or status = 'RUNNING' and lease_until < now()
                                              order by created_at, preview_id for update skip locked limit 1)
                        returning preview_id, lease_token, attempts, rules
                        """)
                .param("token", UUID.randomUUID())
                .param("lease", seconds(lease))
                .query((row, number) -> new Lease(
                        row.getObject(1, UUID.class),
                        row.getObject(2, UUID.class),
                        row.getInt(3),
                        rules(json.readValue(row.getString(4), Kept.class))))
                .optional();
    }

    /**
     * Notes how far a preview is, and keeps it leased.
     *
     * @return whether it still is the caller's
     */
    public boolean progress(Lease held, long done, long total, Duration lease) {
        return jdbc.sql("""
                        update rule_preview set done = :done, total = :total,
                               lease_until = now() + make_interval(secs => :lease)
                         where preview_id = :id and lease_token = :token and status = 'RUNNING'
                        """)
                        .param("done", done)
                        .param("total", total)
                        .param("lease", seconds(lease))
                        .param("id", held.previewId())
                        .param("token", held.token())
                        .update()
                > 0;
    }

    /**
     * Keeps a preview leased.
     *
     * @return whether it still is the caller's
     */
    public boolean renew(Lease held, Duration lease) {
        return jdbc.sql("""
                        update rule_preview set lease_until = now() + make_interval(secs => :lease)
                         where preview_id = :id and lease_token = :token and status = 'RUNNING'
                        """)
                        .param("lease", seconds(lease))
                        .param("id", held.previewId())
                        .param("token", held.token())
                        .update()
                > 0;
    }

    /** @param diff as JSON */
    public void complete(Lease held, String diff) {
        jdbc.sql("""
                        update rule_preview set status = 'COMPLETED', finished_at = clock_timestamp(), lease_until = null,
                               done = total, diff = cast(:diff as jsonb)
                         where preview_id = :id and lease_token = :token and status = 'RUNNING'
                        """)
                .param("diff", diff)
                .param("id", held.previewId())
                .param("token", held.token())
                .update();
    }

    public void fail(Lease held, String error) {
        jdbc.sql("""
                        update rule_preview set status = 'FAILED', finished_at = clock_timestamp(), lease_until = null,
                               error = :error
                         where preview_id = :id and lease_token = :token and status = 'RUNNING'
                        """)
                .param("error", error)
                .param("id", held.previewId())
                .param("token", held.token())
                .update();
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1_000.0;
    }

    private static Kept kept(Rules rules) {
        return new Kept(
                rules.identifiersPerProfileMax(),
                rules.types().entrySet().stream()
                        .map(each -> new KeptType(
                                each.getKey().wireName(),
                                each.getValue().strength(),
                                each.getValue().priority(),
                                each.getValue().perProfileMax(),
                                millis(each.getValue().perProfileWindow()),
                                each.getValue().personsPerKeyMax(),
                                millis(each.getValue().personsPerKeyWindow())))
                        .toList(),
                rules.blocked().stream()
                        .map(each -> new KeptPattern(
                                each.type() == null ? null : each.type().wireName(), each.pattern()))
                        .toList());
    }

    private static Rules rules(Kept kept) {
        Map<IdentifierType, TypeRule> types = new EnumMap<>(IdentifierType.class);
        kept.types()
                .forEach(each -> types.put(
                        EvidenceCodec.type(each.type()),
                        new TypeRule(
                                each.strength(),
                                each.priority(),
                                each.perProfile(),
                                duration(each.perProfileWindowMillis()),
                                each.personsPerKey(),
                                duration(each.personsPerKeyWindowMillis()))));
        return new Rules(
                Long.MAX_VALUE,
                types,
                kept.identifiersPerProfile(),
                kept.blocked().stream()
                        .map(each -> new BlockedPattern(
                                each.type() == null ? null : EvidenceCodec.type(each.type()), each.pattern()))
                        .toList());
    }

    private static @Nullable Long millis(@Nullable Duration window) {
        return window == null ? null : window.toMillis();
    }

    private static @Nullable Duration duration(@Nullable Long millis) {
        return millis == null ? null : Duration.ofMillis(millis);
    }
}
