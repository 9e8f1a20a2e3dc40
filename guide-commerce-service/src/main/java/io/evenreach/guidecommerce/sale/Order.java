package io.evenreach.guidecommerce.sale;

import io.evenreach.guidecommerce.books.Rates;
import io.evenreach.guidecommerce.books.SaleLine;
import io.evenreach.guidecommerce.sale.domain.AttributionStatus;
import io.evenreach.identifiers.IdentifierKey;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An order as it stands. */
public record Order(Key key, Status status, List<Line> lines) {

    /** Orders are known by merchant and id. */
    public record Key(String merchantId, String orderId) implements Comparable<Key> {

        private static final Comparator<Key> ORDER =
                Comparator.comparing(Key::merchantId).thenComparing(Key::orderId);

        @Override
        public int compareTo(Key other) {
            return ORDER.compare(this, other);
        }

        /** What its postings are known by. */
        String source() {
            return "order:" + merchantId + "/" + orderId;
        }
    }

    /** Where an order stands. */
    public enum Status {
        PLACED,
        PAID,
        DELIVERED,
        CANCELLED
    }

    /**
     * What a shop says of a new order.
     *
     * @param checkoutAt when checkout began; null where the shop does not say
     */
    public record Placement(
            Key key,
            Instant placedAt,
            @Nullable Instant checkoutAt,
            List<IdentifierKey> buyer,
            @Nullable UUID clickId,
            @Nullable String code,
            List<PlacedLine> lines) {

        Placement boughtBy(List<IdentifierKey> others) {
            return new Placement(key, placedAt, checkoutAt, others, clickId, code, lines);
        }
    }

    /** @param netMinor the price of all of it without tax, in the merchant's currency */
    public record PlacedLine(String lineId, String productId, int quantity, long netMinor, String currency) {}

    /**
     * A line as it stands.
     *
     * @param payees the guide, then whoever brought them; empty where the sale is nobody's
     * @param voidedLegs depths of referrers whose part was taken back
     */
    public record Line(
            String lineId,
            String productId,
            int quantity,
            String currency,
            long netMinor,
            long leftMinor,
            AttributionStatus attribution,
            List<UUID> payees,
            Set<Integer> voidedLegs,
            Rates rates,
            int holdDays) {

        SaleLine sale(Key key) {
            return new SaleLine(
                    key.source(),
                    lineId,
                    key.merchantId(),
                    currency,
                    rates,
                    payees.stream().map(UUID::toString).toList(),
                    voidedLegs,
                    netMinor,
                    leftMinor);
        }

        /** Whether it earns somebody a commission, or would when it is paid. */
        boolean isSomebodys() {
            return !payees.isEmpty() && attribution != AttributionStatus.VOIDED;
        }

        Line with(AttributionStatus status) {
            return changed(leftMinor, status, payees, voidedLegs, rates);
        }

        Line with(Rates other) {
            return changed(leftMinor, attribution, payees, voidedLegs, other);
        }

        Line left(long minor) {
            return changed(minor, attribution, payees, voidedLegs, rates);
        }

        Line withoutLeg(int depth) {
            Set<Integer> voided = new HashSet<>(voidedLegs);
            voided.add(depth);
            return changed(leftMinor, attribution, payees, voided, rates);
        }

        Line nobodys() {
            return changed(leftMinor, attribution, List.of(), Set.of(), rates);
        }

        private Line changed(
                long left, AttributionStatus status, List<UUID> earners, Set<Integer> voided, Rates ratesNow) {
            return new Line(
                    lineId, productId, quantity, currency, netMinor, left, status, earners, voided, ratesNow, holdDays);
        }

        /** What a guide is given of it, when it was another's or nobody's before. */
        PlacedLine placed() {
            return new PlacedLine(lineId, productId, quantity, netMinor, currency);
        }
    }

    /** A line, and the order that it is of. */
    public record LineOf(Key order, Line line) {}

    /** A part of a refund. */
    public record RefundLine(String lineId, long netMinor, String currency) {}
}
