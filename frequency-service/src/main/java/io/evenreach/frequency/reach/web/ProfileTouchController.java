package io.evenreach.frequency.reach.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.evenreach.frequency.ledger.TouchCause;
import io.evenreach.frequency.ledger.TouchState;
import io.evenreach.frequency.reach.domain.Causes;
import io.evenreach.frequency.reach.persistence.ProfileTouches;
import io.evenreach.frequency.reach.persistence.TouchRow;
import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.platform.page.Cursor;
import io.evenreach.platform.page.Page;
import io.evenreach.platform.security.Caller;
import io.evenreach.platform.security.RequiresScope;
import io.evenreach.platform.security.Scopes;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** One person's touches on all channels. */
@RestController
@Tag(name = "Reach")
class ProfileTouchController {

    private final ProfileTouches touches;

    ProfileTouchController(ProfileTouches touches) {
        this.touches = touches;
    }

    /**
     * A touch.
     *
     * @param causes what was out of order with it
     * @param expiresAt for a grant that waits for its exposure
     * @param identifier hash of the identifier that it follows when identities change; nobody's where the touch came with a
     *     profile id alone
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record TouchJson(
            String touchId,
            UUID campaignId,
            String channel,
            Instant occurredAt,
            TouchState state,
            List<TouchCause> causes,
            String partner,
            @Nullable Instant expiresAt,
            @Nullable UUID importId,
            @Nullable String identifier) {

        static TouchJson of(TouchRow row) {
            IdentifierKey filedUnder = row.filedUnder();
            return new TouchJson(
                    TouchIds.hex(row.touchId()),
                    row.campaignId(),
                    row.channel(),
                    row.occurredAt(),
                    row.state(),
                    Causes.all(row.causes()),
                    Reporters.partner(row.reporter()),
                    row.expiresAt(),
                    row.importId(),
                    filedUnder == null ? null : filedUnder.hex());
        }
    }

    @GetMapping("/api/v1/profiles/{profileId}/touches")
    @RequiresScope(Scopes.REACH_READ)
    @Operation(summary = "One person's touches on all channels, newest first; an older id of the person will do")
    Page<TouchJson> touches(
            @PathVariable UUID profileId,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable Integer limit,
            Caller caller) {
        Insiders.require(caller);
        int size = Cursor.limit(limit);
        List<TouchRow> rows = touches.of(touches.current(profileId), position(cursor), size + 1);
        return Page.of(rows, size, row -> row.occurredAt() + " " + TouchIds.hex(row.touchId()))
                .map(TouchJson::of);
    }

    private static ProfileTouches.@Nullable Position position(@Nullable String cursor) {
        String position = Cursor.decode(cursor);
        if (position == null) {
            return null;
        }
        String[] fields = position.split(" ", -1);
        if (fields.length != 2) {
            throw Cursor.notOurs();
        }
        try {
            return new ProfileTouches.Position(Cursor.timeIn(fields[0]), Long.parseUnsignedLong(fields[1], 16));
        } catch (NumberFormatException notOurs) {
            throw Cursor.notOurs();
        }
    }
}
