package io.evenreach.campaign.feed;

import io.evenreach.contracts.Topics;
import io.evenreach.platform.events.EventCodec;
import io.evenreach.platform.outbox.OutboxFeed;
import io.evenreach.platform.problem.FieldError;
import io.evenreach.platform.problem.ProblemException;
import io.evenreach.platform.security.Caller;
import io.evenreach.platform.security.RequiresScope;
import io.evenreach.platform.security.Scopes;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The same messages as on Kafka, in the same order and with the same numbers; they tell of everybody, so the brand reads. */
@RestController
@RequestMapping("/api/v1/campaign-feeds")
class FeedController {

    private static final Map<String, String> TOPICS = Map.of(
            "channels", Topics.CHANNELS,
            "campaigns", Topics.CAMPAIGNS,
            "audiences", Topics.AUDIENCES,
            "holds", Topics.HOLDS,
            "governance", Topics.GOVERNANCE,
            "traits", Topics.TRAITS);
    private static final int LIMIT_DEFAULT = 50;
    private static final int LIMIT_MAX = 100;

    private final OutboxFeed feed;
    private final EventCodec json;

    FeedController(OutboxFeed feed, EventCodec json) {
        this.feed = feed;
        this.json = json;
    }

    record Message(long sequence, String key, String type, Map<?, ?> payload) {}

    /** @param next what to send as {@code after} for the next page; null where nothing follows yet */
    record Messages(List<Message> items, @Nullable Long next) {}

    @GetMapping("/{feed}")
    @RequiresScope(Scopes.FEED_READ)
    Messages readAfter(
            @PathVariable("feed") String name,
            @RequestParam(defaultValue = "0") long after,
            @RequestParam(defaultValue = "" + LIMIT_DEFAULT) int limit,
            Caller caller) {
        String topic = TOPICS.get(name);
        if (topic == null || !caller.isBrand()) {
            throw ProblemException.notFound("feed");
        }
        if (after < 0) {
            throw invalid("after", "after must not be negative.");
        }
        if (limit < 1 || limit > LIMIT_MAX) {
            throw invalid("limit", "limit must be 1 to " + LIMIT_MAX + ".");
        }
        OutboxFeed.Page page = feed.readAfter(topic, after, limit);
        List<Message> messages = page.entries().stream()
                .map(entry -> new Message(
                        entry.sequence(),
                        entry.key(),
                        entry.type(),
                        json.read(entry.payload().getBytes(StandardCharsets.UTF_8), Map.class)))
                .toList();
        return new Messages(messages, page.more() ? messages.getLast().sequence() : null);
    }

    private static ProblemException invalid(String parameter, String message) {
        return new ProblemException(
                HttpStatus.BAD_REQUEST,
                "INVALID_PARAMETER",
                message,
                List.of(new FieldError(parameter, "INVALID_PARAMETER", message)));
    }
}
