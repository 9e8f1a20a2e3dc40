package io.evenreach.guidecommerce;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The chain of seals, digested anew from the rows of the ledger in another way than the service does. */
final class LedgerChain {

    private final JdbcClient jdbc;
    private final Map<Long, String> sealed = new HashMap<>();

    LedgerChain(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private record Posting(long id, @Nullable Long seal, String head) {}

    @SuppressWarnings("ArrayRecordComponent")
    private record Seal(long number, byte[] digest, int postings) {}

    /** Seals follow each other without a hole, each digests the one before and what it seals, and nothing sealed changes. */
    void check() {
        List<Seal> seals = jdbc.sql("select seal_number, digest, postings from ledger_seal order by seal_number")
                .query((row, number) -> new Seal(row.getLong(1), row.getBytes(2), row.getInt(3)))
                .list();
        Map<Long, List<String>> contents = new TreeMap<>();
        postings().forEach((posting, content) -> {
            if (posting.seal() != null) {
                contents.computeIfAbsent(posting.seal(), number -> new ArrayList<>())
                        .add(content);
                assertThat(sealed.computeIfAbsent(posting.id(), id -> content)).isEqualTo(content);
            }
        });
        assertThat(seals).extracting(Seal::number).containsExactlyElementsOf(contents.keySet());
        byte[] before = new byte[32];
        for (int at = 0; at < seals.size(); at++) {
            Seal seal = seals.get(at);
            List<String> postings = contents.get(seal.number());
            assertThat(seal.number()).isEqualTo(at + 1L);
            assertThat(seal.postings()).isEqualTo(postings.size());
            MessageDigest digest = sha256();
            digest.update(before);
            before = digest.digest(sha256().digest(String.join("\n", postings).getBytes(StandardCharsets.UTF_8)));
            assertThat(seal.digest()).as("seal %d", seal.number()).isEqualTo(before);
        }
    }

    long unsealed() {
        return jdbc.sql("select count(*) from posting where seal_number is null")
                .query(Long.class)
                .single();
    }

    private Map<Posting, String> postings() {
        Map<Long, List<String>> legs = new HashMap<>();
        jdbc.sql("""
                        select posting_id, leg, kind, owner, currency, shard, amount_minor
                          from entry join account using (account_id) order by posting_id, leg
                        """)
                .query((row, number) -> legs.computeIfAbsent(row.getLong(1), id -> new ArrayList<>())
                        .add(row.getString(2) + "=" + row.getString(3) + ":" + row.getString(4) + ":" + row.getString(5)
                                + ":" + row.getInt(6) + ":" + row.getLong(7)))
                .list();
        Map<Posting, String> contents = new LinkedHashMap<>();
        jdbc.sql("select posting_id, seal_number, source, type, external_id, at from posting order by posting_id")
                .query((row, number) -> new Posting(
                        row.getLong(1),
                        row.getObject(2, Long.class),
                        row.getLong(1) + "|" + row.getString(3) + "|" + row.getString(4) + "|" + row.getString(5) + "|"
                                + seconds(row.getObject(6, OffsetDateTime.class).toInstant())))
                .list()
                .forEach(posting -> contents.put(
                        posting, posting.head() + "|" + String.join(";", legs.getOrDefault(posting.id(), List.of()))));
        return contents;
    }

    /** With six digits behind the point. */
    private static String seconds(Instant time) {
        return BigDecimal.valueOf(ChronoUnit.MICROS.between(Instant.EPOCH, time), 6)
                .toPlainString();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
