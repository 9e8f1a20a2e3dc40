package io.evenreach.campaign.hold.domain;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One complaint and the silence it brings, at one version: OPEN → COOLING_DOWN → ENDED, or RELEASED from either of the
 * first two. A repeated or late message changes nothing, so any order of messages ends in the same state.
 *
 * @param version rises with every change that consumers must know
 * @param resolvedAt when the complaint was resolved, or null
 * @param until when the cool-down ends by itself; null while the complaint is open
 * @param release who ended it early, or null
 */
public record Hold(
        UUID holdId,
        long version,
        HoldState state,
        Severity severity,
        Instant openedAt,
        @Nullable Instant resolvedAt,
        @Nullable Instant until,
        @Nullable Release release) {

    /** A governor's decision to end a hold early. */
    public record Release(String by, Instant at, String reason) {}

    public static Hold open(UUID holdId, Severity severity, Instant openedAt) {
        return new Hold(holdId, 1, HoldState.OPEN, severity, openedAt, null, null, null);
    }

    /** The hold as it stands at {@code now}: a cool-down that has passed has ended. */
    public Hold at(Instant now) {
        boolean over = state == HoldState.COOLING_DOWN && until != null && !now.isBefore(until);
        return over ? with(HoldState.ENDED, resolvedAt, until, null) : this;
    }

    /** The complaint was resolved: the cool-down begins, whoever says it again later. */
    public Hold resolve(Instant at, CoolDowns coolDowns) {
        return switch (state) {
            case OPEN -> {
                // A resolution can arrive before the complaint it belongs to; the silence still covers the complaint.
                Instant begins = at.isBefore(openedAt) ? openedAt : at;
                yield with(HoldState.COOLING_DOWN, at, begins.plus(coolDowns.of(severity)), null);
            }
            case COOLING_DOWN, ENDED, RELEASED -> this;
        };
    }

    /** Ends hold and cool-down at once; nothing is left to end where it is over already. */
    public Hold release(Release decision) {
        return switch (state) {
            case OPEN, COOLING_DOWN -> with(HoldState.RELEASED, resolvedAt, until, decision);
            case ENDED, RELEASED -> this;
        };
    }

    /** The same hold over other keys: a new version, because consumers match by key. */
    public Hold rekeyed() {
        return with(state, resolvedAt, until, release);
    }

    /** The last that consumers hear of a hold whose customer was erased. */
    public Hold erased() {
        return with(HoldState.ENDED, resolvedAt, until, null);
    }

    private Hold with(HoldState next, @Nullable Instant resolved, @Nullable Instant ends, @Nullable Release decision) {
        return new Hold(holdId, version + 1, next, severity, openedAt, resolved, ends, decision);
    }
}
