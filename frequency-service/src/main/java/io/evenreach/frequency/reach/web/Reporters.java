package io.evenreach.frequency.reach.web;

/** Who reported a touch, as reports name them. */
final class Reporters {

    private static final String PARTNER = "partner:";

    private Reporters() {}

    /** The partner's id; {@code platform} where it was nobody's. */
    static String partner(String owner) {
        return owner.startsWith(PARTNER) ? owner.substring(PARTNER.length()) : owner;
    }
}
