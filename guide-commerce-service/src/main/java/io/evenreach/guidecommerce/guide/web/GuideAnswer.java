package io.evenreach.guidecommerce.guide.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.evenreach.guidecommerce.guide.Guide;
import io.evenreach.guidecommerce.guide.domain.GuideStatus;
import io.evenreach.guidecommerce.wire.BankAccounts;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A guide as we answer it.
 *
 * @param reason why the brand put them where they are; absent where it said nothing
 * @param payee the account with all but its last four characters masked
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record GuideAnswer(
        UUID guideId,
        GuideStatus status,
        Instant statusSince,
        @Nullable String reason,
        String displayName,
        List<String> destinations,
        List<String> categories,
        List<String> languages,
        String referralCode,
        @Nullable UUID referrerId,
        @Nullable PayeeAnswer payee) {

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record PayeeAnswer(
            String name, String account, @Nullable String bic) {}

    static GuideAnswer of(Guide guide) {
        Guide.Payee payee = guide.payee();
        return new GuideAnswer(
                guide.guideId(),
                guide.status(),
                guide.statusSince(),
                guide.reason(),
                guide.displayName(),
                guide.destinations(),
                guide.categories(),
                guide.languages(),
                guide.referralCode(),
                guide.referrerId(),
                payee == null
                        ? null
                        : new PayeeAnswer(payee.name(), BankAccounts.masked(payee.account()), payee.bic()));
    }
}
