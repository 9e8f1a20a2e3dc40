package io.evenreach.guidecommerce.ledger;

import static io.evenreach.platform.jdbc.Timestamps.utc;

import io.evenreach.guidecommerce.books.Seal;
import io.evenreach.guidecommerce.books.Sealing;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

/** The {@linkplain Sealing chain of seals} over the postings, in PostgreSQL. */
@Service
public class Seals {

    private static final Logger LOG = LoggerFactory.getLogger(Seals.class);
    private static final int BATCH = 5_000;

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
        return Sealing.sealSome(new Rows(), BATCH);
    }

    private final class Rows implements Sealing.Book {

        @Override
        public @Nullable Seal last() {
            return jdbc.sql("select * from ledger_seal order by seal_number desc limit 1")
                    .query(Seals::sealIn)
                    .optional()
                    .orElse(null);
        }

        @Override
        public int take(long number, int limit) {
            return jdbc.sql("""
                            update posting set seal_number = ? where posting_id in
                                (select posting_id from posting where seal_number is null order by posting_id limit ?)
                            """).param(number).param(limit).update();
        }

        @Override
        public byte @Nullable [] contentUnder(long number) {
            return jdbc.sql("select " + CONTENT + " from posting p, " + LEGS + " where p.seal_number = ?")
                    .param(number)
                    .query((row, at) -> Optional.ofNullable(row.getBytes(1)))
                    .single()
                    .orElse(null);
        }

        @Override
        public void keep(Seal seal) {
            jdbc.sql("insert into ledger_seal (seal_number, digest, postings, sealed_at) values (?, ?, ?, ?)")
                    .param(seal.number())
                    .param(seal.digest())
                    .param(seal.postings())
                    .param(utc(clock.instant()))
                    .update();
        }

        @Override
        public List<Seal> seals() {
            return jdbc.sql("select * from ledger_seal order by seal_number")
                    .query(Seals::sealIn)
                    .list();
        }
    }

    private static Seal sealIn(ResultSet row, int number) throws SQLException {
        return new Seal(row.getLong("seal_number"), row.getBytes("digest"), row.getInt("postings"));
    }

    /** How many seals there are. */
    @Transactional(readOnly = true)
    public long count() {
        return jdbc.sql("select count(*) from ledger_seal").query(Long.class).single();
    }

    /** Digests everything anew, from the first posting on; the number of the first seal that does not fit, or empty. */
    @Transactional(readOnly = true)
    public OptionalLong firstBroken() {
        return Sealing.firstBroken(new Rows());
    }
}
