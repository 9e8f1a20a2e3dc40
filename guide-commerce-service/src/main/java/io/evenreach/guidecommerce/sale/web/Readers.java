package io.evenreach.guidecommerce.sale.web;

import io.evenreach.guidecommerce.wire.Refusals;
import io.evenreach.platform.security.Caller;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Who may see which holds and disputes. */
final class Readers {

    private Readers() {}

    /** The guide whose own is meant; null for the brand, whose all is. */
    static @Nullable UUID ownGuideOrAll(Caller caller) {
        if (caller.isBrand()) {
            return null;
        }
        if (caller.guideId() == null) {
            throw Refusals.forbidden("This is for guides and the brand.");
        }
        return Refusals.ourId("guide", caller.guideId());
    }

    static void mustBeBrand(Caller caller) {
        if (!caller.isBrand()) {
            throw Refusals.forbidden("The brand decides.");
        }
    }
}
