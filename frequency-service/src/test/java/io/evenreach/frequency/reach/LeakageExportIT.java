package io.evenreach.frequency.reach;

import static io.evenreach.frequency.running.FeedsOfOthers.rolling;
import static org.assertj.core.api.Assertions.assertThat;

import io.evenreach.frequency.running.FeedsOfOthers;
import io.evenreach.frequency.running.FeedsOfOthers.Campaign;
import io.evenreach.frequency.running.FrequencyUnderTest;
import io.evenreach.platform.security.Scopes;
import io.evenreach.testkit.HttpProbe.Answer;
import io.evenreach.testkit.RealServers;
import io.evenreach.testkit.TestTokens;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.databind.JsonNode;

/** Exports that nobody reads to the end. */
@RealServers
class LeakageExportIT {

    private static final int CUSTOMERS = 50_000;
    private static final int TILES = 5;

    @Test
    void slowReadersKeepNobodyWaiting() throws IOException {
        try (FeedsOfOthers feeds = new FeedsOfOthers();
                FrequencyUnderTest service = FrequencyUnderTest.start(
                        "spring.datasource.hikari.maximum-pool-size=2",
                        "spring.datasource.hikari.connection-timeout=60000")) {
            feeds.channel("search");
            Instant now = Instant.now();
            Campaign campaign = Campaign.ofEveryone(
                    now.minus(Duration.ofDays(4)).minus(Duration.ofHours(1)),
                    now.plus(Duration.ofDays(4)),
                    rolling("search", 1, Duration.ofDays(1)));
            feeds.campaign(campaign);
            String path = "/api/v1/campaigns/" + campaign.campaignId();
            service.await(path + "/reach", reach -> !reach.path("channels").isEmpty());
            service.context()
                    .getBean(JdbcTemplate.class)
                    .update(
                            "insert into person (profile_id, first_seen_at, strongest)"
                                    + " select gen_random_uuid(), timestamptz '2018-01-01', 2 from generate_series(1, ?)",
                            CUSTOMERS);
            List<Export> exports = new ArrayList<>();
            try {
                for (int reader = 0; reader < 4; reader++) {
                    exports.add(Export.begin(service, path + "/leakage?channel=search"));
                }
                Instant asked = Instant.now();
                JsonNode reach = service.get(path + "/reach");
                assertThat(reach.path("channels").path(0).path("under").asLong())
                        .isEqualTo((TILES - 1) * (long) CUSTOMERS);
                Answer decided = service.probe()
                        .post(
                                "/api/v1/decisions",
                                Map.of(
                                        "requests",
                                        List.of(Map.of(
                                                "requestId", UUID.randomUUID().toString(),
                                                "channel", "search",
                                                "campaignId",
                                                        campaign.campaignId().toString(),
                                                "identifiers",
                                                        List.of(Map.of(
                                                                "type", "cookie", "scope", "test", "value", "c1"))))));
                assertThat(decided.json()
                                .path("decisions")
                                .path(0)
                                .path("outcome")
                                .asString())
                        .as(decided.body())
                        .isEqualTo("ALLOW");
                assertThat(Duration.between(asked, Instant.now())).isLessThan(Duration.ofSeconds(60));
                assertThat(exports.getFirst().rowsToTheEnd()).isEqualTo((long) TILES * CUSTOMERS);
            } finally {
                for (Export export : exports) {
                    export.close();
                }
            }
        }
    }

    /** A reader that stops after the first line. */
    private record Export(Socket socket, BufferedReader reader) implements AutoCloseable {

        static Export begin(FrequencyUnderTest service, String path) throws IOException {
            Socket socket = new Socket();
            socket.setReceiveBufferSize(8 * 1024);
            socket.setSoTimeout(30_000);
            socket.connect(new InetSocketAddress(
                    InetAddress.getLoopbackAddress(),
                    Integer.parseInt(service.context().getEnvironment().getRequiredProperty("local.server.port"))));
            String request = "GET " + path + " HTTP/1.0\r\nHost: localhost\r\nAccept: text/csv\r\n"
                    + "Authorization: Bearer " + TestTokens.withScopes(Scopes.REACH_READ) + "\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            BufferedReader reader =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            String line = reader.readLine();
            assertThat(line).contains("200");
            while (!line.startsWith("profileId,")) {
                line = reader.readLine();
                assertThat(line).isNotNull();
            }
            return new Export(socket, reader);
        }

        long rowsToTheEnd() {
            return reader.lines().filter(line -> line.contains(",search,")).count();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
