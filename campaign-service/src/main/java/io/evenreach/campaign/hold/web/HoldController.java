package io.evenreach.campaign.hold.web;

import io.evenreach.campaign.hold.Holds;
import io.evenreach.campaign.hold.domain.HeldComplaint;
import io.evenreach.campaign.hold.domain.HoldState;
import io.evenreach.campaign.hold.persistence.HoldStore.Position;
import io.evenreach.platform.page.Cursor;
import io.evenreach.platform.page.Page;
import io.evenreach.platform.problem.ProblemException;
import io.evenreach.platform.security.Caller;
import io.evenreach.platform.security.RequiresScope;
import io.evenreach.platform.security.Scopes;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Brand holds. Partners and merchants see those their own complaints brought, and can lift none. */
@RestController
@RequestMapping("/api/v1/holds")
class HoldController {

    private final Holds holds;

    HoldController(Holds holds) {
        this.holds = holds;
    }

    /** Why a governor ends a hold early; kept for ever. */
    record ReleaseBody(@NotBlank @Size(max = 1000) String reason) {}

    /** Open first, then cooling down, then what is over; newest first within each. */
    @GetMapping
    @RequiresScope(Scopes.GOVERNANCE_READ)
    Page<HoldAnswer> list(
            @RequestParam @Nullable Set<HoldState> state,
            @RequestParam @Nullable String cursor,
            @RequestParam @Nullable Integer limit,
            Caller caller) {
        int size = Cursor.limit(limit);
        Set<HoldState> states = state == null || state.isEmpty() ? EnumSet.allOf(HoldState.class) : state;
        Instant now = holds.now();
        return Page.of(holds.page(states, onlyOf(caller), position(cursor), size + 1), size, HoldController::position)
                .map(held -> HoldAnswer.of(held.at(now)));
    }

    @GetMapping("/{holdId}")
    @RequiresScope(Scopes.GOVERNANCE_READ)
    HoldAnswer one(@PathVariable UUID holdId, Caller caller) {
        String owner = onlyOf(caller);
        return holds.find(holdId)
                .filter(held -> owner == null || owner.equals(held.complaint().owner()))
                .map(HoldAnswer::of)
                .orElseThrow(() -> ProblemException.notFound("hold"));
    }

    /** Ends hold and cool-down at once, with a reason. One that is over already stays as it is. */
    @PostMapping("/{holdId}:release")
    @RequiresScope(Scopes.GOVERNANCE_RELEASE)
    HoldAnswer release(@PathVariable UUID holdId, @Valid @RequestBody ReleaseBody body, Caller caller) {
        if (onlyOf(caller) != null) {
            // One of somebody else's looks like none; for one of its own the caller may know that it cannot lift it.
            one(holdId, caller);
            throw new ProblemException(HttpStatus.FORBIDDEN, "FORBIDDEN", "Only the brand's governors lift a hold.");
        }
        return holds.release(holdId, body.reason().strip(), caller.subject())
                .map(HoldAnswer::of)
                .orElseThrow(() -> ProblemException.notFound("hold"));
    }

    /** The one owner whose holds the caller may see, or null where the caller is the brand. */
    private static @Nullable String onlyOf(Caller caller) {
        if (caller.guideId() != null) {
            throw new ProblemException(HttpStatus.FORBIDDEN, "FORBIDDEN", "Holds are not for guides.");
        }
        return caller.owner().equals(Caller.PLATFORM) ? null : caller.owner();
    }

    private static String position(HeldComplaint held) {
        Position position = Position.of(held.hold());
        return position.rank() + " " + position.openedAt() + " " + position.holdId();
    }

    private static Position position(@Nullable String cursor) {
        String text = Cursor.decode(cursor);
        if (text == null) {
            return Position.TOP;
        }
        String[] parts = text.split(" ", -1);
        try {
            return new Position(Integer.parseInt(parts[0]), Cursor.timeIn(parts[1]), UUID.fromString(parts[2]));
        } catch (ArrayIndexOutOfBoundsException | IllegalArgumentException notOurs) {
            throw Cursor.notOurs();
        }
    }
}
