package io.evenreach.guidecommerce.guide;

import java.text.Normalizer;
import java.util.Locale;

/** What somebody can know: a place, or a kind of goods. */
public enum ExpertiseKind {
    DESTINATION,
    CATEGORY;

    /** The one way it is written: places as {@code FR-BDX}, goods as {@code wine}. */
    public String area(String said) {
        String area = Normalizer.normalize(said, Normalizer.Form.NFKC).strip();
        return this == DESTINATION ? area.toUpperCase(Locale.ROOT) : area.toLowerCase(Locale.ROOT);
    }
}
