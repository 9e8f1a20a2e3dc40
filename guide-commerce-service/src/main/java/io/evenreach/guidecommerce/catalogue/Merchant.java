package io.evenreach.guidecommerce.catalogue;

/** A shop, and the one currency it sells in. */
public record Merchant(String merchantId, String name, String currency) {}
