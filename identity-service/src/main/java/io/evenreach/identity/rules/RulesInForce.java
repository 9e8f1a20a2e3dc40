package io.evenreach.identity.rules;

import static io.evenreach.platform.jdbc.Timestamps.instant;
import static io.evenreach.platform.jdbc.Timestamps.instantOrNull;
import static io.evenreach.platform.jdbc.Timestamps.utc;

import io.evenreach.identifiers.BlockedPattern;
import io.evenreach.identifiers.IdentifierType;
import io.evenreach.identifiers.Strength;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * The rules in force, and all that ever were. They are read in the transaction that goes by them, so that everybody goes by
 * the same ones from the moment they change.
 */
@Repository
public class RulesInForce {

    /** Who decided on the rules that are built in. */
    private static final String BUILT_IN = "evenreach";

    private static final long RECENT_NANOS = Duration.ofSeconds(1).toNanos();

    /**
     * A version of the rules.
     *
     * @param restores the version it repeats, where it was rolled back to; else null
     * @param appliedUntil the last component that was settled by it, in the order of their ids
     * @param componentsDone how many were
     * @param appliedAt when everybody was; null while that goes on
     */
    public record Version(
            long version,
            String decidedBy,
            Instant decidedAt,
            @Nullable Long restores,
            long appliedUntil,
            long componentsDone,
            @Nullable Instant appliedAt) {}

    private final JdbcClient jdbc;
    private volatile Known known = new Known(Rules.defaults(), Instant.EPOCH);
    private volatile long readAtNanos = System.nanoTime() - RECENT_NANOS;

    RulesInForce(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Rules that were read. When they were decided on is a part of them: those of a transaction that was undone have the
     * version of those that come in their place.
     */
    private record Known(Rules rules, Instant decidedAt) {

        boolean is(Decided decided) {
            return rules.version() == decided.version() && decidedAt.equals(decided.at());
        }
    }

    private record Decided(long version, Instant at) {}

    public Rules now() {
        Decided decided = jdbc.sql("select version, decided_at from rule_set order by version desc limit 1")
                .query((row, number) -> new Decided(row.getLong(1), instant(row, 2)))
                .optional()
                .orElse(new Decided(1, Instant.EPOCH));
        Known before = known;
        if (!before.is(decided)) {
            before = new Known(of(decided.version()).orElseThrow(), decided.at());
            known = before;
        }
        readAtNanos = System.nanoTime();
        return before.rules();
    }

    /** The rules in force a second ago or later, for what is asked too often to look each time. */
    public Rules recent() {
        return System.nanoTime() - readAtNanos < RECENT_NANOS ? known.rules() : now();
    }

    /** The rules of a version; empty where there never was such a version. */
    public Optional<Rules> of(long version) {
        Map<IdentifierType, TypeRule> types = new EnumMap<>(IdentifierType.class);
        jdbc.sql("select type, strength, priority, per_profile, persons_per_key, per_profile_window,"
                        + " persons_per_key_window from rule_type where version = :version")
                .param("version", version)
                .query((RowCallbackHandler) row -> types.put(
                        IdentifierType.ofWireName(row.getString(1)).orElseThrow(),
                        new TypeRule(
                                Strength.valueOf(row.getString(2)),
                                row.getInt(3),
                                row.getInt(4),
                                window(row.getObject(6, Long.class)),
                                row.getInt(5),
                                window(row.getObject(7, Long.class)))));
        if (types.isEmpty()) {
            return version == 1 ? Optional.of(Rules.defaults()) : Optional.empty();
        }
        int perProfile = jdbc.sql("select identifiers_per_profile from rule_set where version = :version")
                .param("version", version)
                .query(Integer.class)
                .single();
        List<BlockedPattern> blocked = jdbc.sql(
                        "select type, pattern from rule_blocked where version = :version order by position")
                .param("version", version)
                .query((row, number) -> {
                    String type = row.getString(1);
                    return new BlockedPattern(
                            type == null
                                    ? null
                                    : IdentifierType.ofWireName(type).orElseThrow(),
                            row.getString(2));
                })
                .list();
        return Optional.of(new Rules(version, types, perProfile, blocked));
    }

    private static @Nullable Duration window(@Nullable Long millis) {
        return millis == null ? null : Duration.ofMillis(millis);
    }

    private static @Nullable Long millis(@Nullable Duration window) {
        return window == null ? null : window.toMillis();
    }

    /** Every version, the newest first; the built-in one too, once there is another. */
    public List<Version> versions() {
        return jdbc.sql("""
                        select version, decided_by, decided_at, restores, applied_until, components_done, applied_at
                          from rule_set order by version desc
                        """)
                .query((row, number) -> new Version(
                        row.getLong(1),
                        row.getString(2),
                        instant(row, 3),
                        row.getObject(4, Long.class),
                        row.getLong(5),
                        row.getLong(6),
                        instantOrNull(row, 7)))
                .list();
    }

    /** The version in force; empty as long as it is the built-in one. */
    public Optional<Version> latest() {
        return versions().stream().findFirst();
    }

    /** Puts rules in force, in a transaction that keeps everybody from stitching. */
    public void append(Rules rules, String decidedBy, Instant decidedAt, @Nullable Long restores) {
        if (latest().isEmpty()) {
            insert(now(), BUILT_IN, Instant.EPOCH, null, Instant.EPOCH);
        }
        insert(rules, decidedBy, decidedAt, restores, null);
    }

    private void insert(
            Rules rules, String decidedBy, Instant decidedAt, @Nullable Long restores, @Nullable Instant appliedAt) {
        jdbc.sql("""
                        insert into rule_set (version, identifiers_per_profile, decided_by, decided_at, restores, applied_at)
                        values (:version, :perProfile, :by, :at, :restores::bigint, :appliedAt::timestamptz)
                        """)
                .param("version", rules.version())
                .param("perProfile", rules.identifiersPerProfileMax())
                .param("by", decidedBy)
                .param("at", utc(decidedAt))
                .param("restores", restores)
                .param("appliedAt", utc(appliedAt))
                .update();
        rules.types()
                .forEach((type, rule) -> jdbc.sql("""
                        insert into rule_type (version, type, strength, priority, per_profile, persons_per_key,
                                               per_profile_window, persons_per_key_window)
                        values (:version, :type, :strength, :priority, :perProfile, :personsPerKey, :window::bigint,
                                :personsWindow::bigint)
                        """)
                        .param("version", rules.version())
                        .param("type", type.wireName())
                        .param("strength", rule.strength().name())
                        .param("priority", rule.priority())
                        .param("perProfile", rule.perProfileMax())
                        .param("personsPerKey", rule.personsPerKeyMax())
                        .param("window", millis(rule.perProfileWindow()))
                        .param("personsWindow", millis(rule.personsPerKeyWindow()))
                        .update());
        insertBlocked(rules);
    }

    private void insertBlocked(Rules rules) {
        for (int i = 0; i < rules.blocked().size(); i++) {
            BlockedPattern each = rules.blocked().get(i);
            jdbc.sql("insert into rule_blocked (version, position, type, pattern)"
                            + " values (:version, :position, :type, :pattern)")
                    .param("version", rules.version())
                    .param("position", i)
                    .param("type", each.type() == null ? null : each.type().wireName())
                    .param("pattern", each.pattern())
                    .update();
        }
    }

    /** Notes how far a version is applied. */
    public void progress(long version, long appliedUntil, int components) {
        jdbc.sql("""
                        update rule_set set applied_until = :until, components_done = components_done + :components
                         where version = :version
                        """)
                .param("until", appliedUntil)
                .param("components", components)
                .param("version", version)
                .update();
    }

    /** Notes that everybody is settled by a version. */
    public void applied(long version, Instant at) {
        jdbc.sql("update rule_set set applied_at = :at where version = :version")
                .param("at", utc(at))
                .param("version", version)
                .update();
    }
}
