package io.evenreach.guidecommerce.recommendation;

import java.net.URI;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where links lead.
 *
 * @param address of the platform as shoppers reach it; the links begin with it
 * @param landing of the shop, where {@code {productId}} and {@code {clickId}} are filled in; the platform's own page unless
 *     given
 */
@ConfigurationProperties("evenreach.recommendation")
public record RecommendationProperties(
        @DefaultValue("http://localhost:8080") URI address,
        @DefaultValue("") String landing) {

    private static final String OWN_PAGE = "/p/{productId}?clickId={clickId}";

    public RecommendationProperties {
        landing = landing.isBlank() ? OWN_PAGE : landing;
    }

    /** The address that shoppers follow. */
    public URI link(Recommendations.Link link) {
        return address.resolve("/r/" + link.code());
    }
}
