package io.evenreach.frequency.simulation.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.evenreach.frequency.importing.ImportedCampaigns;
import io.evenreach.frequency.job.Job;
import io.evenreach.frequency.job.JobKind;
import io.evenreach.frequency.job.JobStatus;
import io.evenreach.frequency.job.JobViews;
import io.evenreach.frequency.job.Jobs;
import io.evenreach.frequency.reach.ShownCampaigns;
import io.evenreach.frequency.simulation.SimulationPlanJson;
import io.evenreach.frequency.simulation.SimulationPlanJson.RowJson;
import io.evenreach.frequency.simulation.SimulationRecord;
import io.evenreach.frequency.simulation.SimulationRecord.ChannelOutcome;
import io.evenreach.frequency.simulation.persistence.SimulationStore;
import io.evenreach.platform.problem.FieldError;
import io.evenreach.platform.problem.ProblemException;
import io.evenreach.platform.security.Caller;
import io.evenreach.platform.security.RequiresScope;
import io.evenreach.platform.security.Scopes;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/** What another plan would have done with the exposures there were. */
@RestController
@Tag(name = "Simulations")
class SimulationController implements JobViews {

    private static final int PLAN_ROWS_MAX = 200;

    private final Jobs jobs;
    private final SimulationStore store;
    private final ImportedCampaigns imports;
    private final ShownCampaigns campaigns;
    private final TransactionTemplate transaction;
    private final JsonMapper json;

    SimulationController(
            Jobs jobs,
            SimulationStore store,
            ImportedCampaigns imports,
            ShownCampaigns campaigns,
            TransactionTemplate transaction,
            JsonMapper json) {
        this.jobs = jobs;
        this.store = store;
        this.imports = imports;
        this.campaigns = campaigns;
        this.transaction = transaction;
        this.json = json;
    }

    /** Either a campaign, of which all exposures are replayed, or an import, of which those are that it brought. */
    record RequestJson(
            @Nullable UUID importId,
            @Nullable UUID campaignId,
            @Nullable List<@Nullable RowJson> plan) {}

    /**
     * A simulation on the wire.
     *
     * @param importId the import whose exposures alone are replayed; absent where those of the whole campaign are
     * @param channels absent until it has run
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record SimulationJson(
            UUID jobId,
            JobKind kind,
            JobStatus status,
            UUID campaignId,
            @Nullable UUID importId,
            List<@Nullable RowJson> plan,
            @Nullable List<ChannelOutcome> channels,
            Instant createdAt,
            @Nullable Instant startedAt,
            @Nullable Instant finishedAt,
            @Nullable String errorCode,
            @Nullable String error) {}

    @PostMapping("/api/v1/simulations")
    @RequiresScope(Scopes.SIMULATION_RUN)
    @Operation(
            summary = "Replay a campaign's exposures as asks against another plan; no count changes",
            description = "With an importId, the exposures that this import brought into its campaign, alone.")
    @ApiResponse(responseCode = "202", useReturnTypeSchema = true)
    ResponseEntity<SimulationJson> start(@RequestBody RequestJson request, Caller caller) {
        if (!caller.owner().equals(Caller.PLATFORM)) {
            throw new ProblemException(
                    HttpStatus.FORBIDDEN,
                    "FORBIDDEN",
                    "Simulations span every channel; they are for the platform's own people.");
        }
        List<FieldError> errors = new ArrayList<>();
        SimulationPlanJson plan = planOf(request, errors);
        if (errors.isEmpty()) {
            plan.byChannel(errors);
        }
        UUID campaignId = campaignOf(request, errors);
        if (!errors.isEmpty()) {
            FieldError first = errors.getFirst();
            throw new ProblemException(HttpStatus.UNPROCESSABLE_CONTENT, first.code(), first.message(), errors);
        }
        UUID jobId = UUID.randomUUID();
        transaction.executeWithoutResult(status -> {
            jobs.queue(jobId, JobKind.SIMULATION, caller.owner());
            store.insert(jobId, campaignId, request.importId(), json.writeValueAsString(plan));
        });
        return ResponseEntity.accepted()
                .location(URI.create("/api/v1/simulations/" + jobId))
                .body(view(jobs.find(jobId).orElseThrow()));
    }

    private static SimulationPlanJson planOf(RequestJson request, List<FieldError> errors) {
        List<@Nullable RowJson> rows = request.plan() == null ? List.of() : request.plan();
        if (rows.isEmpty() || rows.size() > PLAN_ROWS_MAX) {
            errors.add(new FieldError(
                    "/plan",
                    rows.isEmpty() ? "MISSING_FIELD" : "TOO_MANY_ITEMS",
                    "A plan has 1 to " + PLAN_ROWS_MAX + " rows."));
        }
        return new SimulationPlanJson(rows);
    }

    private UUID campaignOf(RequestJson request, List<FieldError> errors) {
        UUID campaignId = request.campaignId();
        if ((campaignId == null) == (request.importId() == null)) {
            errors.add(new FieldError("/campaignId", "INVALID_FIELD", "Name either a campaign or an import."));
            return new UUID(0, 0);
        }
        if (campaignId == null) {
            campaignId = imports.campaignOf(java.util.Objects.requireNonNull(request.importId()))
                    .orElse(null);
            if (campaignId == null) {
                errors.add(new FieldError("/importId", "UNKNOWN_IMPORT", "There is no such import."));
                return new UUID(0, 0);
            }
        }
        if (campaigns.find(campaignId, request.importId()).isEmpty()) {
            errors.add(new FieldError("/campaignId", "UNKNOWN_CAMPAIGN", "There is no such campaign."));
        }
        return campaignId;
    }

    @GetMapping("/api/v1/simulations/{jobId}")
    @RequiresScope(Scopes.SIMULATION_RUN)
    @Operation(summary = "How far a simulation is, and what came of it")
    SimulationJson one(@PathVariable UUID jobId, Caller caller) {
        return view(jobs.find(jobId, caller.owner())
                .filter(job -> job.kind() == JobKind.SIMULATION)
                .orElseThrow(() -> ProblemException.notFound("simulation")));
    }

    @Override
    public JobKind kind() {
        return JobKind.SIMULATION;
    }

    @Override
    public SimulationJson view(Job job) {
        SimulationRecord simulation = store.find(job.jobId()).orElseThrow();
        return new SimulationJson(
                job.jobId(),
                job.kind(),
                job.status(),
                simulation.campaignId(),
                simulation.importId(),
                json.readValue(simulation.plan(), SimulationPlanJson.class).rows(),
                simulation.result(),
                job.createdAt(),
                job.startedAt(),
                job.finishedAt(),
                job.error() == null ? null : job.error().code(),
                job.error() == null ? null : job.error().detail());
    }
}
