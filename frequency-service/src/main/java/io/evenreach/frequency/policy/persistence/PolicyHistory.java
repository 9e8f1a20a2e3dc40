package io.evenreach.frequency.policy.persistence;

import io.evenreach.frequency.policy.PolicySnapshot;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Channels, campaigns and rules as they were told, by revision, for as long as a choice between campaigns is explained. */
@Component
class PolicyHistory {

    static final String CHANNEL = "CHANNEL";
    static final String CAMPAIGN = "CAMPAIGN";

    /** Whoever reads explanations reads several of one time. */
    private static final int REMEMBERED = 4;

    private final JdbcTemplate jdbc;
    private final Map<Long, PolicySnapshot> remembered = new LinkedHashMap<>();

    PolicyHistory(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** @param kind {@link #CHANNEL}, {@link #CAMPAIGN}, or that of a rule of governance */
    record Told(String kind, String body) {}

    /** Makes a snapshot of what had been told. */
    interface Reading {
        PolicySnapshot of(long revision, List<Told> told);
    }

    /** Keeps what was just told as of the revision of this transaction. */
    void add(String kind, String id, String body) {
        jdbc.update(
                "insert into policy_history (kind, id, revision, body) select ?, ?, revision, ? from policy_revision",
                kind,
                id,
                body);
    }

    PolicySnapshot at(long revision, Reading reading) {
        PolicySnapshot known = remembered(revision);
        if (known != null) {
            return known;
        }
        PolicySnapshot read = reading.of(
                revision, jdbc.query("""
                        select distinct on (kind, id) kind, body from policy_history
                         where revision <= ? order by kind, id, revision desc
                        """, (row, number) -> new Told(row.getString(1), row.getString(2)), revision));
        remember(read);
        return read;
    }

    private synchronized @Nullable PolicySnapshot remembered(long revision) {
        return remembered.get(revision);
    }

    private synchronized void remember(PolicySnapshot snapshot) {
        if (remembered.size() == REMEMBERED) {
            remembered.remove(remembered.keySet().iterator().next());
        }
        remembered.put(snapshot.revision(), snapshot);
    }

    /** Forgets what was replaced eight days ago: notes of choices are read for seven. */
    @Scheduled(fixedDelayString = "1h", initialDelayString = "40s")
    void forget() {
        jdbc.update("""
                delete from policy_history old using policy_history newer
                 where newer.kind = old.kind and newer.id = old.id and newer.revision > old.revision
                   and newer.told_at < now() - interval '8 days'
                """);
    }
}
