package io.evenreach.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evenreach.testkit.RealServers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@RealServers
class KeysIT {

    private static final JsonMapper JSON = new JsonMapper();

    @Test
    void signsWithTheNextKeyAndStillVerifiesTheOneBefore() throws InterruptedException {
        Map<String, String> shortLived =
                Map.of("evenreach.sign-in.key-lifetime", "PT1S", "evenreach.sign-in.key-announcement", "PT0S");
        try (RunningGateway first = RunningGateway.start(shortLived)) {
            String before = Tokens.of(first).ofFirstClient();
            Thread.sleep(1_100);
            try (RunningGateway second = RunningGateway.start(shortLived)) {
                String after = Tokens.of(second).ofFirstClient();

                assertThat(keyId(after)).isNotEqualTo(keyId(before));
                assertThat(second.probe().withToken(before).get("/api/v1/me").status())
                        .isEqualTo(200);
                assertThat(first.probe().withToken(after).get("/api/v1/me").status())
                        .isEqualTo(200);
                assertThat(published(second)).contains(keyId(before), keyId(after));
            }
        }
        // A new key is announced before it signs: until then the one before goes on.
        try (RunningGateway announcing = RunningGateway.start(
                Map.of("evenreach.sign-in.key-lifetime", "PT0S", "evenreach.sign-in.key-announcement", "PT1H"))) {
            List<String> keys = published(announcing);
            assertThat(keys).hasSizeGreaterThanOrEqualTo(3);
            assertThat(keyId(Tokens.of(announcing).ofFirstClient())).isNotEqualTo(keys.getLast());
        }
    }

    @Test
    void refusesToStartWithAnotherSecretKey() {
        RunningGateway.start().close();

        assertThatThrownBy(() -> RunningGateway.start(Map.of("evenreach.secrets.key", "another key".repeat(4))))
                .hasStackTraceContaining("Start with the key it was made with");
        assertThatThrownBy(() -> RunningGateway.start(Map.of("evenreach.secrets.key", "short")))
                .hasStackTraceContaining("at least 32 characters");
    }

    private static String keyId(String token) {
        return JSON.readTree(new String(Base64.getUrlDecoder().decode(token.split("\\.")[0]), StandardCharsets.UTF_8))
                .path("kid")
                .asString();
    }

    private static List<String> published(RunningGateway gateway) {
        return gateway.probe()
                .get("/oauth2/jwks")
                .json()
                .path("keys")
                .valueStream()
                .map((JsonNode key) -> key.path("kid").asString())
                .toList();
    }
}
