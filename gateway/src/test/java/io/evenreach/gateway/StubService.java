package io.evenreach.gateway;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;

/** A service behind the gateway: a real server on a real socket that remembers what it was asked. */
final class StubService implements AutoCloseable {

    /** @param target path and query as they arrived */
    record Asked(String method, String target, Map<String, List<String>> headers, long bodyBytes, String bodyStart) {

        boolean hasHeader(String name) {
            return headers.containsKey(name);
        }

        String header(String name) {
            return headers.containsKey(name) ? headers.get(name).getFirst() : "";
        }
    }

    @FunctionalInterface
    interface Answering {
        void answer(HttpExchange exchange) throws IOException;
    }

    private static final int BODY_START = 4_096;
    private static final Duration LETS_GO_WITHIN = Duration.ofSeconds(20);

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private volatile Answering answering;

    private StubService(HttpServer server, String name) {
        this.server = server;
        this.answering = exchange -> json(exchange, 200, "{\"service\":\"" + name + "\"}");
    }

    static StubService start(String name) {
        return start(name, 0);
    }

    static StubService start(String name, int port) {
        try {
            HttpServer server = listening(port);
            StubService stub = new StubService(server, name);
            server.createContext("/", stub::handle);
            server.setExecutor(stub.threads);
            server.start();
            return stub;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Whoever had the port until a moment ago may not have let go of it yet. */
    private static HttpServer listening(int port) throws IOException {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        long deadline = System.nanoTime() + LETS_GO_WITHIN.toNanos();
        while (true) {
            try {
                return HttpServer.create(address, 64);
            } catch (BindException taken) {
                if (System.nanoTime() > deadline) {
                    throw taken;
                }
                LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
            }
        }
    }

    static void json(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    void answers(Answering with) {
        this.answering = with;
    }

    String url() {
        return "http://127.0.0.1:" + port();
    }

    int port() {
        return server.getAddress().getPort();
    }

    List<Asked> asked() {
        return asked;
    }

    Asked last() {
        return asked.getLast();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] start = exchange.getRequestBody().readNBytes(BODY_START);
            long rest = exchange.getRequestBody().transferTo(java.io.OutputStream.nullOutputStream());
            Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            headers.putAll(exchange.getRequestHeaders());
            String target = exchange.getRequestURI().toString();
            if (!target.startsWith("/actuator") && !target.startsWith("/v3")) {
                asked.add(new Asked(
                        exchange.getRequestMethod(),
                        target,
                        headers,
                        start.length + rest,
                        new String(start, StandardCharsets.UTF_8)));
            }
            answering.answer(exchange);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
