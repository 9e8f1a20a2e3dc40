package io.evenreach.frequency.rules;

import io.evenreach.contracts.identity.RulesChanged;
import io.evenreach.identifiers.BlockedPattern;
import io.evenreach.identifiers.IdentifierRules;
import io.evenreach.identifiers.IdentifierRules.Standing;
import io.evenreach.identifiers.IdentifierType;
import io.evenreach.identifiers.Strength;
import io.evenreach.platform.events.EventCodec;
import io.evenreach.platform.events.PoisonEventException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Keeps what identity says about reading identifiers, and serves it from memory. */
@Component
public class IdentityRules {

    private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** Versions that exposures on their way name; there are never many at a time. */
    private static final int REMEMBERED_MAX = 100;

    private final JdbcTemplate jdbc;
    private final EventCodec codec;
    private final AtomicReference<@Nullable IdentifierRules> newest = new AtomicReference<>();
    private final AtomicLong lookedAtNanos = new AtomicLong(System.nanoTime());
    private final Map<Long, IdentifierRules> remembered = new ConcurrentHashMap<>();

    IdentityRules(JdbcTemplate jdbc, EventCodec codec) {
        this.jdbc = jdbc;
        this.codec = codec;
    }

    /** The rules in force, as far as this service was told; at most a fraction of a second old. */
    public IdentifierRules now() {
        IdentifierRules known = newest.get();
        if (known == null) {
            return look(IdentifierRules.BUILT_IN);
        }
        long lookedAt = lookedAtNanos.get();
        long now = System.nanoTime();
        // One looks for all: the others go on with what is known.
        if (now - lookedAt < LOOK_AGAIN_NANOS || !lookedAtNanos.compareAndSet(lookedAt, now)) {
            return known;
        }
        try {
            return look(known);
        } catch (DataAccessException away) {
            // Nothing is decided or kept while the database is away.
            return known;
        }
    }

    private IdentifierRules look(IdentifierRules known) {
        Long version = jdbc.queryForObject("select coalesce(max(version), 1) from identity_rules", Long.class);
        IdentifierRules found = version == null || version <= known.version() ? known : of(version);
        newest.accumulateAndGet(found, (one, other) -> one != null && one.version() >= other.version() ? one : other);
        return found;
    }

    /**
     * The rules of a version.
     *
     * @throws IllegalArgumentException where this service was never told of it
     */
    public IdentifierRules of(long version) {
        if (version == IdentifierRules.BUILT_IN.version()) {
            return IdentifierRules.BUILT_IN;
        }
        IdentifierRules known = remembered.get(version);
        if (known == null) {
            known = load(version)
                    .orElseThrow(() -> new IllegalArgumentException("there are no identity rules " + version));
            if (remembered.size() >= REMEMBERED_MAX) {
                remembered.clear();
            }
            remembered.put(version, known);
        }
        return known;
    }

    private Optional<IdentifierRules> load(long version) {
        return jdbc
                .query(
                        "select body from identity_rules where version = ?",
                        (row, number) ->
                                read(codec.read(row.getString(1).getBytes(StandardCharsets.UTF_8), RulesChanged.class)),
                        version)
                .stream()
                .findFirst();
    }

    @Transactional(propagation = Propagation.MANDATORY)
    public void put(RulesChanged change) {
        read(change);
        jdbc.update(
                "insert into identity_rules (version, body) values (?, ?) on conflict do nothing",
                change.version(),
                codec.write(change));
    }

    private static IdentifierRules read(RulesChanged change) {
        try {
            Map<IdentifierType, Standing> standings = new EnumMap<>(IdentifierType.class);
            for (RulesChanged.TypeStanding each : change.types()) {
                standings.put(
                        type(each.type()),
                        new Standing(Strength.valueOf(each.strength()), each.priority(), each.onePerPerson()));
            }
            List<BlockedPattern> blocked = new ArrayList<>(change.blocked().size());
            for (RulesChanged.BlockedValue each : change.blocked()) {
                blocked.add(new BlockedPattern(each.type() == null ? null : type(each.type()), each.pattern()));
            }
            return new IdentifierRules(change.version(), standings, blocked);
        } catch (IllegalArgumentException notOurs) {
            throw new PoisonEventException("identity rules " + change.version() + " cannot be understood", notOurs);
        }
    }

    private static IdentifierType type(String wireName) {
        return IdentifierType.ofWireName(wireName)
                .orElseThrow(() -> new IllegalArgumentException("there is no identifier type " + wireName));
    }
}
