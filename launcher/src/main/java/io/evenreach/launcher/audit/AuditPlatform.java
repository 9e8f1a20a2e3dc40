package io.evenreach.launcher.audit;

import io.evenreach.launcher.audit.AuditReport.Rejection;
import io.evenreach.launcher.audit.Columns.CustomerColumn;
import io.evenreach.launcher.audit.Columns.Interaction;
import io.evenreach.launcher.audit.LogSurvey.Flight;
import io.evenreach.launcher.client.PlatformClient;
import io.evenreach.launcher.client.PlatformClient.FilePart;
import io.evenreach.launcher.client.PlatformClient.FilePart.Content;
import io.evenreach.launcher.client.PlatformClient.JsonPart;
import io.evenreach.launcher.client.PlatformProblem;
import io.evenreach.launcher.client.ReachReport;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The few things an audit asks of the platform, as our own types; the wire forms stay in here. */
final class AuditPlatform {

    private static final int MOST_REJECTIONS = 10_000;

    private final PlatformClient client;

    AuditPlatform(PlatformClient client) {
        this.client = client;
    }

    /** What the platform thinks the columns of a file are. */
    record Preview(
            List<String> header,
            char separator,
            List<CustomerColumn> customer,
            @Nullable String time,
            @Nullable String channel,
            @Nullable Interaction interaction,
            @Nullable String exposureId) {}

    Preview preview(String fileName, byte[] beginning) {
        JsonNode answer = previewed(new FilePart(fileName, new Content.InMemory(beginning)));
        JsonNode mapping = answer.path("mapping");
        List<String> header = new ArrayList<>();
        answer.path("columns")
                .forEach(column -> header.add(
                        column.isString()
                                ? column.asString()
                                : column.path("name").asString()));
        List<CustomerColumn> customer = new ArrayList<>();
        mapping.path("customer")
                .forEach(column -> customer.add(new CustomerColumn(
                        column.path("column").asString(), column.path("type").asString(), text(column, "scope"))));
        JsonNode interaction = mapping.path("interaction");
        List<String> exposures = new ArrayList<>();
        interaction.path("exposures").forEach(value -> exposures.add(value.asString()));
        return new Preview(
                header,
                answer.path("separator").asString(",").charAt(0),
                customer,
                text(mapping, "time"),
                text(mapping, "channel"),
                interaction.isObject()
                        ? new Interaction(interaction.path("column").asString(), exposures)
                        : null,
                text(mapping, "exposureId"));
    }

    private JsonNode previewed(FilePart file) {
        try {
            return client.upload("/imports/preview", file, null, sent -> {});
        } catch (PlatformProblem refusal) {
            throw AuditProblem.of(refusal);
        }
    }

    private static @Nullable String text(JsonNode node, String field) {
        return node.path(field).isString() ? node.path(field).asString() : null;
    }

    /** Leaves a channel that is there as it is: it may be a live one, with settings of its own. */
    void ensureChannel(String channelId, String name) {
        if (client.find("/channels/" + channelId).isEmpty()) {
            client.put(
                    "/channels/" + channelId,
                    object().put("name", name).put("domain", "PUBLIC").put("family", ChannelFamily.of(name)));
        }
    }

    String createCampaign(String name, Flight flight, String dataSetId, Map<String, Integer> targetsByChannelId) {
        ObjectNode campaign = object().put("name", name)
                .put("startsAt", flight.startsAt().toString())
                .put("endsAt", flight.endsAt().toString());
        campaign.putObject("audience").put("kind", "DATA_SET").put("dataSetId", dataSetId);
        campaign.set("plan", plan(targetsByChannelId));
        return client.post("/campaigns", campaign).path("campaignId").asString();
    }

    void activate(String campaignId) {
        for (String action : List.of("submit", "approve", "activate")) {
            client.post("/campaigns/" + campaignId + ":" + action, null);
        }
    }

    private static ArrayNode plan(Map<String, Integer> targetsByChannelId) {
        ArrayNode plan = JsonNodeFactory.instance.arrayNode();
        targetsByChannelId.forEach((channelId, target) -> {
            ObjectNode row = plan.addObject().put("channel", channelId).put("target", target);
            row.putObject("window").put("kind", "CAMPAIGN");
        });
        return plan;
    }

    /** How far an import is. */
    record ImportState(
            Status status,
            long bytesTotal,
            long bytesRead,
            long rowsRead,
            long rowsSkipped,
            long rowsRejected,
            boolean identityLate,
            @Nullable Instant finishedAt,
            @Nullable String error) {}

    enum Status {
        QUEUED,
        RUNNING,
        COMPLETED,
        FAILED
    }

    String startImport(
            Path file,
            String campaignId,
            String dataSetId,
            Columns columns,
            Map<String, String> channelIds,
            LongConsumer sentBytes) {
        ObjectNode mapping = object().put("campaignId", campaignId).put("dataSetId", dataSetId);
        ArrayNode customer = mapping.putArray("customer");
        for (CustomerColumn column : columns.customer()) {
            ObjectNode node =
                    customer.addObject().put("column", column.column()).put("type", column.type());
            String scope = column.scopeOrOwn();
            if (scope != null) {
                node.put("scope", scope);
            }
        }
        mapping.put("time", columns.time()).put("channel", columns.channel()).put("zone", columns.zone());
        if (columns.exposureId() != null) {
            mapping.put("exposureId", columns.exposureId());
        }
        if (columns.interaction() != null) {
            ObjectNode interaction = mapping.putObject("interaction")
                    .put("column", columns.interaction().column());
            ArrayNode exposures = interaction.putArray("exposures");
            columns.interaction().exposures().forEach(exposures::add);
        }
        ObjectNode channels = mapping.putObject("channels");
        channelIds.forEach(channels::put);
        String name = String.valueOf(file.getFileName());
        return client.upload(
                        "/imports",
                        new FilePart(name, new Content.OnDisk(file)),
                        new JsonPart("mapping", mapping),
                        sentBytes)
                .path("jobId")
                .asString();
    }

    ImportState importState(String importId) {
        JsonNode job = client.get("/imports/" + importId);
        List<Rejection> rejections = new ArrayList<>();
        job.path("rejections")
                .forEach(rejection -> rejections.add(new Rejection(
                        rejection.path("line").asLong(0),
                        rejection.path("code").asString(""),
                        rejection.path("detail").asString(""))));
        String finishedAt = text(job, "finishedAt");
        return new ImportState(
                Status.valueOf(job.path("status").asString("QUEUED")),
                job.path("bytesTotal").asLong(0),
                job.path("bytesRead").asLong(0),
                job.path("rowsRead").asLong(0),
                job.path("rowsSkipped").asLong(0),
                job.path("rowsRejected").asLong(0),
                job.path("identityLate").asBoolean(false),
                finishedAt == null ? null : Instant.parse(finishedAt),
                text(job, "error"));
    }

    /** The first broken rows, up to a bound that keeps memory flat. */
    List<Rejection> rejections(String importId) {
        List<Rejection> rejections = new ArrayList<>();
        String base = "/imports/" + importId + "/rejections?limit=500";
        String path = base;
        while (path != null && rejections.size() < MOST_REJECTIONS) {
            JsonNode page = client.get(path);
            page.path("items")
                    .forEach(rejection -> rejections.add(new Rejection(
                            rejection.path("line").asLong(0),
                            rejection.path("code").asString(""),
                            rejection.path("detail").asString(""))));
            String next = text(page, "nextCursor");
            path = next == null ? null : base + "&cursor=" + next;
        }
        return rejections;
    }

    ReachReport reach(String campaignId) {
        return ReachReport.read(client, campaignId);
    }

    String startSimulation(String campaignId, Map<String, Integer> targetsByChannelId) {
        ObjectNode request = object().put("campaignId", campaignId);
        request.set("plan", plan(targetsByChannelId));
        return client.post("/simulations", request).path("jobId").asString();
    }

    /** How far a replay is, and what it found. */
    record SimulationState(
            Status status,
            List<SimulatedChannel> channels,
            @Nullable String error) {}

    record SimulatedChannel(String channelId, long allowed, long denied) {}

    SimulationState simulationState(String simulationId) {
        JsonNode job = client.get("/simulations/" + simulationId);
        List<SimulatedChannel> channels = new ArrayList<>();
        job.path("channels")
                .forEach(channel -> channels.add(new SimulatedChannel(
                        channel.path("channel").asString(),
                        channel.path("allowed").asLong(0),
                        channel.path("denied").asLong(0))));
        return new SimulationState(Status.valueOf(job.path("status").asString("QUEUED")), channels, text(job, "error"));
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
