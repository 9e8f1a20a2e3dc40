package io.evenreach.guidecommerce.ledger;

import static io.evenreach.platform.jdbc.Timestamps.utc;

import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * A chain of digests over the postings. Whoever changes an old entry must change every seal after it, so a seal that was
 * noted elsewhere tells.
 */
@Service
public class Seals {

    private static final Logger LOG = LoggerFactory.getLogger(Seals.class);
    private static final int BATCH = 5_000;
    private static final byte[] GENESIS = new byte[32];

    /** What a posting is, as text: its row, and its entries in the order of their legs. */
    private static final String CONTENT = """
            sha256(convert_to(string_agg(
                format('%s|%s|%s|%s|%s|%s', p.posting_id, p.source, p.type, p.external_id,
                       extract(epoch from p.at), l.legs),
                E'\\n' order by p.posting_id), 'UTF8'))
            """;

    private static final String LEGS = """
            lateral (select string_agg(format('%s=%s:%s:%s:%s:%s', e.leg, a.kind, a.owner, a.currency, a.shard,
                                              e.amount_minor), ';' order by e.leg) as legs
                       from entry e join account a using (account_id) where e.posting_id = p.posting_id) l
            """;

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Clock clock;

    Seals(JdbcClient jdbc, TransactionTemplate transaction, Clock clock) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.clock = clock;
    }

    private record Seal(long number, byte[] digest) {}

    /** Seals everything that is not sealed yet, where no other instance does. */
    @Scheduled(fixedDelayString = "${evenreach.ledger.seal-every:1s}")
    public void seal() {
        while (Boolean.TRUE.equals(transaction.execute(status -> sealBatch()))) {
            LOG.debug("More is left to seal");
        }
    }

    private boolean sealBatch() {
        boolean alone = jdbc.sql(
                        "select pg_try_advisory_xact_lock(hashtextextended('ledger seal ' || current_schema(), 0))")
                .query(Boolean.class)
                .single();
        if (!alone) {
            return false;
        }
        Seal last = jdbc.sql("select seal_number, digest from ledger_seal order by seal_number desc limit 1")
                .query((row, number) -> new Seal(row.getLong(1), row.getBytes(2)))
                .optional()
                .orElse(new Seal(0, GENESIS));
        int taken = jdbc.sql("""
                        update posting set seal_number = ? where posting_id in
                            (select posting_id from posting where seal_number is null order by posting_id limit ?)
                        """).param(last.number() + 1).param(BATCH).update();
        if (taken == 0) {
            return false;
        }
        jdbc.sql("insert into ledger_seal (seal_number, digest, postings, sealed_at) values (?, ?, ?, ?)")
                .param(last.number() + 1)
                .param(digest(last.number() + 1, last.digest()))
                .param(taken)
                .param(utc(clock.instant()))
                .update();
        return taken == BATCH;
    }

    private byte[] digest(long number, byte[] before) {
        return jdbc.sql("select sha256(? || " + CONTENT + ") from posting p, " + LEGS + " where p.seal_number = ?")
                .param(before)
                .param(number)
                .query((row, at) -> row.getBytes(1))
                .single();
    }

    /** How many seals there are. */
    @Transactional(readOnly = true)
    public long count() {
        return jdbc.sql("select count(*) from ledger_seal").query(Long.class).single();
    }

    /** Digests everything anew, from the first posting on; the number of the first seal that does not fit, or empty. */
    @Transactional(readOnly = true)
    public OptionalLong firstBroken() {
        byte[] before = GENESIS;
        List<Seal> seals = jdbc.sql("select seal_number, digest from ledger_seal order by seal_number")
                .query((row, number) -> new Seal(row.getLong(1), row.getBytes(2)))
                .list();
        for (Seal seal : seals) {
            if (!Arrays.equals(digest(seal.number(), before), seal.digest())) {
                return OptionalLong.of(seal.number());
            }
            before = seal.digest();
        }
        return OptionalLong.empty();
    }
}
