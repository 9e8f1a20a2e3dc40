package io.evenreach.guidecommerce.sale.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.evenreach.guidecommerce.sale.Chargeback;
import io.evenreach.guidecommerce.sale.Chargebacks;
import io.evenreach.guidecommerce.sale.Chargebacks.Outcome;
import io.evenreach.guidecommerce.sale.Order;
import io.evenreach.guidecommerce.sale.Orders;
import io.evenreach.guidecommerce.sale.wire.OrderReader;
import io.evenreach.guidecommerce.wire.MoneyBody;
import io.evenreach.guidecommerce.wire.Refusals;
import io.evenreach.platform.page.Page;
import io.evenreach.platform.problem.ProblemException;
import io.evenreach.platform.security.Caller;
import io.evenreach.platform.security.RequiresScope;
import io.evenreach.platform.security.Scopes;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/v1/orders/{orderId}/chargebacks")
class ChargebackController {

    private final Chargebacks chargebacks;
    private final Orders orders;

    ChargebackController(Chargebacks chargebacks, Orders orders) {
        this.chargebacks = chargebacks;
        this.orders = orders;
    }

    /** What the shopper's bank takes back, each line once. */
    record ChargebackBody(
            @NotBlank String chargebackId,
            @NotNull @Size(min = 1, max = 200) List<@NotNull @Valid Line> lines) {

        record Line(
                @NotBlank @Size(max = 100) String lineId,
                @NotNull @Valid MoneyBody net) {}
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ChargebackAnswer(
            String chargebackId,
            Chargeback.Status status,
            Instant openedAt,
            @Nullable Instant closedAt,
            List<TakenAnswer> lines) {

        static ChargebackAnswer of(Chargeback chargeback) {
            return new ChargebackAnswer(
                    chargeback.chargebackId(),
                    chargeback.status(),
                    chargeback.openedAt(),
                    chargeback.closedAt(),
                    chargeback.lines().stream()
                            .map(line ->
                                    new TakenAnswer(line.lineId(), new MoneyBody(line.takenMinor(), line.currency())))
                            .toList());
        }
    }

    /** @param taken of what was left of the line; what had been refunded is not taken again */
    record TakenAnswer(String lineId, MoneyBody taken) {}

    /** The shopper's bank has taken money back, at whatever age of the order. The same again changes nothing. */
    @PostMapping
    @RequiresScope(Scopes.ORDER_WRITE)
    ChargebackAnswer open(
            @PathVariable String orderId,
            @RequestParam @Nullable String merchantId,
            @Valid @RequestBody ChargebackBody body,
            Caller caller) {
        Refusals.checkId("chargebackId", body.chargebackId());
        OrderReader.eachOnce(
                body.lines().stream().map(ChargebackBody.Line::lineId).toList());
        return answer(chargebacks.open(
                key(orderId, merchantId, caller),
                body.chargebackId(),
                body.lines().stream()
                        .map(line -> new Order.RefundLine(
                                line.lineId(),
                                line.net().amountMinor(),
                                line.net().currency()))
                        .toList()));
    }

    /** The bank gave the money back, and everybody has again what was taken. */
    @PostMapping("/{chargebackId}:win")
    @RequiresScope(Scopes.ORDER_WRITE)
    ChargebackAnswer win(
            @PathVariable String orderId,
            @PathVariable String chargebackId,
            @RequestParam @Nullable String merchantId,
            Caller caller) {
        return answer(chargebacks.win(key(orderId, merchantId, caller), chargebackId));
    }

    /** The money is gone. */
    @PostMapping("/{chargebackId}:lose")
    @RequiresScope(Scopes.ORDER_WRITE)
    ChargebackAnswer lose(
            @PathVariable String orderId,
            @PathVariable String chargebackId,
            @RequestParam @Nullable String merchantId,
            Caller caller) {
        return answer(chargebacks.lose(key(orderId, merchantId, caller), chargebackId));
    }

    @GetMapping
    @RequiresScope(Scopes.ORDER_READ)
    Page<ChargebackAnswer> all(@PathVariable String orderId, @RequestParam @Nullable String merchantId, Caller caller) {
        return new Page<>(
                chargebacks.of(key(orderId, merchantId, caller)).stream()
                        .map(ChargebackAnswer::of)
                        .toList(),
                null);
    }

    private Order.Key key(String orderId, @Nullable String merchantId, Caller caller) {
        return OrderController.key(orders, orderId, merchantId, caller);
    }

    private static ChargebackAnswer answer(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Done(Chargeback chargeback) -> ChargebackAnswer.of(chargeback);
            case Outcome.NoOrder() -> throw ProblemException.notFound("order");
            case Outcome.NoChargeback() -> throw ProblemException.notFound("chargeback");
            case Outcome.Conflict() -> throw Refusals.conflict("This id was used before for something else.");
            case Outcome.NotPaid(Order.Status status) ->
                throw Refusals.illegalTransition("Nothing can be taken of an order that is " + status + ".");
            case Outcome.Ended(Chargeback.Status status) ->
                throw Refusals.illegalTransition("The chargeback is " + status + " already.");
            case Outcome.UnknownLine(int line) ->
                throw ProblemException.invalidField(
                        "/lines/" + line + "/lineId", "UNKNOWN_LINE", "The order has no such line.");
            case Outcome.WrongCurrency(int line) ->
                throw ProblemException.invalidField(
                        "/lines/" + line + "/net/currency",
                        "WRONG_CURRENCY",
                        "The line is in the merchant's currency, as it was placed.");
        };
    }
}
