package io.evenreach.benchmarks.identity;

import com.zaxxer.hikari.HikariDataSource;
import io.evenreach.benchmarks.contest.Database;
import io.evenreach.benchmarks.report.Report;
import io.evenreach.benchmarks.report.Speed;
import io.evenreach.benchmarks.work.Batches;
import io.evenreach.identity.evidence.Intake;
import io.evenreach.identity.evidence.RawIdentifier;
import io.evenreach.identity.evidence.RawObservation;
import io.evenreach.identity.resolving.Resolving;
import io.evenreach.identity.vocabulary.Purpose;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

/** How fast identity takes in what is seen, answers who somebody is, and folds somebody anew. */
public final class IdentityBench implements AutoCloseable {

    /**
     * How much of it.
     *
     * @param people each has ten identifiers
     * @param observations those that are measured
     * @param resolves in batches; a tenth as many one by one
     * @param refolds of somebody with a thousand identifiers
     * @param superNode observations of one shared identifier
     */
    public record Size(int people, int observations, int resolves, int refolds, int superNode) {
        public static final Size QUICK = new Size(10_000, 20_000, 100_000, 40, 20_000);
        public static final Size FULL = new Size(100_000, 300_000, 1_000_000, 200, 1_000_000);
    }

    private static final int BATCH = 500;
    private static final int LARGE_COMPONENT = 1_000;
    private static final String OWNER = "platform";
    private static final String SCHEMA = "identity";

    private final Size size;
    private final long seed;
    private final Consumer<String> progress;
    private final HikariDataSource pool;
    private final AnnotationConfigApplicationContext context;
    private final Intake intake;
    private final Resolving resolving;
    private final Population population;
    private final int callers = Math.max(2, Runtime.getRuntime().availableProcessors());
    private final AtomicInteger ids = new AtomicInteger();

    public IdentityBench(Database database, long seed, Size size, Consumer<String> progress) {
        this.size = size;
        this.seed = seed;
        this.progress = progress;
        this.population = new Population(size.people());
        this.pool = database.pool(SCHEMA);
        Flyway.configure()
                .dataSource(pool)
                .schemas(SCHEMA)
                .defaultSchema(SCHEMA)
                .locations("classpath:db/platform", "classpath:db/identity")
                .load()
                .migrate();
        context = new AnnotationConfigApplicationContext();
        context.registerBean(DataSource.class, () -> pool);
        context.register(IdentityContext.class);
        context.refresh();
        intake = context.getBean(Intake.class);
        resolving = context.getBean(Resolving.class);
    }

    public void measure(Report report) {
        fill(report);
        observe(report);
        resolve(report);
        refold(report);
        superNode(report);
    }

    private void fill(Report report) {
        progress.accept("identity: " + size.people() * Population.IDENTIFIERS_PER_PERSON + " identifiers");
        Speed speed = inBatches(
                size.people(),
                (from, to) -> intake.take(
                        OWNER,
                        IntStream.range(from, to)
                                .mapToObj(population::introduction)
                                .toList()));
        context.getBean(JdbcTemplate.class).execute("analyze");
        report.add(new Report.Figure(
                "identifiers known when identity was measured",
                size.people() * (double) Population.IDENTIFIERS_PER_PERSON,
                "identifiers"));
        report.add(new Report.Figure("observations of ten new identifiers", speed.asksPerSecond(), "1/s"));
    }

    private void observe(Report report) {
        progress.accept("identity: observations in batches of " + BATCH);
        inBatches(size.observations() / 10, this::glimpse);
        Speed speed = inBatches(size.observations(), this::glimpse);
        report.add(Report.Target.atLeast("observations/s in batches of 500", 5_000, speed.asksPerSecond()));
        report.add(new Report.Figure("p99 of a batch of 500 observations", speed.latencyMillis(99), "ms"));
    }

    private void glimpse(int from, int to) {
        Random random = new Random(seed + from);
        List<RawObservation> batch = IntStream.range(from, to)
                .mapToObj(i -> population.glimpse(random, "glimpse-" + ids.incrementAndGet()))
                .toList();
        intake.take(OWNER, batch);
    }

    private void resolve(Report report) {
        progress.accept("identity: who is this");
        inBatches(size.resolves() / 10, this::ask);
        Speed batches = inBatches(size.resolves(), this::ask);
        report.add(Report.Target.atLeast("resolves/s in batches of 500", 20_000, batches.asksPerSecond()));
        Speed singles = new Speed();
        timed(singles, size.resolves() / 10, i -> ask(i, i + 1));
        report.add(Report.Target.atMost("p99 of a single resolve, ms", 5, singles.latencyMillis(99)));
    }

    private void ask(int from, int to) {
        Random random = new Random(seed - from);
        resolving.resolve(
                IntStream.range(from, to)
                        .mapToObj(i -> new Resolving.Lookup(population.question(random), null, Purpose.ADS))
                        .toList(),
                null);
    }

    /** Somebody with a thousand identifiers, one of which is for service messages only: never taken the fast way. */
    private void refold(Report report) {
        progress.accept("identity: folding a thousand identifiers anew");
        Instant at = Instant.now().minus(Duration.ofDays(1));
        RawIdentifier login = new RawIdentifier("login_id", "large", "one");
        List<RawObservation> all = IntStream.range(1, LARGE_COMPONENT)
                .mapToObj(i -> Population.observation(
                        "large-" + i,
                        at,
                        List.of(login, new RawIdentifier("loyalty_id", "club-" + i, "card")),
                        i == 1 ? Set.of(Purpose.SERVICE) : Purpose.ALL))
                .toList();
        for (int from = 0; from < all.size(); from += BATCH) {
            intake.take(OWNER, all.subList(from, Math.min(all.size(), from + BATCH)));
        }
        Speed speed = new Speed();
        IntConsumer refold = i -> intake.take(
                OWNER,
                List.of(Population.observation(
                        "large-again-" + ids.incrementAndGet(),
                        at.plusSeconds(i),
                        List.of(login, new RawIdentifier("loyalty_id", "club-" + (2 + i), "card")))));
        timed(new Speed(), size.refolds() / 2, refold);
        timed(speed, size.refolds(), refold);
        report.add(Report.Target.atMost("refold of 1,000 identifiers, ms (median)", 20, speed.latencyMillis(50)));
        report.add(new Report.Figure("p99 of a refold of 1,000 identifiers", speed.latencyMillis(99), "ms"));
    }

    /** Others are observed one by one, first alone and then beside a device that everybody logs in on. */
    private void superNode(Report report) {
        progress.accept("identity: " + size.superNode() + " observations of one device, and others beside it");
        Speed alone = new Speed();
        timed(alone, size.superNode() / 20, i -> glimpse(i, i + 1));
        AtomicBoolean busy = new AtomicBoolean(true);
        Speed beside = new Speed();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> node = threads.submit(() -> {
                for (int from = 0; from < size.superNode(); from += BATCH) {
                    intake.take(
                            OWNER,
                            IntStream.range(from, from + BATCH)
                                    .mapToObj(IdentityBench::loginOnTheDevice)
                                    .toList());
                }
                busy.set(false);
            });
            for (int i = 0; busy.get() && !node.isDone(); i++) {
                int next = i;
                timed(beside, 1, any -> glimpse(next, next + 1));
            }
            node.get();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        } catch (ExecutionException failed) {
            throw new IllegalStateException(failed.getCause());
        }
        report.add(new Report.Figure("p99 of a single observation, alone", alone.latencyMillis(99), "ms"));
        report.add(Report.Target.atMost(
                "p99 of a single observation beside a super-node, ms", 100, beside.latencyMillis(99)));
        report.add(new Report.Figure("the longest of them", beside.latencyMillis(100), "ms"));
    }

    private static RawObservation loginOnTheDevice(int i) {
        return Population.observation(
                "node-" + i,
                Instant.EPOCH.plus(Duration.ofDays(20_000)).plusSeconds(i),
                List.of(
                        new RawIdentifier("login_id", "node", "visitor-" + i),
                        new RawIdentifier("oaid", null, "the device of everybody")));
    }

    private Speed inBatches(int items, Batches.Part part) {
        return Batches.run(callers, items, BATCH, part);
    }

    private static void timed(Speed speed, int times, IntConsumer work) {
        for (int i = 0; i < times; i++) {
            long began = System.nanoTime();
            work.accept(i);
            speed.asked(1, System.nanoTime() - began);
        }
    }

    @Override
    public void close() {
        context.close();
        pool.close();
    }
}
