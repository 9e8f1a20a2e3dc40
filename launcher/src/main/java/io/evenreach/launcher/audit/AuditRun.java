package io.evenreach.launcher.audit;

import io.evenreach.launcher.audit.AuditPlatform.ImportState;
import io.evenreach.launcher.audit.AuditPlatform.Preview;
import io.evenreach.launcher.audit.AuditPlatform.SimulatedChannel;
import io.evenreach.launcher.audit.AuditPlatform.SimulationState;
import io.evenreach.launcher.audit.AuditProblem.Kind;
import io.evenreach.launcher.audit.AuditReport.PlannedChannel;
import io.evenreach.launcher.audit.AuditReport.Rejection;
import io.evenreach.launcher.audit.AuditReport.ReplayedChannel;
import io.evenreach.launcher.audit.AuditReport.UnplannedChannel;
import io.evenreach.launcher.audit.LogSurvey.Flight;
import io.evenreach.launcher.client.PlatformProblem;
import io.evenreach.launcher.client.ReachReport;
import io.evenreach.launcher.text.Figures;
import io.evenreach.launcher.text.Progress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * One audit from the file to the figures. Each step may be repeated by the client below while processes restart; the platform
 * counts every row once all the same, so the table does not depend on what died meanwhile.
 */
final class AuditRun {

    /** Channels and campaigns reach the service that imports within two seconds; a restarting one takes longer. */
    private static final Duration FEED_PATIENCE = Duration.ofSeconds(60);

    private static final Duration REPORT_PATIENCE = Duration.ofMinutes(3);
    private static final Duration POLL = Duration.ofMillis(250);
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);

    /** Answers that mean "not yet" just after a campaign was activated. */
    private static final Set<String> NOT_YET =
            Set.of("NOT_FOUND", "UNKNOWN_CAMPAIGN", "UNKNOWN_CHANNEL", "CAMPAIGN_NOT_ACTIVE", "CAMPAIGN_NOT_FOUND");

    private final AuditPlatform platform;
    private final Progress progress;
    private final Clock clock;

    AuditRun(AuditPlatform platform, Progress progress, Clock clock) {
        this.platform = platform;
        this.progress = progress;
        this.clock = clock;
    }

    AuditReport run(Path file, Preview preview, Columns columns, FrequencyPlan plan) {
        LogSurvey survey = survey(file, preview.separator(), columns);
        Map<String, Integer> targets = switch (plan.match(survey.labels().keySet())) {
            case FrequencyPlan.Match.Found(var found) -> found;
            case FrequencyPlan.Match.Refused(var why) -> throw new AuditProblem(Kind.USAGE, why);
        };
        Flight flight = survey.flight();
        Map<String, String> channelIds = ChannelIds.assign(survey.labels().keySet());
        Map<String, Integer> targetsById = new LinkedHashMap<>();
        targets.forEach((label, target) -> targetsById.put(idOf(label, channelIds), target));

        String dataSetId = "audit-" + UUID.randomUUID();
        String campaignId = prepare(file, flight, dataSetId, channelIds, targetsById);
        String importId = upload(file, campaignId, dataSetId, columns, channelIds);
        ImportState imported = awaitImport(importId, survey.rows());
        ReachReport reach = reach(campaignId, imported);
        List<SimulatedChannel> replayed = replay(campaignId, targetsById);
        List<Rejection> rejections = imported.rowsRejected() == 0 ? List.of() : platform.rejections(importId);
        return report(file, flight, campaignId, imported, rejections, reach, replayed, targets, channelIds);
    }

    private LogSurvey survey(Path file, char separator, Columns columns) {
        progress.begin("Reading the file");
        LogSurvey survey = new LogReader(clock).survey(file, separator, columns, progress::at);
        progress.end(Figures.count(survey.rows()) + " rows, " + survey.labels().size() + " channels");
        if (survey.rows() == 0) {
            throw new AuditProblem(Kind.USAGE, file + " has a header and no rows.");
        }
        if (survey.first() == null) {
            throw new AuditProblem(
                    Kind.USAGE,
                    "No value of column \"" + columns.time()
                            + "\" is a time that can be read, such as 2018-07-01T13:15:41Z, 2018-07-01 13:15:41 or 1530450941."
                            + " Name the right column with --map time=COLUMN.");
        }
        return survey;
    }

    private String prepare(
            Path file,
            Flight flight,
            String dataSetId,
            Map<String, String> channelIds,
            Map<String, Integer> targetsById) {
        progress.begin("Campaign");
        channelIds.forEach((label, channelId) -> platform.ensureChannel(channelId, label));
        String name = "Audit of " + file.getFileName() + ", "
                + STAMP.format(clock.instant().atOffset(ZoneOffset.UTC));
        String campaignId = platform.createCampaign(name, flight, dataSetId, targetsById);
        platform.activate(campaignId);
        progress.end("\"" + name + "\" is active");
        return campaignId;
    }

    private String upload(
            Path file, String campaignId, String dataSetId, Columns columns, Map<String, String> channelIds) {
        progress.begin("Importing");
        try {
            return onceKnown(() -> platform.startImport(file, campaignId, dataSetId, columns, channelIds, sent -> {}));
        } catch (PlatformProblem refusal) {
            throw NOT_YET.contains(refusal.code()) ? refusal : AuditProblem.of(refusal);
        }
    }

    private ImportState awaitImport(String importId, long rowsExpected) {
        while (true) {
            ImportState state = platform.importState(importId);
            switch (state.status()) {
                case QUEUED, RUNNING -> {
                    progress.at(state.rowsRead(), share(state, rowsExpected));
                    pause();
                }
                case COMPLETED -> {
                    progress.end(Figures.count(state.rowsRead()) + " rows");
                    if (state.identityLate()) {
                        progress.say(
                                "Not all identifiers of the file were stitched in time, so some customers may be counted"
                                        + " twice. See `./evenreach status`, and run the audit again.");
                    }
                    return state;
                }
                case FAILED ->
                    throw new AuditProblem(
                            Kind.PLATFORM,
                            "The import failed: " + (state.error() == null ? "no reason is given" : state.error())
                                    + ". Import " + importId
                                    + " keeps what was read; the log of frequency-service says more.");
            }
        }
    }

    private static double share(ImportState state, long rowsExpected) {
        return state.bytesTotal() > 0
                ? (double) state.bytesRead() / state.bytesTotal()
                : (double) state.rowsRead() / Math.max(1, rowsExpected);
    }

    /** Waits until the report has seen the whole import. */
    private ReachReport reach(String campaignId, ImportState imported) {
        progress.begin("Counting");
        Instant end = imported.finishedAt() == null ? clock.instant() : imported.finishedAt();
        Instant deadline = clock.instant().plus(REPORT_PATIENCE);
        while (true) {
            ReachReport reach = onceKnown(() -> platform.reach(campaignId));
            if (!reach.asOf().isBefore(end)) {
                progress.end(Figures.count(reach.eligible()) + " customers");
                return reach;
            }
            if (clock.instant().isAfter(deadline)) {
                throw new AuditProblem(
                        Kind.PLATFORM,
                        "The import is done, but its report stands at " + reach.asOf() + " and does not move."
                                + " See `./evenreach status` and the log of frequency-service.");
            }
            pause();
        }
    }

    private List<SimulatedChannel> replay(String campaignId, Map<String, Integer> targetsById) {
        progress.begin("Replaying");
        String simulationId = onceKnown(() -> platform.startSimulation(campaignId, targetsById));
        while (true) {
            SimulationState state = platform.simulationState(simulationId);
            switch (state.status()) {
                case QUEUED, RUNNING -> pause();
                case COMPLETED -> {
                    progress.end(state.channels().size() + " channels");
                    return state.channels();
                }
                case FAILED ->
                    throw new AuditProblem(
                            Kind.PLATFORM,
                            "The what-if replay failed: "
                                    + (state.error() == null ? "no reason is given" : state.error())
                                    + ". The log of frequency-service says more.");
            }
        }
    }

    private AuditReport report(
            Path file,
            Flight flight,
            String campaignId,
            ImportState imported,
            List<Rejection> rejections,
            ReachReport reach,
            List<SimulatedChannel> replayed,
            Map<String, Integer> targets,
            Map<String, String> channelIds) {
        Map<String, ReachReport.Row> planned = byId(reach.planned());
        Map<String, ReachReport.Row> unplanned = byId(reach.unplanned());
        Map<String, SimulatedChannel> simulated = replayed.stream()
                .collect(Collectors.toMap(SimulatedChannel::channelId, channel -> channel, (one, same) -> one));
        List<PlannedChannel> channels = new ArrayList<>();
        List<ReplayedChannel> whatIf = new ArrayList<>();
        targets.forEach((label, target) -> {
            String channelId = idOf(label, channelIds);
            ReachReport.Row row = planned.get(channelId);
            SimulatedChannel replay = simulated.get(channelId);
            if (row == null || replay == null) {
                throw new AuditProblem(
                        Kind.PLATFORM,
                        "The report of campaign " + campaignId + " lacks channel \"" + channelId + "\".");
            }
            channels.add(new PlannedChannel(
                    label,
                    channelId,
                    target,
                    row.reached(),
                    row.exposures(),
                    row.under(),
                    row.exact(),
                    row.over(),
                    row.heavyTouches(),
                    row.leakageTouches(),
                    row.histogram()));
            whatIf.add(new ReplayedChannel(label, channelId, replay.allowed(), replay.denied()));
        });
        List<UnplannedChannel> others = channelIds.entrySet().stream()
                .filter(entry -> !targets.containsKey(entry.getKey()))
                .map(entry -> unplannedChannel(entry.getKey(), entry.getValue(), unplanned))
                .toList();
        return new AuditReport(
                String.valueOf(file.getFileName()),
                flight.startsAt(),
                flight.endsAt(),
                campaignId,
                reach.eligible(),
                imported.rowsRead(),
                imported.rowsSkipped(),
                imported.rowsRejected(),
                rejections,
                channels,
                others,
                whatIf);
    }

    private static UnplannedChannel unplannedChannel(
            String label, String channelId, Map<String, ReachReport.Row> unplanned) {
        ReachReport.Row row = unplanned.get(channelId);
        return row == null
                ? new UnplannedChannel(label, channelId, 0, 0, List.of())
                : new UnplannedChannel(label, channelId, row.reached(), row.exposures(), row.histogram());
    }

    private static Map<String, ReachReport.Row> byId(List<ReachReport.Row> rows) {
        return rows.stream().collect(Collectors.toMap(ReachReport.Row::channelId, row -> row, (one, same) -> one));
    }

    private static String idOf(String label, Map<String, String> channelIds) {
        String channelId = channelIds.get(label);
        if (channelId == null) {
            throw new IllegalStateException("no id was assigned to the label " + label);
        }
        return channelId;
    }

    private <T> T onceKnown(Supplier<T> call) {
        Instant deadline = clock.instant().plus(FEED_PATIENCE);
        while (true) {
            try {
                return call.get();
            } catch (PlatformProblem problem) {
                if (!NOT_YET.contains(problem.code()) || clock.instant().isAfter(deadline)) {
                    throw problem;
                }
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(POLL);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AuditProblem(Kind.PLATFORM, "The audit was interrupted.");
        }
    }
}
