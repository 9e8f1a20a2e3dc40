package io.evenreach.frequency.reach.persistence;

import static io.evenreach.platform.jdbc.Timestamps.utc;

import io.evenreach.frequency.ledger.TouchState;
import io.evenreach.frequency.reach.domain.Audience;
import io.evenreach.frequency.reach.domain.ReachPlan;
import io.evenreach.frequency.reach.domain.ReachReport.ByStrength;
import io.evenreach.frequency.reach.domain.ReachReport.UncountedChannel;
import io.evenreach.frequency.reach.domain.Tiling;
import io.evenreach.kernel.Interval;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.stereotype.Repository;

/**
 * What reports ask of the read model. Call it inside one repeatable-read transaction, so that all answers are of one
 * moment.
 *
 * <p>Tiles are computed by the same code as decisions use and handed to PostgreSQL as boundaries, so that no calendar is
 * ever computed twice in two languages.
 */
@Repository
public class ReachQueries {

    /** Exposures inside a span on which reports are built; the buckets of shared identifiers are nobody's. */
    private static final String IN_SPAN = """
             touch.campaign_id = :campaignId and touch.exposure
             and touch.occurred_at >= :from and touch.occurred_at < :to
             and touch.profile_id not in (select profile_id from touch_holder where undetermined)""";

    private static final String IN_SPAN_OF_FLIGHT = """
             touch.campaign_id = :campaignId and touch.exposure
             and touch.occurred_at >= :flightFrom and touch.occurred_at < :until
             and touch.profile_id not in (select profile_id from touch_holder where undetermined)""";

    /** Whoever identity has seen or the ledger has touched, in event time; people of data sets are no customers. */
    private static final String LIVE_CUSTOMERS = """
            select profile_id from person where data_set_id is null and first_seen_at < :until %s
            union
            select profile_id from touch_holder where not undetermined and first_touched_at < :until %s""";

    /** A list's customers under the ids they have now, which the ledger keeps up. */
    private static final String MEMBERS =
            "select resolved from audience_member where campaign_id = :campaignId and version = :listVersion";

    /**
     * Whoever a brand hold was on for all of the flight so far: one hold, or several that leave no gap between them. An
     * identifier's owner is who it is now; a shared identifier is nobody's.
     */
    private static final String HELD_THROUGHOUT = """
            select coalesce(tenure.profile_id, held.founds) from held_time held
            left join owner tenure on tenure.key = held.key
                and tenure.valid_from <= extract(epoch from clock_timestamp()) * 1000
                and tenure.valid_to > extract(epoch from clock_timestamp()) * 1000
            where tenure.quarantined is not true
              and cast(:flightFrom as timestamptz) < cast(:until as timestamptz)
            group by 1
            having range_agg(tstzrange(held.opened_at, held.ends_at))
                   @> tstzrange(cast(:flightFrom as timestamptz), cast(:until as timestamptz))""";

    /**
     * Whoever was automated traffic at some time of the flight so far. A profile id of the past leads to who it is now; a
     * shared identifier is nobody's.
     */
    private static final String AUTOMATED = """
            select coalesce(tenure.profile_id, automated.profile_id) from automated_time automated
            left join owner tenure on tenure.founds = automated.profile_id
            where tenure.quarantined is not true and automated.from_at < cast(:until as timestamptz)
              and (automated.open or automated.through_at >= cast(:flightFrom as timestamptz))""";

    /** Those of them who are customers otherwise: they are few, so that nobody else is looked at. */
    private static final String AUTOMATED_CUSTOMERS = """
            select robot.profile_id from (select distinct profile_id from (%s) robots(profile_id)) robot
            where (exists (select 1 from person where person.profile_id = robot.profile_id
                             and data_set_id is null and first_seen_at < :until)
                   or exists (select 1 from touch_holder where touch_holder.profile_id = robot.profile_id
                                and not undetermined and first_touched_at < :until))""".formatted(AUTOMATED);

    /** Whoever was asked for and judged eligible where a campaign holds people out. */
    private static final String ASSIGNED = "holdout_assignment where campaign_id = :campaignId"
            + " and profile_id is not null and at_millis < :untilMillis";

    /** Whoever a brand hold is on now, as decisions see it. */
    private static final String HELD_NOW =
            "select resolved from hold_key where active and (until is null or until > clock_timestamp())";

    /** The strongest identifier known of somebody; only a profile id is known of whom nothing is told. */
    private static final String STRONGEST = "coalesce(least(person.strongest, holder.strongest), 0)";

    private static final String WITH_STRENGTH =
            "left join touch_holder holder using (profile_id) left join person using (profile_id)";

    /** {@link #LIVE_CUSTOMERS} with the strongest identifier of each: both tables are read once. */
    private static final String EVERYBODY_WITH_STRENGTH = "person full join touch_holder holder using (profile_id)";

    /** The same of a list: nobody else is looked at, and no table is read whole for a short one. */
    private static final String LISTED_WITH_STRENGTH = """
            (select distinct resolved as profile_id from (%s) members) listed
            left join person using (profile_id) left join touch_holder holder using (profile_id)""".formatted(MEMBERS);

    private static final String LIVE_CUSTOMERS_BY_STRENGTH = """
            select %s as strongest, count(*) as customers
            from %%s
            where (person.data_set_id is null and person.first_seen_at < :until
                   or not holder.undetermined and holder.first_touched_at < :until) %%s
            group by 1""".formatted(STRONGEST);

    /** The customers that a query names, by the strongest identifier known of them. */
    private static final String BY_STRENGTH = "select " + STRONGEST
            + " as strongest, count(*) as customers from (%s) customers " + WITH_STRENGTH + " group by 1";

    private static final int STRENGTHS = 3;

    /** The channels a campaign was shown on, from one to the next in the index and not exposure by exposure. */
    private static final String CHANNELS_SHOWN = """
            with recursive channels(channel) as (
                (select channel from touch_view where campaign_id = :campaignId and exposure order by channel limit 1)
                union all
                select (select touch.channel from touch_view touch
                        where touch.campaign_id = :campaignId and touch.exposure and touch.channel > channels.channel
                        order by touch.channel limit 1)
                from channels where channels.channel is not null)""";

    /** Some of a data set's people, by id; channel by channel, because that is how exposures are in order. */
    private static final String SOME_OF_A_DATA_SET = """
            %s
            select distinct shown.profile_id
            from channels cross join lateral (
                select distinct touch.profile_id from touch_view touch
                where %s and touch.channel = channels.channel and touch.profile_id >= :first
                order by touch.profile_id limit :customersMax) shown
            order by 1 limit :customersMax""".formatted(CHANNELS_SHOWN, IN_SPAN_OF_FLIGHT);

    private static final String NOT_CONCERNED =
            " and not exists (select from service_person concerned where concerned.profile_id = %s.profile_id)";

    private static final String CONCERNED_OF_THESE = """
            select distinct profile_id from service_person where profile_id = any(cast(:customers as uuid[]))""";

    private static final String WITH = "with ";
    private static final String RECURSIVE = "with recursive ";

    /** In place of the tables that say who is one person for advertising. */
    private static final String FOR_SERVICE = """
            touch_view as not materialized (select * from service_touch),
            touch_holder as not materialized (select * from service_holder),
            person as not materialized (select * from service_profile),
            audience_member as not materialized (select * from service_member)""";

    /** Rows held in memory at a time where the answer may be millions of them. */
    private static final int STREAM_ROWS = 2_000;

    /** Counts per customer and tile held in memory at a time. */
    private static final int LEAKED_COUNTS = 20_000;

    private final NamedParameterJdbcTemplate jdbc;
    private final NamedParameterJdbcTemplate stream;

    ReachQueries(DataSource database, NamedParameterJdbcTemplate jdbc) {
        this.jdbc = jdbc;
        JdbcTemplate streaming = new JdbcTemplate(database);
        streaming.setFetchSize(STREAM_ROWS);
        this.stream = new NamedParameterJdbcTemplate(streaming);
    }

    /**
     * For the rest of the transaction: memory to sort and hash millions of touches in, and one processor. Workers of one
     * query each hash all touches again, and take the processors from decisions.
     */
    public void makeRoom() {
        jdbc.getJdbcOperations().execute("set local work_mem = '64MB'; set local max_parallel_workers_per_gather = 0");
    }

    /** Customers by number of exposures, those without any left out: in the ended tiles and in the running one. */
    public record Counts(Tally counted, Tally open) {}

    /**
     * Customers with exposures.
     *
     * @param onPlan those who have as many as planned, or more, by the strongest identifier known of them
     * @param heldOut by the same, those whom the campaign holds out
     */
    public record Tally(
            SortedMap<Integer, Long> customersByCount, ByStrength onPlan, SortedMap<Integer, Long> heldOut) {}

    /** A touch above plan. */
    public record HeavyTouch(
            UUID profileId,
            int tile,
            int count,
            long touchId,
            Instant occurredAt,
            int causes,
            boolean granted,
            String reporter) {}

    /** Where a page of heavy customers begins. */
    public record HeavyPosition(int count, UUID profileId, int tile) {}

    /**
     * A customer below the plan's minimum.
     *
     * @param savable whether the tile still runs and no brand hold is on the customer
     */
    public record Leaked(UUID profileId, int tile, int count, boolean savable) {}

    /** A customer and tile by its exposures. */
    public record Counted(UUID profileId, int tile, int count) {}

    /** Somebody who is automated traffic, with what they were shown, by channel. */
    public record Automated(UUID profileId, SortedMap<String, Long> exposures) {}

    /** The last customer and tile that were looked at. */
    public record LeakedPosition(UUID profileId, int tile) {}

    /** @param next where to go on; null at the end */
    public record LeakedPage(
            List<Leaked> customers, @Nullable LeakedPosition next) {}

    /**
     * One exposure, for a replay.
     *
     * @param heldOut whether the campaign holds the customer out
     */
    public record Shown(UUID profileId, Instant occurredAt, boolean heldOut) {}

    /**
     * The same statement about who is one person for service messages, where the campaign sends those and that is not always
     * who is one for advertising.
     */
    private String of(ReachPlan plan, String sql) {
        return differs(plan) ? forService(sql) : sql;
    }

    private boolean differs(ReachPlan plan) {
        return plan.service() && plan.isLive() && anybodyDiffers();
    }

    private static String forService(String sql) {
        String text = sql.stripLeading();
        if (text.startsWith(RECURSIVE)) {
            return RECURSIVE + FOR_SERVICE + ",\n" + text.substring(RECURSIVE.length());
        }
        return text.startsWith(WITH)
                ? WITH + FOR_SERVICE + ",\n" + text.substring(WITH.length())
                : WITH + FOR_SERVICE + "\n" + text;
    }

    /** Whether anybody is another person for service messages than for advertising. */
    public boolean anybodyDiffers() {
        return Boolean.TRUE.equals(
                jdbc.getJdbcOperations().queryForObject("select exists(select from service_person)", Boolean.class));
    }

    /**
     * How many customers the plan is meant for.
     *
     * @param until only those first seen or touched before
     * @param importId of a data set, those alone whom this import brought; null for all
     */
    public long eligible(ReachPlan plan, Instant until, @Nullable UUID importId) {
        MapSqlParameterSource parameters = parameters(plan, plan.flight().from(), until);
        String brought = plan.audience() instanceof Audience.DataSet ? broughtSql(importId, parameters) : "";
        return count(
                of(plan, "select count(*) from (" + eligibleSql(plan, parameters) + brought + ") eligible"),
                parameters);
    }

    private static String broughtSql(@Nullable UUID importId, MapSqlParameterSource parameters) {
        parameters.addValue("importId", importId);
        return importId == null ? "" : " and touch.import_id = :importId ";
    }

    public Counts counts(ReachPlan plan, ReachPlan.Row planRow, Tiling tiling, Instant until) {
        MapSqlParameterSource parameters = tiled(plan, planRow.channel(), tiling, until)
                .addValue("endedTiles", tiling.counted().size())
                .addValue("target", planRow.target());
        List<SortedMap<Integer, Long>> customersByCount = List.of(new TreeMap<>(), new TreeMap<>());
        List<SortedMap<Integer, Long>> heldOut = List.of(new TreeMap<>(), new TreeMap<>());
        long[][] onPlan = new long[2][STRENGTHS];
        String counted = """
                select touch.profile_id, %s as tile, count(*)::int as touches %s
                from touch_view touch where %s and touch.channel = :channel %s
                group by 1, 2""".formatted(tileSql(tiling), noArmSql(plan), IN_SPAN, shownSql(plan, parameters));
        // Identifiers are looked for of those on plan only: of all others nobody asks.
        jdbc.query(
                of(plan, """
                with %1$s
                select tile > :endedTiles as open, touches, -1 as strongest, held_out, count(*) as customers
                from counts %2$s where touches < :target or held_out group by 1, 2, 4
                union all
                select tile > :endedTiles as open, touches, %3$s as strongest, held_out, count(*) as customers
                from counts %2$s %4$s where touches >= :target and not held_out group by 1, 2, 3, 4""".formatted(withArms(plan, "counts", counted), armsOf(plan), STRONGEST, WITH_STRENGTH)),
                parameters,
                row -> {
                    int side = row.getBoolean("open") ? 1 : 0;
                    long customers = row.getLong("customers");
                    (row.getBoolean("held_out") ? heldOut : customersByCount)
                            .get(side)
                            .merge(row.getInt("touches"), customers, Long::sum);
                    int strongest = row.getInt("strongest");
                    if (strongest >= 0) {
                        onPlan[side][strongest] += customers;
                    }
                });
        return new Counts(
                new Tally(customersByCount.getFirst(), byStrength(onPlan[0]), heldOut.getFirst()),
                new Tally(customersByCount.getLast(), byStrength(onPlan[1]), heldOut.getLast()));
    }

    /** Touches that were more than the target within one rolling duration up to them. */
    public long rollingViolations(ReachPlan plan, String channel, int target, Duration duration, Instant until) {
        MapSqlParameterSource parameters = parameters(plan, plan.flight().from(), until)
                .addValue("channel", channel)
                .addValue("target", target)
                .addValue("seconds", duration.toNanos() / 1e9);
        return count(of(plan, """
                select count(*) from (
                    select touch.occurred_at,
                           lag(touch.occurred_at, :target)
                               over (partition by touch.profile_id order by touch.occurred_at, touch.touch_id) as earlier
                    from touch_view touch where %s and touch.channel = :channel %s) touches
                where earlier > occurred_at - :seconds * interval '1 second'""".formatted(IN_SPAN, shownSql(plan, parameters))), parameters);
    }

    /** Channels with exposures that no plan row is of. */
    public List<UncountedChannel> unplannedChannels(ReachPlan plan, Instant until) {
        MapSqlParameterSource parameters = parameters(plan, plan.flight().from(), until);
        List<String> unplanned = new ArrayList<>(jdbc.queryForList(
                CHANNELS_SHOWN + " select channel from channels where channel is not null", parameters, String.class));
        plan.rows().forEach(row -> unplanned.remove(row.channel()));
        return unplanned.isEmpty()
                ? List.of()
                : uncounted(
                        plan,
                        shownSql(plan, parameters) + " and touch.channel in (:unplanned)",
                        parameters.addValue("unplanned", unplanned));
    }

    private List<UncountedChannel> uncounted(ReachPlan plan, String touchesSql, MapSqlParameterSource parameters) {
        return jdbc.query(
                of(plan, """
                select touch.channel, count(distinct touch.profile_id) as reached, count(*) as exposures
                from touch_view touch where %s %s group by 1 order by 1""".formatted(IN_SPAN, touchesSql)),
                parameters,
                (row, number) -> new UncountedChannel(row.getString(1), row.getLong(2), row.getLong(3)));
    }

    /** Customers reached on any channel, by the strongest identifier known of them. */
    public ByStrength reachedByStrength(ReachPlan plan, Instant until) {
        MapSqlParameterSource parameters = parameters(plan, plan.flight().from(), until);
        return byStrength(
                of(
                        plan,
                        BY_STRENGTH.formatted(
                                "select profile_id from (select distinct touch.profile_id from touch_view touch where "
                                        + IN_SPAN + shownSql(plan, parameters) + ") shown where not "
                                        + heldOutSql(plan, "profile_id"))),
                parameters);
    }

    /** Customers the plan is meant for, by the strongest identifier known of them. */
    public ByStrength eligibleByStrength(ReachPlan plan, Instant until) {
        MapSqlParameterSource parameters = parameters(plan, plan.flight().from(), until);
        return byStrength(
                of(
                        plan,
                        switch (plan.audience()) {
                            case Audience.DataSet ignored -> BY_STRENGTH.formatted(eligibleSql(plan, parameters));
                            case Audience.Everyone ignored ->
                                LIVE_CUSTOMERS_BY_STRENGTH.formatted(
                                        EVERYBODY_WITH_STRENGTH, reachableSql(plan, "profile_id"));
                            case Audience.Members members -> {
                                parameters.addValue("listVersion", members.version());
                                yield LIVE_CUSTOMERS_BY_STRENGTH.formatted(
                                        LISTED_WITH_STRENGTH, reachableSql(plan, "profile_id"));
                            }
                        }),
                parameters);
    }

    private ByStrength byStrength(String sql, MapSqlParameterSource parameters) {
        long[] customers = new long[STRENGTHS];
        jdbc.query(sql, parameters, row -> {
            customers[row.getInt("strongest")] += row.getLong("customers");
        });
        return byStrength(customers);
    }

    private static ByStrength byStrength(long[] customers) {
        return new ByStrength(customers[0], customers[1], customers[2]);
    }

    /** Touches outside the flight, which count nowhere. */
    public long outsideFlight(ReachPlan plan) {
        return count("""
                select count(*) from touch_view touch
                where touch.campaign_id = :campaignId and touch.exposure
                  and not (touch.occurred_at >= :from and touch.occurred_at < :to)""", parameters(plan, plan.flight().from(), plan.flight().to()));
    }

    /** Customers who were shown something although they are not in the audience. */
    public long outsideAudience(ReachPlan plan, Instant until) {
        if (!(plan.audience() instanceof Audience.Members members)) {
            return 0;
        }
        MapSqlParameterSource parameters =
                parameters(plan, plan.flight().from(), until).addValue("listVersion", members.version());
        return count(
                of(
                        plan,
                        "select count(distinct touch.profile_id) from touch_view touch where " + IN_SPAN
                                + " and touch.profile_id not in (" + MEMBERS + ")"),
                parameters);
    }

    /** Customers who would count, had a brand hold not been on them all the time. */
    public long heldThroughout(ReachPlan plan, Instant until) {
        if (!holdsApply(plan)) {
            return 0;
        }
        MapSqlParameterSource parameters = parameters(plan, plan.flight().from(), until);
        String listed = audienceSql(plan.audience(), "profile_id", parameters);
        return count(
                "select count(*) from (" + LIVE_CUSTOMERS.formatted(listed, listed)
                        + ") customers where profile_id in (" + HELD_THROUGHOUT + ")",
                parameters);
    }

    /** Customers who would count, were they not held out; who was only asked for is one of them, as nothing is shown to them. */
    public long heldOut(ReachPlan plan, Instant until) {
        MapSqlParameterSource parameters = parameters(plan, plan.flight().from(), until);
        String either = eitherArmSql(plan, "profile_id", parameters);
        return count(
                "select count(*) from (" + LIVE_CUSTOMERS.formatted(either, either) + " union select profile_id from "
                        + ASSIGNED + either + ") customers where " + heldOutSql(plan, "profile_id"),
                parameters);
    }

    /** Customers of either arm who were asked for when they were, or were taken for, somebody of the other one. */
    public long mixed(ReachPlan plan, Instant until) {
        MapSqlParameterSource parameters = parameters(plan, plan.flight().from(), until);
        return count(
                "select count(*) from (select profile_id from " + ASSIGNED
                        + eitherArmSql(plan, "profile_id", parameters) + " group by profile_id"
                        + " having bool_or(held_out) <> bool_and(held_out) or bool_or(held_out) <> ("
                        + "(array_agg(bucket order by at_millis, place, filed_under))[1] < :holdoutPercent * 100)) mixed",
                parameters);
    }

    /** Customers who would count, were they not automated traffic. */
    public long automated(ReachPlan plan, Instant until) {
        if (!plan.isLive()) {
            return 0;
        }
        MapSqlParameterSource parameters = parameters(plan, plan.flight().from(), until);
        return count(
                of(
                        plan,
                        "select count(*) from (" + AUTOMATED_CUSTOMERS + wantedSql(plan, "robot.profile_id", parameters)
                                + ") robots"),
                parameters);
    }

    /**
     * A page of those whom {@link #automated(ReachPlan, Instant)} counts, by id.
     *
     * @param after where to go on; null to begin
     */
    public List<Automated> automated(ReachPlan plan, Instant until, @Nullable UUID after, int customersMax) {
        if (!plan.isLive()) {
            return List.of();
        }
        MapSqlParameterSource parameters = parameters(plan, plan.flight().from(), until)
                .addValue("after", after == null ? new UUID(0, 0) : after)
                .addValue("customersMax", customersMax);
        Map<UUID, SortedMap<String, Long>> exposures = new LinkedHashMap<>();
        jdbc.query(
                of(
                        plan,
                        AUTOMATED_CUSTOMERS + wantedSql(plan, "robot.profile_id", parameters)
                                + " and robot.profile_id > :after order by 1 limit :customersMax"),
                parameters,
                row -> {
                    exposures.put(row.getObject(1, UUID.class), new TreeMap<>());
                });
        jdbc.query(
                of(
                        plan,
                        "select touch.profile_id, touch.channel, count(*) from touch_view touch where " + IN_SPAN
                                + " and touch.profile_id = any(cast(:customers as uuid[])) group by 1, 2"),
                parameters.addValue("customers", array(exposures.keySet())),
                row -> {
                    Objects.requireNonNull(exposures.get(row.getObject(1, UUID.class)))
                            .put(row.getString(2), row.getLong(3));
                });
        return exposures.entrySet().stream()
                .map(entry -> new Automated(entry.getKey(), entry.getValue()))
                .toList();
    }

    /** What automated traffic was shown, channel by channel. */
    public List<UncountedChannel> automatedChannels(ReachPlan plan, Instant until) {
        if (!plan.isLive()) {
            return List.of();
        }
        MapSqlParameterSource parameters = parameters(plan, plan.flight().from(), until);
        return uncounted(
                plan,
                wantedSql(plan, "touch.profile_id", parameters) + " and touch.profile_id in (" + AUTOMATED + ")",
                parameters);
    }

    /** Touches of shared identifiers, which cannot be said to be one person's. */
    public long undetermined(ReachPlan plan, Instant until) {
        return count(of(plan, """
                select count(*) from touch_view touch join touch_holder holder using (profile_id)
                where holder.undetermined and touch.campaign_id = :campaignId and touch.exposure
                  and touch.occurred_at >= :from and touch.occurred_at < :to"""), parameters(plan, plan.flight().from(), until));
    }

    /**
     * A page of customers above plan, most touches first, each with the touches that are above.
     *
     * @param only this customer; null for all
     * @param touchesMax at most that many touches per customer
     */
    public List<HeavyTouch> heavy(
            ReachPlan plan,
            ReachPlan.Row planRow,
            Tiling tiling,
            Instant until,
            @Nullable UUID only,
            @Nullable HeavyPosition after,
            int customersMax,
            int touchesMax) {
        String customer = only == null ? "" : " and touch.profile_id = :only";
        MapSqlParameterSource parameters = tiled(plan, planRow.channel(), tiling, until)
                .addValue("target", planRow.target())
                .addValue("only", only)
                .addValue("afterCount", after == null ? null : after.count(), java.sql.Types.INTEGER)
                .addValue("afterProfile", after == null ? null : after.profileId(), java.sql.Types.OTHER)
                .addValue("afterTile", after == null ? null : after.tile(), java.sql.Types.INTEGER)
                .addValue("customersMax", customersMax)
                .addValue("touchesMax", touchesMax);
        return jdbc.query(
                of(plan, """
                with placed as (
                    select touch.*, %s as tile from touch_view touch
                    where %s and touch.channel = :channel %s),
                numbered as (
                    select placed.*,
                           row_number() over (partition by profile_id, tile order by occurred_at, touch_id) as nth,
                           count(*) over (partition by profile_id, tile)::int as touches
                    from placed),
                customers as (
                    select profile_id, tile, touches from numbered
                    where nth = :target + 1
                      and (cast(:afterCount as int) is null or touches < :afterCount
                           or touches = :afterCount
                              and (profile_id, tile) > (cast(:afterProfile as uuid), cast(:afterTile as int)))
                    order by touches desc, profile_id, tile limit :customersMax)
                select numbered.* from customers join numbered using (profile_id, tile)
                where nth > :target and nth <= :target + :touchesMax
                order by customers.touches desc, profile_id, tile, nth""".formatted(tileSql(tiling), IN_SPAN, customer + shownSql(plan, parameters))),
                parameters,
                (row, number) -> heavyTouch(row));
    }

    /** Touches beyond plan of these customers that nobody was told of; {@code count} is the place of each in its tile. */
    public List<HeavyTouch> heavyUntold(
            ReachPlan plan, ReachPlan.Row planRow, Tiling tiling, Collection<UUID> customers) {
        MapSqlParameterSource parameters = tiled(
                        plan, planRow.channel(), tiling, plan.flight().to())
                .addValue("target", planRow.target())
                .addValue("customers", array(customers));
        return jdbc.query(
                of(plan, """
                with numbered as (
                    select touch.*, %1$s as tile,
                           row_number() over (partition by profile_id, %1$s order by occurred_at, touch_id)::int as touches
                    from touch_view touch
                    where %2$s and touch.channel = :channel
                      and touch.profile_id = any(cast(:customers as uuid[])) %3$s)
                select * from numbered
                where touches > :target and not exists (select from heavy_told told where told.touch_id = numbered.touch_id)
                order by profile_id, tile, touches""".formatted(tileSql(tiling), IN_SPAN, shownSql(plan, parameters))),
                parameters,
                (row, number) -> heavyTouch(row));
    }

    private static HeavyTouch heavyTouch(ResultSet row) throws SQLException {
        return new HeavyTouch(
                row.getObject("profile_id", UUID.class),
                row.getInt("tile"),
                row.getInt("touches"),
                row.getLong("touch_id"),
                row.getTimestamp("occurred_at").toInstant(),
                row.getInt("causes"),
                row.getInt("state") == StoredCodes.of(TouchState.CONFIRMED),
                row.getString("reporter"));
    }

    /**
     * Some customers below the minimum, customer by customer and then tile by tile.
     *
     * @param savableTile the tile in which customers can still be saved, from 1; 0 where there is none
     * @param after where to go on; null to begin
     * @return empty where none of those looked at is below the minimum, which does not mean that nobody after them is
     */
    public LeakedPage leaked(
            ReachPlan plan,
            ReachPlan.Row planRow,
            Tiling tiling,
            Instant until,
            int savableTile,
            @Nullable LeakedPosition after) {
        int tiles = tiling.all().size();
        int customersMax = Math.max(2, Math.min(STREAM_ROWS, LEAKED_COUNTS / tiles));
        MapSqlParameterSource parameters = tiled(plan, planRow.channel(), tiling, until)
                .addValue("first", after == null ? new UUID(0, 0) : after.profileId())
                .addValue("customersMax", customersMax);
        List<UUID> customers = someEligible(plan, parameters, customersMax);
        int[][] counts = countsOf(plan, customers, tiles, tiling, parameters);
        Set<UUID> held = savableTile == 0 ? Set.of() : heldNow(plan, customers);
        List<Leaked> leaked = new ArrayList<>();
        for (int i = 0; i < customers.size(); i++) {
            UUID customer = customers.get(i);
            int told = after != null && after.profileId().equals(customer) ? after.tile() : 0;
            for (int tile = told; tile < tiles; tile++) {
                if (counts[i][tile] < planRow.minimum()) {
                    boolean savable = tile + 1 == savableTile && !held.contains(customer);
                    leaked.add(new Leaked(customer, tile + 1, counts[i][tile], savable));
                }
            }
        }
        return new LeakedPage(
                leaked, customers.size() < customersMax ? null : new LeakedPosition(customers.getLast(), tiles));
    }

    /** Of service messages, whoever is concerned is looked for by themselves: of all others the tables say enough. */
    private List<UUID> someEligible(ReachPlan plan, MapSqlParameterSource parameters, int customersMax) {
        if (!differs(plan)) {
            return ids(someEligibleSql(plan, "", parameters), parameters);
        }
        List<UUID> some = new ArrayList<>(ids(someEligibleSql(plan, NOT_CONCERNED, parameters), parameters));
        some.addAll(ids(forService(someConcernedSql(plan, parameters)), parameters));
        some.sort(Comparator.comparing(UUID::toString));
        return some.subList(0, Math.min(some.size(), customersMax));
    }

    private List<UUID> ids(String sql, MapSqlParameterSource parameters) {
        return jdbc.query(sql, parameters, (row, number) -> row.getObject(1, UUID.class));
    }

    /** Those of these customers whom the campaign must not reach now. */
    private Set<UUID> heldNow(ReachPlan plan, List<UUID> customers) {
        if (!holdsApply(plan)) {
            return Set.of();
        }
        return Set.copyOf(jdbc.query(
                HELD_NOW + " and resolved = any(cast(:customers as uuid[]))",
                new MapSqlParameterSource("customers", array(customers)),
                (row, number) -> row.getObject(1, UUID.class)));
    }

    /** Customers below the minimum in a single tile whom the campaign must not reach now. */
    public long heldBelowMinimum(ReachPlan plan, ReachPlan.Row planRow, Tiling tile, Instant until) {
        if (!holdsApply(plan)) {
            return 0;
        }
        MapSqlParameterSource parameters =
                tiled(plan, planRow.channel(), tile, until).addValue("minimum", planRow.minimum());
        return count("""
                select count(*) from (select distinct resolved as profile_id from (%s) keys) held
                where (exists (select 1 from person where person.profile_id = held.profile_id
                                 and data_set_id is null and first_seen_at < :until)
                       or exists (select 1 from touch_holder where touch_holder.profile_id = held.profile_id
                                    and not undetermined and first_touched_at < :until)) %s
                  and (select count(*) from touch_view touch
                       where touch.profile_id = held.profile_id and touch.channel = :channel and %s) < :minimum""".formatted(HELD_NOW, meantSql(plan, "held.profile_id", parameters), IN_SPAN), parameters);
    }

    /** Exposures by customer, in the order given, and tile. */
    private int[][] countsOf(
            ReachPlan plan, List<UUID> customers, int tiles, Tiling tiling, MapSqlParameterSource parameters) {
        Map<UUID, Integer> places = new HashMap<>();
        customers.forEach(customer -> places.put(customer, places.size()));
        int[][] counts = new int[customers.size()][tiles];
        RowCallbackHandler each =
                row -> counts[Objects.requireNonNull(places.get(row.getObject(1, UUID.class)))][row.getInt(2) - 1] =
                        row.getInt(3);
        List<UUID> concerned =
                differs(plan) ? ids(CONCERNED_OF_THESE, parameters.addValue("customers", array(customers))) : List.of();
        if (!concerned.isEmpty()) {
            jdbc.query(
                    forService("""
                    select customer.profile_id, counts.tile, counts.touches
                    from unnest(cast(:customers as uuid[])) customer(profile_id) cross join lateral (
                        select %s as tile, count(*)::int as touches
                        from touch_view touch where %s and touch.channel = :channel
                          and touch.profile_id = customer.profile_id
                        group by 1) counts""".formatted(tileSql(tiling), IN_SPAN)),
                    parameters.addValue("customers", array(concerned)),
                    each);
        }
        List<UUID> others = new ArrayList<>(customers);
        others.removeAll(Set.copyOf(concerned));
        jdbc.query("""
                select touch.profile_id, %s as tile, count(*)::int
                from touch_view touch where %s and touch.channel = :channel
                  and touch.profile_id = any(cast(:customers as uuid[]))
                group by 1, 2""".formatted(tileSql(tiling), IN_SPAN), parameters.addValue("customers", array(others)), each);
        return counts;
    }

    /**
     * A page of customers with so many exposures in a tile, by id and tile.
     *
     * @param open of the running tile, or of those that have ended
     * @param most at least as many as {@code least}, which is at least 1: who has none is in no index
     */
    public List<Counted> counted(
            ReachPlan plan,
            ReachPlan.Row planRow,
            Tiling tiling,
            Instant until,
            boolean open,
            int least,
            int most,
            @Nullable LeakedPosition after,
            int customersMax) {
        MapSqlParameterSource parameters = tiled(plan, planRow.channel(), tiling, until)
                .addValue("endedTiles", tiling.counted().size())
                .addValue("open", open)
                .addValue("least", least)
                .addValue("most", most)
                .addValue("first", after == null ? new UUID(0, 0) : after.profileId())
                .addValue("afterTile", after == null ? 0 : after.tile())
                .addValue("customersMax", customersMax);
        return jdbc.query(
                of(plan, """
                select profile_id, tile, touches
                from (select touch.profile_id, %s as tile, count(*)::int as touches
                      from touch_view touch where %s and touch.channel = :channel and touch.profile_id >= :first %s
                      group by 1, 2) counts
                where touches between :least and :most and (tile > :endedTiles) = :open
                  and (profile_id, tile) > (:first, :afterTile) %s
                order by profile_id, tile limit :customersMax""".formatted(
                        tileSql(tiling), IN_SPAN, shownSql(plan, parameters), notHeldOutSql(plan, "profile_id"))),
                parameters,
                (row, number) -> new Counted(row.getObject(1, UUID.class), row.getInt(2), row.getInt(3)));
    }

    /**
     * Every exposure of one channel inside the flight, person by person in event time, as {@link #counts} counts them.
     *
     * @param importId those alone that this import brought; null for all
     */
    public void shown(ReachPlan plan, String channel, Instant until, @Nullable UUID importId, Consumer<Shown> each) {
        MapSqlParameterSource parameters =
                parameters(plan, plan.flight().from(), until).addValue("channel", channel);
        String columns = "select touch.profile_id, touch.occurred_at" + noArmSql(plan);
        String shown = " from touch_view touch where " + IN_SPAN + " and touch.channel = :channel "
                + shownSql(plan, parameters) + broughtSql(importId, parameters);
        String order = " order by touch.profile_id, touch.occurred_at, touch.touch_id";
        stream.query(
                of(
                        plan,
                        plan.holdsOut()
                                ? "with " + withArms(plan, "touch", columns + ", touch.touch_id" + shown)
                                        + " select profile_id, occurred_at, held_out from touch " + armsOf(plan) + order
                                : columns + shown + order),
                parameters,
                (ResultSet row) -> each.accept(new Shown(
                        row.getObject(1, UUID.class), row.getTimestamp(2).toInstant(), row.getBoolean(3))));
    }

    private static String eligibleSql(ReachPlan plan, MapSqlParameterSource parameters) {
        String meant = meantSql(plan, "profile_id", parameters);
        return plan.audience() instanceof Audience.DataSet
                ? "select distinct touch.profile_id from touch_view touch where " + IN_SPAN_OF_FLIGHT
                : LIVE_CUSTOMERS.formatted(meant, meant);
    }

    /**
     * Some of the eligible, by id: each index is read only as far as need be.
     *
     * @param only which of them, by a name for the table
     */
    private static String someEligibleSql(ReachPlan plan, String only, MapSqlParameterSource parameters) {
        if (plan.audience() instanceof Audience.DataSet) {
            return SOME_OF_A_DATA_SET;
        }
        String meant = meantSql(plan, "profile_id", parameters);
        return """
                (select profile_id from person
                 where data_set_id is null and first_seen_at < :until and profile_id >= :first %s
                 order by profile_id limit :customersMax)
                union
                (select profile_id from touch_holder
                 where not undetermined and first_touched_at < :until and profile_id >= :first %s
                 order by profile_id limit :customersMax)
                order by profile_id limit :customersMax""".formatted(meant + only.formatted("person"), meant + only.formatted("touch_holder"));
    }

    /**
     * Some of the eligible about whom service messages and advertising may say different things, by id: one by one, and no
     * further than need be.
     */
    private static String someConcernedSql(ReachPlan plan, MapSqlParameterSource parameters) {
        return """
                select concerned.profile_id
                from (select distinct profile_id from service_person where profile_id >= :first
                      order by profile_id) concerned
                where (coalesce((select bool_or(person.data_set_id is null and person.first_seen_at < :until)
                                 from person where person.profile_id = concerned.profile_id), false)
                       or coalesce((select bool_or(not holder.undetermined and holder.first_touched_at < :until)
                                    from touch_holder holder where holder.profile_id = concerned.profile_id), false)) %s
                order by concerned.profile_id limit :customersMax""".formatted(meantSql(plan, "concerned.profile_id", parameters));
    }

    /** Leaves out what is of nobody the plan is meant for, nor of anybody who is held out of it. */
    private static String shownSql(ReachPlan plan, MapSqlParameterSource parameters) {
        return eitherArmSql(plan, "touch.profile_id", parameters);
    }

    /** Leaves out who is not in the audience, who was not to be reached at any time, and who is no person. */
    private static String meantSql(ReachPlan plan, String profile, MapSqlParameterSource parameters) {
        return audienceSql(plan.audience(), profile, parameters) + reachableSql(plan, profile);
    }

    private static String eitherArmSql(ReachPlan plan, String profile, MapSqlParameterSource parameters) {
        return audienceSql(plan.audience(), profile, parameters) + personSql(plan, profile);
    }

    private static String reachableSql(ReachPlan plan, String profile) {
        return personSql(plan, profile) + notHeldOutSql(plan, profile);
    }

    private static String personSql(ReachPlan plan, String profile) {
        return notHeldSql(plan, profile) + (plan.isLive() ? " and " + profile + " not in (" + AUTOMATED + ")" : "");
    }

    private static String notHeldOutSql(ReachPlan plan, String profile) {
        return plan.holdsOut() ? " and not " + heldOutSql(plan, profile) : "";
    }

    /**
     * By the first of somebody's rows; whoever was not asked for yet, by the same function over their id. It is no function
     * of PostgreSQL, because those that look into a table are called for each person, which takes four times as long; and
     * its columns have other names, so that {@code profile} is never one of them.
     */
    private static String heldOutSql(ReachPlan plan, String profile) {
        return !plan.holdsOut() ? "false" : """
                (coalesce((select a.bucket::int
                           from holdout_assignment a (key, campaign, at, nth, person, bucket, answered)
                           where a.campaign = :campaignId and a.person = %1$s order by a.at, a.nth, a.key limit 1),
                          holdout_bucket(:campaignId, %1$s)) < :holdoutPercent * 100)""".formatted(profile);
    }

    /** Names a query of customers, and where some are held out each customer's arm, looked up once. */
    private static String withArms(ReachPlan plan, String name, String query) {
        String named = name + " as materialized (" + query + ")";
        return !plan.holdsOut() ? named : named + """
                , arms as materialized (
                    select profile_id, %s as held_out from (select distinct profile_id from %s) customers)""".formatted(heldOutSql(plan, "profile_id"), name);
    }

    /** Adds {@code held_out} to what {@link #withArms} named. */
    private static String armsOf(ReachPlan plan) {
        return plan.holdsOut() ? "join arms using (profile_id)" : "";
    }

    /** The same where nobody is held out. */
    private static String noArmSql(ReachPlan plan) {
        return plan.holdsOut() ? "" : ", false as held_out";
    }

    /** Leaves out who is not in the audience, and who was not to be reached at any time. */
    private static String wantedSql(ReachPlan plan, String profile, MapSqlParameterSource parameters) {
        return audienceSql(plan.audience(), profile, parameters) + notHeldSql(plan, profile);
    }

    private static String notHeldSql(ReachPlan plan, String profile) {
        return holdsApply(plan) ? " and " + profile + " not in (" + HELD_THROUGHOUT + ")" : "";
    }

    private static String audienceSql(Audience audience, String profile, MapSqlParameterSource parameters) {
        if (audience instanceof Audience.Members members) {
            parameters.addValue("listVersion", members.version());
            return " and " + profile + " in (" + MEMBERS + ")";
        }
        return "";
    }

    private static boolean holdsApply(ReachPlan plan) {
        return !plan.service() && !(plan.audience() instanceof Audience.DataSet);
    }

    /** Which tile a touch is in, from 1; a single tile spares PostgreSQL the work. */
    private static String tileSql(Tiling tiling) {
        return tiling.all().size() == 1 ? "1" : "width_bucket(touch.occurred_at, :tileStarts::timestamptz[])";
    }

    private static MapSqlParameterSource parameters(ReachPlan plan, Instant from, Instant to) {
        return new MapSqlParameterSource("campaignId", plan.campaignId())
                .addValue("from", utc(from))
                .addValue("to", utc(to))
                .addValue("flightFrom", utc(plan.flight().from()))
                .addValue("holdoutPercent", plan.holdoutPercent())
                .addValue("untilMillis", to.toEpochMilli())
                .addValue("until", utc(to));
    }

    private static MapSqlParameterSource tiled(ReachPlan plan, String channel, Tiling tiling, Instant until) {
        List<Interval> tiles = tiling.all();
        Instant from = tiles.isEmpty() ? plan.flight().from() : tiles.getFirst().from();
        Instant end = tiles.isEmpty() ? from : tiles.getLast().to();
        List<Timestamp> starts = new ArrayList<>();
        tiles.forEach(tile -> starts.add(Timestamp.from(tile.from())));
        return parameters(plan, from, end.isBefore(until) ? end : until)
                .addValue("until", utc(until))
                .addValue("channel", channel)
                .addValue("tileStarts", timestamps(starts));
    }

    /** As text, because the named-parameter support would spread a Java array over several parameters. */
    private static String timestamps(List<Timestamp> times) {
        return times.stream().map(time -> time.toInstant().toString()).collect(Collectors.joining(",", "{", "}"));
    }

    /** As text too, for the same reason. */
    private static String array(Collection<UUID> ids) {
        return ids.stream().map(UUID::toString).collect(Collectors.joining(",", "{", "}"));
    }

    private long count(String sql, MapSqlParameterSource parameters) {
        Long count = jdbc.queryForObject(sql, parameters, Long.class);
        return count == null ? 0 : count;
    }
}
