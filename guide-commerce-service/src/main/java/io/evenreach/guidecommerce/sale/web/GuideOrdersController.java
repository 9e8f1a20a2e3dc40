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
import io.evenreach.platform.problem.ProblemException;
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
     * A line of an order that is the guide's sale. Who bought is not told.
     *
     * @param left what has not been refunded
     * @param commission the guide's part; absent before the shopper has paid, and where it is nothing
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record SaleAnswer(
            String merchantId,
            String orderId,
            String lineId,
            Order.Status status,
            Instant placedAt,
            String productId,
            int quantity,
            MoneyBody net,
            MoneyBody left,
            AttributionStatus attribution,
            @Nullable CommissionAnswer commission) {

        static SaleAnswer of(Sale sale) {
            Earned earned = sale.commission();
            return new SaleAnswer(
                    sale.order().merchantId(),
                    sale.order().orderId(),
                    sale.lineId(),
                    sale.status(),
                    sale.placedAt(),
                    sale.productId(),
                    sale.quantity(),
                    new MoneyBody(sale.netMinor(), sale.currency()),
                    new MoneyBody(sale.leftMinor(), sale.currency()),
                    sale.attribution(),
                    earned == null
                            ? null
                            : new CommissionAnswer(
                                    earned.state(),
                                    new MoneyBody(earned.accruedMinor(), sale.currency()),
                                    new MoneyBody(earned.leftMinor(), sale.currency()),
                                    earned.payableFrom()));
        }
    }

    /**
     * The guide's part of a line.
     *
     * @param left what of it was not refunded
     * @param payableFrom when delivery and return window are over; absent before delivery
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record CommissionAnswer(
            CommissionState state,
            MoneyBody accrued,
            MoneyBody left,
            @Nullable Instant payableFrom) {}

    /** What a guide has sold, line by line, the newest first. */
    @GetMapping("/api/v1/guides/{guideId}/orders")
    @RequiresScope(Scopes.GUIDE_READ)
    Page<SaleAnswer> orders(
            @PathVariable String guideId,
            @RequestParam @Nullable String cursor,
            @RequestParam @Nullable Integer limit,
            Caller caller) {
        UUID guide = Refusals.ownGuide(guideId, caller);
        if (guides.find(guide).isEmpty()) {
            throw ProblemException.notFound("guide");
        }
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
