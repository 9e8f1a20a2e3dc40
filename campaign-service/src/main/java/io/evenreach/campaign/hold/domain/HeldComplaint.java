package io.evenreach.campaign.hold.domain;

import java.time.Instant;

/**
 * A complaint with the hold it brought.
 *
 * @param keyCount how many identifiers the hold covers
 * @param truncated whether its bound left some uncovered
 */
public record HeldComplaint(
        Complaint complaint, String reportedBy, Instant receivedAt, Hold hold, int keyCount, boolean truncated) {

    /** The same as it stands at {@code now}: a cool-down that has passed has ended. */
    public HeldComplaint at(Instant now) {
        return with(hold.at(now));
    }

    public HeldComplaint with(Hold changed) {
        return new HeldComplaint(complaint, reportedBy, receivedAt, changed, keyCount, truncated);
    }
}
