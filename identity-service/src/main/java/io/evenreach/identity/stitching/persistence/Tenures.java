package io.evenreach.identity.stitching.persistence;

import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.identity.stitching.domain.Tenure;
import io.evenreach.identity.stitching.domain.Timeline;
import io.evenreach.identity.vocabulary.Purpose;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Puts timelines together from rows of tenures, in whatever order those come. Mutable while they do. */
final class Tenures {

    private record Row(int purposes, Tenure tenure) {

        boolean isWhole() {
            return tenure.from().equals(Tenure.BEGINNING) && tenure.to().equals(Tenure.OPEN);
        }
    }

    private final Map<IdentifierKey, List<Row>> rowsOf = new HashMap<>();

    /** Adds a row of (key, purposes, valid_from, valid_to, profile_id, first_seen_at, withdrawn). */
    Tenure add(ResultSet row) throws SQLException {
        Tenure tenure = new Tenure(
                Millis.instant(row.getLong(3)),
                Millis.instant(row.getLong(4)),
                row.getObject(5, UUID.class),
                Instant.ofEpochMilli(row.getLong(6)),
                row.getBoolean(7));
        rowsOf.computeIfAbsent(IdentifierKey.of(row.getBytes(1)), unseen -> new ArrayList<>(1))
                .add(new Row(row.getInt(2), tenure));
        return tenure;
    }

    /** Whether the rows of a key leave no room for another: they are about all of time for every purpose. */
    boolean isComplete(IdentifierKey key) {
        int whole = 0;
        for (Row row : rowsOf.getOrDefault(key, List.of())) {
            whole |= row.isWhole() ? row.purposes() : 0;
        }
        return whole == Purpose.mask(Purpose.ALL);
    }

    /** Forgets the rows of a key, before all of them are added. */
    void forget(IdentifierKey key) {
        rowsOf.remove(key);
    }

    /** The timelines of those of some keys that have any. */
    Map<IdentifierKey, Timeline> timelines(Collection<IdentifierKey> keys) {
        Map<IdentifierKey, Timeline> timelines = HashMap.newHashMap(keys.size());
        for (IdentifierKey key : keys) {
            List<Row> rows = rowsOf.get(key);
            if (rows != null) {
                timelines.put(key, timeline(rows));
            }
        }
        return timelines;
    }

    private static Timeline timeline(List<Row> rows) {
        rows.sort(Comparator.comparing(row -> row.tenure().from()));
        Map<Purpose, List<Tenure>> tenures = new EnumMap<>(Purpose.class);
        for (Row row : rows) {
            for (Purpose purpose : Purpose.ofMask(row.purposes())) {
                tenures.computeIfAbsent(purpose, unseen -> new ArrayList<>(1)).add(row.tenure());
            }
        }
        return new Timeline(tenures);
    }
}
