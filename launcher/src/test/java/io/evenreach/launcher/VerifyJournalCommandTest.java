package io.evenreach.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.evenreach.launcher.client.PlatformAccess;
import io.evenreach.launcher.client.PlatformUnavailable;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class VerifyJournalCommandTest {

    private static final String EQUAL = """
            {"status":"COMPLETED","entriesFolded":12345,"profilesChecked":678,
             "grants":{"made":4321,"confirmed":4000,"released":200,"expired":100,"live":20,"erased":1},
             "differenceCount":0,"differences":[]}""";
    private static final String DIFFERENT = """
            {"status":"COMPLETED","entriesFolded":9,"profilesChecked":3,"differenceCount":2,
             "differences":[{"profileId":"p-1","kind":"OTHER_BYTES"}]}""";

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final HttpServer server;
    private String job = EQUAL;
    private int polls;

    VerifyJournalCommandTest() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/oauth2/token", exchange -> send(exchange, 200, "{\"access_token\":\"token\",\"expires_in\":300}"));
        server.createContext("/api/v1/journal-verifications", exchange -> {
            if (exchange.getRequestMethod().equals("POST")) {
                send(exchange, 202, "{\"jobId\":\"j-1\",\"status\":\"QUEUED\"}");
            } else {
                polls++;
                send(exchange, 200, polls == 1 ? "{\"status\":\"RUNNING\"}" : job);
            }
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        exchange.getRequestBody().readAllBytes();
        byte[] bytes = body.getBytes(UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private int verify(String... arguments) {
        PlatformAccess access = new PlatformAccess(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()), "id", "secret", null, null);
        return new CommandLine(new VerifyJournalCommand(says -> access))
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
    }

    @Test
    void endsWithZeroWhereEverythingIsEqual() {
        assertThat(verify()).isZero();
        assertThat(out.toString()).contains("12,345 journal entries", "678 people", "byte for byte");
        assertThat(out.toString())
                .contains("4,321 grants: 4,000 confirmed, 200 released, 100 expired, 20 waiting, 1 gone with people");
        assertThat(polls).isEqualTo(2);
    }

    @Test
    void endsWithOneAndNamesWhoDiffers() {
        job = DIFFERENT;
        assertThat(verify()).isEqualTo(1);
        assertThat(out.toString()).contains("2 differ", "p-1  OTHER_BYTES", "and 1 more");
    }

    @Test
    void printsNothingButJsonForPrograms() {
        job = DIFFERENT;
        assertThat(verify("--json")).isEqualTo(1);
        assertThat(out.toString())
                .startsWith("{")
                .contains("\"differenceCount\":2")
                .endsWith("}\n");
    }

    @Test
    void endsWithThreeWhereNothingWasProven() {
        job = "{\"status\":\"FAILED\",\"error\":\"The work was taken up 10 times without progress.\"}";
        assertThat(verify()).isEqualTo(3);
        assertThat(out.toString()).contains("without progress");

        int away = new CommandLine(new VerifyJournalCommand(says -> {
                    throw new PlatformUnavailable("Evenreach is not running here.");
                }))
                .setErr(new PrintWriter(err))
                .execute();
        assertThat(away).isEqualTo(3);
        assertThat(err.toString()).contains("Evenreach is not running here.");
    }
}
