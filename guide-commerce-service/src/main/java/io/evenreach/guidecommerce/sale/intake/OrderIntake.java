package io.evenreach.guidecommerce.sale.intake;

import io.evenreach.guidecommerce.identity.Erasures;
import io.evenreach.guidecommerce.sale.Order;
import io.evenreach.guidecommerce.sale.Orders;
import io.evenreach.guidecommerce.sale.Orders.Outcome;
import io.evenreach.guidecommerce.sale.wire.OrderReader;
import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.platform.page.Cursor;
import io.evenreach.platform.problem.FieldError;
import io.evenreach.platform.problem.ProblemException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.NonTransientDataAccessResourceException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.http.HttpStatus;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Service;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;

/**
 * Takes in what shops report of their orders, a page in a transaction. Every report may come again: it then finds done what it
 * tells. What cannot be applied is kept with its reason, in the same transaction, and holds up nothing.
 */
@Service
public class OrderIntake {

    private static final Logger LOG = LoggerFactory.getLogger(OrderIntake.class);
    private static final Duration REFUSED_KEPT = Duration.ofDays(30);
    private static final int FORGOTTEN_AT_ONCE = 1_000;
    private static final Pattern SHORT = Pattern.compile("[\\p{Graph}&&[^\\p{Cntrl}]]{1,100}");

    private final Orders orders;
    private final ReportReader reader;
    private final RefusedReports refused;
    private final Erasures erasures;
    private final IntakeProperties properties;
    private final TransactionTemplate transaction;
    private final Clock clock;

    OrderIntake(
            Orders orders,
            ReportReader reader,
            RefusedReports refused,
            Erasures erasures,
            IntakeProperties properties,
            TransactionTemplate transaction,
            Clock clock) {
        this.orders = orders;
        this.reader = reader;
        this.refused = refused;
        this.erasures = erasures;
        this.properties = properties;
        this.transaction = transaction;
        this.clock = clock;
    }

    /** A message as it came. */
    public record Message(int partition, long offset, byte[] value) {}

    /**
     * A message that was looked into.
     *
     * @param tree null where it is not JSON
     * @param report null where it is none
     * @param problem why it is none
     */
    private record Read(
            Message message,
            @Nullable JsonNode tree,
            @Nullable Report report,
            @Nullable ProblemException problem) {}

    /** A message that is a report. */
    private record Reported(Read read, Report report) {

        Order.Key key() {
            return report.key();
        }
    }

    /** Where a page is from. */
    private enum Origin {
        TOPIC,
        /** Some of what was refused, of which some may be gone meanwhile: it was dismissed, or whom it names is erased. */
        REFUSED
    }

    /**
     * Applies all of them, of every order in their order. What was delivered is taken in a transaction of its own where it was
     * placed or paid in the same page, so that who the buyer is is read anew before anything becomes payable.
     *
     * @throws RuntimeException where the database does not answer or had to undo it; then it is to be tried again
     */
    public void take(List<Message> page) {
        take(page, Origin.TOPIC);
    }

    /** @return those of them that were there to be taken */
    private Set<Message> take(List<Message> page, Origin origin) {
        List<Read> first = new ArrayList<>();
        List<Read> then = new ArrayList<>();
        Set<Order.Key> begun = new HashSet<>();
        Set<Order.Key> delivered = new HashSet<>();
        for (Message message : page) {
            Read read = read(message);
            Report report = read.report();
            if (report != null
                    && (delivered.contains(report.key())
                            || (report instanceof Report.Delivering && begun.contains(report.key())))) {
                delivered.add(report.key());
                then.add(read);
            } else {
                if (report != null) {
                    begun.add(report.key());
                }
                first.add(read);
            }
        }
        Set<Message> taken = new HashSet<>(takeRead(first, origin));
        if (!then.isEmpty()) {
            taken.addAll(takeRead(then, origin));
        }
        return taken;
    }

    private Read read(Message message) {
        JsonNode tree = null;
        try {
            tree = reader.tree(message.value());
            return new Read(message, tree, reader.read(tree), null);
        } catch (ProblemException wrong) {
            return new Read(message, tree, null, wrong);
        } catch (RuntimeException defect) {
            return new Read(message, tree, null, failed(message, defect));
        }
    }

    private static ProblemException failed(Message message, RuntimeException defect) {
        LOG.atError()
                .addKeyValue("partition", message.partition())
                .addKeyValue("offset", message.offset())
                .setCause(defect)
                .log("An order report cannot be applied");
        return new ProblemException(
                HttpStatus.INTERNAL_SERVER_ERROR, "INTERNAL_ERROR", "Something failed on our side.");
    }

    private List<Message> takeRead(List<Read> page, Origin origin) {
        try {
            return inTransaction(() -> apply(page, origin));
        } catch (TransientDataAccessException
                | RecoverableDataAccessException
                | NonTransientDataAccessResourceException
                | TransactionException away) {
            throw away;
        } catch (RuntimeException defect) {
            if (page.size() == 1) {
                ProblemException failed = failed(page.getFirst().message(), defect);
                return inTransaction(() -> {
                    readErasuresAhead(page);
                    List<Read> there = there(page, origin);
                    there.forEach(one -> refuse(one, failed));
                    return messages(there);
                });
            }
            // One of them cannot be applied: the halves find out which.
            int half = page.size() / 2;
            List<Message> taken = new ArrayList<>(takeRead(page.subList(0, half), origin));
            taken.addAll(takeRead(page.subList(half, page.size()), origin));
            return taken;
        }
    }

    private List<Message> inTransaction(Supplier<List<Message>> work) {
        return Objects.requireNonNull(transaction.execute(status -> work.get()));
    }

    private static List<Message> messages(List<Read> page) {
        return page.stream().map(Read::message).toList();
    }

    /** Those of a page that are there, of which nothing that was refused goes until the transaction ends. */
    private List<Read> there(List<Read> page, Origin origin) {
        if (origin == Origin.TOPIC) {
            return page;
        }
        Set<Message> kept = refused.lock(messages(page));
        return page.stream().filter(read -> kept.contains(read.message())).toList();
    }

    private void readErasuresAhead(List<Read> page) {
        erasures.readAhead(page.stream().flatMap(read -> buyer(read).stream()).collect(Collectors.toSet()));
    }

    private List<IdentifierKey> buyer(Read read) {
        if (read.report() instanceof Report.Placing(Orders.Placing order)) {
            return order.placement().buyer();
        }
        return read.tree() == null ? List.of() : reader.buyer(read.tree());
    }

    private List<Message> apply(List<Read> page, Origin origin) {
        readErasuresAhead(page);
        orders.lock(page.stream()
                .flatMap(read -> Stream.ofNullable(read.report()))
                .map(Report::key)
                .distinct()
                .toList());
        List<Read> there = there(page, origin);
        List<byte[]> applied = new ArrayList<>();
        List<Reported> reports = new ArrayList<>();
        for (Read read : there) {
            if (read.report() != null) {
                reports.add(new Reported(read, read.report()));
            } else {
                refuse(read, Objects.requireNonNull(read.problem()));
            }
        }
        for (List<Reported> wave : waves(reports)) {
            Map<Order.Key, Outcome> outcomes =
                    outcomes(wave.stream().map(Reported::report).toList());
            for (Reported reported : wave) {
                try {
                    OrderReader.order(Objects.requireNonNull(outcomes.get(reported.key())));
                    applied.add(reported.read().message().value());
                } catch (ProblemException wrong) {
                    refuse(reported.read(), wrong);
                }
            }
        }
        refused.applied(applied);
        return messages(there);
    }

    /** The first report of every order, then the second of those that have one, and so on. */
    private static Collection<List<Reported>> waves(List<Reported> reports) {
        Map<Order.Key, Integer> seen = new HashMap<>();
        SortedMap<Integer, List<Reported>> waves = new TreeMap<>();
        for (Reported reported : reports) {
            int wave = seen.merge(reported.key(), 1, Integer::sum);
            waves.computeIfAbsent(wave, number -> new ArrayList<>()).add(reported);
        }
        return waves.values();
    }

    /** What comes of reports of different orders. */
    private Map<Order.Key, Outcome> outcomes(List<Report> reports) {
        List<Orders.Placing> placing = new ArrayList<>();
        List<Order.Key> paying = new ArrayList<>();
        List<Order.Key> delivering = new ArrayList<>();
        Map<Order.Key, Outcome> outcomes = new HashMap<>();
        for (Report report : reports) {
            switch (report) {
                case Report.Placing(Orders.Placing order) -> placing.add(order);
                case Report.Paying(Order.Key key) -> paying.add(key);
                case Report.Delivering(Order.Key key) -> delivering.add(key);
                case Report.Cancelling(Order.Key key) -> outcomes.put(key, orders.cancel(key));
                case Report.Refunding(Order.Key key, String refundId, List<Order.RefundLine> lines) ->
                    outcomes.put(key, orders.refund(key, refundId, lines));
            }
        }
        if (!placing.isEmpty()) {
            outcomes.putAll(orders.place(placing));
        }
        if (!paying.isEmpty()) {
            outcomes.putAll(orders.paid(paying));
        }
        if (!delivering.isEmpty()) {
            outcomes.putAll(orders.deliver(delivering));
        }
        return outcomes;
    }

    /** Keeps why a message was not applied, unless it names a buyer who was erased since: then it would have gone with them. */
    private void refuse(Read read, ProblemException wrong) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Message message = read.message();
        List<IdentifierKey> buyer = buyer(read);
        Instant datedAt = datedAt(read, now);
        if (!erasures.of(buyer, datedAt).isEmpty()) {
            LOG.atInfo()
                    .addKeyValue("partition", message.partition())
                    .addKeyValue("offset", message.offset())
                    .addKeyValue("code", wrong.code())
                    .log("An order report of a buyer who was erased was not applied, and is not kept");
            return;
        }
        refused.keep(
                new RefusedReport(
                        UUID.randomUUID(),
                        said(read.tree(), "kind"),
                        said(read.tree(), "merchantId"),
                        said(read.tree(), "orderId"),
                        wrong.code(),
                        String.valueOf(wrong.getMessage()),
                        wrong.errors().stream()
                                .findFirst()
                                .map(FieldError::pointer)
                                .orElse(null),
                        message.partition(),
                        message.offset(),
                        1,
                        now,
                        now),
                message.value(),
                buyer,
                datedAt);
    }

    /** When the order was placed, as far as the message says what can be, and when it came otherwise. */
    private static Instant datedAt(Read read, Instant now) {
        Instant placedAt = read.tree() == null ? null : ReportReader.placedAt(read.tree());
        if (placedAt == null || placedAt.isBefore(OrderReader.EARLIEST) || placedAt.isAfter(now)) {
            return now;
        }
        return placedAt;
    }

    /** What a message says, as far as that can be what it should be. */
    private static @Nullable String said(@Nullable JsonNode tree, String field) {
        String text = tree == null ? null : tree.path(field).asString(null);
        return text != null && SHORT.matcher(text).matches() ? text : null;
    }

    /**
     * Some of what was refused.
     *
     * @param merchantId whose it is; everybody's where it is null
     * @param code why it was refused last; whyever where it is null
     */
    public record Some(
            @Nullable String merchantId, @Nullable String code) {}

    /** What was refused, the newest first, before {@code before}. */
    @Transactional(readOnly = true)
    public List<RefusedReport> refused(Some some, Cursor.@Nullable Place before, int limit) {
        return refused.page(some, before, limit);
    }

    /** What came of trying again what was refused. */
    public sealed interface Retried {
        /** It is applied now, and no longer among what was refused. */
        record Applied() implements Retried {}

        record StillRefused(RefusedReport report) implements Retried {}

        record NotThere() implements Retried {}
    }

    /**
     * Applies again what was refused, as if it came once more; what was wrong may have been set right meanwhile. It is locked
     * only after its order, because whoever applies reports locks their orders first.
     */
    public Retried retry(UUID refusalId) {
        Optional<RefusedReports.Kept> kept = refused.find(refusalId);
        if (kept.isEmpty()
                || take(List.of(kept.get().asItCame()), Origin.REFUSED).isEmpty()) {
            return new Retried.NotThere();
        }
        return refused.of(kept.get().message())
                .<Retried>map(Retried.StillRefused::new)
                .orElseGet(Retried.Applied::new);
    }

    /** When a refused report came first, and where it stood then among those of the same moment. */
    public record Arrival(Instant at, long offset, UUID refusalId) {

        private static final int PARTS = 3;

        /** The arrival inside a cursor; null where there is none. A cursor that is not ours is a 400. */
        public static @Nullable Arrival in(@Nullable String cursor) {
            return Cursor.decode(
                    cursor,
                    PARTS,
                    parts -> new Arrival(Cursor.timeIn(parts[0]), Long.parseLong(parts[1]), UUID.fromString(parts[2])));
        }

        /** What a cursor to it holds. */
        public String text() {
            return at + " " + offset + " " + refusalId;
        }
    }

    /**
     * What came of trying several again.
     *
     * @param tried without those that were gone when it was their turn
     * @param last of them; null where there are no more
     */
    public record RetriedSome(
            int tried, int applied, @Nullable Arrival last) {}

    /**
     * Applies again what was refused, in the order in which it came first, page by page as if it came once more: so an order
     * is placed before it is paid.
     *
     * @param after where the last time ended
     * @param limit how many are tried at most
     */
    public RetriedSome retry(Some some, @Nullable Arrival after, int limit) {
        List<RefusedReports.Kept> kept = refused.oldest(some, after, limit);
        int tried = 0;
        int applied = 0;
        for (int from = 0; from < kept.size(); from += properties.page()) {
            List<Message> page = kept.subList(from, Math.min(from + properties.page(), kept.size())).stream()
                    .map(RefusedReports.Kept::asItCame)
                    .toList();
            Set<Message> taken = take(page, Origin.REFUSED);
            tried += taken.size();
            applied += taken.size() - refused.howManyOf(taken);
        }
        return new RetriedSome(
                tried, applied, kept.size() < limit ? null : kept.getLast().arrival());
    }

    /** Nobody needs to look at it any more; false where it is not there. */
    @Transactional
    public boolean dismiss(UUID refusalId) {
        return refused.forget(refusalId);
    }

    /** Forgets what was refused long ago. */
    @Scheduled(fixedDelayString = "${evenreach.sale.forget-refused-every:1h}")
    public void forgetOld() {
        Instant before = clock.instant().minus(REFUSED_KEPT);
        int forgotten;
        do {
            forgotten = refused.forgetBefore(before, FORGOTTEN_AT_ONCE);
        } while (forgotten == FORGOTTEN_AT_ONCE);
    }
}
