package io.evenreach.platform.security;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who calls, as the token says. A handler method takes it as an argument.
 *
 * @param subject user name or client id
 * @param partnerId set where the client belongs to a partner, who then sees only its own channels
 * @param merchantId set where the client belongs to a merchant
 * @param guideId set where the user is a guide
 */
public record Caller(
        String subject,
        Set<String> scopes,
        @Nullable String partnerId,
        @Nullable String merchantId,
        @Nullable String guideId) {

    /** The owner of everything that belongs to no partner and no merchant. */
    public static final String PLATFORM = "platform";

    private static final String PARTNER = "partner:";

    /** Whether it is the brand's own, and so sees everything: not a partner's, a merchant's or a guide's. */
    public boolean isBrand() {
        return partnerId == null && merchantId == null && guideId == null;
    }

    public boolean has(String scope) {
        return scopes.contains(scope);
    }

    /** Within whom this caller's own ids (requestId, exposureId, …) are unique. */
    public String owner() {
        if (partnerId != null) {
            return ownerOf(partnerId);
        }
        return merchantId != null ? "merchant:" + merchantId : PLATFORM;
    }

    /** The owner of what belongs to a partner. */
    public static String ownerOf(String partnerId) {
        return PARTNER + partnerId;
    }

    /** The partner an owner stands for; null where it is no partner. */
    public static @Nullable String partnerOf(String owner) {
        return owner.startsWith(PARTNER) ? owner.substring(PARTNER.length()) : null;
    }
}
