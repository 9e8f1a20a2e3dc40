package io.evenreach.guidecommerce.guide.web;

import io.evenreach.guidecommerce.guide.Expertise.Review;
import io.evenreach.guidecommerce.guide.ExpertiseKind;
import io.evenreach.guidecommerce.guide.Expertises;
import io.evenreach.guidecommerce.guide.Expertises.Place;
import io.evenreach.guidecommerce.guide.web.ExpertiseController.ExpertiseAnswer;
import io.evenreach.guidecommerce.wire.Refusals;
import io.evenreach.platform.page.Cursor;
import io.evenreach.platform.page.Page;
import io.evenreach.platform.security.Caller;
import io.evenreach.platform.security.RequiresScope;
import io.evenreach.platform.security.Scopes;
import java.time.Clock;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What approved guides say they know, for the brand to look at. */
@RestController
class ExpertiseReviewController {

    private static final int PARTS = 4;

    private final Expertises expertises;
    private final Clock clock;

    ExpertiseReviewController(Expertises expertises, Clock clock) {
        this.expertises = expertises;
        this.clock = clock;
    }

    /** @param saidAt since when the guide says it so */
    record ReviewableAnswer(UUID guideId, String displayName, Instant saidAt, ExpertiseAnswer expertise) {}

    /** What waits for a review, or stands otherwise in it, the oldest first; of guides who are approved and have not left. */
    @GetMapping("/api/v1/guide-expertise")
    @RequiresScope(Scopes.GUIDE_APPROVE)
    Page<ReviewableAnswer> list(
            @RequestParam @Nullable Review review,
            @RequestParam @Nullable String cursor,
            @RequestParam @Nullable Integer limit,
            Caller caller) {
        if (!caller.isBrand()) {
            throw Refusals.forbidden("Evidence is looked at by the brand.");
        }
        int size = Cursor.limit(limit);
        Instant now = clock.instant();
        return Page.of(
                        expertises.inReview(review == null ? Review.OPEN : review, place(cursor), size + 1),
                        size,
                        each -> position(each.place()))
                .map(each -> new ReviewableAnswer(
                        each.guideId(),
                        each.displayName(),
                        each.saidAt(),
                        ExpertiseController.answer(each.expertise(), now)));
    }

    /** The area comes last, since it may have blanks. */
    private static String position(Place place) {
        return place.saidAt() + " " + place.guideId() + " " + place.kind() + " " + place.area();
    }

    private static @Nullable Place place(@Nullable String cursor) {
        return Cursor.decode(
                cursor,
                PARTS,
                parts -> new Place(
                        Cursor.timeIn(parts[0]), UUID.fromString(parts[1]), ExpertiseKind.valueOf(parts[2]), parts[3]));
    }
}
