package io.evenreach.gateway.clients;

import static io.evenreach.platform.jdbc.Timestamps.instant;
import static io.evenreach.platform.jdbc.Timestamps.instantOrNull;
import static io.evenreach.platform.jdbc.Timestamps.utc;

import io.evenreach.gateway.clients.domain.HeldSecrets;
import io.evenreach.gateway.secrets.SecretHasher;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** The front door to clients: find, register, rotate, disable. */
@Service
public class Clients {

    private static final String COLUMNS = "client_id, secret_hash, previous_secret_hash, previous_secret_until, scopes,"
            + " partner_id, merchant_id, enabled, created_at";

    private final JdbcClient database;
    private final SecretHasher hasher;
    private final Duration rotationOverlap;
    private final Clock clock;

    Clients(JdbcClient database, SecretHasher hasher, ClientProperties properties, Clock clock) {
        this.database = database;
        this.hasher = hasher;
        this.rotationOverlap = properties.rotationOverlap();
        this.clock = clock;
    }

    public Optional<Client> find(String clientId) {
        return database.sql("select " + COLUMNS + " from client where client_id = ?")
                .param(clientId)
                .query(Clients::client)
                .optional();
    }

    /** In the order of ids, after {@code after}, at most {@code limit}. */
    public List<Client> list(String after, int limit) {
        return database.sql("select " + COLUMNS + " from client where client_id > ? order by client_id limit ?")
                .param(after)
                .param(limit)
                .query(Clients::client)
                .list();
    }

    /** Empty where a client or a user of that name is there already. */
    @Transactional
    public Optional<IssuedSecret> register(
            String clientId, Collection<String> scopes, @Nullable String partnerId, @Nullable String merchantId) {
        int claimed = database.sql("insert into subject (name, kind) values (?, 'CLIENT') on conflict do nothing")
                .param(clientId)
                .update();
        if (claimed == 0) {
            return Optional.empty();
        }
        String secret = hasher.newSecret();
        insert(clientId, secret, scopes, partnerId, merchantId, null);
        return find(clientId).map(client -> new IssuedSecret(client, secret, null));
    }

    /** Empty where there is no such client. The secret until now keeps working for the overlap. */
    @Transactional
    public Optional<IssuedSecret> rotate(String clientId) {
        String secret = hasher.newSecret();
        Instant until = clock.instant().plus(rotationOverlap);
        database.sql("""
                        update client
                           set previous_secret_hash = secret_hash, previous_secret_until = ?, secret_hash = ?
                         where client_id = ?""")
                .param(utc(until))
                .param(hasher.hash(secret))
                .param(clientId)
                .update();
        return find(clientId).map(client -> new IssuedSecret(client, secret, until));
    }

    /** False where there is no such client. The tokens of a disabled client are refused. */
    public boolean enable(String clientId, boolean enabled) {
        return database.sql("update client set enabled = ? where client_id = ?")
                        .param(enabled)
                        .param(clientId)
                        .update()
                == 1;
    }

    /** Makes a client that the environment names, or gives it the new secret where the environment's has changed. */
    @Transactional
    void establish(String clientId, String secret, List<String> scopes) {
        String fingerprint = hasher.fingerprint(secret);
        database.sql("insert into subject (name, kind) values (?, 'CLIENT') on conflict do nothing")
                .param(clientId)
                .update();
        Optional<String> known = database.sql(
                        "select coalesce(environment_fingerprint, '') from client where client_id = ? for update")
                .param(clientId)
                .query(String.class)
                .optional();
        if (known.isEmpty()) {
            insert(clientId, secret, scopes, null, null, fingerprint);
        } else if (!known.get().equals(fingerprint)) {
            database.sql("update client set secret_hash = ?, environment_fingerprint = ? where client_id = ?")
                    .param(hasher.hash(secret))
                    .param(fingerprint)
                    .param(clientId)
                    .update();
        }
        // A newer release may know scopes that an older one did not give.
        database.sql("update client set scopes = ? where client_id = ?")
                .param(scopes.toArray(String[]::new))
                .param(clientId)
                .update();
    }

    private void insert(
            String clientId,
            String secret,
            Collection<String> scopes,
            @Nullable String partnerId,
            @Nullable String merchantId,
            @Nullable String environmentFingerprint) {
        database.sql("""
                        insert into client
                               (client_id, secret_hash, scopes, partner_id, merchant_id, environment_fingerprint)
                        values (?, ?, ?, ?, ?, ?)
                        on conflict do nothing""")
                .param(clientId)
                .param(hasher.hash(secret))
                .param(scopes.stream().distinct().toArray(String[]::new))
                .param(partnerId)
                .param(merchantId)
                .param(environmentFingerprint)
                .update();
    }

    private static Client client(ResultSet row, int index) throws SQLException {
        String[] scopes = (String[]) row.getArray("scopes").getArray();
        return new Client(
                row.getString("client_id"),
                new HeldSecrets(
                        row.getString("secret_hash"),
                        row.getString("previous_secret_hash"),
                        instantOrNull(row, "previous_secret_until")),
                Collections.unmodifiableSet(new LinkedHashSet<>(List.of(scopes))),
                row.getString("partner_id"),
                row.getString("merchant_id"),
                row.getBoolean("enabled"),
                instant(row, "created_at"));
    }
}
