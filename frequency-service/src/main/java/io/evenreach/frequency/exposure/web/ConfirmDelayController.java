package io.evenreach.frequency.exposure.web;

import io.evenreach.frequency.exposure.ConfirmDelays;
import io.evenreach.frequency.exposure.domain.Delays;
import io.evenreach.frequency.policy.ChannelPolicy;
import io.evenreach.frequency.policy.Policies;
import io.evenreach.platform.page.Cursor;
import io.evenreach.platform.page.Page;
import io.evenreach.platform.problem.ProblemException;
import io.evenreach.platform.security.Caller;
import io.evenreach.platform.security.RequiresScope;
import io.evenreach.platform.security.Scopes;
import io.swagger.v3.oas.annotations.Operation;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** How long exposures take to come after their grant, and whether grants live long enough for that. */
@RestController
class ConfirmDelayController {

    private final ConfirmDelays delays;
    private final Policies policies;

    ConfirmDelayController(ConfirmDelays delays, Policies policies) {
        this.delays = delays;
        this.policies = policies;
    }

    /**
     * A channel on which exposures with a grant came in the last seven days.
     *
     * @param confirms exposures with a grant, those that came too late for it included
     * @param p99 what 99 in a hundred did not take longer than, rounded down by at most 4.5 %
     * @param grantTtl how long a grant of the channel waits now
     * @param exceedsGrantTtl whether more than one in a hundred comes too late for its grant; false below 100 confirms
     */
    record ConfirmDelayBody(String channel, long confirms, Duration p99, Duration grantTtl, boolean exceedsGrantTtl) {}

    @GetMapping("/api/v1/confirm-delays")
    @RequiresScope(Scopes.REACH_READ)
    @Operation(
            summary = "By channel, how long exposures take to come after their grant, over the last seven days",
            description = "A channel's grantTtl must cover it: what comes later was shown on a grant that had expired.")
    Page<ConfirmDelayBody> delays(
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable Integer limit,
            Caller caller) {
        int size = Cursor.limit(limit);
        String after = Cursor.decode(cursor);
        if (!caller.isBrand()) {
            throw ProblemException.notFound("report");
        }
        List<ConfirmDelayBody> rows = new TreeMap<>(delays.byChannel())
                .tailMap(after == null ? "" : after, false).entrySet().stream()
                        .flatMap(entry -> body(entry).stream())
                        .limit(size + 1L)
                        .toList();
        return Page.of(rows, size, ConfirmDelayBody::channel);
    }

    private Optional<ConfirmDelayBody> body(Map.Entry<String, Delays> entry) {
        Delays delays = entry.getValue();
        return policies.current()
                .channel(entry.getKey())
                .map(ChannelPolicy::grantTtl)
                .map(ttl ->
                        new ConfirmDelayBody(entry.getKey(), delays.count(), delays.p99(), ttl, delays.outlast(ttl)));
    }
}
