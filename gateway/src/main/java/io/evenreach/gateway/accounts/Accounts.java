package io.evenreach.gateway.accounts;

import static io.evenreach.platform.jdbc.Timestamps.instant;
import static io.evenreach.platform.jdbc.Timestamps.instantOrNull;
import static io.evenreach.platform.jdbc.Timestamps.utc;

import io.evenreach.gateway.accounts.domain.LockoutPolicy;
import io.evenreach.gateway.accounts.domain.Role;
import io.evenreach.gateway.secrets.SecretHasher;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** The front door to accounts: find, create, change, and try a password. */
@Service
public class Accounts {

    private static final String COLUMNS = "username, roles, guide_id, enabled, locked_until, created_at";

    private final JdbcClient database;
    private final SecretHasher hasher;
    private final LockoutPolicy lockout;
    private final Clock clock;
    /** Compared when the name is unknown, so that an unknown name takes as long as a wrong password. */
    private final String nobodysHash;

    Accounts(JdbcClient database, SecretHasher hasher, AccountProperties properties, Clock clock) {
        this.database = database;
        this.hasher = hasher;
        this.lockout = properties.lockout();
        this.clock = clock;
        this.nobodysHash = hasher.hash("nobody");
    }

    public Optional<Account> find(String username) {
        return database.sql("select " + COLUMNS + " from account where username = ?")
                .param(canonical(username))
                .query(Accounts::account)
                .optional();
    }

    /** In the order of names, after {@code after}, at most {@code limit}. */
    public List<Account> list(String after, int limit) {
        return database.sql("select " + COLUMNS + " from account where username > ? order by username limit ?")
                .param(after)
                .param(limit)
                .query(Accounts::account)
                .list();
    }

    /** Empty where a user or a client of that name is there already. */
    @Transactional
    public Optional<Account> create(
            String username, String password, Collection<Role> roles, @Nullable String guideId) {
        String name = canonical(username);
        if (!claim(name)) {
            return Optional.empty();
        }
        insert(name, hasher.hash(password), roles, guideId, null);
        return find(name);
    }

    /** Takes a name; false where it is taken. */
    boolean claim(String name) {
        return database.sql("insert into subject (name, kind) values (?, 'USER') on conflict do nothing")
                        .param(name)
                        .update()
                == 1;
    }

    /** False where there is no such account. Disabling also ends every token and session the account has. */
    @Transactional
    public boolean enable(String username, boolean enabled) {
        String name = canonical(username);
        int changed = database.sql("""
                        update account
                           set enabled = :enabled,
                               failures = 0,
                               locked_until = null,
                               tokens_valid_from = case when :enabled then tokens_valid_from else :now end
                         where username = :name""")
                .param("enabled", enabled)
                .param("now", utc(clock.instant()))
                .param("name", name)
                .update();
        if (!enabled) {
            endSessions(name);
        }
        return changed == 1;
    }

    /** False where there is no such account. A new password ends every token and session made with the old one. */
    @Transactional
    public boolean changePassword(String username, String password) {
        String name = canonical(username);
        int changed = database.sql("""
                        update account
                           set password_hash = ?, failures = 0, locked_until = null, tokens_valid_from = ?
                         where username = ?""")
                .param(hasher.hash(password))
                .param(utc(clock.instant()))
                .param(name)
                .update();
        endSessions(name);
        return changed == 1;
    }

    /** Tries a password, and keeps count of the wrong ones. */
    public SignInOutcome signIn(String username, String password) {
        String name = canonical(username);
        Instant now = clock.instant();
        String hash = database.sql("select password_hash from account where username = ?")
                .param(name)
                .query(String.class)
                .optional()
                .orElse(nobodysHash);
        boolean right = hasher.matches(password, hash);
        Optional<Account> account = find(name).filter(found -> found.enabled() && !isClosed(found.lockedUntil(), now));
        if (account.isEmpty()) {
            return new SignInOutcome.Refused();
        }
        if (!right) {
            countFailure(name, now);
            return new SignInOutcome.Refused();
        }
        database.sql("update account set failures = 0, locked_until = null where username = ? and failures > 0")
                .param(name)
                .update();
        return new SignInOutcome.SignedIn(account.get());
    }

    /** The moment before which tokens of this account are refused, and all of them where it is disabled or gone. */
    public Instant tokensValidFrom(String username) {
        return database.sql("select tokens_valid_from, enabled from account where username = ?")
                .param(canonical(username))
                .query((row, index) ->
                        row.getBoolean("enabled") ? instantOrNull(row, "tokens_valid_from") : Instant.MAX)
                .optional()
                .map(from -> from == null ? Instant.MIN : from)
                .orElse(Instant.MAX);
    }

    /** Makes the first user, or gives it the new password where the environment's has changed. */
    @Transactional
    void establish(String username, String password) {
        String name = canonical(username);
        String fingerprint = hasher.fingerprint(password);
        claim(name);
        Optional<String> known = database.sql(
                        "select coalesce(environment_fingerprint, '') from account where username = ? for update")
                .param(name)
                .query(String.class)
                .optional();
        if (known.isEmpty()) {
            insert(name, hasher.hash(password), List.of(Role.OWNER), null, fingerprint);
        } else if (!known.get().equals(fingerprint)) {
            changePassword(name, password);
            database.sql("update account set environment_fingerprint = ? where username = ?")
                    .param(fingerprint)
                    .param(name)
                    .update();
        }
    }

    void insert(
            String name,
            String passwordHash,
            Collection<Role> roles,
            @Nullable String guideId,
            @Nullable String environmentFingerprint) {
        database.sql("""
                        insert into account (username, password_hash, roles, guide_id, environment_fingerprint)
                        values (?, ?, ?, ?, ?)
                        on conflict do nothing""")
                .param(name)
                .param(passwordHash)
                .param(roles.stream().map(Role::wireName).distinct().toArray(String[]::new))
                .param(guideId)
                .param(environmentFingerprint)
                .update();
    }

    private void countFailure(String name, Instant now) {
        // One statement counts, so that guesses sent at the same moment are all counted.
        int failures = database.sql("update account set failures = failures + 1 where username = ? returning failures")
                .param(name)
                .query(Integer.class)
                .single();
        lockout.closedUntil(failures, now)
                .ifPresent(until -> database.sql("update account set locked_until = ?, failures = 0 where username = ?")
                        .param(utc(until))
                        .param(name)
                        .update());
    }

    private void endSessions(String name) {
        database.sql("delete from spring_session where principal_name = ?")
                .param(name)
                .update();
    }

    private static boolean isClosed(@Nullable Instant lockedUntil, Instant now) {
        return lockedUntil != null && now.isBefore(lockedUntil);
    }

    static String canonical(String username) {
        return username.strip().toLowerCase(Locale.ROOT);
    }

    private static Account account(ResultSet row, int index) throws SQLException {
        return new Account(
                row.getString("username"),
                roles(row.getArray("roles")),
                row.getString("guide_id"),
                row.getBoolean("enabled"),
                instantOrNull(row, "locked_until"),
                instant(row, "created_at"));
    }

    private static List<Role> roles(Array names) throws SQLException {
        return Stream.of((String[]) names.getArray())
                .flatMap(name -> Role.named(name).stream())
                .toList();
    }
}
