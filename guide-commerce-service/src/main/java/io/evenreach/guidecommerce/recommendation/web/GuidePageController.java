package io.evenreach.guidecommerce.recommendation.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.evenreach.guidecommerce.catalogue.Catalogue;
import io.evenreach.guidecommerce.catalogue.Product;
import io.evenreach.guidecommerce.guide.Expertise;
import io.evenreach.guidecommerce.guide.ExpertiseKind;
import io.evenreach.guidecommerce.guide.Expertises;
import io.evenreach.guidecommerce.guide.Guide;
import io.evenreach.guidecommerce.guide.Guides;
import io.evenreach.guidecommerce.recommendation.Note;
import io.evenreach.guidecommerce.recommendation.Notes;
import io.evenreach.guidecommerce.recommendation.RecommendationProperties;
import io.evenreach.guidecommerce.recommendation.Recommendations;
import io.evenreach.guidecommerce.recommendation.Recommendations.Listed;
import io.evenreach.guidecommerce.wire.MoneyBody;
import io.evenreach.guidecommerce.wire.Refusals;
import io.evenreach.platform.problem.ProblemException;
import io.evenreach.platform.security.OpenEndpoint;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

@RestController
class GuidePageController {

    private static final int LINKS_MAX = 200;

    private final Guides guides;
    private final Expertises expertises;
    private final Recommendations recommendations;
    private final Notes notes;
    private final Catalogue catalogue;
    private final RecommendationProperties properties;
    private final Clock clock;

    GuidePageController(
            Guides guides,
            Expertises expertises,
            Recommendations recommendations,
            Notes notes,
            Catalogue catalogue,
            RecommendationProperties properties,
            Clock clock) {
        this.guides = guides;
        this.expertises = expertises;
        this.recommendations = recommendations;
        this.notes = notes;
        this.catalogue = catalogue;
        this.properties = properties;
        this.clock = clock;
    }

    /**
     * What everybody may know of a guide.
     *
     * @param destinations places that are verified and not expired, as are {@code categories}
     * @param products what they recommend, the newest first, 200 at most
     */
    record PageAnswer(
            UUID guideId,
            String displayName,
            List<String> languages,
            List<String> destinations,
            List<String> categories,
            List<ProductOnPage> products) {}

    /**
     * Something the guide recommends.
     *
     * @param url the guide's link to it
     * @param notes what the guide says of it, by language ({@code zh}, {@code en}); approved texts only
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ProductOnPage(
            String productId,
            String title,
            String destination,
            String category,
            MoneyBody price,
            String code,
            URI url,
            Map<String, String> notes) {}

    /** A guide as shoppers see them; 404 for guides who do not earn. */
    @GetMapping("/api/v1/guides/{guideId}/page")
    @OpenEndpoint(because = "shoppers have no token")
    PageAnswer page(@PathVariable String guideId) {
        Guide guide = guides.find(Refusals.ourId("guide", guideId))
                .filter(Guide::earns)
                .orElseThrow(() -> ProblemException.notFound("guide"));
        List<Expertise> verified = expertises.of(guide.guideId()).stream()
                .filter(area -> area.statusAt(clock.instant()) == Expertise.Status.VERIFIED)
                .toList();
        List<Listed> links = recommendations.page(guide.guideId(), null, LINKS_MAX);
        List<String> productIds =
                links.stream().map(link -> link.link().productId()).toList();
        Map<String, Product> products = catalogue.products(productIds);
        Map<String, Map<String, String>> texts = notes.of(guide.guideId(), productIds).stream()
                .filter(note -> note.approvedText() != null)
                .collect(Collectors.groupingBy(
                        Note::productId,
                        Collectors.toMap(
                                note -> note.language().name().toLowerCase(Locale.ROOT),
                                note -> Objects.requireNonNull(note.approvedText()))));
        return new PageAnswer(
                guide.guideId(),
                guide.displayName(),
                guide.languages(),
                areas(verified, ExpertiseKind.DESTINATION),
                areas(verified, ExpertiseKind.CATEGORY),
                links.stream()
                        .map(link -> onPage(
                                link,
                                Objects.requireNonNull(products.get(link.link().productId())),
                                texts.getOrDefault(link.link().productId(), Map.of())))
                        .toList());
    }

    private ProductOnPage onPage(Listed link, Product product, Map<String, String> texts) {
        return new ProductOnPage(
                product.productId(),
                product.title(),
                product.destination(),
                product.category(),
                new MoneyBody(product.priceMinor(), product.currency()),
                link.link().code(),
                properties.link(link.link()),
                texts);
    }

    private static List<String> areas(List<Expertise> verified, ExpertiseKind kind) {
        return verified.stream()
                .filter(area -> area.kind() == kind)
                .map(Expertise::area)
                .toList();
    }
}
