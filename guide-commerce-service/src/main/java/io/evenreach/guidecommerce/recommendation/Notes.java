package io.evenreach.guidecommerce.recommendation;

import static io.evenreach.platform.jdbc.Timestamps.instant;
import static io.evenreach.platform.jdbc.Timestamps.utc;

import io.evenreach.guidecommerce.recommendation.Note.Language;
import io.evenreach.guidecommerce.recommendation.Note.Review;
import io.evenreach.platform.page.Cursor;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Guides' notes on products. A text is public once the brand has approved it; an edit waits for that again, and the
 * approved text stays until then.
 */
@Service
public class Notes {

    private final JdbcClient jdbc;
    private final Recommendations recommendations;
    private final Clock clock;

    Notes(JdbcClient jdbc, Recommendations recommendations, Clock clock) {
        this.jdbc = jdbc;
        this.recommendations = recommendations;
        this.clock = clock;
    }

    /** What came of a review. */
    public sealed interface Reviewed {
        record Done(Note note) implements Reviewed {}

        record NotThere() implements Reviewed {}

        /** The guide has written another text meanwhile. */
        record Stale() implements Reviewed {}
    }

    /**
     * Writes a note on a product that is there, and makes the link it belongs to. The same text changes nothing.
     *
     * @param known whether the caller knew what is there now, null where nothing is
     * @return empty where they did not
     */
    @Transactional
    public Optional<Note> write(
            UUID guideId, String productId, Language language, String text, Predicate<@Nullable Note> known) {
        if (!known.test(one(guideId, productId, language, " for update").orElse(null))) {
            return Optional.empty();
        }
        recommendations.link(guideId, productId);
        jdbc.sql("""
                        insert into guide_note (note_id, guide_id, product_id, language, version, text, review, written_at)
                        values (?, ?, ?, ?, 1, ?, 'PENDING', ?)
                        on conflict (guide_id, product_id, language) do update
                           set version = guide_note.version + 1, text = excluded.text, review = 'PENDING', reason = null,
                               written_at = excluded.written_at
                         where guide_note.text <> excluded.text
                        """)
                .param(UUID.randomUUID())
                .param(guideId)
                .param(productId)
                .param(code(language))
                .param(text)
                .param(utc(clock.instant()))
                .update();
        return one(guideId, productId, language, "");
    }

    private Optional<Note> one(UUID guideId, String productId, Language language, String suffix) {
        return jdbc.sql("select * from guide_note where guide_id = ? and product_id = ? and language = ?" + suffix)
                .param(guideId)
                .param(productId)
                .param(code(language))
                .query(Notes::note)
                .optional();
    }

    /** Takes a note away, also what is public of it. */
    @Transactional
    public void delete(UUID guideId, String productId, Language language) {
        jdbc.sql("delete from guide_note where guide_id = ? and product_id = ? and language = ?")
                .param(guideId)
                .param(productId)
                .param(code(language))
                .update();
    }

    /** The notes of a guide on these products. */
    @Transactional(readOnly = true)
    public List<Note> of(UUID guideId, Collection<String> productIds) {
        return jdbc.sql("select * from guide_note where guide_id = ? and product_id = any(?) order by language desc")
                .param(guideId)
                .param(productIds.toArray(String[]::new))
                .query(Notes::note)
                .list();
    }

    /** Those in one state of review, the oldest first. */
    @Transactional(readOnly = true)
    public List<Note> queue(Review review, Cursor.@Nullable Place after, int limit) {
        return jdbc.sql("""
                        select * from guide_note
                         where review = :review and (:at::timestamptz is null or (written_at, note_id) > (:at, :id))
                         order by written_at, note_id limit :limit
                        """)
                .param("review", review.name())
                .param("at", after == null ? null : utc(after.at()))
                .param("id", after == null ? null : after.id())
                .param("limit", limit)
                .query(Notes::note)
                .list();
    }

    /** Makes the text public that was read: the one of this version. */
    @Transactional
    public Reviewed approve(UUID noteId, long version, String reviewer) {
        return reviewed(
                noteId,
                jdbc.sql("""
                                update guide_note
                                   set review = 'APPROVED', reason = null, reviewed_by = ?, approved_text = text, approved_at = ?
                                 where note_id = ? and version = ?
                                """)
                        .param(reviewer)
                        .param(utc(clock.instant()))
                        .param(noteId)
                        .param(version)
                        .update());
    }

    /**
     * Keeps the text of this version from being public; where it is, takes it away.
     *
     * @param takeDown whether what was approved before goes too
     */
    @Transactional
    public Reviewed reject(UUID noteId, long version, boolean takeDown, @Nullable String reason, String reviewer) {
        return reviewed(
                noteId,
                jdbc.sql("""
                                update guide_note
                                   set review = 'REJECTED', reason = ?, reviewed_by = ?,
                                       approved_text =
                                           case when ? or review = 'APPROVED' then null else approved_text end
                                 where note_id = ? and version = ?
                                """)
                        .param(reason)
                        .param(reviewer)
                        .param(takeDown)
                        .param(noteId)
                        .param(version)
                        .update());
    }

    private Reviewed reviewed(UUID noteId, int changed) {
        Optional<Note> note = jdbc.sql("select * from guide_note where note_id = ?")
                .param(noteId)
                .query(Notes::note)
                .optional();
        if (note.isEmpty()) {
            return new Reviewed.NotThere();
        }
        return changed == 1 ? new Reviewed.Done(note.get()) : new Reviewed.Stale();
    }

    private static String code(Language language) {
        return language.name().toLowerCase(Locale.ROOT);
    }

    private static Note note(ResultSet row, int number) throws SQLException {
        return new Note(
                row.getObject("note_id", UUID.class),
                row.getObject("guide_id", UUID.class),
                row.getString("product_id"),
                Language.valueOf(row.getString("language").toUpperCase(Locale.ROOT)),
                row.getLong("version"),
                row.getString("text"),
                Review.valueOf(row.getString("review")),
                row.getString("reason"),
                instant(row, "written_at"),
                row.getString("approved_text"));
    }
}
