package io.evenreach.guidecommerce.sale.wire;

import io.evenreach.guidecommerce.wire.MoneyBody;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;

/** What is given back to the shopper, each line once. */
public record RefundBody(
        @NotBlank String refundId,
        @NotNull @Size(min = 1, max = 200) List<@NotNull @Valid Line> lines) {

    public record Line(
            @NotBlank @Size(max = 100) String lineId,
            @NotNull @Valid MoneyBody net) {}
}
