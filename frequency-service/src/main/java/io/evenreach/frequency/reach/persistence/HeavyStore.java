package io.evenreach.frequency.reach.persistence;

import io.evenreach.platform.jdbc.BinaryArrays;
import java.sql.Connection;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;

/** Which touches beyond plan were told of. Every method takes part in the transaction of its caller. */
@Repository
public class HeavyStore {

    private final JdbcTemplate jdbc;

    HeavyStore(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * That somebody was shown something of a campaign on a channel.
     *
     * @param target how often is within plan, at least
     */
    public record Shown(UUID campaignId, String channel, UUID profileId, int target) {}

    /** Those with more exposures than their target; no more of them are read than it takes to know. */
    public List<Shown> moreThan(Collection<Shown> shown) {
        return moreThan(shown, "select * from shown", "touch_view");
    }

    /** The same by whoever they are for service messages: there, touches of one history may be of several people. */
    public List<Shown> moreThanForService(Collection<Shown> shown) {
        return moreThan(shown, """
                select * from shown
                union
                select shown.campaign_id, shown.channel, span.profile_id, shown.target
                from shown join service_span span on span.kept_in = shown.profile_id and not span.nobody""", "service_touch");
    }

    private List<Shown> moreThan(Collection<Shown> shown, String people, String touches) {
        if (shown.isEmpty()) {
            return List.of();
        }
        return jdbc.query(
                """
                with shown as (
                    select unnest(?::uuid[]) as campaign_id, unnest(?::text[]) as channel,
                           unnest(?::uuid[]) as profile_id, unnest(?::int[]) as target)
                select shown.campaign_id, shown.channel, shown.profile_id, shown.target
                from (%s) shown
                where (select count(*) from (
                           select from %s touch
                           where touch.campaign_id = shown.campaign_id and touch.channel = shown.channel
                             and touch.profile_id = shown.profile_id and touch.exposure
                           limit shown.target::bigint + 1) enough) > shown.target""".formatted(people, touches),
                statement -> {
                    Connection connection = statement.getConnection();
                    statement.setArray(
                            1,
                            BinaryArrays.uuids(
                                    connection,
                                    shown.stream().map(Shown::campaignId).toList()));
                    statement.setObject(2, shown.stream().map(Shown::channel).toArray(String[]::new));
                    statement.setArray(
                            3,
                            BinaryArrays.uuids(
                                    connection,
                                    shown.stream().map(Shown::profileId).toList()));
                    statement.setObject(
                            4, shown.stream().mapToInt(Shown::target).toArray());
                },
                (row, number) -> new Shown(
                        row.getObject(1, UUID.class), row.getString(2), row.getObject(3, UUID.class), row.getInt(4)));
    }

    public void told(Set<Long> touchIds) {
        jdbc.update("insert into heavy_told (touch_id) select unnest(?::bigint[]) on conflict do nothing", (Object)
                touchIds.toArray(Long[]::new));
    }
}
