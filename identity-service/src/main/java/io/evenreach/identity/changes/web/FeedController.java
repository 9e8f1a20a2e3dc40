package io.evenreach.identity.changes.web;

import io.evenreach.contracts.Topics;
import io.evenreach.platform.outbox.OutboxFeed;
import io.evenreach.platform.page.Cursor;
import io.evenreach.platform.problem.ProblemException;
import io.evenreach.platform.security.Caller;
import io.evenreach.platform.security.RequiresScope;
import io.evenreach.platform.security.Scopes;
import jakarta.validation.constraints.Min;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The feed of changes read again, for a consumer that found a gap or begins anew. */
@RestController
class FeedController {

    /**
     * @param items at most as many as asked for, and fewer where these are large
     * @param nextAfter pass it as {@code after} to read on; the same as before when there is nothing more
     */
    record FeedView(List<ObjectNode> items, long nextAfter) {}

    private final OutboxFeed feed;
    private final JsonMapper json;

    FeedController(OutboxFeed feed, JsonMapper json) {
        this.feed = feed;
        this.json = json;
    }

    @GetMapping("/api/v1/identity/feed")
    @RequiresScope({Scopes.IDENTITY_READ, Scopes.FEED_READ})
    FeedView feed(
            @RequestParam(defaultValue = "0") @Min(0) long after,
            @RequestParam @Nullable Integer limit,
            Caller caller) {
        if (!caller.isBrand()) {
            throw ProblemException.notFound("feed");
        }
        List<OutboxFeed.Entry> entries = feed.readAfter(Topics.IDENTITY_CHANGES, after, Cursor.limit(limit))
                .entries();
        List<ObjectNode> items = entries.stream().map(this::numbered).toList();
        return new FeedView(items, entries.isEmpty() ? after : entries.getLast().sequence());
    }

    private ObjectNode numbered(OutboxFeed.Entry entry) {
        ObjectNode change = (ObjectNode) json.readTree(entry.payload());
        change.put("sequence", entry.sequence());
        return change;
    }
}
