package io.evenreach.guidecommerce.guide;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something a guide says they know.
 *
 * @param area as {@link ExpertiseKind#area} writes it
 * @param expiresAt until when the evidence holds, as the guide says; null where it does not end
 * @param review of what the guide said last
 * @param reason why it was refused
 * @param verified whether somebody has found it true, until {@code verifiedUntil} (null where it does not end)
 */
public record Expertise(
        ExpertiseKind kind,
        String area,
        @Nullable Evidence evidence,
        @Nullable Instant expiresAt,
        Review review,
        @Nullable String reason,
        boolean verified,
        @Nullable Instant verifiedUntil) {

    /** What shows it. */
    public enum EvidenceKind {
        LICENCE,
        TRIP_RECORD
    }

    /** @param reference the number of the licence, or of the trip */
    public record Evidence(
            EvidenceKind kind, String reference, @Nullable String url) {}

    /** What became of what was said last. */
    public enum Review {
        OPEN,
        VERIFIED,
        REFUSED
    }

    /** Where it stands at a time. */
    public enum Status {
        DECLARED,
        VERIFIED,
        EXPIRED,
        REFUSED
    }

    public Status statusAt(Instant now) {
        if (verified) {
            return verifiedUntil == null || now.isBefore(verifiedUntil) ? Status.VERIFIED : Status.EXPIRED;
        }
        return review == Review.REFUSED ? Status.REFUSED : Status.DECLARED;
    }
}
