package io.evenreach.frequency.exposure.persistence;

import io.evenreach.frequency.exposure.domain.Delays;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** How long exposures take to reach us, by the day on which they did. */
@Repository
public class ConfirmDelayStore {

    private final JdbcTemplate jdbc;

    ConfirmDelayStore(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Delays that are as long as each other.
     *
     * @param day UTC, on which the exposures came
     * @param number see {@link Delays#bucketOf}
     */
    public record Bucket(LocalDate day, String channel, int number) {}

    /** Adds what was counted, and forgets what is of before a day. */
    @Transactional
    public void add(Map<Bucket, Long> counts, LocalDate firstDay) {
        // Always in the same order, so that two instances never wait for each other.
        List<Object[]> rows = counts.entrySet().stream()
                .sorted(Map.Entry.comparingByKey(Comparator.comparing(Bucket::day)
                        .thenComparing(Bucket::channel)
                        .thenComparingInt(Bucket::number)))
                .map(entry -> new Object[] {
                    entry.getKey().day(),
                    entry.getKey().channel(),
                    entry.getKey().number(),
                    entry.getValue()
                })
                .toList();
        jdbc.batchUpdate("""
                insert into confirm_delay as d (day, channel, bucket, count) values (?, ?, ?, ?)
                on conflict (day, channel, bucket) do update set count = d.count + excluded.count
                """, rows);
        jdbc.update("delete from confirm_delay where day < ?", firstDay);
    }

    /** By channel, from a day on. */
    public SortedMap<String, Delays> since(LocalDate firstDay) {
        Map<String, Map<Integer, Long>> counts = new HashMap<>();
        jdbc.query(
                "select channel, bucket, sum(count)::bigint from confirm_delay where day >= ? group by channel, bucket",
                row -> {
                    counts.computeIfAbsent(row.getString(1), any -> new HashMap<>())
                            .put(row.getInt(2), row.getLong(3));
                },
                firstDay);
        return counts.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> Delays.of(entry.getValue()), (one, other) -> one, TreeMap::new));
    }
}
