package io.evenreach.launcher.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.evenreach.launcher.client.PlatformAccess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** An HTTP server that gives an audit the platform's answers up to the import, and remembers what it was asked. */
final class PlatformDouble implements AutoCloseable {

    private static final String PREVIEW = """
            {"separator":",",
             "columns":["customer_id","cookie","time","channel"],
             "mapping":{"customer":[{"column":"customer_id","type":"login_id"}],"time":"time","channel":"channel"}}
            """;

    private record Answer(int status, String body) {}

    private final HttpServer server;
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final List<String> bodies = new CopyOnWriteArrayList<>();
    private volatile Answer preview = new Answer(200, PREVIEW);
    private volatile Answer imports = new Answer(202, "{\"jobId\":\"job-1\"}");

    PlatformDouble() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/oauth2/token", exchange -> {
            exchange.getRequestBody().readAllBytes();
            send(exchange, new Answer(200, "{\"access_token\":\"token\",\"expires_in\":300}"));
        });
        server.createContext("/api/v1/", this::answer);
        server.start();
    }

    PlatformAccess access() {
        return new PlatformAccess(
                URI.create("http://localhost:" + server.getAddress().getPort()), "client", "secret", null, null);
    }

    void answersThePreview(int status, String body) {
        preview = new Answer(status, body);
    }

    void answersTheImport(int status, String body) {
        imports = new Answer(status, body);
    }

    /** Method and path of each call, in their order. */
    List<String> asked() {
        return List.copyOf(asked);
    }

    /** What the last call sent. */
    String lastBody() {
        return bodies.getLast();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath().substring("/api/v1".length());
        bodies.add(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
        asked.add(exchange.getRequestMethod() + " " + path);
        send(
                exchange,
                switch (path) {
                    case "/imports/preview" -> preview;
                    case "/imports" -> imports;
                    case "/campaigns" -> new Answer(201, "{\"campaignId\":\"c-1\"}");
                    default -> new Answer(200, "{}");
                });
    }

    private static void send(HttpExchange exchange, Answer answer) throws IOException {
        byte[] body = answer.body().getBytes(UTF_8);
        exchange.sendResponseHeaders(answer.status(), body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
