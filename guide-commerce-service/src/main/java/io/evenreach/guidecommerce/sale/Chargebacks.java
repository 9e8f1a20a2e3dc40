package io.evenreach.guidecommerce.sale;

import io.evenreach.guidecommerce.books.Commission;
import io.evenreach.guidecommerce.books.Posting;
import io.evenreach.guidecommerce.books.SaleLine;
import io.evenreach.guidecommerce.ledger.Ledger;
import io.evenreach.guidecommerce.sale.persistence.ChargebackStore;
import io.evenreach.guidecommerce.sale.persistence.CommissionStore;
import io.evenreach.guidecommerce.sale.persistence.CommissionStore.Earned;
import io.evenreach.guidecommerce.sale.persistence.OrderStore;
import io.evenreach.guidecommerce.sale.persistence.OrderStore.Head;
import io.evenreach.kernel.Sha256;
import io.evenreach.platform.events.EventCodec;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Takes every party's part back where the shopper's bank takes the money, and gives it back where the dispute is won. What
 * had been refunded is not taken again, so that a refund and a chargeback of one line take it once. The sale stays whose it
 * was.
 */
@Service
public class Chargebacks {

    private final ChargebackStore chargebacks;
    private final OrderStore orders;
    private final CommissionStore commissions;
    private final Ledger ledger;
    private final SaleBooks books;
    private final Holds holds;
    private final SamePersons samePersons;
    private final Maturity maturity;
    private final EventCodec json;
    private final Clock clock;

    Chargebacks(
            ChargebackStore chargebacks,
            OrderStore orders,
            CommissionStore commissions,
            Ledger ledger,
            SaleBooks books,
            Holds holds,
            SamePersons samePersons,
            Maturity maturity,
            EventCodec json,
            Clock clock) {
        this.chargebacks = chargebacks;
        this.orders = orders;
        this.commissions = commissions;
        this.ledger = ledger;
        this.books = books;
        this.holds = holds;
        this.samePersons = samePersons;
        this.maturity = maturity;
        this.json = json;
        this.clock = clock;
    }

    /** What came of a request. */
    public sealed interface Outcome {
        /** It is so now, or was before. */
        record Done(Chargeback chargeback) implements Outcome {}

        record NoOrder() implements Outcome {}

        record NoChargeback() implements Outcome {}

        /** The same id stands for something else. */
        record Conflict() implements Outcome {}

        /** The order was not paid, or is cancelled. */
        record NotPaid(Order.Status status) implements Outcome {}

        /** It has ended the other way. */
        record Ended(Chargeback.Status status) implements Outcome {}

        record UnknownLine(int line) implements Outcome {}

        record WrongCurrency(int line) implements Outcome {}
    }

    /** The shopper's bank has taken money back, until the dispute is over. */
    @Transactional
    public Outcome open(Order.Key key, String chargebackId, List<Order.RefundLine> disputed) {
        Optional<Head> head = orders.lock(key);
        if (head.isEmpty()) {
            return new Outcome.NoOrder();
        }
        byte[] digest = digest(disputed);
        Optional<byte[]> known = chargebacks.digest(key, chargebackId);
        if (known.isPresent()) {
            return Arrays.equals(known.get(), digest) ? done(key, chargebackId) : new Outcome.Conflict();
        }
        if (!Set.of(Order.Status.PAID, Order.Status.DELIVERED)
                .contains(head.get().status())) {
            return new Outcome.NotPaid(head.get().status());
        }
        Map<String, Order.Line> lines =
                orders.lines(key).stream().collect(Collectors.toMap(Order.Line::lineId, Function.identity()));
        for (int at = 0; at < disputed.size(); at++) {
            Order.Line line = lines.get(disputed.get(at).lineId());
            if (line == null) {
                return new Outcome.UnknownLine(at);
            }
            if (!line.currency().equals(disputed.get(at).currency())) {
                return new Outcome.WrongCurrency(at);
            }
        }
        commissions.lockOfOrder(key);
        List<Chargeback.Line> taken = new ArrayList<>();
        List<Posting> postings = new ArrayList<>();
        for (Order.RefundLine asked : disputed) {
            Order.Line line = Objects.requireNonNull(lines.get(asked.lineId()));
            long amount = Math.min(asked.netMinor(), line.leftMinor());
            taken.add(new Chargeback.Line(line.lineId(), amount, line.currency()));
            if (amount > 0 && line.isSomebodys()) {
                SaleLine.Refund refund = line.sale(key)
                        .takenBack("CHARGEBACK", chargebackId, amount, commissions.lockOfLine(key, line.lineId()));
                commissions.change(refund.commissions());
                postings.add(refund.posting());
            }
            orders.change(key, line.left(line.leftMinor() - amount));
        }
        ledger.post(postings);
        chargebacks.insert(key, new Chargeback(chargebackId, Chargeback.Status.OPEN, now(), null, taken), digest);
        books.tell(key);
        return done(key, chargebackId);
    }

    /** The bank gave the money back. */
    @Transactional
    public Outcome win(Order.Key key, String chargebackId) {
        return end(key, chargebackId, Chargeback.Status.WON);
    }

    /** The money is gone. */
    @Transactional
    public Outcome lose(Order.Key key, String chargebackId) {
        return end(key, chargebackId, Chargeback.Status.LOST);
    }

    private Outcome end(Order.Key key, String chargebackId, Chargeback.Status end) {
        Optional<Head> head = orders.lock(key);
        if (head.isEmpty()) {
            return new Outcome.NoOrder();
        }
        Optional<Chargeback> known = chargebacks.find(key, chargebackId);
        if (known.isEmpty()) {
            return new Outcome.NoChargeback();
        }
        if (known.get().status() == end) {
            return new Outcome.Done(known.get());
        }
        if (known.get().status() != Chargeback.Status.OPEN) {
            return new Outcome.Ended(known.get().status());
        }
        Instant now = now();
        chargebacks.end(key, chargebackId, end, now);
        // A cancelled order has sold nothing: what the bank gives back is between shop and shopper.
        if (head.get().status() != Order.Status.CANCELLED) {
            if (end == Chargeback.Status.WON) {
                giveBack(head.get(), known.get(), now);
            } else {
                endSales(key, known.get());
            }
            books.tell(key);
        }
        return done(key, chargebackId);
    }

    private void endSales(Order.Key key, Chargeback lost) {
        Set<String> taken = lost.lines().stream()
                .filter(line -> line.takenMinor() > 0)
                .map(Chargeback.Line::lineId)
                .collect(Collectors.toSet());
        for (Order.Line line : orders.lines(key)) {
            if (taken.contains(line.lineId()) && line.leftMinor() == 0 && !chargebacks.isOpen(key, line.lineId())) {
                holds.endSale(key, line, "charged back");
            }
        }
    }

    private void giveBack(Head head, Chargeback chargeback, Instant now) {
        Order.Key key = head.key();
        Map<String, Long> taken = chargeback.lines().stream()
                .collect(Collectors.toMap(Chargeback.Line::lineId, Chargeback.Line::takenMinor));
        commissions.lockOfOrder(key);
        List<Posting> postings = new ArrayList<>();
        for (Order.Line line : orders.lines(key)) {
            long amount = taken.getOrDefault(line.lineId(), 0L);
            if (amount > 0 && line.isSomebodys()) {
                List<Commission> before = commissions.lockEveryOneOfLine(key, line.lineId());
                SaleLine.Refund restored = line.sale(key)
                        .restored("CHARGEBACK_WON", chargeback.chargebackId(), amount, before, UUID::randomUUID);
                keep(key, line.lineId(), chargeback.chargebackId(), before, restored.commissions(), now);
                Instant delivered = head.deliveredAt();
                if (delivered != null) {
                    commissions.delivered(List.of(new Order.LineOf(key, line)), delivered);
                }
                postings.add(restored.posting());
            }
            orders.change(key, line.left(line.leftMinor() + amount));
        }
        ledger.post(postings);
        orders.lines(key).stream()
                .filter(line -> taken.getOrDefault(line.lineId(), 0L) > 0)
                .forEach(line -> holds.holdAgain(key, line, chargeback.chargebackId()));
        // While nothing was left of a line there was nothing of it to hold, whoever turned out to have bought it.
        samePersons.judge(head, orders.lines(key));
        maturity.mature(key);
    }

    private void keep(
            Order.Key key,
            String lineId,
            String chargebackId,
            List<Commission> before,
            List<Commission> after,
            Instant now) {
        Set<UUID> known = before.stream().map(Commission::commissionId).collect(Collectors.toSet());
        Map<Boolean, List<Commission>> isKnown = after.stream()
                .collect(Collectors.partitioningBy(commission -> known.contains(commission.commissionId())));
        commissions.change(Objects.requireNonNull(isKnown.get(true)));
        commissions.insert(
                Objects.requireNonNull(isKnown.get(false)).stream()
                        .map(commission -> new Earned(key, lineId, chargebackId, commission))
                        .toList(),
                now);
    }

    /** The chargebacks of an order, the oldest first. */
    @Transactional(readOnly = true)
    public List<Chargeback> of(Order.Key key) {
        return chargebacks.of(key);
    }

    private Outcome done(Order.Key key, String chargebackId) {
        return new Outcome.Done(chargebacks.find(key, chargebackId).orElseThrow());
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private byte[] digest(Object said) {
        return Sha256.of(json.writeBytes(said));
    }
}
