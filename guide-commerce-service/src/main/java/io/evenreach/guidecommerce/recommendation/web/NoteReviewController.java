package io.evenreach.guidecommerce.recommendation.web;

import io.evenreach.guidecommerce.recommendation.Note;
import io.evenreach.guidecommerce.recommendation.Note.Review;
import io.evenreach.guidecommerce.recommendation.Notes;
import io.evenreach.guidecommerce.recommendation.Notes.Reviewed;
import io.evenreach.guidecommerce.wire.Refusals;
import io.evenreach.platform.page.Cursor;
import io.evenreach.platform.page.Page;
import io.evenreach.platform.problem.ProblemException;
import io.evenreach.platform.security.Caller;
import io.evenreach.platform.security.RequiresScope;
import io.evenreach.platform.security.Scopes;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The brand reads guides' notes before shoppers do. */
@RestController
@RequestMapping("/api/v1/guide-notes")
class NoteReviewController {

    private final Notes notes;

    NoteReviewController(Notes notes) {
        this.notes = notes;
    }

    /** @param version of the text that was read; where the guide has written another one since, nothing is approved */
    record ApprovalBody(@NotNull Long version) {}

    /**
     * @param version of the text that was read
     * @param takeDown whether what was approved before goes too; false where it is absent
     */
    record RejectionBody(
            @NotNull Long version,
            @Nullable Boolean takeDown,
            @Nullable @Size(max = 1_000) String reason) {}

    /** Notes that wait, or those in another state, the oldest first. */
    @GetMapping
    @RequiresScope(Scopes.GUIDE_APPROVE)
    Page<NoteAnswer> queue(
            @RequestParam @Nullable Review review,
            @RequestParam @Nullable String cursor,
            @RequestParam @Nullable Integer limit,
            Caller caller) {
        brandOnly(caller);
        return Page.byPlace(
                        cursor,
                        limit,
                        (place, count) -> notes.queue(review == null ? Review.PENDING : review, place, count),
                        note -> new Cursor.Place(note.writtenAt(), note.noteId()))
                .map(NoteAnswer::of);
    }

    /** Makes a text public in place of the one that was. */
    @PostMapping("/{noteId}:approve")
    @RequiresScope(Scopes.GUIDE_APPROVE)
    NoteAnswer approve(@PathVariable String noteId, @Valid @RequestBody ApprovalBody body, Caller caller) {
        brandOnly(caller);
        return answer(notes.approve(Refusals.ourId("note", noteId), body.version(), caller.subject()));
    }

    /** Keeps a text from being public, and takes it away where it is; what was approved before stays, unless it is said. */
    @PostMapping("/{noteId}:reject")
    @RequiresScope(Scopes.GUIDE_APPROVE)
    NoteAnswer reject(@PathVariable String noteId, @Valid @RequestBody RejectionBody body, Caller caller) {
        brandOnly(caller);
        return answer(notes.reject(
                Refusals.ourId("note", noteId),
                body.version(),
                Boolean.TRUE.equals(body.takeDown()),
                body.reason(),
                caller.subject()));
    }

    private static NoteAnswer answer(Reviewed reviewed) {
        return switch (reviewed) {
            case Reviewed.Done(Note note) -> NoteAnswer.of(note);
            case Reviewed.NotThere() -> throw ProblemException.notFound("note");
            case Reviewed.Stale() ->
                throw new ProblemException(
                        HttpStatus.PRECONDITION_FAILED,
                        "STALE_VERSION",
                        "The guide has written another text since: read that one.");
        };
    }

    private static void brandOnly(Caller caller) {
        if (!caller.isBrand()) {
            throw Refusals.forbidden("Notes are read by the brand.");
        }
    }
}
