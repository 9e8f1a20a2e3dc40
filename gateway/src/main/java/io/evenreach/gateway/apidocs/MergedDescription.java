package io.evenreach.gateway.apidocs;

import io.evenreach.gateway.routing.Service;
import io.evenreach.gateway.routing.Upstreams;
import io.evenreach.platform.security.Scopes;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * OpenAPI documents merged into one. Components of one name and one content are shared; where the content differs, the
 * later service's gets the service's name in front. Of each document only the paths that the gateway routes to that
 * service are taken.
 */
final class MergedDescription {

    private static final String BASE = "/api/v1/";
    private static final String COMPONENTS = "#/components/";
    private static final Set<String> OPERATIONS =
            Set.of("get", "put", "post", "delete", "options", "head", "patch", "trace");

    private final ObjectNode document;
    private final ObjectNode paths;
    private final ObjectNode components;
    private final ArrayNode tags;
    private final Set<String> operationIds = new HashSet<>();
    private final Set<String> tagNames = new HashSet<>();

    MergedDescription(JsonMapper json, String title, String version) {
        this.document = json.createObjectNode();
        document.put("openapi", "3.1.0");
        document.putObject("info").put("title", title).put("version", version);
        document.putArray("servers").addObject().put("url", "/");
        this.tags = document.putArray("tags");
        this.paths = document.putObject("paths");
        this.components = document.putObject("components");
        document.putArray("security").addObject().putArray("oauth2");
    }

    /** @param service null for the gateway's own document */
    void add(@Nullable Service service, JsonNode described) {
        String name = service == null ? "gateway" : service.wireName();
        String prefix = Character.toUpperCase(name.charAt(0)) + name.substring(1);
        Map<String, String> renamed = collisions(described.path("components"), prefix);
        JsonNode addition = rewritten(described, renamed);
        addComponents(addition.path("components"), renamed);
        addition.path("paths").properties().forEach(path -> {
            if (isRoutedTo(service, path.getKey())) {
                addPath(path.getKey(), path.getValue(), prefix);
            }
        });
    }

    ObjectNode document() {
        ObjectNode schemes = section("securitySchemes");
        ObjectNode scheme = schemes.putObject("oauth2").put("type", "oauth2");
        ObjectNode flows = scheme.putObject("flows");
        ObjectNode machines = flows.putObject("clientCredentials").put("tokenUrl", "/oauth2/token");
        ObjectNode people = flows.putObject("authorizationCode")
                .put("authorizationUrl", "/oauth2/authorize")
                .put("tokenUrl", "/oauth2/token");
        scopes(machines.putObject("scopes"));
        scopes(people.putObject("scopes"));
        return document;
    }

    private static void scopes(ObjectNode scopes) {
        Scopes.all().forEach(scope -> scopes.put(scope, ""));
    }

    private static boolean isRoutedTo(@Nullable Service service, String path) {
        return Upstreams.ownerOf(path).map(owner -> owner == service).orElse(service == null && path.startsWith(BASE));
    }

    /** What must be renamed: other content under a known name, and whatever refers to something that is renamed. */
    private Map<String, String> collisions(JsonNode additions, String prefix) {
        Map<String, String> renamed = new HashMap<>();
        boolean more = true;
        while (more) {
            more = false;
            for (Map.Entry<String, JsonNode> section : additions.properties()) {
                for (Map.Entry<String, JsonNode> component : section.getValue().properties()) {
                    String reference = reference(section.getKey(), component.getKey());
                    JsonNode known = components.path(section.getKey()).get(component.getKey());
                    boolean collides = known != null
                            && !renamed.containsKey(reference)
                            && !known.equals(rewritten(component.getValue(), renamed));
                    if (collides) {
                        renamed.put(reference, reference(section.getKey(), prefix + component.getKey()));
                        more = true;
                    }
                }
            }
        }
        return renamed;
    }

    private void addComponents(JsonNode additions, Map<String, String> renamed) {
        for (Map.Entry<String, JsonNode> section : additions.properties()) {
            ObjectNode into = section(section.getKey());
            section.getValue().properties().forEach(component -> {
                String reference = reference(section.getKey(), component.getKey());
                String target = renamed.getOrDefault(reference, reference);
                into.set(target.substring(target.lastIndexOf('/') + 1), component.getValue());
            });
        }
    }

    private void addPath(String path, JsonNode operations, String prefix) {
        ObjectNode into = paths.get(path) instanceof ObjectNode known ? known : paths.putObject(path);
        operations.properties().forEach(entry -> {
            JsonNode value = entry.getValue();
            if (OPERATIONS.contains(entry.getKey()) && value instanceof ObjectNode operation) {
                tag(operation, path);
                String id = operation.path("operationId").asString("");
                if (!id.isEmpty() && !operationIds.add(id)) {
                    String unique = prefix.toLowerCase(java.util.Locale.ROOT) + "_" + id;
                    operationIds.add(unique);
                    operation.put("operationId", unique);
                }
            }
            if (!into.has(entry.getKey())) {
                into.set(entry.getKey(), value);
            }
        });
    }

    /** Readers look for a resource, not for the class that happens to answer. */
    private void tag(ObjectNode operation, String path) {
        String resource = path.substring(BASE.length()).split("[/:]", 2)[0];
        operation.putArray("tags").add(resource);
        if (tagNames.add(resource)) {
            tags.addObject().put("name", resource);
        }
    }

    private ObjectNode section(String name) {
        return components.get(name) instanceof ObjectNode known ? known : components.putObject(name);
    }

    private static String reference(String section, String name) {
        return COMPONENTS + section + "/" + name;
    }

    /** A copy in which every reference to a renamed component has its new name. */
    private static JsonNode rewritten(JsonNode node, Map<String, String> renamed) {
        return switch (node) {
            case ObjectNode object -> {
                ObjectNode copy = JsonNodeFactory.instance.objectNode();
                object.properties().forEach(entry -> copy.set(entry.getKey(), rewritten(entry.getValue(), renamed)));
                yield copy;
            }
            case ArrayNode array -> {
                ArrayNode copy = JsonNodeFactory.instance.arrayNode();
                array.forEach(item -> copy.add(rewritten(item, renamed)));
                yield copy;
            }
            case StringNode text -> {
                String renaming = renamed.get(text.asString());
                yield renaming == null ? text : StringNode.valueOf(renaming);
            }
            default -> node;
        };
    }
}
