package io.evenreach.frequency.simulation;

import io.evenreach.frequency.job.JobKind;
import io.evenreach.frequency.job.JobLease;
import io.evenreach.frequency.job.JobProperties;
import io.evenreach.frequency.job.JobWorker;
import io.evenreach.frequency.job.Jobs;
import io.evenreach.frequency.reach.ShownCampaigns;
import io.evenreach.frequency.reach.ShownCampaigns.ShownCampaign;
import io.evenreach.frequency.simulation.ChannelReplay.Rule;
import io.evenreach.frequency.simulation.SimulationRecord.ChannelOutcome;
import io.evenreach.frequency.simulation.persistence.SimulationStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/** Runs one simulation; one that was abandoned starts again, for it changes nothing. */
@Component
class SimulationWork implements JobWorker.Work {

    private static final int TILES_MAX = 10_000;

    private final Jobs jobs;
    private final SimulationStore store;
    private final ShownCampaigns campaigns;
    private final TransactionTemplate transaction;
    private final JsonMapper json;

    SimulationWork(
            Jobs jobs,
            SimulationStore store,
            ShownCampaigns campaigns,
            TransactionTemplate transaction,
            JsonMapper json) {
        this.jobs = jobs;
        this.store = store;
        this.campaigns = campaigns;
        this.transaction = transaction;
        this.json = json;
    }

    @Override
    public void run(JobLease lease) throws InterruptedException {
        SimulationRecord simulation = store.find(lease.jobId()).orElseThrow();
        Optional<ShownCampaign> campaign = campaigns.find(simulation.campaignId(), simulation.importId());
        if (campaign.isEmpty()) {
            jobs.fail(lease, "UNKNOWN_CAMPAIGN", "The campaign is not known here any more.");
            return;
        }
        Map<String, List<SimulationPlanJson.Row>> rows =
                json.readValue(simulation.plan(), SimulationPlanJson.class).byChannel(new ArrayList<>());
        long eligible = campaign.get().eligible();
        List<ChannelOutcome> outcomes = new ArrayList<>();
        for (Map.Entry<String, List<SimulationPlanJson.Row>> channel : rows.entrySet()) {
            outcomes.add(replay(lease, campaign.get(), channel.getKey(), channel.getValue(), eligible));
        }
        transaction.executeWithoutResult(status -> {
            store.saveResult(lease.jobId(), outcomes);
            jobs.complete(lease);
        });
    }

    private ChannelOutcome replay(
            JobLease lease, ShownCampaign campaign, String channel, List<SimulationPlanJson.Row> rows, long eligible) {
        ChannelReplay replay = new ChannelReplay(
                channel,
                rows.stream().map(row -> new Rule(row.target(), row.window())).toList(),
                campaign.flight(),
                campaign.endedTiles(rows.getFirst().window(), TILES_MAX));
        jobs.renew(lease, false);
        campaign.forEachExposure(channel, replay::shown);
        ChannelReplay.Result result = replay.result(eligible);
        return new ChannelOutcome(
                channel,
                result.allowed(),
                result.denied(),
                result.heavyAvoided(),
                result.underPlan(),
                result.leakageTouches());
    }

    /** One worker per instance. */
    @Configuration(proxyBeanMethods = false)
    static class Workers {

        @Bean
        JobWorker simulationWorker(Jobs jobs, JobProperties properties, SimulationWork work) {
            return new JobWorker(JobKind.SIMULATION, jobs, properties, work);
        }
    }
}
