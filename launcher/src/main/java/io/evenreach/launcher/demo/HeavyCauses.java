package io.evenreach.launcher.demo;

import io.evenreach.launcher.client.PlatformClient;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** Heavy touches by cause, over all channels of the story. */
final class HeavyCauses {

    private HeavyCauses() {}

    static Map<String, Long> count(PlatformClient client, String campaignId) {
        Map<String, Long> causes = new TreeMap<>();
        for (DemoChannel channel : DemoChannel.values()) {
            String base = "/campaigns/" + campaignId + "/heavy?limit=500&channel=" + channel.id();
            String path = base;
            while (path != null) {
                JsonNode page = client.get(path);
                for (JsonNode customer : page.path("items")) {
                    customer.path("above")
                            .forEach(touch -> causes.merge(touch.path("cause").asString(""), 1L, Long::sum));
                }
                JsonNode next = page.path("nextCursor");
                path = next.isString() ? base + "&cursor=" + next.asString() : null;
            }
        }
        return causes;
    }
}
