package io.evenreach.frequency.rules;

import io.evenreach.contracts.identity.RulesChanged;
import io.evenreach.identifiers.BlockedPattern;
import io.evenreach.identifiers.IdentifierRules;
import io.evenreach.identifiers.IdentifierRules.Standing;
import io.evenreach.identifiers.IdentifierType;
import io.evenreach.identifiers.Strength;
import io.evenreach.platform.events.EventCodec;
import io.evenreach.platform.events.PoisonEventException;
import io.evenreach.platform.jdbc.BoundedReads;
import io.evenreach.platform.jdbc.SharedLook;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Keeps what identity says about reading identifiers, and serves it from memory. */
@Component
public class IdentityRules {

    private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** What is known is not used any more when it is older, unless nobody can look. */
    private static final long USED_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** So long after a look that failed the database is taken to be away still, while others go on looking. */
    private static final long AWAY_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** As long as anybody waits then, in case that it is back. */
    private static final Duration MOMENT = Duration.ofMillis(500);

    /** As long as one waits for a connection. */
    private static final long WAIT_SECONDS_MAX = 5;

    /** A little longer than a statement may wait for a lock: whoever looks holds up all others. */
    private static final Duration SILENCE_MAX = Duration.ofSeconds(6);

    /** Versions that exposures on their way name; there are never many at a time. */
    private static final int REMEMBERED_MAX = 100;

    private final JdbcTemplate jdbc;
    private final EventCodec codec;
    private final AtomicReference<IdentifierRules> newest = new AtomicReference<>(IdentifierRules.BUILT_IN);
    private final ReentrantLock looking = new ReentrantLock();
    /** When the newest look that came to an end began. */
    private volatile long lookedAtNanos;
    /** When the newest look failed. */
    private volatile long failedAtNanos;
    /** What is tried while the database is taken to be away. */
    private final SharedLook tries = new SharedLook(MOMENT, () -> lookUnlessSomebodyDoes(System.nanoTime()));

    private final Map<Long, IdentifierRules> remembered = new ConcurrentHashMap<>();

    IdentityRules(JdbcTemplate jdbc, EventCodec codec) {
        this.jdbc = jdbc;
        this.codec = codec;
        long now = System.nanoTime();
        failedAtNanos = now;
        // Before the first request, so that none is read by older rules than those known here.
        look();
        lookedAtNanos = now;
    }

    /** The rules in force, as far as this service was told; older than a second only while the database is away. */
    public IdentifierRules now() {
        long came = System.nanoTime();
        if (came - lookedAtNanos < LOOK_AGAIN_NANOS) {
            return newest.get();
        }
        if (failedAtNanos - lookedAtNanos > 0 && came - failedAtNanos < AWAY_NANOS) {
            // It takes seconds to find out that the database still is away, and only moments that it is back.
            tries.join();
        } else if (came - lookedAtNanos < USED_NANOS) {
            // One looks for all: the others go on with what is known.
            lookUnlessSomebodyDoes(came);
        } else {
            waitForALook(came);
        }
        return newest.get();
    }

    /** The rules in force when this is called, for what they are used on for long; fails where nobody can look. */
    public IdentifierRules newest() {
        look();
        return newest.get();
    }

    private void waitForALook(long came) {
        try {
            if (!looking.tryLock(WAIT_SECONDS_MAX, TimeUnit.SECONDS)) {
                // Whoever looks gets no answer at all, from a database that is frozen.
                failedAtNanos = System.nanoTime();
                return;
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return;
        }
        try {
            lookAgain(came);
        } finally {
            looking.unlock();
        }
    }

    private void lookUnlessSomebodyDoes(long came) {
        if (looking.tryLock()) {
            try {
                lookAgain(came);
            } finally {
                looking.unlock();
            }
        }
    }

    /** @param came since when somebody waits: what was tried since need not be tried again */
    private void lookAgain(long came) {
        long now = System.nanoTime();
        if (now - lookedAtNanos < LOOK_AGAIN_NANOS || failedAtNanos - came > 0) {
            return;
        }
        try {
            look();
            lookedAtNanos = now;
        } catch (DataAccessException away) {
            // Nothing is decided while the database is away: the ledger will find out.
            failedAtNanos = System.nanoTime();
        }
    }

    private void look() {
        IdentifierRules found = BoundedReads.within(SILENCE_MAX, jdbc, bounded -> {
            Long version = bounded.queryForObject("select coalesce(max(version), 1) from identity_rules", Long.class);
            return version == null || version <= newest.get().version() ? newest.get() : of(version, bounded);
        });
        newest.accumulateAndGet(found, (one, other) -> one.version() >= other.version() ? one : other);
    }

    /** Whether this service was not told of a version yet, nor of any after it. */
    public boolean isYetToCome(long version) {
        if (version > newest.get().version()) {
            look();
        }
        return version > newest.get().version();
    }

    /**
     * The rules of a version.
     *
     * @throws IllegalArgumentException where this service was never told of it
     */
    public IdentifierRules of(long version) {
        return of(version, jdbc);
    }

    private IdentifierRules of(long version, JdbcTemplate from) {
        if (version == IdentifierRules.BUILT_IN.version()) {
            return IdentifierRules.BUILT_IN;
        }
        IdentifierRules known = remembered.get(version);
        if (known == null) {
            known = load(version, from)
                    .orElseThrow(() -> new IllegalArgumentException("there are no identity rules " + version));
            if (remembered.size() >= REMEMBERED_MAX) {
                remembered.clear();
            }
            remembered.put(version, known);
        }
        return known;
    }

    private Optional<IdentifierRules> load(long version, JdbcTemplate from) {
        return from
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
