package io.evenreach.guidecommerce.sale.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.evenreach.guidecommerce.books.CommissionState;
import io.evenreach.guidecommerce.guide.Guides;
import io.evenreach.guidecommerce.sale.GuideSales;
import io.evenreach.guidecommerce.sale.GuideSales.Earned;
import io.evenreach.guidecommerce.sale.GuideSales.Position;
import io.evenreach.guidecommerce.sale.GuideSales.Sale;
import io.evenreach.guidecommerce.sale.Order;
import io.evenreach.guidecommerce.sale.domain.AttributionStatus;
import io.evenreach.guidecommerce.wire.MoneyBody;
import io.evenreach.guidecommerce.wire.Refusals;
import io.evenreach.platform.page.Cursor;
import io.evenreach.platform.page.Page;
import io.evenreach.platform.security.Caller;
import io.evenreach.platform.security.RequiresScope;
import io.evenreach.platform.security.Scopes;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
class GuideOrdersController {

    private final GuideSales sales;
    private final Guides guides;

    GuideOrdersController(GuideSales sales, Guides guides) {
        this.sales = sales;
        this.guides = guides;
    }

    /**
     * A line of an order that the guide earns on or earned on. Who bought is not told; what was bought and for how much is
     * told of the guide's own sales.
     *
     * @param depth 0 for a sale of the guide's own, 1 and 2 for one of a guide whom they brought
     * @param left what has not been refunded
     * @param attribution whose sale it is, which may have been given to another guide
     * @param disputedUntil when a claim of another guide is decided where nobody has done so; absent where there is none
     * @param commission the guide's part; absent before the shopper has paid, and where it is nothing
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record SaleAnswer(
            String merchantId,
            String merchantName,
            String orderId,
            String lineId,
            int depth,
            Order.Status status,
            Instant placedAt,
            @Nullable String productId,
            @Nullable String productTitle,
            @Nullable Integer quantity,
            @Nullable MoneyBody net,
            @Nullable MoneyBody left,
            AttributionStatus attribution,
            @Nullable Instant disputedUntil,
            @Nullable CommissionAnswer commission) {

        static SaleAnswer of(Sale sale) {
            boolean isOwn = sale.depth() == 0;
            Earned earned = sale.commission();
            return new SaleAnswer(
                    sale.order().merchantId(),
                    sale.merchantName(),
                    sale.order().orderId(),
                    sale.lineId(),
                    sale.depth(),
                    sale.status(),
                    sale.placedAt(),
                    isOwn ? sale.productId() : null,
                    isOwn ? sale.productTitle() : null,
                    isOwn ? sale.quantity() : null,
                    isOwn ? new MoneyBody(sale.netMinor(), sale.currency()) : null,
                    isOwn ? new MoneyBody(sale.leftMinor(), sale.currency()) : null,
                    sale.attribution(),
                    sale.disputedUntil(),
                    earned == null ? null : CommissionAnswer.of(earned, sale.currency()));
        }
    }

    /**
     * The guide's part of a line.
     *
     * @param left what of it was not taken back
     * @param owed what was taken back after it had been paid out, and will be netted with later payouts
     * @param payableFrom when delivery and return window are over; absent before delivery
     * @param ended why nothing is left of it; absent where something is
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record CommissionAnswer(
            CommissionState state,
            MoneyBody accrued,
            MoneyBody left,
            MoneyBody owed,
            @Nullable Instant payableFrom,
            GuideSales.@Nullable Ended ended) {

        static CommissionAnswer of(Earned earned, String currency) {
            return new CommissionAnswer(
                    earned.state(),
                    new MoneyBody(earned.accruedMinor(), currency),
                    new MoneyBody(earned.leftMinor(), currency),
                    new MoneyBody(earned.owedMinor(), currency),
                    earned.payableFrom(),
                    earned.ended());
        }
    }

    /** What a guide has sold and earns on, line by line, the newest first; also what was taken back since. */
    @GetMapping("/api/v1/guides/{guideId}/orders")
    @RequiresScope(Scopes.GUIDE_READ)
    Page<SaleAnswer> orders(
            @PathVariable String guideId,
            @RequestParam @Nullable String cursor,
            @RequestParam @Nullable Integer limit,
            Caller caller) {
        UUID guide = Refusals.knownGuide(guideId, caller, guides::find);
        int size = Cursor.limit(limit);
        return Page.of(sales.page(guide, position(cursor), size + 1), size, sale -> text(sale.position()))
                .map(SaleAnswer::of);
    }

    /** No id has a space in it. */
    private static String text(Position position) {
        return String.join(
                " ", position.placedAt().toString(), position.merchantId(), position.orderId(), position.lineId());
    }

    private static @Nullable Position position(@Nullable String cursor) {
        String before = Cursor.decode(cursor);
        if (before == null) {
            return null;
        }
        String[] parts = before.split(" ", -1);
        if (parts.length != 4) {
            throw Cursor.notOurs();
        }
        return new Position(Cursor.timeIn(parts[0]), parts[1], parts[2], parts[3]);
    }
}
