package io.evenreach.guidecommerce.catalogue;

/**
 * Something a merchant sells and guides recommend.
 *
 * @param destination such as {@code FR-BDX}
 * @param category such as {@code wine}
 * @param priceMinor in minor units of the merchant's currency
 */
public record Product(
        String productId,
        String merchantId,
        String title,
        String destination,
        String category,
        long priceMinor,
        String currency) {

    Product at(String otherDestination, String otherCategory) {
        return new Product(productId, merchantId, title, otherDestination, otherCategory, priceMinor, currency);
    }
}
