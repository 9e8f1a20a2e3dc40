package io.evenreach.guidecommerce.sale.intake;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A message that was not applied.
 *
 * @param kind what it reports; null where that cannot be read, like the merchant and the order
 * @param code why, from the catalogue of errors
 * @param pointer to what is wrong in the message; null where that is not one field
 * @param partition where it came last
 * @param times how often it came
 */
public record RefusedReport(
        UUID refusalId,
        @Nullable String kind,
        @Nullable String merchantId,
        @Nullable String orderId,
        String code,
        String detail,
        @Nullable String pointer,
        int partition,
        long offset,
        int times,
        Instant firstAt,
        Instant lastAt) {}
