package io.evenreach.guidecommerce.sale.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.evenreach.guidecommerce.sale.Orders.Attributed;
import io.evenreach.guidecommerce.sale.domain.Attribution;
import io.evenreach.guidecommerce.sale.domain.Attribution.Lost;
import io.evenreach.guidecommerce.sale.domain.AttributionStatus;
import io.evenreach.platform.security.Caller;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Whose sale an order is, and why.
 *
 * @param winner absent where the sale is nobody's
 * @param ruleVersion of the rules that decided
 * @param note what else was odd; absent where nothing was
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record AttributionAnswer(
        String merchantId,
        String orderId,
        int ruleVersion,
        @Nullable String winner,
        @Nullable Note note,
        List<TouchAnswer> touches,
        List<SaleAnswer> lines) {

    /** What no touch tells. */
    enum Note {
        /** The code that came with the order is nobody's. */
        UNKNOWN_CODE
    }

    /**
     * What became of a line since.
     *
     * @param guideId whose sale it is now; absent where it is nobody's
     * @param holds why its commission is or was held; that of who brought the guide is the brand's to know
     * @param disputes who said that it was theirs
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record SaleAnswer(
            String lineId,
            AttributionStatus attribution,
            @Nullable UUID guideId,
            List<HoldAnswer> holds,
            List<DisputeAnswer> disputes) {}

    /**
     * A touch and what became of it.
     *
     * @param guideId absent for a merchant where it was for something that another merchant sells, as is the code
     * @param clickId absent for a code that came with the order
     * @param seen whether somebody saw the guide's content with it
     * @param lost why it did not win; absent for the winner
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record TouchAnswer(
            @Nullable String guideId,
            @Nullable String code,
            @Nullable UUID clickId,
            Attribution.Kind kind,
            Instant at,
            boolean seen,
            @Nullable Lost lost) {

        static TouchAnswer of(Attribution.Verdict verdict, Caller caller) {
            Attribution.Touch touch = verdict.touch();
            boolean isOthers = caller.merchantId() != null && !touch.sold();
            return new TouchAnswer(
                    isOthers ? null : touch.guideId(),
                    isOthers ? null : touch.code(),
                    touch.touchId(),
                    touch.kind(),
                    touch.at(),
                    touch.seen(),
                    isOthers ? Lost.OTHER_MERCHANT : verdict.lost());
        }
    }

    static AttributionAnswer of(Attributed attributed, Caller caller) {
        Attribution.Touch winner = attributed.decision().winner();
        return new AttributionAnswer(
                attributed.order().key().merchantId(),
                attributed.order().key().orderId(),
                attributed.ruleVersion(),
                winner == null ? null : winner.guideId(),
                attributed.unknownCode() ? Note.UNKNOWN_CODE : null,
                attributed.decision().verdicts().stream()
                        .map(verdict -> TouchAnswer.of(verdict, caller))
                        .toList(),
                attributed.order().lines().stream()
                        .map(line -> new SaleAnswer(
                                line.lineId(),
                                line.attribution(),
                                line.payees().isEmpty() ? null : line.payees().getFirst(),
                                attributed.holds().stream()
                                        .filter(hold -> hold.lineId().equals(line.lineId()))
                                        .filter(hold -> hold.depth() == 0 || caller.isBrand())
                                        .map(hold -> HoldAnswer.of(hold, caller))
                                        .toList(),
                                attributed.disputes().stream()
                                        .filter(dispute -> dispute.lineId().equals(line.lineId()))
                                        .map(dispute -> DisputeAnswer.of(dispute, caller))
                                        .toList()))
                        .toList());
    }
}
