package io.evenreach.guidecommerce.recommendation.web;

import io.evenreach.guidecommerce.recommendation.RecommendationProperties;
import io.evenreach.guidecommerce.recommendation.Recommendations;
import io.evenreach.guidecommerce.recommendation.Recommendations.Click;
import io.evenreach.platform.problem.ProblemException;
import io.evenreach.platform.security.OpenEndpoint;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseCookie;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.CookieValue;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

@RestController
class RecommendationController {

    private static final String VISITOR_COOKIE = "evenreach_visitor";
    private static final Duration VISITOR_FOR = Duration.ofDays(30);

    private final Recommendations recommendations;
    private final RecommendationProperties properties;

    RecommendationController(Recommendations recommendations, RecommendationProperties properties) {
        this.recommendations = recommendations;
        this.properties = properties;
    }

    /** Notes the click, and leads on to the shop with an id of the click that the shop sends along with the order. */
    @GetMapping({"/r/{code}", "/api/v1/r/{code}"})
    @OpenEndpoint(because = "shoppers have no token")
    ResponseEntity<Void> follow(
            @PathVariable String code, @CookieValue(name = VISITOR_COOKIE, required = false) @Nullable String visitor) {
        Click click = recommendations
                .follow(code, visitorId(visitor))
                .orElseThrow(() -> ProblemException.notFound("recommendation"));
        String target = properties
                .landing()
                .replace("{productId}", URLEncoder.encode(click.link().productId(), StandardCharsets.UTF_8))
                .replace("{clickId}", click.clickId().toString());
        return ResponseEntity.status(HttpStatus.FOUND)
                .location(URI.create(target))
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .header(
                        HttpHeaders.SET_COOKIE,
                        ResponseCookie.from(VISITOR_COOKIE, click.visitorId().toString())
                                .path("/")
                                .httpOnly(true)
                                .sameSite("Lax")
                                .maxAge(VISITOR_FOR)
                                .build()
                                .toString())
                .build();
    }

    private static @Nullable UUID visitorId(@Nullable String visitor) {
        try {
            return visitor == null ? null : UUID.fromString(visitor);
        } catch (IllegalArgumentException notOurs) {
            return null;
        }
    }
}
