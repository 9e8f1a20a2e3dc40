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

/**
 * A running platform, measured from outside by a load generator on the same machine. Each way of calling it is warmed until
 * its code is compiled, and ends after so many requests or so long, whichever is first. It leaves two campaigns behind.
 */
public final class HttpBench {

    private static final String SYSTEM = "Evenreach over HTTP";
    private static final int BATCH = 500;
    private static final int CALLERS = Math.max(2, Runtime.getRuntime().availableProcessors());
    private static final int SINGLES_PER_SECOND = 500;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Single asks that a few callers send one after the other, until the gateway and the service have compiled them. */
    private static final int WARM_SINGLES = 20_000;

    private static final int WARM_CALLERS = 8;

    /** Batches of exposures until the compiler no longer takes a processor from those who are measured. */
    private static final int WARM_EXPOSURES = 300;

    private static final int ROUNDS = 3;

    private final Api api;
    private final boolean quick;
    private final Consumer<String> progress;
    private final Work work = new Work(System.nanoTime(), 200_000);
    private int campaigns;

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
        batches(report, campaign);
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
        // A request of its own for each campaign: one that was granted is answered the same for ever.
        byte[] ask = asks(List.of(new Item(0, campaigns++, work.customers(), 0, false)), id);
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

    /** One way of sending batches, with what it has sent so far. */
    private final class Batches {
        private final String mode;
        private final URI base;
        private final String campaign;
        private final int stream;
        private final Speed speed = new Speed();
        private int next;

        Batches(String mode, URI base, String campaign, int stream) {
            this.mode = mode;
            this.base = base;
            this.campaign = campaign;
            this.stream = stream;
        }

        int send(int count, Duration atMost, Speed into) throws InterruptedException {
            List<byte[]> bodies = IntStream.range(next, next + count)
                    .mapToObj(batch -> asks(items(stream, batch), campaign))
                    .toList();
            next += count;
            return closedLoop(base, "/decisions", bodies, BATCH, CALLERS, atMost, into);
        }
    }

    private void batches(Report report, String campaign) throws IOException, InterruptedException {
        List<Batches> ways = List.of(
                new Batches("batches of 500, straight", api.frequency(), campaign, 1),
                new Batches("batches of 500, through the gateway", api.gateway(), campaign, 2));
        for (Batches way : ways) {
            progress.accept("warming: " + way.mode);
            api.renewToken();
            way.send(quick ? 40 : 300, Duration.ofSeconds(quick ? 15 : 30), new Speed());
        }
        int failed = 0;
        // By turns, so that both meet the same machine.
        for (int round = 0; round < (quick ? 1 : ROUNDS); round++) {
            for (Batches way : ways) {
                progress.accept(way.mode);
                api.renewToken();
                failed += way.send(quick ? 60 : 200, Duration.ofSeconds(quick ? 15 : 20), way.speed);
            }
        }
        ways.forEach(way -> report.add(Report.Row.of(way.mode, SYSTEM, way.speed)));
        double straight = ways.getFirst().speed.asksPerSecond();
        double gateway = ways.getLast().speed.asksPerSecond();
        report.add(Report.Target.atLeast("batches of 500 straight to the service: asks/s", 20_000, straight));
        report.add(Report.Target.atLeast("the same through the gateway, against straight", 0.7, gateway / straight));
        report.add(Report.Target.atMost("batches of 500 that failed", 0, failed));
    }

    /**
     * Callers that send one body after the other until none is left or the time is over.
     *
     * @param count how many asks or exposures are in a body
     * @return how many were not answered as they should
     */
    private int closedLoop(
            URI base, String path, List<byte[]> bodies, int count, int callers, Duration atMost, Speed speed)
            throws InterruptedException {
        AtomicInteger cursor = new AtomicInteger();
        AtomicInteger failed = new AtomicInteger();
        long began = System.nanoTime();
        Callable<Void> caller = () -> {
            while (System.nanoTime() - began < atMost.toNanos()) {
                int index = cursor.getAndIncrement();
                if (index >= bodies.size()) {
                    break;
                }
                long sent = System.nanoTime();
                try {
                    api.post(base, path, bodies.get(index));
                    speed.asked(count, System.nanoTime() - sent);
                } catch (IOException failure) {
                    failed.incrementAndGet();
                    progress.accept("failed: " + failure);
                }
            }
            return null;
        };
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Void> one : threads.invokeAll(java.util.Collections.nCopies(callers, caller))) {
                one.get();
            }
        } catch (ExecutionException failure) {
            throw new IllegalStateException(failure.getCause());
        }
        speed.tookInAll(System.nanoTime() - began);
        return failed.get();
    }

    // ---- single asks

    private void singles(Report report, String campaign) throws Exception {
        String mode = SINGLES_PER_SECOND + " single asks/s, open loop through the gateway";
        progress.accept("warming: " + mode);
        api.renewToken();
        closedLoop(
                api.gateway(),
                "/decisions",
                singles(campaign, 3, quick ? WARM_SINGLES / 10 : WARM_SINGLES),
                1,
                WARM_CALLERS,
                Duration.ofSeconds(quick ? 20 : 60),
                new Speed());
        openLoop(campaign, 6, quick ? 3 : 10, new Speed());
        progress.accept(mode);
        api.renewToken();
        Speed speed = new Speed();
        int failed = openLoop(campaign, 4, quick ? 5 : 30, speed);
        report.add(Report.Row.of(mode, SYSTEM, speed));
        report.add(Report.Target.atMost(mode + ": asks that failed", 0, failed));
        report.add(Report.Target.atMost(mode + ": p50 ms", 5, speed.latencyMillis(50)));
        report.add(Report.Target.atMost(mode + ": p99 ms", 30, speed.latencyMillis(99)));
    }

    private List<byte[]> singles(String campaign, int stream, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> asks(List.of(work.at(stream, i)), campaign))
                .toList();
    }

    /**
     * Asks are sent when they are due, whatever became of those before; each is timed from when it was due.
     *
     * @return how many were not answered with a decision
     */
    private int openLoop(String campaign, int stream, int seconds, Speed speed) throws Exception {
        int asks = seconds * SINGLES_PER_SECOND;
        List<byte[]> bodies = singles(campaign, stream, asks);
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
        progress.accept("warming: exposures");
        api.renewToken();
        int warm = quick ? 16 : WARM_EXPOSURES;
        List<byte[]> bodies = firstExposures(campaign, warm + (quick ? 64 : 400));
        Duration atMost = quick ? PATIENCE.dividedBy(3) : PATIENCE;
        Speed warming = new Speed();
        long warmingBegan = System.nanoTime();
        int failed = sendExposures(bodies.subList(0, warm), atMost.dividedBy(2), warming);
        untilShown(campaign, 0, warming.asks(), warmingBegan, atMost.dividedBy(2));
        progress.accept("exposures");
        Speed speed = new Speed();
        long before = shown(campaign);
        long began = System.nanoTime();
        failed += sendExposures(bodies.subList(warm, bodies.size()), atMost, speed);
        long accepted = System.nanoTime();
        untilShown(campaign, before, warming.asks() + speed.asks(), began, PATIENCE);
        long visible = System.nanoTime();
        if (warming.asks() < (long) warm * BATCH || before < warming.asks()) {
            progress.accept(
                    "warming was cut short: " + warming.asks() + " of " + warm * BATCH + " sent, " + before + " shown");
            report.add(new Report.Figure(
                    "exposures of warming, cut short at " + warming.asks() + " of " + warm * BATCH
                            + ", that were shown",
                    before,
                    "exposures"));
        }
        report.add(new Report.Figure("exposures accepted over HTTP", speed.asksPerSecond(), "per second"));
        report.add(Report.Target.atMost("batches of exposures that failed", 0, failed));
        report.add(Report.Target.atLeast(
                "exposures/s, from the first sent to the last in /reach",
                15_000,
                (shown(campaign) - Math.max(before, warming.asks())) / ((visible - began) / 1e9)));
        report.add(Report.Target.atMost(
                "seconds from the last accepted exposure until /reach shows it", 2, (visible - accepted) / 1e9));
    }

    private int sendExposures(List<byte[]> bodies, Duration atMost, Speed speed) throws InterruptedException {
        return closedLoop(api.frequency(), "/exposures", bodies, BATCH, CALLERS, atMost, speed);
    }

    /**
     * Whoever is slower than this is measured as what it is.
     *
     * @param before how many were shown when the first of these was sent, at {@code began} of {@link System#nanoTime}
     */
    private void untilShown(String campaign, long before, long exposures, long began, Duration atMost)
            throws IOException, InterruptedException {
        Instant deadline = Instant.now().plus(atMost);
        for (long shown = shown(campaign);
                shown < exposures && Instant.now().isBefore(deadline);
                shown = shown(campaign)) {
            // A report takes its time from what it waits for: half of what is left is slept at the rate so far.
            double perMilli = (shown - before) / ((System.nanoTime() - began) / 1e6);
            Thread.sleep((long) Math.clamp((exposures - shown) / Math.max(perMilli, 0.001) / 2, 20, 3_000));
        }
    }

    /** Only first occurrences, so that the report must show exactly as many as were sent. */
    private List<byte[]> firstExposures(String campaign, int batches) {
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
        return bodies;
    }

    /** Exposures in the report, those of the few whom everybody asks for included: they become automated traffic. */
    private long shown(String campaign) throws IOException, InterruptedException {
        JsonNode reach = api.get("/campaigns/" + campaign + "/reach");
        long exposures = 0;
        for (String channels : List.of("channels", "automatedChannels")) {
            for (JsonNode channel : reach.path(channels)) {
                exposures += channel.path("exposures").asLong();
            }
        }
        return exposures;
    }
}
