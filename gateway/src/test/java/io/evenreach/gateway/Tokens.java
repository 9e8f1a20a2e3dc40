package io.evenreach.gateway;

import io.evenreach.testkit.HttpProbe;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Asks the token endpoint as a machine does. */
record Tokens(HttpProbe probe) {

    private static final JsonMapper JSON = new JsonMapper();

    static Tokens of(RunningGateway gateway) {
        return new Tokens(gateway.probe());
    }

    String ofFirstClient() {
        return of(RunningGateway.CLIENT, RunningGateway.CLIENT_SECRET);
    }

    String of(String clientId, String secret) {
        return ask(clientId, secret, "").json().path("access_token").asString();
    }

    /** @param scope empty to name none */
    HttpProbe.Answer ask(String clientId, String secret, String scope) {
        String form = "grant_type=client_credentials" + (scope.isEmpty() ? "" : "&scope=" + encoded(scope));
        return probe.post(
                "/oauth2/token",
                form,
                Map.of(
                        "Content-Type",
                        "application/x-www-form-urlencoded",
                        "Authorization",
                        "Basic " + basic(clientId, secret)));
    }

    /** RFC 6749, 2.3.1: both parts are form-encoded before they are joined. */
    private static String basic(String clientId, String secret) {
        String joined = encoded(clientId) + ":" + encoded(secret);
        return Base64.getEncoder().encodeToString(joined.getBytes(StandardCharsets.UTF_8));
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    static JsonNode claims(String token) {
        return JSON.readTree(Base64.getUrlDecoder().decode(token.split("\\.")[1]));
    }

    static List<String> scopes(String token) {
        return claims(token).path("scope").valueStream().map(JsonNode::asString).toList();
    }
}
