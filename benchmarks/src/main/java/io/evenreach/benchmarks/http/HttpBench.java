package io.evenreach.benchmarks.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.evenreach.benchmarks.report.Report;
import io.evenreach.benchmarks.report.Speed;
import io.evenreach.benchmarks.work.Item;
import io.evenreach.benchmarks.work.Work;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/** A running platform, measured from outside by a load generator on the same machine. It leaves two campaigns behind. */
public final class HttpBench {

    private static final String SYSTEM = "Evenreach over HTTP";
    private static final int BATCH = 500;
    private static final int CALLERS = Math.max(2, Runtime.getRuntime().availableProcessors());
    private static final int SINGLES_PER_SECOND = 500;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Api api;
    private final boolean quick;
    private final Consumer<String> progress;
    private final Work work = new Work(System.nanoTime(), 200_000);

    /** @param dataDir the data directory of the running platform */
    public HttpBench(Path dataDir, boolean quick, Consumer<String> progress) throws IOException {
        this.api = new Api(dataDir);
        this.quick = quick;
        this.progress = progress;
    }

    public void measure(Report report) throws Exception {
        api.renewToken();
        for (String channel : Work.CHANNELS) {
            define(channelId(channel));
        }
        String campaign = startCampaign();
        double straight = batches(report, "batches of 500, straight", api.frequency(), campaign, 1);
        double gateway = batches(report, "batches of 500, through the gateway", api.gateway(), campaign, 2);
        report.add(Report.Target.atLeast("batches of 500 straight to the service: asks/s", 20_000, straight));
        report.add(Report.Target.atLeast("the same through the gateway, against straight", 0.7, gateway / straight));
        singles(report, campaign);
        exposures(report, startCampaign());
    }

    // ---- channels and campaigns

    private static String channelId(String channel) {
        return "bench-" + channel;
    }

    private void define(String channel) throws IOException, InterruptedException {
        try {
            api.get("/channels/" + channel);
        } catch (IOException unknown) {
            api.put(
                    "/channels/" + channel,
                    "{\"name\":\"" + channel + "\",\"domain\":\"PUBLIC\",\"family\":\"DISPLAY\"}");
        }
    }

    /** An active campaign for everybody, known to the service that decides. */
    private String startCampaign() throws IOException, InterruptedException {
        Instant now = Instant.now();
        String plan = Work.CHANNELS.stream()
                .map(channel -> "{\"channel\":\"" + channelId(channel) + "\",\"target\":" + Work.PLAN
                        + ",\"window\":{\"kind\":\"CAMPAIGN\"}}")
                .collect(Collectors.joining(","));
        String body = "{\"name\":\"bench " + now + "\",\"startsAt\":\"" + now.minus(Duration.ofDays(1))
                + "\",\"endsAt\":\"" + now.plus(Duration.ofDays(7))
                + "\",\"audience\":{\"kind\":\"EVERYONE\"},\"plan\":["
                + plan + "]}";
        String id = api.read(api.post(api.gateway(), "/campaigns", body.getBytes(UTF_8)))
                .path("campaignId")
                .asString("");
        for (String action : List.of("submit", "approve", "activate")) {
            api.post(api.gateway(), "/campaigns/" + id + ":" + action, new byte[0]);
        }
        byte[] ask = asks(List.of(new Item(0, 0, work.customers(), 0, false)), id);
        until(() -> {
            String answer = api.post(api.frequency(), "/decisions", ask);
            return answer.contains("\"ALLOW\"");
        });
        return id;
    }

    private interface Check {
        boolean holds() throws IOException, InterruptedException;
    }

    private static void until(Check check) throws InterruptedException {
        Instant deadline = Instant.now().plus(PATIENCE);
        while (true) {
            try {
                if (check.holds()) {
                    return;
                }
            } catch (IOException notYet) {
                if (Instant.now().isAfter(deadline)) {
                    throw new IllegalStateException(notYet);
                }
            }
            if (Instant.now().isAfter(deadline)) {
                throw new IllegalStateException("the platform did not get there within " + PATIENCE.toSeconds() + " s");
            }
            Thread.sleep(20);
        }
    }

    // ---- bodies

    private static String cookie(Item item) {
        return "[{\"type\":\"cookie\",\"scope\":\"bench\",\"value\":\"c-" + item.customer() + "\"}]";
    }

    private byte[] asks(List<Item> items, String campaign) {
        return items.stream()
                .map(item -> "{\"requestId\":\"" + work.seed() + "-" + item.requestId() + "\",\"channel\":\""
                        + channelId(item.channelName()) + "\",\"campaignId\":\"" + campaign + "\",\"identifiers\":"
                        + cookie(item) + "}")
                .collect(Collectors.joining(",", "{\"requests\":[", "]}"))
                .getBytes(UTF_8);
    }

    private byte[] exposures(List<Item> items, String campaign, Instant at) {
        return items.stream()
                .map(item -> "{\"exposureId\":\"" + work.seed() + "-" + item.requestId() + "\",\"channel\":\""
                        + channelId(item.channelName()) + "\",\"campaignId\":\"" + campaign + "\",\"occurredAt\":\""
                        + at
                        + "\",\"identifiers\":" + cookie(item) + "}")
                .collect(Collectors.joining(",", "{\"exposures\":[", "]}"))
                .getBytes(UTF_8);
    }

    private List<Item> items(int stream, int batch) {
        return IntStream.range(0, BATCH)
                .mapToObj(i -> work.at(stream, (long) batch * BATCH + i))
                .toList();
    }

    // ---- batches of asks

    private double batches(Report report, String mode, URI base, String campaign, int stream) throws Exception {
        progress.accept(mode);
        api.renewToken();
        int warm = quick ? 20 : 100;
        int measured = quick ? 60 : 400;
        List<byte[]> bodies = IntStream.range(0, warm + measured)
                .mapToObj(batch -> asks(items(stream, batch), campaign))
                .toList();
        closedLoop(base, "/decisions", bodies.subList(0, warm), new Speed());
        Speed speed = new Speed();
        closedLoop(base, "/decisions", bodies.subList(warm, bodies.size()), speed);
        report.add(Report.Row.of(mode, SYSTEM, speed));
        return speed.asksPerSecond();
    }

    private void closedLoop(URI base, String path, List<byte[]> bodies, Speed speed) throws Exception {
        AtomicInteger cursor = new AtomicInteger();
        long began = System.nanoTime();
        Callable<Void> caller = () -> {
            for (int i = cursor.getAndIncrement(); i < bodies.size(); i = cursor.getAndIncrement()) {
                long sent = System.nanoTime();
                api.post(base, path, bodies.get(i));
                speed.asked(BATCH, System.nanoTime() - sent);
            }
            return null;
        };
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Void> one : threads.invokeAll(java.util.Collections.nCopies(CALLERS, caller))) {
                one.get();
            }
        }
        speed.tookInAll(System.nanoTime() - began);
    }

    // ---- single asks

    private void singles(Report report, String campaign) throws Exception {
        String mode = SINGLES_PER_SECOND + " single asks/s, open loop through the gateway";
        progress.accept(mode);
        api.renewToken();
        openLoop(campaign, 3, quick ? 3 : 10, new Speed());
        Speed speed = new Speed();
        int failed = openLoop(campaign, 4, quick ? 5 : 30, speed);
        report.add(Report.Row.of(mode, SYSTEM, speed));
        report.add(Report.Target.atMost(mode + ": asks that failed", 0, failed));
        report.add(Report.Target.atMost(mode + ": p50 ms", 5, speed.latencyMillis(50)));
        report.add(Report.Target.atMost(mode + ": p99 ms", 30, speed.latencyMillis(99)));
    }

    /**
     * Asks are sent when they are due, whatever became of those before; each is timed from when it was due.
     *
     * @return how many were not answered with a decision
     */
    private int openLoop(String campaign, int stream, int seconds, Speed speed) throws Exception {
        int asks = seconds * SINGLES_PER_SECOND;
        List<byte[]> bodies = IntStream.range(0, asks)
                .mapToObj(i -> asks(List.of(work.at(stream, i)), campaign))
                .toList();
        List<Future<?>> running = new ArrayList<>(asks);
        long began = System.nanoTime();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < asks; i++) {
                long due = began + i * 1_000_000_000L / SINGLES_PER_SECOND;
                byte[] body = bodies.get(i);
                for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
                    LockSupport.parkNanos(wait);
                }
                running.add(threads.submit(() -> {
                    api.post(api.gateway(), "/decisions", body);
                    speed.asked(1, System.nanoTime() - due);
                    return null;
                }));
            }
        }
        speed.tookInAll(System.nanoTime() - began);
        int failed = 0;
        for (Future<?> one : running) {
            try {
                one.get();
            } catch (ExecutionException failure) {
                progress.accept("failed: " + failure.getCause());
                failed++;
            }
        }
        return failed;
    }

    // ---- exposures

    private void exposures(Report report, String campaign) throws Exception {
        progress.accept("exposures");
        api.renewToken();
        int batches = quick ? 60 : 400;
        // Only first occurrences, so that the report must show exactly as many as were sent.
        List<byte[]> bodies = new ArrayList<>(batches);
        Instant at = Instant.now();
        List<Item> some = new ArrayList<>(BATCH);
        for (int index = 0; bodies.size() < batches; index++) {
            Item item = work.at(5, index);
            if (item.request() == index) {
                some.add(item);
            }
            if (some.size() == BATCH) {
                bodies.add(exposures(some, campaign, at));
                some.clear();
            }
        }
        int sent = batches * BATCH;
        Speed speed = new Speed();
        long began = System.nanoTime();
        closedLoop(api.frequency(), "/exposures", bodies, speed);
        long accepted = System.nanoTime();
        until(() -> shown(campaign) == sent);
        long visible = System.nanoTime();
        report.add(new Report.Figure("exposures accepted over HTTP", speed.asksPerSecond(), "per second"));
        report.add(Report.Target.atLeast(
                "exposures/s, from the first sent to the last in /reach", 15_000, sent / ((visible - began) / 1e9)));
        report.add(Report.Target.atMost(
                "seconds from the last accepted exposure until /reach shows it", 2, (visible - accepted) / 1e9));
    }

    private long shown(String campaign) throws IOException, InterruptedException {
        long exposures = 0;
        for (JsonNode channel : api.get("/campaigns/" + campaign + "/reach").path("channels")) {
            exposures += channel.path("exposures").asLong();
        }
        return exposures;
    }
}
