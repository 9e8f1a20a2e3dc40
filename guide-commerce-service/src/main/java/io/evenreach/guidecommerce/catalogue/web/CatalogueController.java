package io.evenreach.guidecommerce.catalogue.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.evenreach.guidecommerce.books.Rates;
import io.evenreach.guidecommerce.catalogue.Catalogue;
import io.evenreach.guidecommerce.catalogue.Catalogue.Kept;
import io.evenreach.guidecommerce.catalogue.CommissionPlan;
import io.evenreach.guidecommerce.catalogue.Merchant;
import io.evenreach.guidecommerce.catalogue.Product;
import io.evenreach.guidecommerce.wire.MoneyBody;
import io.evenreach.guidecommerce.wire.Refusals;
import io.evenreach.platform.problem.ProblemException;
import io.evenreach.platform.security.Caller;
import io.evenreach.platform.security.RequiresScope;
import io.evenreach.platform.security.Scopes;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/v1")
class CatalogueController {

    private static final int DEFAULT_HOLD_DAYS = 7;

    private final Catalogue catalogue;

    CatalogueController(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    record MerchantBody(
            @NotBlank @Size(max = 200) String name, @NotNull String currency) {}

    record MerchantAnswer(String merchantId, String name, String currency) {}

    record ProductBody(
            @NotBlank String merchantId,
            @NotBlank @Size(max = 300) String title,
            @NotBlank @Size(max = 50) String destination,
            @NotBlank @Size(max = 50) String category,
            @NotNull @Valid MoneyBody price) {}

    record ProductAnswer(
            String productId, String merchantId, String title, String destination, String category, MoneyBody price) {}

    /**
     * How sales are split from now on, in basis points.
     *
     * @param category of the products it is for; all where it is absent, as with the destination
     * @param referrerShareOfPlatformBps 0 unless given
     * @param holdDays 7 unless given; 0 makes commission payable on delivery
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record PlanBody(
            @Nullable @Size(min = 1, max = 50) String category,
            @Nullable @Size(min = 1, max = 50) String destination,
            @NotNull @Min(0) @Max(10_000) Integer commissionBps,
            @NotNull @Min(0) @Max(10_000) Integer guideShareBps,
            @Nullable @Min(0) @Max(10_000) Integer referrerShareOfPlatformBps,
            @Nullable @Min(0) @Max(365) Integer holdDays) {}

    /** Keeps a merchant. Its currency stays what it was first. */
    @PutMapping("/merchants/{merchantId}")
    @RequiresScope(Scopes.COMMERCE_WRITE)
    ResponseEntity<MerchantAnswer> merchant(
            @PathVariable String merchantId, @Valid @RequestBody MerchantBody body, Caller caller) {
        brandOrMerchant(merchantId, caller);
        Refusals.checkId("merchantId", merchantId);
        Refusals.checkCurrency("/currency", body.currency());
        return answer(
                catalogue.keep(new Merchant(merchantId, body.name().strip(), body.currency())),
                new MerchantAnswer(merchantId, body.name().strip(), body.currency()));
    }

    /** Keeps a product. The merchant it is of stays what it was first. */
    @PutMapping("/products/{productId}")
    @RequiresScope(Scopes.COMMERCE_WRITE)
    ResponseEntity<ProductAnswer> product(
            @PathVariable String productId, @Valid @RequestBody ProductBody body, Caller caller) {
        brandOrMerchant(body.merchantId(), caller);
        Refusals.checkId("productId", productId);
        Product product = new Product(
                productId,
                body.merchantId(),
                body.title().strip(),
                body.destination(),
                body.category(),
                body.price().amountMinor(),
                body.price().currency());
        return answer(
                catalogue.keep(product),
                new ProductAnswer(
                        productId,
                        product.merchantId(),
                        product.title(),
                        product.destination(),
                        product.category(),
                        body.price()));
    }

    /** Keeps a commission plan from now on. What was clicked before keeps the better of the rates then and at the order. */
    @PutMapping("/commission-plans/{planId}")
    @RequiresScope(Scopes.COMMERCE_WRITE)
    ResponseEntity<PlanBody> plan(@PathVariable String planId, @Valid @RequestBody PlanBody body, Caller caller) {
        if (!caller.isBrand()) {
            throw Refusals.forbidden("Commission plans are the brand's.");
        }
        Refusals.checkId("planId", planId);
        int referrerShare = Objects.requireNonNullElse(body.referrerShareOfPlatformBps(), 0);
        int holdDays = Objects.requireNonNullElse(body.holdDays(), DEFAULT_HOLD_DAYS);
        CommissionPlan plan = new CommissionPlan(
                planId,
                Instant.EPOCH,
                body.category(),
                body.destination(),
                new Rates(body.commissionBps(), body.guideShareBps(), referrerShare),
                holdDays);
        return answer(
                catalogue.keep(plan),
                new PlanBody(
                        body.category(),
                        body.destination(),
                        body.commissionBps(),
                        body.guideShareBps(),
                        referrerShare,
                        holdDays));
    }

    private static <T> ResponseEntity<T> answer(Kept kept, T body) {
        return switch (kept) {
            case CREATED -> ResponseEntity.status(HttpStatus.CREATED).body(body);
            case KEPT -> ResponseEntity.ok(body);
            case UNKNOWN_MERCHANT ->
                throw ProblemException.invalidField("/merchantId", "UNKNOWN_MERCHANT", "There is no such merchant.");
            case FIXED ->
                throw Refusals.conflict("The currency of a merchant, and the merchant of a product, stay as they are.");
        };
    }

    private static void brandOrMerchant(String merchantId, Caller caller) {
        if (!caller.isBrand() && !merchantId.equals(caller.merchantId())) {
            throw Refusals.forbidden("A merchant keeps its own shop and products only.");
        }
    }
}
