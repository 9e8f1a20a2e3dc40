package io.evenreach.campaign.maturity.persistence;

import static io.evenreach.platform.jdbc.Timestamps.utc;

import io.evenreach.campaign.maturity.domain.Flow;
import io.evenreach.campaign.maturity.domain.Stage;
import io.evenreach.campaign.maturity.domain.Stages;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Counts people by the stages they are at: the same stages as {@link Stages}, in sets. */
@Repository
public class FlowStore {

    /** The place of the highest stage that is reached, counted from 0. To be formatted with a number of orders and a time. */
    private static final String STAGE = """
            (select coalesce(max(stage.place), 1) - 1
               from unnest(:orders::int[], :days::int[]) with ordinality as stage(orders, days, place)
              where %1$s >= stage.orders
                 or %1$s > 0 and first_at + stage.days * interval '24 hours' <= :%2$s)
            """;

    private final JdbcClient jdbc;

    FlowStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private record Row(boolean isBase, Flow.Moved moved) {}

    /** @param within how long the database may take */
    public Flow count(Stages stages, Instant from, Instant to, Duration within) {
        jdbc.sql("select set_config('statement_timeout', :millis, true)")
                .param("millis", Long.toString(within.toMillis()))
                .query(String.class)
                .single();
        List<Row> rows = jdbc.sql("""
                        with bought as (%s),
                        buyer as (
                            select owner, count(*) filter (where placed_at <= :from) as orders_then, count(*) as orders_now,
                                   min(placed_at) as first_at
                              from bought group by owner),
                        staged as (select %s as stage_then, %s as stage_now from buyer)
                        select false, stage_then, stage_now, count(*) from staged group by stage_then, stage_now
                        union all
                        select true, 0, 0,
                               (select count(*) from (
                                    select profile_id from key_owner
                                     where profile_id is not null and purpose = 'ADS'
                                       and (first_seen_at is null or first_seen_at <= :to)
                                    union
                                    select owner from buyer) known)
                        """.formatted(
                                Whose.BOUGHT.formatted("p.counts and p.placed_at <= :to"),
                                STAGE.formatted("orders_then", "from"),
                                STAGE.formatted("orders_now", "to")))
                .param("from", utc(from))
                .param("to", utc(to))
                .param("orders", stages.ordered().stream().map(Stage::minOrders).toArray(Integer[]::new))
                .param(
                        "days",
                        stages.ordered().stream()
                                .map(Stage::minDaysSinceFirstOrder)
                                .toArray(Integer[]::new))
                .query((row, number) ->
                        new Row(row.getBoolean(1), new Flow.Moved(row.getInt(2), row.getInt(3), row.getLong(4))))
                .list();
        long base = 0;
        List<Flow.Moved> buyers = new ArrayList<>();
        for (Row row : rows) {
            if (row.isBase()) {
                base = row.moved().people();
            } else {
                buyers.add(row.moved());
            }
        }
        return Flow.of(stages, base, buyers);
    }
}
