package io.evenreach.platform.idempotency;

import java.sql.Timestamp;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/** The answers under their keys, in the database and sealed. */
final class KeptAnswers {

    private static final byte[] NO_BODY = {};

    private static final int FORGOTTEN_AT_A_TIME = 5_000;

    private final JdbcTemplate jdbc;
    private final AnswerSeal seal;

    KeptAnswers(JdbcTemplate jdbc, AnswerSeal seal) {
        this.jdbc = jdbc;
        this.seal = seal;
    }

    /** One request under a key: whose, where, which key, and what was asked. */
    record Use(String owner, String route, String key, byte[] requestHash) {}

    /** An answer as it goes out. */
    record Answer(
            int status,
            @Nullable String contentType,
            @Nullable String location,
            @Nullable String entityTag,
            byte[] body) {}

    /**
     * What is known under a key.
     *
     * @param answer null while the first request still runs
     */
    record Kept(byte[] requestHash, @Nullable Answer answer) {}

    /** The moment a key was taken: what tells its holder from one who took it over later. */
    record Taken(Timestamp at) {}

    /** Keeps everybody else from using the key until the transaction ends; false where somebody uses it. */
    boolean lock(Use use) {
        return Boolean.TRUE.equals(jdbc.queryForObject(
                "select pg_try_advisory_xact_lock(hashtextextended(?, 0))",
                Boolean.class,
                use.owner() + "\n" + use.route() + "\n" + use.key()));
    }

    Optional<Kept> find(Use use) {
        return jdbc
                .query(
                        """
                        select request_hash, status, content_type, location, etag, body from idempotency_key
                         where owner = ? and route = ? and key = ?
                        """,
                        (row, number) -> {
                            byte[] hash = seal.open(row.getBytes(1));
                            int status = row.getInt(2);
                            if (row.wasNull()) {
                                return new Kept(hash, null);
                            }
                            byte[] body = row.getBytes(6);
                            return new Kept(
                                    hash,
                                    new Answer(
                                            status,
                                            row.getString(3),
                                            row.getString(4),
                                            row.getString(5),
                                            body == null ? NO_BODY : seal.open(body)));
                        },
                        use.owner(),
                        use.route(),
                        use.key())
                .stream()
                .findFirst();
    }

    /** Keeps the answer of a key that is {@linkplain #lock locked} and has none. */
    void keep(Use use, Answer answer) {
        jdbc.update(
                """
                insert into idempotency_key
                       (owner, route, key, request_hash, status, content_type, location, etag, body)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                use.owner(),
                use.route(),
                use.key(),
                seal.seal(use.requestHash()),
                answer.status(),
                answer.contentType(),
                answer.location(),
                answer.entityTag(),
                seal.seal(answer.body()));
    }

    /** Takes a key that is free, or was taken longer ago than a request runs; empty where it is in use or answered. */
    Optional<Taken> take(Use use, Duration runningAtMost) {
        return jdbc
                .query(
                        """
                        insert into idempotency_key as k (owner, route, key, request_hash) values (?, ?, ?, ?)
                        on conflict (owner, route, key) do update
                           set request_hash = excluded.request_hash, created_at = clock_timestamp()
                         where k.status is null and k.created_at < clock_timestamp() - make_interval(secs => ?)
                        returning created_at
                        """,
                        (row, number) -> new Taken(row.getTimestamp(1)),
                        use.owner(),
                        use.route(),
                        use.key(),
                        seal.seal(use.requestHash()),
                        (double) runningAtMost.toSeconds())
                .stream()
                .findFirst();
    }

    /** Gives a taken key back, unless somebody took it over meanwhile. */
    void giveBack(Use use, Taken taken) {
        jdbc.update(
                "delete from idempotency_key where owner = ? and route = ? and key = ? and created_at = ?",
                use.owner(),
                use.route(),
                use.key(),
                taken.at());
    }

    /** Keeps the answer of a taken key, unless somebody took it over meanwhile. */
    void answer(Use use, Taken taken, Answer answer) {
        jdbc.update(
                """
                update idempotency_key set status = ?, content_type = ?, location = ?, etag = ?, body = ?
                 where owner = ? and route = ? and key = ? and created_at = ?
                """,
                answer.status(),
                answer.contentType(),
                answer.location(),
                answer.entityTag(),
                seal.seal(answer.body()),
                use.owner(),
                use.route(),
                use.key(),
                taken.at());
    }

    /** A little at a time, because a transaction that runs long holds back every reader of feeds. */
    void forgetOlderThan(Duration age) {
        int forgotten;
        do {
            forgotten = jdbc.update("""
                    delete from idempotency_key where ctid = any(array(
                        select ctid from idempotency_key
                         where created_at < statement_timestamp() - make_interval(secs => ?) limit ?))
                    """, (double) age.toSeconds(), FORGOTTEN_AT_A_TIME);
        } while (forgotten == FORGOTTEN_AT_A_TIME);
    }
}
