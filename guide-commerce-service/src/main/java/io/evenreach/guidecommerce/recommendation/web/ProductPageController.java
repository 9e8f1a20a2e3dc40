package io.evenreach.guidecommerce.recommendation.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.evenreach.guidecommerce.catalogue.Catalogue;
import io.evenreach.guidecommerce.catalogue.Merchant;
import io.evenreach.guidecommerce.catalogue.Product;
import io.evenreach.guidecommerce.guide.Guide;
import io.evenreach.guidecommerce.guide.Guides;
import io.evenreach.guidecommerce.recommendation.Notes;
import io.evenreach.guidecommerce.recommendation.Recommendations;
import io.evenreach.guidecommerce.wire.MoneyBody;
import io.evenreach.platform.problem.ProblemException;
import io.evenreach.platform.security.OpenEndpoint;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Where a guide's link leads to as long as the shop has no page of its own for it. */
@RestController
class ProductPageController {

    private final Catalogue catalogue;
    private final Recommendations recommendations;
    private final Guides guides;
    private final Notes notes;

    ProductPageController(Catalogue catalogue, Recommendations recommendations, Guides guides, Notes notes) {
        this.catalogue = catalogue;
        this.recommendations = recommendations;
        this.guides = guides;
        this.notes = notes;
    }

    /**
     * What everybody may know of a product.
     *
     * @param guide who led here; absent where nobody did, or the guide does not earn now
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ProductPageAnswer(
            String productId,
            String title,
            String destination,
            String category,
            MoneyBody price,
            String merchantName,
            @Nullable GuideOnPage guide) {}

    /**
     * Who recommends it.
     *
     * @param code what a shopper can enter at the shop
     * @param notes what the guide says of it, by language ({@code zh}, {@code en}); approved texts only
     */
    record GuideOnPage(UUID guideId, String displayName, String code, Map<String, String> notes) {}

    /**
     * A product as shoppers see it whom a guide led there.
     *
     * @param clickId what the link led here with; one that is unknown, or of another product, tells of no guide
     */
    @GetMapping("/api/v1/products/{productId}/page")
    @OpenEndpoint(because = "shoppers have no token")
    ProductPageAnswer page(@PathVariable String productId, @RequestParam @Nullable String clickId) {
        Product product = Optional.ofNullable(
                        catalogue.products(List.of(productId)).get(productId))
                .orElseThrow(() -> ProblemException.notFound("product"));
        return new ProductPageAnswer(
                product.productId(),
                product.title(),
                product.destination(),
                product.category(),
                new MoneyBody(product.priceMinor(), product.currency()),
                catalogue.merchant(product.merchantId()).map(Merchant::name).orElseThrow(),
                clicked(clickId)
                        .map(Recommendations.Click::link)
                        .filter(link -> link.productId().equals(productId))
                        .flatMap(this::guide)
                        .orElse(null));
    }

    private Optional<Recommendations.Click> clicked(@Nullable String clickId) {
        try {
            return clickId == null ? Optional.empty() : recommendations.click(UUID.fromString(clickId));
        } catch (IllegalArgumentException notOurs) {
            return Optional.empty();
        }
    }

    private Optional<GuideOnPage> guide(Recommendations.Link link) {
        return guides.find(link.guideId())
                .filter(Guide::earns)
                .map(guide -> new GuideOnPage(
                        guide.guideId(),
                        guide.displayName(),
                        link.code(),
                        notes.of(guide.guideId(), List.of(link.productId())).stream()
                                .filter(note -> note.approvedText() != null)
                                .collect(Collectors.toMap(
                                        note -> note.language().name().toLowerCase(Locale.ROOT),
                                        note -> Objects.requireNonNull(note.approvedText())))));
    }
}
