package io.evenreach.benchmarks.guides;

import com.zaxxer.hikari.HikariDataSource;
import io.evenreach.benchmarks.contest.Database;
import io.evenreach.benchmarks.report.Report;
import io.evenreach.benchmarks.report.Speed;
import io.evenreach.benchmarks.work.Batches;
import io.evenreach.embedded.EmbeddedKafka;
import io.evenreach.embedded.KafkaOptions;
import io.evenreach.embedded.LoopbackPorts;
import io.evenreach.guidecommerce.books.Account;
import io.evenreach.guidecommerce.books.AccountKind;
import io.evenreach.guidecommerce.books.Entry;
import io.evenreach.guidecommerce.books.Posting;
import io.evenreach.guidecommerce.ledger.Ledger;
import io.evenreach.guidecommerce.ledger.Seals;
import io.evenreach.guidecommerce.payout.PayoutBatch;
import io.evenreach.guidecommerce.payout.Payouts;
import io.evenreach.guidecommerce.sale.intake.IntakeProperties;
import io.evenreach.guidecommerce.sale.intake.OrderIntake;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/** How fast sales are posted, beside a ledger as one writes it first, and how fast a hundred thousand guides are paid. */
public final class GuidesBench implements AutoCloseable {

    /**
     * How much of it.
     *
     * @param orders taken in from Kafka in each round
     * @param sales posted in each round
     * @param transfers of the payout batch
     */
    public record Size(int orders, int sales, int transfers) {
        public static final Size QUICK = new Size(2_000, 4_000, 5_000);
        public static final Size FULL = new Size(20_000, 60_000, 100_000);
    }

    /** A page of a feed, posted in one transaction. */
    private static final int PAGE = 20;

    private static final int AT_ONCE = 1_000;
    private static final int MERCHANTS = 50;
    private static final int CURRENCIES = 500;
    private static final String SCHEMA = "guide_commerce";
    private static final String CURRENCY = "EUR";
    private static final long EARNED_MINOR = 700;

    private final Size size;
    private final Consumer<String> progress;
    private final Path folder;
    private final HikariDataSource pool;
    private final AnnotationConfigApplicationContext context;
    private final JdbcTemplate jdbc;
    private final Ledger ledger;
    private final TransactionTemplate transaction;
    private final int callers = Math.max(2, Runtime.getRuntime().availableProcessors());

    /** @param folder for the embedded Kafka, which the caller removes */
    public GuidesBench(Database database, Path folder, Size size, Consumer<String> progress) {
        this.size = size;
        this.progress = progress;
        this.folder = folder;
        this.pool = database.pool(SCHEMA);
        Flyway.configure()
                .dataSource(pool)
                .schemas(SCHEMA)
                .defaultSchema(SCHEMA)
                .locations("classpath:db/platform", "classpath:db/guides")
                .load()
                .migrate();
        context = new AnnotationConfigApplicationContext();
        context.registerBean(DataSource.class, () -> pool);
        context.register(GuidesContext.class);
        context.refresh();
        jdbc = context.getBean(JdbcTemplate.class);
        ledger = context.getBean(Ledger.class);
        transaction = context.getBean(TransactionTemplate.class);
    }

    public void measure(Report report) {
        incoming(report);
        sales(report);
        seal(report);
        payOut(report);
        checkBooks(report);
    }

    private void incoming(Report report) {
        try (EmbeddedKafka kafka =
                EmbeddedKafka.start(folder, KafkaOptions.standard().withPort(LoopbackPorts.next()))) {
            int page = context.getBean(IntakeProperties.class).page();
            IncomingOrders orders =
                    new IncomingOrders(kafka.bootstrapServers(), jdbc, context.getBean(OrderIntake.class), page);
            orders.prepare();
            progress.accept("guides: orders from Kafka");
            orders.take("warm", MERCHANTS, true, size.orders() / 4, callers);
            for (boolean isHot : new boolean[] {true, false}) {
                String where = isHot ? "one platform account" : "hundreds of platform accounts";
                progress.accept("guides: orders from Kafka on " + where);
                Speed speed = orders.take(
                        isHot ? "hot" : "cold", isHot ? MERCHANTS : CURRENCIES, isHot, size.orders(), callers);
                report.add(Report.Target.atLeast(
                        "orders/s from Kafka, placed and paid, to 6 entries each, " + where,
                        1_000,
                        speed.asksPerSecond() / 2));
                report.add(Report.Target.atMost(
                        "p99 of a page of " + page + " reports, " + where + ", ms", 50, speed.latencyMillis(99)));
                report.add(new Report.Figure("p50 of such a page, " + where, speed.latencyMillis(50), "ms"));
            }
        }
    }

    private void sales(Report report) {
        NaiveLedger naive = new NaiveLedger(pool);
        post("warm-hot", true, size.sales() / 4);
        post("warm-cold", false, size.sales() / 4);
        double ratio = 0;
        for (boolean isHot : new boolean[] {true, false}) {
            String where = isHot ? "one platform account" : "hundreds of platform accounts";
            progress.accept("guides: sales on " + where);
            Speed speed = post(isHot ? "hot" : "cold", isHot, size.sales());
            report.add(Report.Target.atLeast(
                    "sales of 6 entries/s in pages of " + PAGE + ", " + where, 1_000, speed.asksPerSecond()));
            report.add(Report.Target.atMost(
                    "p99 of a page of " + PAGE + ", " + where + ", ms", 50, speed.latencyMillis(99)));
            Sales sales = new Sales("naive-" + isHot, isHot);
            int count = size.sales() / 4;
            Speed naively = Batches.run(callers, count, 1, (from, to) -> naive.post(sales.posting(from)));
            report.add(new Report.Figure(
                    "sales/s in a row per account, one by one, " + where, naively.asksPerSecond(), "1/s"));
            report.add(new Report.Figure("p99 of such a sale, " + where, naively.latencyMillis(99), "ms"));
            if (isHot) {
                ratio = speed.asksPerSecond() / naively.asksPerSecond();
            }
        }
        report.add(new Report.Figure("sales on one platform account, against a row per account", ratio, "times"));
    }

    private Speed post(String run, boolean isHot, int count) {
        Sales sales = new Sales(run, isHot);
        return Batches.run(
                callers,
                count,
                PAGE,
                (from, to) -> transaction.executeWithoutResult(status -> ledger.post(
                        IntStream.range(from, to).mapToObj(sales::posting).toList())));
    }

    private void seal(Report report) {
        progress.accept("guides: sealing what was posted");
        Long postings = jdbc.queryForObject("select count(*) from posting where seal_number is null", Long.class);
        long began = System.nanoTime();
        context.getBean(Seals.class).seal();
        report.add(
                Report.Target.atLeast("postings sealed/s", 1_000, (postings == null ? 0 : postings) / seconds(began)));
    }

    private void payOut(Report report) {
        progress.accept("guides: " + size.transfers() + " guides with something to pay");
        earn();
        jdbc.execute("analyze");
        Payouts payouts = context.getBean(Payouts.class);
        payouts.keepDebtor(new PayoutBatch.Party("Evenreach", "FR1420041010050500013M02606", null), now -> true);
        progress.accept("guides: a batch of " + size.transfers() + " transfers");
        long began = System.nanoTime();
        PayoutBatch batch = done(payouts.create(CURRENCY, Instant.now(), "anna"));
        report.add(Report.Target.atMost("a batch of " + size.transfers() + " transfers, s", 60, seconds(began)));
        began = System.nanoTime();
        done(payouts.approve(batch.batchId(), "bea"));
        payouts.write(done(payouts.emit(batch.batchId())), OutputStream.nullOutputStream());
        report.add(new Report.Figure("its approval and its file", seconds(began), "s"));
        if (batch.items().size() != size.transfers()) {
            throw new IllegalStateException("the batch has " + batch.items().size() + " transfers");
        }
    }

    /** A guide, an order, a line and a payable commission each, and the entries that go with them. */
    private void earn() {
        jdbc.update("insert into merchant (merchant_id, name, currency) values ('bench', 'Bench', ?)", CURRENCY);
        jdbc.update("""
                insert into product (product_id, merchant_id, title, destination, category, price_minor, currency)
                values ('wine', 'bench', 'Wine', 'FR', 'wine', 10000, ?)
                """, CURRENCY);
        jdbc.update("""
                insert into guide (guide_id, version, status, display_name, destinations, categories, languages,
                                   referral_code, payee_name, payee_account, created_at, changed_at, status_since)
                select gen_random_uuid(), 1, 'ACTIVE', 'Guide ' || i, '{FR}', '{wine}', '{en}', 'bench-' || i,
                       'Guide ' || i, 'DE89370400440532013000', now(), now(), now()
                  from generate_series(1, ?) as i
                """, size.transfers());
        jdbc.update("""
                insert into sale_order (merchant_id, order_id, digest, status, placed_at, buyer_keys, attribution)
                select 'bench', guide_id::text, '\\x', 'DELIVERED', now(), '{}', '{}' from guide where payee_name is not null
                """);
        jdbc.update("""
                insert into sale_line (merchant_id, order_id, line_id, product_id, quantity, currency, net_minor, left_minor,
                                       attribution, payees, commission_bps, guide_share_bps, referrer_share_bps, hold_days)
                select 'bench', guide_id::text, 'l1', 'wine', 1, ?, 10000, 10000, 'FINAL', array[guide_id], 1000, 7000, 0, 0
                  from guide where payee_name is not null
                """, CURRENCY);
        jdbc.update("""
                insert into commission (commission_id, merchant_id, order_id, line_id, depth, guide_id, currency, state,
                                        accrued_minor, left_minor, located_minor, debt_minor, accrued_at, payable_from)
                select gen_random_uuid(), 'bench', guide_id::text, 'l1', 0, guide_id, ?, 'PAYABLE', ?, ?, ?, 0, now(),
                       now() - interval '1 day'
                  from guide where payee_name is not null
                """, CURRENCY, EARNED_MINOR, EARNED_MINOR, EARNED_MINOR);
        List<UUID> guides = jdbc.query(
                "select guide_id from guide where payee_name is not null",
                (row, number) -> row.getObject(1, UUID.class));
        transaction.executeWithoutResult(status -> {
            for (int from = 0; from < guides.size(); from += AT_ONCE) {
                ledger.post(List.of(earned(from, guides.subList(from, Math.min(guides.size(), from + AT_ONCE)))));
            }
        });
    }

    private static Posting earned(int from, List<UUID> guides) {
        List<Entry> entries = new ArrayList<>();
        for (UUID guide : guides) {
            entries.add(new Entry(
                    "payee-" + guide,
                    new Account(AccountKind.GUIDE_PAYABLE, guide.toString(), CURRENCY),
                    EARNED_MINOR));
        }
        entries.add(new Entry(
                "captured",
                new Account(AccountKind.MERCHANT_CLEARING, "bench", CURRENCY),
                -EARNED_MINOR * guides.size()));
        return new Posting("bench", "EARN", "" + from, entries);
    }

    private void checkBooks(Report report) {
        report.add(Report.Target.atMost(
                "balances that are not the sum of their entries",
                0,
                ledger.differences().size()));
    }

    private static PayoutBatch done(Payouts.Outcome outcome) {
        if (outcome instanceof Payouts.Outcome.Done(PayoutBatch batch)) {
            return batch;
        }
        throw new IllegalStateException("a payout ended with " + outcome);
    }

    private static double seconds(long began) {
        return Duration.ofNanos(System.nanoTime() - began).toMillis() / 1e3;
    }

    @Override
    public void close() {
        context.close();
        pool.close();
    }
}
