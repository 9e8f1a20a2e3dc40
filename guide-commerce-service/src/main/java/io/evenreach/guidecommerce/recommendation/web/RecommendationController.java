package io.evenreach.guidecommerce.recommendation.web;

import io.evenreach.guidecommerce.catalogue.Catalogue;
import io.evenreach.guidecommerce.recommendation.RecommendationProperties;
import io.evenreach.guidecommerce.recommendation.Recommendations;
import io.evenreach.guidecommerce.recommendation.Recommendations.Click;
import io.evenreach.guidecommerce.recommendation.Recommendations.Kind;
import io.evenreach.guidecommerce.wire.IdentifierBody;
import io.evenreach.guidecommerce.wire.IdentifierReader;
import io.evenreach.identifiers.Hashed;
import io.evenreach.platform.problem.ProblemException;
import io.evenreach.platform.security.Caller;
import io.evenreach.platform.security.OpenEndpoint;
import io.evenreach.platform.security.RequiresScope;
import io.evenreach.platform.security.Scopes;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseCookie;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.CookieValue;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

@RestController
class RecommendationController {

    private static final String VISITOR_COOKIE = "evenreach_visitor";
    private static final Duration VISITOR_FOR = Duration.ofDays(30);

    private final Recommendations recommendations;
    private final Catalogue catalogue;
    private final IdentifierReader identifiers;
    private final RecommendationProperties properties;

    RecommendationController(
            Recommendations recommendations,
            Catalogue catalogue,
            IdentifierReader identifiers,
            RecommendationProperties properties) {
        this.recommendations = recommendations;
        this.catalogue = catalogue;
        this.identifiers = identifiers;
        this.properties = properties;
    }

    /** @param clickId what the link led to the shop with */
    record TouchBody(
            @NotNull UUID clickId,
            @NotNull @Size(min = 1, max = 50) List<@NotNull @Valid IdentifierBody> identifiers) {}

    /**
     * Notes the click, and leads on to the shop with an id of the click that the shop sends along with the order. A browser
     * that says it follows the link unseen, in a frame, as a picture or ahead of time, is believed: such a click displaces
     * nobody.
     */
    @GetMapping({"/r/{code}", "/api/v1/r/{code}"})
    @OpenEndpoint(because = "shoppers have no token")
    ResponseEntity<Void> follow(
            @PathVariable String code,
            @CookieValue(name = VISITOR_COOKIE, required = false) @Nullable String visitor,
            @RequestHeader(name = "Sec-Fetch-Dest", required = false) @Nullable String destination,
            @RequestHeader(name = "Sec-Purpose", required = false) @Nullable String purpose) {
        boolean seen = (destination == null || destination.equals("document"))
                && (purpose == null || !purpose.contains("prefetch"));
        Click click = noted(code, visitor, Kind.CLICK, seen);
        String target = properties
                .landing()
                .replace("{productId}", URLEncoder.encode(click.link().productId(), StandardCharsets.UTF_8))
                .replace("{clickId}", click.clickId().toString());
        return remembered(ResponseEntity.status(HttpStatus.FOUND).location(URI.create(target)), click)
                .build();
    }

    /** A page that shows what a guide says of a product tells that somebody saw it. */
    @PostMapping({"/r/{code}", "/api/v1/r/{code}"})
    @OpenEndpoint(because = "shoppers have no token")
    ResponseEntity<Void> view(
            @PathVariable String code, @CookieValue(name = VISITOR_COOKIE, required = false) @Nullable String visitor) {
        return remembered(ResponseEntity.status(HttpStatus.NO_CONTENT), noted(code, visitor, Kind.VIEW, true))
                .build();
    }

    /** A shop says who made a click: orders of the same person from another device count it too. */
    @PostMapping("/api/v1/touches")
    @RequiresScope(Scopes.ORDER_WRITE)
    ResponseEntity<Void> identify(@Valid @RequestBody TouchBody body, Caller caller) {
        Click click = recommendations
                .click(body.clickId())
                .filter(found -> caller.isBrand() || isSoldBy(caller, found))
                .orElseThrow(() -> ProblemException.notFound("click"));
        recommendations.identify(
                click,
                identifiers.read(body.identifiers(), "").stream()
                        .map(Hashed::key)
                        .toList());
        return ResponseEntity.noContent().build();
    }

    private boolean isSoldBy(Caller caller, Click click) {
        return catalogue.products(List.of(click.link().productId())).values().stream()
                .anyMatch(product -> product.merchantId().equals(caller.merchantId()));
    }

    private Click noted(String code, @Nullable String visitor, Kind kind, boolean seen) {
        return recommendations
                .note(code, visitorId(visitor), kind, seen)
                .orElseThrow(() -> ProblemException.notFound("recommendation"));
    }

    private static ResponseEntity.BodyBuilder remembered(ResponseEntity.BodyBuilder answer, Click click) {
        return answer.header(HttpHeaders.CACHE_CONTROL, "no-store")
                .header(
                        HttpHeaders.SET_COOKIE,
                        ResponseCookie.from(VISITOR_COOKIE, click.visitorId().toString())
                                .path("/")
                                .httpOnly(true)
                                .sameSite("Lax")
                                .maxAge(VISITOR_FOR)
                                .build()
                                .toString());
    }

    private static @Nullable UUID visitorId(@Nullable String visitor) {
        try {
            return visitor == null ? null : UUID.fromString(visitor);
        } catch (IllegalArgumentException notOurs) {
            return null;
        }
    }
}
