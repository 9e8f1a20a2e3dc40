package io.evenreach.gateway.signin;

import static io.evenreach.platform.jdbc.Timestamps.instant;
import static io.evenreach.platform.jdbc.Timestamps.utc;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import io.evenreach.gateway.secrets.SecretBox;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The keys that sign tokens. They live in the database, sealed, so that all instances sign and publish the same ones and
 * a restart ends no session.
 */
@Component
class SigningKeys implements JWKSource<SecurityContext>, InitializingBean {

    private static final Logger LOG = LoggerFactory.getLogger(SigningKeys.class);
    private static final String PURPOSE = "signing-key";
    private static final int RSA_BITS = 2_048;
    /** Whoever sends tokens of keys that are not there makes nobody ask the database more often than this. */
    private static final Duration LOOKS_APART = Duration.ofSeconds(1);
    /** One instance at a time decides whether a new key is due. */
    private static final long ROTATION_LOCK = 0x65_76_65_6e_6b_65_79L;

    private final JdbcClient database;
    private final TransactionTemplate transaction;
    private final SecretBox box;
    private final SignInProperties properties;
    private final Clock clock;

    private final ReentrantLock looking = new ReentrantLock();

    /** Oldest first. */
    private volatile List<Key> published = List.of();

    /** By {@link System#nanoTime()}; guarded by {@link #looking}. */
    private long lookedAt;

    SigningKeys(
            JdbcClient database,
            TransactionTemplate transaction,
            SecretBox box,
            SignInProperties properties,
            Clock clock) {
        this.database = database;
        this.transaction = transaction;
        this.box = box;
        this.properties = properties;
        this.clock = clock;
    }

    private record Key(RSAKey key, Instant createdAt) {}

    @Override
    public void afterPropertiesSet() {
        rotate();
    }

    /** Makes the next key when the newest has signed long enough, and forgets keys that verify nothing any more. */
    @Scheduled(fixedDelayString = "PT10M", initialDelayString = "PT10M")
    void rotate() {
        transaction.executeWithoutResult(status -> {
            database.sql("select pg_advisory_xact_lock(?)")
                    .param(ROTATION_LOCK)
                    .query((row, index) -> true)
                    .list();
            Instant now = clock.instant();
            database.sql("delete from signing_key where created_at < ?")
                    .param(utc(now.minus(properties.keyRetention())))
                    .update();
            Timestamp newest = database.sql("select max(created_at) from signing_key")
                    .query(Timestamp.class)
                    .optional()
                    .orElse(null);
            if (newest == null
                    || newest.toInstant().plus(properties.keyLifetime()).isBefore(now)) {
                add(now);
            }
        });
        published = read();
    }

    /** Keys only ever come and go slowly: while the database is away, the ones that are known still sign and verify. */
    @Scheduled(fixedDelayString = "PT30S", initialDelayString = "PT30S")
    void refresh() {
        try {
            published = read();
        } catch (DataAccessException databaseAway) {
            LOG.warn("Signing keys could not be read again: {}", databaseAway.toString());
        }
    }

    @Override
    public List<JWK> get(JWKSelector selector, @Nullable SecurityContext context) {
        List<JWK> found = selector.select(known());
        if (found.isEmpty()) {
            lookForNewOnes();
            return selector.select(known());
        }
        return found;
    }

    /** Another instance may have made a key a moment ago. Nobody waits for the look of somebody else. */
    private void lookForNewOnes() {
        if (looking.tryLock()) {
            try {
                if (System.nanoTime() - lookedAt > LOOKS_APART.toNanos()) {
                    refresh();
                    lookedAt = System.nanoTime();
                }
            } finally {
                looking.unlock();
            }
        }
    }

    /** Of the keys that could sign, the newest that has been announced for long enough. */
    JWK signing(List<JWK> candidates) {
        Instant announced = clock.instant().minus(properties.keyAnnouncement());
        List<Key> keys = published;
        Key chosen = keys.getFirst();
        for (Key key : keys) {
            chosen = key.createdAt().isAfter(announced) ? chosen : key;
        }
        String id = chosen.key().getKeyID();
        return candidates.stream()
                .filter(candidate -> candidate.getKeyID().equals(id))
                .findFirst()
                .orElse(candidates.getFirst());
    }

    private List<Key> read() {
        return database.sql("select sealed_jwk, created_at from signing_key order by created_at")
                .query(this::key)
                .list();
    }

    private void add(Instant now) {
        try {
            RSAKey key = new RSAKeyGenerator(RSA_BITS)
                    .keyID(UUID.randomUUID().toString())
                    .keyUse(KeyUse.SIGNATURE)
                    .algorithm(JWSAlgorithm.RS256)
                    .generate();
            byte[] clear = key.toJSONString().getBytes(StandardCharsets.UTF_8);
            database.sql("insert into signing_key (key_id, sealed_jwk, created_at) values (?, ?, ?)")
                    .param(key.getKeyID())
                    .param(box.seal(PURPOSE, clear))
                    .param(utc(now))
                    .update();
            LOG.info("Made signing key {}", key.getKeyID());
        } catch (JOSEException defect) {
            throw new IllegalStateException("No RSA key could be made", defect);
        }
    }

    private Key key(ResultSet row, int index) throws SQLException {
        byte[] clear = box.open(PURPOSE, row.getBytes("sealed_jwk"));
        try {
            RSAKey key = RSAKey.parse(new String(clear, StandardCharsets.UTF_8));
            return new Key(key, instant(row, "created_at"));
        } catch (ParseException defect) {
            throw new IllegalStateException("A stored signing key is not a JWK", defect);
        }
    }

    private JWKSet known() {
        return new JWKSet(published.stream().<JWK>map(Key::key).toList());
    }
}
