package io.evenreach.guidecommerce.guide.web;

import io.evenreach.guidecommerce.guide.Guide;
import io.evenreach.guidecommerce.wire.BankAccounts;
import io.evenreach.guidecommerce.wire.BankNames;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/** Where a guide is paid, in the lengths and characters that pain.001 allows. */
record PayeeBody(
        @NotNull @Size(max = 140) @Pattern(regexp = BankNames.WRITTEN, message = BankNames.MUST_BE)
        String name,

        @NotNull @Size(max = 100) @Pattern(regexp = BankAccounts.WRITTEN, message = BankAccounts.MUST_BE)
        String account,

        @Nullable
        @Pattern(regexp = "[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?", message = "must be a BIC of ISO 9362")
        String bic) {

    Guide.Payee payee() {
        return new Guide.Payee(name.strip(), BankAccounts.bare(account), bic);
    }
}
