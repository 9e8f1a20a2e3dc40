package io.evenreach.guidecommerce;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;

/** Gateway and identity as far as they are asked why two identifiers are one person's. */
final class FakeIdentity {

    static final String SECRET = "secret-of-the-client";

    /** What it says. */
    enum Mood {
        ONE_PERSON,
        ONLY_BY_A_DEVICE,
        QUARANTINED,
        WITHDRAWN,
        TOO_MUCH_EVIDENCE,
        DOWN
    }

    final List<String> questions = new CopyOnWriteArrayList<>();
    private final AtomicReference<Mood> mood = new AtomicReference<>(Mood.ONE_PERSON);
    private final HttpServer server;

    FakeIdentity() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        server.createContext("/oauth2/token", exchange -> answer(exchange, 200, "{\"access_token\":\"a-token\"}"));
        server.createContext("/api/v1/identity/explanations", this::explain);
        server.start();
    }

    String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    void says(Mood next) {
        mood.set(next);
    }

    private void explain(HttpExchange exchange) throws IOException {
        questions.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        boolean signedIn = "Bearer a-token".equals(exchange.getRequestHeaders().getFirst("Authorization"));
        switch (signedIn ? mood.get() : Mood.DOWN) {
            case ONE_PERSON -> answer(exchange, 200, "{\"why\":{\"path\":[]},\"whyNot\":null}");
            case ONLY_BY_A_DEVICE -> answer(exchange, 200, whyNot("WEAKER_LINK"));
            case QUARANTINED -> answer(exchange, 200, whyNot("QUARANTINED"));
            case WITHDRAWN -> answer(exchange, 200, whyNot("WITHDRAWN"));
            case TOO_MUCH_EVIDENCE -> answer(exchange, 422, "{\"code\":\"TOO_MUCH_EVIDENCE\"}");
            case DOWN -> answer(exchange, 503, "{}");
        }
    }

    private static String whyNot(String reason) {
        return "{\"why\":null,\"whyNot\":{\"reason\":\"" + reason + "\"}}";
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        try (var out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }
}
