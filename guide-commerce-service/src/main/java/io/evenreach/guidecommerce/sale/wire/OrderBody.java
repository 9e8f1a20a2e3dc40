package io.evenreach.guidecommerce.sale.wire;

import io.evenreach.guidecommerce.wire.IdentifierBody;
import io.evenreach.guidecommerce.wire.MoneyBody;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An order as a shop sends it.
 *
 * @param clickId what the link led to the shop with
 * @param code of a guide's link, given by the shopper
 * @param checkoutStartedAt from when on another guide cannot displace the one before
 */
public record OrderBody(
        @NotBlank String merchantId,
        @NotNull OffsetDateTime placedAt,
        @NotNull @Valid Buyer buyer,
        @Nullable UUID clickId,
        @Nullable @Size(max = 40) String code,
        @Nullable OffsetDateTime checkoutStartedAt,
        @NotNull @Size(min = 1, max = 200) List<@NotNull @Valid Line> lines) {

    public record Buyer(@NotNull @Size(min = 1, max = 50) List<@NotNull @Valid IdentifierBody> identifiers) {}

    /** @param net the price of all of it without tax */
    public record Line(
            @NotBlank @Size(max = 100) String lineId,
            @NotBlank @Size(max = 100) String productId,
            @NotNull @Min(1) @Max(1_000_000) Integer quantity,
            @NotNull @Valid MoneyBody net) {}
}
