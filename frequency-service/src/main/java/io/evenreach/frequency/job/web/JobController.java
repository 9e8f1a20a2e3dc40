package io.evenreach.frequency.job.web;

import io.evenreach.frequency.job.Job;
import io.evenreach.frequency.job.JobKind;
import io.evenreach.frequency.job.JobViews;
import io.evenreach.frequency.job.Jobs;
import io.evenreach.platform.problem.ProblemException;
import io.evenreach.platform.security.Caller;
import io.evenreach.platform.security.RequiresScope;
import io.evenreach.platform.security.Scopes;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** How far any long work is, whatever its kind. */
@RestController
@Tag(name = "Jobs")
class JobController {

    private final Jobs jobs;
    private final Map<JobKind, JobViews> views;

    JobController(Jobs jobs, List<JobViews> views) {
        this.jobs = jobs;
        this.views = views.stream().collect(Collectors.toUnmodifiableMap(JobViews::kind, Function.identity()));
    }

    @GetMapping("/api/v1/jobs/{jobId}")
    @RequiresScope({Scopes.IMPORT_READ, Scopes.SIMULATION_RUN, Scopes.AUDIT_READ})
    Object job(@PathVariable UUID jobId, Caller caller) {
        Job job = jobs.find(jobId, caller.owner()).orElseThrow(() -> ProblemException.notFound("job"));
        JobViews view = views.get(job.kind());
        if (view == null) {
            throw new IllegalStateException("nothing shows jobs of kind " + job.kind());
        }
        return view.view(job);
    }
}
