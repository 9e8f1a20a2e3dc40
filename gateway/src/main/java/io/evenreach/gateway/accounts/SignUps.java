package io.evenreach.gateway.accounts;

import static io.evenreach.platform.jdbc.Timestamps.utc;

import io.evenreach.gateway.accounts.domain.Role;
import io.evenreach.gateway.secrets.SecretHasher;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Accounts of guides in the making. A sign-up is written before its guide is asked for, and ends with an account or
 * with the name free again; whoever finds one that has not ended can bring it to its end.
 */
@Service
public class SignUps {

    private final JdbcClient database;
    private final Accounts accounts;
    private final SecretHasher hasher;
    private final Clock clock;

    SignUps(JdbcClient database, Accounts accounts, SecretHasher hasher, Clock clock) {
        this.database = database;
        this.accounts = accounts;
        this.hasher = hasher;
        this.clock = clock;
    }

    /**
     * Takes a name. The same name with the same password and the same request is the same sign-up, also for a while
     * after it has ended.
     *
     * @return empty where the name is somebody else's
     */
    @Transactional
    public Optional<SignUp> begin(String username, String password, String request) {
        String name = Accounts.canonical(username);
        if (!accounts.claim(name)) {
            return database.sql("select username, guide_id, request, password_hash from sign_up where username = ?")
                    .param(name)
                    .query((row, index) -> hasher.matches(password, row.getString("password_hash"))
                            ? Optional.of(signUp(row, index))
                            : Optional.<SignUp>empty())
                    .optional()
                    .flatMap(found -> found)
                    .filter(found -> found.request().equals(request));
        }
        SignUp begun = new SignUp(name, UUID.randomUUID(), request);
        database.sql("""
                        insert into sign_up (username, password_hash, guide_id, request, begun_at)
                        values (?, ?, ?, ?, ?)""")
                .param(name)
                .param(hasher.hash(password))
                .param(begun.guideId())
                .param(request)
                .param(utc(clock.instant()))
                .update();
        return Optional.of(begun);
    }

    /** The guide is there: makes the account. Repeated, it changes nothing. */
    @Transactional
    public void complete(SignUp signUp) {
        database.sql("update sign_up set done_at = ? where username = ? and done_at is null returning password_hash")
                .param(utc(clock.instant()))
                .param(signUp.username())
                .query(String.class)
                .optional()
                .ifPresent(passwordHash -> accounts.insert(
                        signUp.username(),
                        passwordHash,
                        List.of(Role.GUIDE),
                        signUp.guideId().toString(),
                        null));
    }

    /** The guide was refused: the name is free again. */
    @Transactional
    public void giveUp(SignUp signUp) {
        int deleted = database.sql("delete from sign_up where username = ? and guide_id = ? and done_at is null")
                .param(signUp.username())
                .param(signUp.guideId())
                .update();
        if (deleted == 1) {
            database.sql("delete from subject where name = ?")
                    .param(signUp.username())
                    .update();
        }
    }

    /** The oldest that have not ended for this long. */
    public List<SignUp> unfinishedFor(Duration age, int limit) {
        Instant before = clock.instant().minus(age);
        return database.sql("""
                        select username, guide_id, request from sign_up
                         where done_at is null and begun_at < ? order by begun_at limit ?""")
                .param(utc(before))
                .param(limit)
                .query(SignUps::signUp)
                .list();
    }

    public void forgetThoseDoneFor(Duration age) {
        database.sql("delete from sign_up where done_at < ?")
                .param(utc(clock.instant().minus(age)))
                .update();
    }

    private static SignUp signUp(ResultSet row, int index) throws SQLException {
        return new SignUp(row.getString("username"), row.getObject("guide_id", UUID.class), row.getString("request"));
    }
}
