package io.evenreach.frequency.reach;

import io.evenreach.frequency.reach.domain.Frequencies;
import io.evenreach.frequency.reach.domain.ReachPlan;
import io.evenreach.frequency.reach.domain.ReachReport;
import io.evenreach.frequency.reach.domain.ReachReport.Arms;
import io.evenreach.frequency.reach.domain.ReachReport.ByIdentity;
import io.evenreach.frequency.reach.domain.ReachReport.ByStrength;
import io.evenreach.frequency.reach.domain.ReachReport.ChannelFigures;
import io.evenreach.frequency.reach.domain.ReachReport.OpenTile;
import io.evenreach.frequency.reach.domain.Tiling;
import io.evenreach.frequency.reach.persistence.ReachQueries;
import io.evenreach.frequency.reach.persistence.ReachQueries.Counts;
import io.evenreach.frequency.reach.persistence.ReachQueries.Tally;
import io.evenreach.frequency.reach.persistence.TouchViewStore;
import io.evenreach.kernel.Window;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Builds reports: every figure of one report is of one moment. Lists of customers are of the moment of the report beside
 * them, which is now, and for a completed campaign that of its frozen report.
 */
@Component
public class ReachReports {

    private static final String AUTOMATED = "AUTOMATED";

    private final ReachQueries queries;
    private final TouchViewStore store;
    private final FrozenReports frozen;
    private final ReachProperties properties;
    private final TransactionTemplate snapshot;
    private final Semaphore leakagePages;

    ReachReports(
            ReachQueries queries,
            TouchViewStore store,
            FrozenReports frozen,
            ReachProperties properties,
            PlatformTransactionManager transactions) {
        this.queries = queries;
        this.store = store;
        this.frozen = frozen;
        this.properties = properties;
        this.snapshot = new TransactionTemplate(transactions);
        this.snapshot.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
        this.snapshot.setReadOnly(true);
        this.leakagePages = new Semaphore(properties.leakagePagesAtOnce(), true);
    }

    /** The report as it is now. */
    public ReachReport report(ReachPlan plan) {
        return inSnapshot(() -> build(plan, store.asOf()));
    }

    /** The report of what happened until then, as it is known now. */
    public ReachReport reportUntil(ReachPlan plan, Instant asOf) {
        return inSnapshot(() -> build(plan, asOf));
    }

    /** Up to when the journal is in the reports. */
    public Instant asOf() {
        return store.asOf();
    }

    /** A moment now; once {@link #asOf} has passed it, the reports hold everything committed before. */
    public Instant now() {
        return store.now();
    }

    /** Up to when every accepted exposure is in the ledger; the reports hold what it holds once {@link #asOf} passes. */
    Instant exposuresAppliedThrough() {
        return store.exposuresAppliedThrough();
    }

    /** Whether archived touches are still on their way to people who got an identifier before {@code time}. */
    boolean isMovingArchives(Instant time) {
        return store.isMovingArchives(time);
    }

    /**
     * Customers the plan is meant for, as far as they count yet.
     *
     * @param importId of a data set, those alone whom this import brought; null for all
     */
    long eligible(ReachPlan plan, @Nullable UUID importId) {
        return inSnapshot(() -> queries.eligible(plan, until(plan, store.asOf()), importId));
    }

    /**
     * Every exposure of a channel inside the flight, person by person in event time.
     *
     * @param importId those alone that this import brought; null for all
     */
    void shown(ReachPlan plan, String channel, @Nullable UUID importId, Consumer<ReachQueries.Shown> each) {
        inSnapshot(() -> {
            queries.shown(plan, channel, until(plan, store.asOf()), importId, each);
            return true;
        });
    }

    /**
     * A page of customers above plan, most touches first.
     *
     * @param only this customer; null for all
     */
    public HeavyPage heavy(
            ReachPlan plan,
            ReachPlan.Row row,
            @Nullable UUID only,
            ReachQueries.@Nullable HeavyPosition after,
            int customersMax) {
        return inSnapshot(() -> {
            Instant asOf = asOf(plan);
            Tiling tiling = tiling(plan, row, asOf);
            return new HeavyPage(
                    tiling,
                    tiling.isEmpty()
                            ? List.of()
                            : queries.heavy(
                                    plan,
                                    row,
                                    tiling,
                                    until(plan, asOf),
                                    only,
                                    after,
                                    customersMax,
                                    properties.touchesShownMax()));
        });
    }

    /** Touches above plan with the tiles they are in. */
    public record HeavyPage(Tiling tiling, List<ReachQueries.HeavyTouch> touches) {}

    /**
     * Who is below the minimum of a plan row, as of one time: so that the pages of one list are of the same tiles.
     *
     * @param savableTile the tile in which customers can still be saved, from 1; 0 where there is none
     */
    public record Leakage(ReachPlan plan, ReachPlan.Row row, Tiling tiling, Instant until, int savableTile) {}

    public Leakage leakage(ReachPlan plan, ReachPlan.Row row) {
        Instant asOf = asOf(plan);
        Tiling tiling = tiling(plan, row, asOf);
        boolean savable = !savable(plan, tiling, asOf).isEmpty();
        return new Leakage(
                plan, row, tiling, until(plan, asOf), savable ? tiling.all().size() : 0);
    }

    /** Of the tile alone in which customers can still be saved; the others are not looked at. */
    public Leakage savableLeakage(ReachPlan plan, ReachPlan.Row row) {
        Instant asOf = asOf(plan);
        Tiling tiling = savable(plan, tiling(plan, row, asOf), asOf);
        return new Leakage(plan, row, tiling, until(plan, asOf), 1);
    }

    /** The tile in which customers can still be saved; empty where there is none. */
    private static Tiling savable(ReachPlan plan, Tiling tiling, Instant asOf) {
        return plan.isAsking() ? tiling.running(asOf) : new Tiling(List.of(), null, 0);
    }

    /**
     * Some customers below the minimum, by id. Whoever reads slowly keeps no connection meanwhile; and however many read
     * at once, they leave connections to others.
     *
     * @param after where to go on; null to begin
     */
    public ReachQueries.LeakedPage leaked(Leakage leakage, ReachQueries.@Nullable LeakedPosition after) {
        if (leakage.tiling().isEmpty()) {
            return new ReachQueries.LeakedPage(List.of(), null);
        }
        leakagePages.acquireUninterruptibly();
        try {
            return inSnapshot(() -> queries.leaked(
                    leakage.plan(), leakage.row(), leakage.tiling(), leakage.until(), leakage.savableTile(), after));
        } finally {
            leakagePages.release();
        }
    }

    /** Customers of a bar of the histogram with the tiles they are in. */
    public record CountedPage(Tiling tiling, List<ReachQueries.Counted> customers) {}

    /**
     * A page of customers with so many exposures, by id.
     *
     * @param open in the running tile, or in those that have ended
     * @param least at least 1: customers without any are those that leak below a minimum of 1
     * @param most at least {@code least}
     * @param after where to go on; null to begin
     */
    public CountedPage counted(
            ReachPlan plan,
            ReachPlan.Row row,
            boolean open,
            int least,
            int most,
            ReachQueries.@Nullable LeakedPosition after,
            int customersMax) {
        return inSnapshot(() -> {
            Instant asOf = asOf(plan);
            Tiling tiling = tiling(plan, row, asOf);
            return new CountedPage(
                    tiling,
                    tiling.isEmpty()
                            ? List.of()
                            : queries.counted(
                                    plan, row, tiling, until(plan, asOf), open, least, most, after, customersMax));
        });
    }

    /**
     * A page of who is apart as automated traffic, by id.
     *
     * @param after where to go on; null to begin
     */
    public List<ReachQueries.Automated> automated(ReachPlan plan, @Nullable UUID after, int customersMax) {
        return inSnapshot(() -> queries.automated(plan, until(plan, asOf(plan)), after, customersMax));
    }

    private ReachReport build(ReachPlan plan, Instant asOf) {
        Instant until = until(plan, asOf);
        ByStrength eligible = queries.eligibleByStrength(plan, until);
        List<ChannelFigures> channels = new ArrayList<>();
        for (ReachPlan.Row row : plan.rows()) {
            channels.add(figures(plan, row, tiling(plan, row, asOf), eligible, asOf));
        }
        Arms arms = plan.holdsOut()
                ? new Arms(plan.holdoutPercent(), queries.heldOut(plan, until), queries.mixed(plan, until))
                : null;
        Map<String, Long> excluded = excluded(plan, until, arms);
        return new ReachReport(
                plan.campaignId(),
                asOf,
                eligible.total(),
                excluded,
                channels,
                queries.unplannedChannels(plan, until),
                excluded.containsKey(AUTOMATED) ? queries.automatedChannels(plan, until) : List.of(),
                arms,
                new ByIdentity(eligible, queries.reachedByStrength(plan, until)));
    }

    private ChannelFigures figures(
            ReachPlan plan, ReachPlan.Row row, Tiling tiling, ByStrength eligible, Instant asOf) {
        Instant until = until(plan, asOf);
        Counts counts = queries.counts(plan, row, tiling, until);
        Long violations = row.window() instanceof Window.Rolling(var duration)
                ? queries.rollingViolations(plan, row.channel(), row.target(), duration, until)
                : null;
        OpenTile open = tiling.open() == null
                ? null
                : new OpenTile(
                        tiling.open(),
                        new Frequencies(eligible.total(), counts.open().customersByCount()),
                        reached(counts.open().heldOut()),
                        under(row, eligible, 1, counts.open()));
        int tiles = tiling.counted().size();
        Frequencies counted =
                new Frequencies(eligible.total() * tiles, counts.counted().customersByCount());
        Tiling savable = savable(plan, tiling, asOf);
        Long savableCustomers = savable.isEmpty()
                ? null
                : Long.valueOf((open == null ? counted : open.frequencies()).under(row.minimum())
                        - queries.heldBelowMinimum(plan, row, savable, until));
        return new ChannelFigures(
                row,
                counted,
                reached(counts.counted().heldOut()),
                under(row, eligible, tiles, counts.counted()),
                tiling,
                violations,
                open,
                savableCustomers);
    }

    /** Those alone who were reached. */
    private static Frequencies reached(SortedMap<Integer, Long> customersByCount) {
        return new Frequencies(
                customersByCount.values().stream().mapToLong(Long::longValue).sum(), customersByCount);
    }

    /** Nobody is below a target of none. */
    private static ByStrength under(ReachPlan.Row row, ByStrength eligible, int tiles, Tally tally) {
        return row.target() == 0 ? new ByStrength(0, 0, 0) : eligible.inTilesWithout(tiles, tally.onPlan());
    }

    private Map<String, Long> excluded(ReachPlan plan, Instant until, @Nullable Arms arms) {
        Map<String, Long> excluded = new LinkedHashMap<>();
        excluded.put("OUTSIDE_FLIGHT", queries.outsideFlight(plan));
        excluded.put("NOT_IN_AUDIENCE", queries.outsideAudience(plan, until));
        excluded.put("BRAND_HOLD", queries.heldThroughout(plan, until));
        excluded.put("HOLDOUT", arms == null ? 0 : arms.heldOut());
        excluded.put(AUTOMATED, queries.automated(plan, until));
        excluded.put("UNDETERMINED_IDENTITY", queries.undetermined(plan, until));
        excluded.values().removeIf(count -> count == 0);
        return excluded;
    }

    /** Of when the lists of a campaign are. */
    private Instant asOf(ReachPlan plan) {
        return plan.isCompleted() ? frozen.frozenAt(plan.campaignId()).orElseGet(store::asOf) : store.asOf();
    }

    private Tiling tiling(ReachPlan plan, ReachPlan.Row row, Instant asOf) {
        return Tiling.of(row.window(), plan.flight(), asOf, properties.tilesMax());
    }

    /** Who counts was there before the flight's end and before what is known. */
    private static Instant until(ReachPlan plan, Instant asOf) {
        Instant until = plan.flight().to().isBefore(asOf) ? plan.flight().to() : asOf;
        return until.isBefore(plan.flight().from()) ? plan.flight().from() : until;
    }

    private <T> T inSnapshot(java.util.function.Supplier<T> work) {
        T result = snapshot.execute(status -> {
            queries.makeRoom();
            return work.get();
        });
        if (result == null) {
            throw new IllegalStateException("a report came to nothing");
        }
        return result;
    }
}
