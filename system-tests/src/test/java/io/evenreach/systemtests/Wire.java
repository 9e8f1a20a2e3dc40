package io.evenreach.systemtests;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Request bodies of the public contract. */
final class Wire {

    private Wire() {}

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static ArrayNode identifiers(List<Identifier> ids) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        for (Identifier id : ids) {
            ObjectNode node = array.addObject().put("type", id.type());
            if (id.scope() != null) {
                node.put("scope", id.scope());
            }
            node.put("value", id.value());
        }
        return array;
    }

    static ObjectNode channel(String name) {
        return object().put("name", name).put("domain", "PUBLIC").put("family", "DISPLAY");
    }

    /** A campaign for everyone whose windows are the whole flight. */
    static ObjectNode campaign(String name, Instant startsAt, Instant endsAt, Map<String, Integer> targets) {
        ObjectNode campaign =
                object().put("name", name).put("startsAt", startsAt.toString()).put("endsAt", endsAt.toString());
        campaign.putObject("audience").put("kind", "EVERYONE");
        ArrayNode plan = campaign.putArray("plan");
        targets.forEach((channel, target) -> plan.addObject()
                .put("channel", channel)
                .put("target", target)
                .putObject("window")
                .put("kind", "CAMPAIGN"));
        return campaign;
    }

    static ObjectNode observation(String observationId, Instant observedAt, List<Identifier> ids) {
        ObjectNode observation = object().put("observationId", observationId)
                .put("observedAt", observedAt.toString())
                .put("source", "system-test")
                .put("domain", "PRIVATE")
                .put("evidence", "LOGIN");
        observation.set("identifiers", identifiers(ids));
        return observation;
    }

    static ObjectNode exposure(
            String exposureId,
            String campaignId,
            String channel,
            List<Identifier> ids,
            Instant occurredAt,
            @Nullable String grantId) {
        ObjectNode exposure = object().put("exposureId", exposureId)
                .put("campaignId", campaignId)
                .put("channel", channel)
                .put("occurredAt", occurredAt.toString());
        exposure.set("identifiers", identifiers(ids));
        if (grantId != null) {
            exposure.put("grantId", grantId);
        }
        return exposure;
    }

    static ObjectNode request(String requestId, String campaignId, String channel, List<Identifier> ids) {
        ObjectNode request = object().put("requestId", requestId)
                .put("campaignId", campaignId)
                .put("channel", channel);
        request.set("identifiers", identifiers(ids));
        return request;
    }

    /** {@code {"name": [items…]}}, the shape of every batch. */
    static ObjectNode batch(String name, List<? extends JsonNode> items) {
        ObjectNode batch = object();
        ArrayNode array = batch.putArray(name);
        items.forEach(array::add);
        return batch;
    }
}
