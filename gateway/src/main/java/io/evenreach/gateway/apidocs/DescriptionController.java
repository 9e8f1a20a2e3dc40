package io.evenreach.gateway.apidocs;

import io.evenreach.gateway.routing.Service;
import io.evenreach.gateway.routing.Upstreams;
import io.evenreach.platform.security.OpenEndpoint;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springdoc.webmvc.api.OpenApiWebMvcResource;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Serves the descriptions of all services as one document. */
@Hidden
@RestController
class DescriptionController {

    private static final Logger LOG = LoggerFactory.getLogger(DescriptionController.class);
    private static final String PATH = "/v3/api-docs";

    private final Upstreams upstreams;
    private final OpenApiWebMvcResource own;
    private final DescriptionProperties properties;
    private final JsonMapper json;
    private final String version;
    private final ReentrantLock asking = new ReentrantLock();
    private final Map<Service, JsonNode> lastKnown = new EnumMap<>(Service.class);
    private volatile @Nullable Known known;

    DescriptionController(
            Upstreams upstreams, OpenApiWebMvcResource own, DescriptionProperties properties, JsonMapper json) {
        this.upstreams = upstreams;
        this.own = own;
        this.properties = properties;
        this.json = json;
        String built = DescriptionController.class.getPackage().getImplementationVersion();
        this.version = built == null ? "development" : built;
    }

    private record Known(byte[] document, long untilNanos) {}

    @GetMapping(path = PATH, produces = MediaType.APPLICATION_JSON_VALUE)
    @OpenEndpoint(because = "the description of the API is public")
    byte[] description(HttpServletRequest request, Locale locale) throws IOException {
        asking.lock();
        try {
            Known last = known;
            if (last != null && System.nanoTime() - last.untilNanos() < 0) {
                return last.document();
            }
            MergedDescription merged = new MergedDescription(json, "Evenreach", version);
            merged.add(null, json.readTree(own.openapiJson(request, PATH, locale)));
            boolean complete = true;
            for (Service service : Service.values()) {
                Optional<JsonNode> described = describe(service);
                described.ifPresent(document -> {
                    lastKnown.put(service, document);
                    merged.add(service, document);
                });
                complete &= described.isPresent();
            }
            byte[] document = json.writeValueAsBytes(merged.document());
            Duration keep = complete ? properties.keepFor() : properties.keepPartialFor();
            known = new Known(document, System.nanoTime() + keep.toNanos());
            return document;
        } finally {
            asking.unlock();
        }
    }

    private Optional<JsonNode> describe(Service service) {
        try {
            return upstreams
                    .ask(service, PATH, properties.answerWithin())
                    .map(json::readTree)
                    .or(() -> Optional.ofNullable(lastKnown.get(service)));
        } catch (JacksonException broken) {
            LOG.warn("The description of the {} service is not JSON: {}", service.wireName(), broken.getMessage());
            return Optional.empty();
        }
    }
}
