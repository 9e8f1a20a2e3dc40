package io.evenreach.guidecommerce.recommendation;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a guide says of a product in one language: which to take, how it tastes, what to avoid.
 *
 * @param version raised with every text
 * @param text as the guide wrote it last
 * @param reason why it was rejected
 * @param approvedText what is public; null before the first approval
 */
public record Note(
        UUID noteId,
        UUID guideId,
        String productId,
        Language language,
        long version,
        String text,
        Review review,
        @Nullable String reason,
        Instant writtenAt,
        @Nullable String approvedText) {

    /** Written in paths and answers as its ISO 639 code. */
    public enum Language {
        ZH,
        EN
    }

    /** What became of the text that was written last. */
    public enum Review {
        PENDING,
        APPROVED,
        REJECTED
    }
}
