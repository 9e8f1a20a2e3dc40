package io.evenreach.guidecommerce.recommendation.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.evenreach.guidecommerce.recommendation.Note;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A note as its guide and the brand see it.
 *
 * @param language {@code zh} or {@code en}
 * @param version of the text that was written last
 * @param review of that text
 * @param reason why it was rejected
 * @param publicText what shoppers read; absent before the first approval
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record NoteAnswer(
        UUID noteId,
        UUID guideId,
        String productId,
        String language,
        long version,
        String text,
        Note.Review review,
        @Nullable String reason,
        Instant writtenAt,
        @Nullable String publicText) {

    static NoteAnswer of(Note note) {
        return new NoteAnswer(
                note.noteId(),
                note.guideId(),
                note.productId(),
                note.language().name().toLowerCase(Locale.ROOT),
                note.version(),
                note.text(),
                note.review(),
                note.reason(),
                note.writtenAt(),
                note.approvedText());
    }
}
