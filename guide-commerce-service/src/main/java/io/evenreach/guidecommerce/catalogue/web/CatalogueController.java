package io.evenreach.guidecommerce.catalogue.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.evenreach.guidecommerce.books.Rates;
import io.evenreach.guidecommerce.catalogue.Catalogue;
import io.evenreach.guidecommerce.catalogue.Catalogue.Kept;
import io.evenreach.guidecommerce.catalogue.CommissionPlan;
import io.evenreach.guidecommerce.catalogue.Merchant;
import io.evenreach.guidecommerce.catalogue.Product;
import io.evenreach.guidecommerce.guide.ExpertiseKind;
import io.evenreach.guidecommerce.wire.MoneyBody;
import io.evenreach.guidecommerce.wire.Refusals;
import io.evenreach.platform.page.Cursor;
import io.evenreach.platform.page.Page;
import io.evenreach.platform.precondition.EntityTag;
import io.evenreach.platform.problem.ProblemException;
import io.evenreach.platform.security.Caller;
import io.evenreach.platform.security.RequiresScope;
import io.evenreach.platform.security.Scopes;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/v1")
class CatalogueController {

    private static final int DEFAULT_HOLD_DAYS = 7;
    private static final String SAYS_SOMETHING = "(?s).*\\S.*";
    private static final String MUST_SAY_SOMETHING = "must not be blank";

    private final Catalogue catalogue;

    CatalogueController(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    record MerchantBody(
            @NotBlank @Size(max = 200) String name, @NotNull String currency) {}

    record MerchantAnswer(String merchantId, String name, String currency) {

        static MerchantAnswer of(Merchant merchant) {
            return new MerchantAnswer(merchant.merchantId(), merchant.name(), merchant.currency());
        }
    }

    record ProductBody(
            @NotBlank String merchantId,
            @NotBlank @Size(max = 300) String title,
            @NotBlank @Size(max = 50) String destination,
            @NotBlank @Size(max = 50) String category,
            @NotNull @Valid MoneyBody price) {}

    record ProductAnswer(
            String productId, String merchantId, String title, String destination, String category, MoneyBody price) {

        static ProductAnswer of(Product product) {
            return new ProductAnswer(
                    product.productId(),
                    product.merchantId(),
                    product.title(),
                    product.destination(),
                    product.category(),
                    new MoneyBody(product.priceMinor(), product.currency()));
        }
    }

    /**
     * How sales are split from now on, in basis points.
     *
     * @param category of the products it is for; all where it is absent, as with the destination
     * @param referrerShareOfPlatformBps 0 unless given
     * @param holdDays 7 unless given; 0 makes commission payable on delivery
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record PlanBody(
            @Nullable @Size(min = 1, max = 50) @Pattern(regexp = SAYS_SOMETHING, message = MUST_SAY_SOMETHING)
            String category,

            @Nullable @Size(min = 1, max = 50) @Pattern(regexp = SAYS_SOMETHING, message = MUST_SAY_SOMETHING)
            String destination,

            @NotNull @Min(0) @Max(10_000) Integer commissionBps,
            @NotNull @Min(0) @Max(10_000) Integer guideShareBps,
            @Nullable @Min(0) @Max(10_000) Integer referrerShareOfPlatformBps,
            @Nullable @Min(0) @Max(365) Integer holdDays) {

        static PlanBody of(CommissionPlan plan) {
            return new PlanBody(
                    plan.category(),
                    plan.destination(),
                    plan.rates().commissionBps(),
                    plan.rates().guideShareBps(),
                    plan.rates().referrerShareOfPlatformBps(),
                    plan.holdDays());
        }
    }

    /** A plan as it holds now, and since when. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record PlanAnswer(
            String planId,
            Instant effectiveFrom,
            @Nullable String category,
            @Nullable String destination,
            int commissionBps,
            int guideShareBps,
            int referrerShareOfPlatformBps,
            int holdDays) {

        static PlanAnswer of(CommissionPlan plan) {
            return new PlanAnswer(
                    plan.planId(),
                    plan.effectiveFrom(),
                    plan.category(),
                    plan.destination(),
                    plan.rates().commissionBps(),
                    plan.rates().guideShareBps(),
                    plan.rates().referrerShareOfPlatformBps(),
                    plan.holdDays());
        }
    }

    /** Keeps a merchant. Its currency stays what it was first. */
    @PutMapping("/merchants/{merchantId}")
    @RequiresScope(Scopes.COMMERCE_WRITE)
    @ApiResponse(responseCode = "201", useReturnTypeSchema = true)
    @ApiResponse(responseCode = "200", useReturnTypeSchema = true)
    ResponseEntity<MerchantAnswer> merchant(
            @PathVariable String merchantId,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
            @Valid @RequestBody MerchantBody body,
            Caller caller) {
        brandOrMerchant(merchantId, caller);
        Refusals.checkId("merchantId", merchantId);
        Refusals.checkCurrency("/currency", body.currency());
        Merchant merchant = new Merchant(merchantId, body.name().strip(), body.currency());
        Kept kept =
                catalogue.keep(merchant, now -> EntityTag.admits(ifMatch, now == null ? null : MerchantAnswer.of(now)));
        return answer(kept, MerchantAnswer.of(merchant));
    }

    /** Keeps a product. The merchant it is of stays what it was first. */
    @PutMapping("/products/{productId}")
    @RequiresScope(Scopes.COMMERCE_WRITE)
    @ApiResponse(responseCode = "201", useReturnTypeSchema = true)
    @ApiResponse(responseCode = "200", useReturnTypeSchema = true)
    ResponseEntity<ProductAnswer> product(
            @PathVariable String productId,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
            @Valid @RequestBody ProductBody body,
            Caller caller) {
        brandOrMerchant(body.merchantId(), caller);
        Refusals.checkId("productId", productId);
        Product product = new Product(
                productId,
                body.merchantId(),
                body.title().strip(),
                ExpertiseKind.DESTINATION.area(body.destination()),
                ExpertiseKind.CATEGORY.area(body.category()),
                body.price().amountMinor(),
                body.price().currency());
        Kept kept =
                catalogue.keep(product, now -> EntityTag.admits(ifMatch, now == null ? null : ProductAnswer.of(now)));
        return answer(kept, ProductAnswer.of(product));
    }

    /** Keeps a commission plan from now on. What was clicked before keeps the better of the rates then and at the order. */
    @PutMapping("/commission-plans/{planId}")
    @RequiresScope(Scopes.COMMERCE_WRITE)
    @ApiResponse(responseCode = "201", useReturnTypeSchema = true)
    @ApiResponse(responseCode = "200", useReturnTypeSchema = true)
    ResponseEntity<PlanBody> plan(
            @PathVariable String planId,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
            @Valid @RequestBody PlanBody body,
            Caller caller) {
        brandOnly(caller);
        Refusals.checkId("planId", planId);
        int referrerShare = Objects.requireNonNullElse(body.referrerShareOfPlatformBps(), 0);
        int holdDays = Objects.requireNonNullElse(body.holdDays(), DEFAULT_HOLD_DAYS);
        CommissionPlan plan = new CommissionPlan(
                planId,
                Instant.EPOCH,
                body.category() == null ? null : ExpertiseKind.CATEGORY.area(body.category()),
                body.destination() == null ? null : ExpertiseKind.DESTINATION.area(body.destination()),
                new Rates(body.commissionBps(), body.guideShareBps(), referrerShare),
                holdDays);
        Kept kept = catalogue.keep(plan, now -> EntityTag.admits(ifMatch, now == null ? null : PlanBody.of(now)));
        return answer(kept, PlanBody.of(plan));
    }

    /** The merchants, in the order of their ids; to a merchant only itself. */
    @GetMapping("/merchants")
    @RequiresScope({Scopes.COMMERCE_WRITE, Scopes.ORDER_READ, Scopes.GUIDE_READ})
    Page<MerchantAnswer> merchants(
            @RequestParam @Nullable String cursor, @RequestParam @Nullable Integer limit, Caller caller) {
        int size = Cursor.limit(limit);
        String after = after(cursor);
        if (caller.partnerId() != null) {
            return new Page<>(List.of(), null);
        }
        return Page.of(catalogue.merchants(caller.merchantId(), after, size + 1), size, Merchant::merchantId)
                .map(MerchantAnswer::of);
    }

    @GetMapping("/merchants/{merchantId}")
    @RequiresScope({Scopes.COMMERCE_WRITE, Scopes.ORDER_READ, Scopes.GUIDE_READ})
    ResponseEntity<MerchantAnswer> oneMerchant(@PathVariable String merchantId, Caller caller) {
        return catalogue
                .merchant(merchantId)
                .filter(merchant -> isShownTo(caller, merchant.merchantId()))
                .map(MerchantAnswer::of)
                .map(CatalogueController::tagged)
                .orElseThrow(() -> ProblemException.notFound("merchant"));
    }

    /** What can be recommended, in the order of ids, of one merchant where one is given; to a merchant only its own. */
    @GetMapping("/products")
    @RequiresScope({Scopes.COMMERCE_WRITE, Scopes.ORDER_READ, Scopes.GUIDE_READ})
    Page<ProductAnswer> products(
            @RequestParam @Nullable String merchantId,
            @RequestParam @Nullable String cursor,
            @RequestParam @Nullable Integer limit,
            Caller caller) {
        int size = Cursor.limit(limit);
        String after = after(cursor);
        if (merchantId != null) {
            Refusals.checkId("merchantId", merchantId);
        }
        if (caller.partnerId() != null || (merchantId != null && !isShownTo(caller, merchantId))) {
            return new Page<>(List.of(), null);
        }
        String merchant = merchantId == null ? caller.merchantId() : merchantId;
        return Page.of(catalogue.products(merchant, after, size + 1), size, Product::productId)
                .map(ProductAnswer::of);
    }

    @GetMapping("/products/{productId}")
    @RequiresScope({Scopes.COMMERCE_WRITE, Scopes.ORDER_READ, Scopes.GUIDE_READ})
    ResponseEntity<ProductAnswer> oneProduct(@PathVariable String productId, Caller caller) {
        return catalogue
                .product(productId)
                .filter(product -> isShownTo(caller, product.merchantId()))
                .map(ProductAnswer::of)
                .map(CatalogueController::tagged)
                .orElseThrow(() -> ProblemException.notFound("product"));
    }

    /** The plans as they hold now, in the order of their ids. */
    @GetMapping("/commission-plans")
    @RequiresScope({Scopes.COMMERCE_WRITE, Scopes.LEDGER_READ})
    Page<PlanAnswer> plans(
            @RequestParam @Nullable String cursor, @RequestParam @Nullable Integer limit, Caller caller) {
        brandOnly(caller);
        int size = Cursor.limit(limit);
        return Page.of(catalogue.plans(after(cursor), size + 1), size, CommissionPlan::planId)
                .map(PlanAnswer::of);
    }

    @GetMapping("/commission-plans/{planId}")
    @RequiresScope({Scopes.COMMERCE_WRITE, Scopes.LEDGER_READ})
    ResponseEntity<PlanAnswer> onePlan(@PathVariable String planId, Caller caller) {
        brandOnly(caller);
        return catalogue
                .plan(planId)
                .map(plan -> ResponseEntity.ok()
                        .eTag(EntityTag.of(PlanBody.of(plan)))
                        .body(PlanAnswer.of(plan)))
                .orElseThrow(() -> ProblemException.notFound("commission plan"));
    }

    private static String after(@Nullable String cursor) {
        String after = Objects.requireNonNullElse(Cursor.decode(cursor), "");
        if (!after.isEmpty() && !Refusals.isId(after)) {
            throw Cursor.notOurs();
        }
        return after;
    }

    /** The brand and guides see every shop, a merchant its own, and partners none. */
    private static boolean isShownTo(Caller caller, String merchantId) {
        if (caller.partnerId() != null) {
            return false;
        }
        return caller.merchantId() == null || caller.merchantId().equals(merchantId);
    }

    private static void brandOnly(Caller caller) {
        if (!caller.isBrand()) {
            throw Refusals.forbidden("Commission plans are the brand's.");
        }
    }

    private static <T extends Record> ResponseEntity<T> tagged(T body) {
        return ResponseEntity.ok().eTag(EntityTag.of(body)).body(body);
    }

    private static <T extends Record> ResponseEntity<T> answer(Kept kept, T body) {
        return switch (kept) {
            case CREATED ->
                ResponseEntity.status(HttpStatus.CREATED)
                        .eTag(EntityTag.of(body))
                        .body(body);
            case KEPT -> tagged(body);
            case STALE -> throw EntityTag.stale();
            case UNKNOWN_MERCHANT ->
                throw ProblemException.invalidField("/merchantId", "UNKNOWN_MERCHANT", "There is no such merchant.");
            case WRONG_CURRENCY ->
                throw ProblemException.invalidField(
                        "/price/currency", "WRONG_CURRENCY", "The merchant has another currency.");
            case FIXED ->
                throw Refusals.conflict(
                        "The currency of a merchant, and the merchant of a product, stay as they are; ids of products"
                                + " are one merchant's only.");
        };
    }

    private static void brandOrMerchant(String merchantId, Caller caller) {
        if (!caller.isBrand() && !merchantId.equals(caller.merchantId())) {
            throw Refusals.forbidden("A merchant keeps its own shop and products only.");
        }
    }
}
