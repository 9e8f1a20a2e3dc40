package io.evenreach.identity.profiles.persistence;

import io.evenreach.identity.profiles.ClusterSizes;
import io.evenreach.identity.profiles.ClusterSizes.Band;
import io.evenreach.identity.profiles.ClusterSizes.Cluster;
import io.evenreach.identity.vocabulary.Purpose;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** Counts how many identifiers people have. It reads every tenure of now, so it is for people who look, not for decisions. */
@Repository
public class ClusterReader {

    private static final int LARGEST = 10;

    private static final String SIZES = """
            with size as (
                select t.profile_id, count(*) as n from tenure t join identifier i on i.key = t.key
                 where t.valid_to = 9223372036854775807 and t.profile_id is not null
                   and (t.purposes & :purpose) <> 0 and i.data_set_id is null
                 group by t.profile_id)
            """;

    private final JdbcClient jdbc;

    ClusterReader(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private record Counted(Band band, long identifiers) {}

    @Transactional(readOnly = true)
    public ClusterSizes sizes(Purpose purpose) {
        List<Counted> counted = jdbc.sql(SIZES + """
                        select width_bucket(n, array[1, 2, 3, 5, 9, 17, 33, 65, 129, 257, 513]::bigint[]) as band,
                               count(*), sum(n)
                          from size group by band order by band
                        """)
                .param("purpose", purpose.bit())
                .query((row, number) -> new Counted(bandOf(row.getInt(1), row.getLong(2)), row.getLong(3)))
                .list();
        List<Cluster> largest = jdbc.sql(
                        SIZES + "select profile_id, n from size order by n desc, profile_id limit :limit")
                .param("purpose", purpose.bit())
                .param("limit", LARGEST)
                .query((row, number) -> new Cluster(row.getObject(1, UUID.class), row.getInt(2)))
                .list();
        long quarantined =
                jdbc.sql("select count(*) from quarantine").query(Long.class).single();
        return new ClusterSizes(
                counted.stream().mapToLong(each -> each.band().profiles()).sum(),
                counted.stream().mapToLong(Counted::identifiers).sum(),
                quarantined,
                counted.stream().map(Counted::band).toList(),
                largest);
    }

    private static Band bandOf(int number, long profiles) {
        int to = 1 << (number - 1);
        return new Band(to / 2 + 1, to, profiles);
    }
}
