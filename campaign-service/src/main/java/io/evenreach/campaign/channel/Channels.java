package io.evenreach.campaign.channel;

import io.evenreach.campaign.audit.AuditLog;
import io.evenreach.campaign.channel.domain.Channel;
import io.evenreach.campaign.channel.domain.ChannelRules.Violation;
import io.evenreach.campaign.channel.messaging.ChannelFeed;
import io.evenreach.campaign.channel.persistence.ChannelStore;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Defines channels and tells which exist. A channel is never deleted, because touches refer to it. */
@Service
public class Channels {

    /** What came of defining a channel. */
    public sealed interface Defined {
        record Created(Channel channel) implements Defined {}

        /** Changed, or the same as before and untouched. */
        record Kept(Channel channel) implements Defined {}

        record Invalid(List<Violation> violations) implements Defined {}

        /** It belongs to somebody else, which looks like not existing. */
        record NotVisible() implements Defined {}

        record Stale(long version) implements Defined {}
    }

    private final ChannelStore store;
    private final ChannelFeed feed;
    private final AuditLog audit;
    private final Clock clock;
    private final ChannelProperties properties;

    Channels(ChannelStore store, ChannelFeed feed, AuditLog audit, Clock clock, ChannelProperties properties) {
        this.store = store;
        this.feed = feed;
        this.audit = audit;
        this.clock = clock;
        this.properties = properties;
    }

    /**
     * Creates or redefines a channel; an identical definition changes nothing.
     *
     * @param partner the partner that asks, or null for the brand
     * @param expected whether the version at hand is the one the caller has seen; asked with 0 where there is none
     */
    @Transactional
    public Defined define(
            String channelId,
            Channel.Definition definition,
            @Nullable String partner,
            String subject,
            LongPredicate expected) {
        store.lock(channelId);
        Optional<Channel> known = store.find(channelId);
        if (known.isPresent() && !known.get().visibleTo(partner)) {
            return new Defined.NotVisible();
        }
        long seen = known.map(Channel::version).orElse(0L);
        if (!expected.test(seen)) {
            return new Defined.Stale(seen);
        }
        List<Violation> violations = properties.rules().violations(definition);
        if (!violations.isEmpty()) {
            return new Defined.Invalid(violations);
        }
        Channel channel =
                known.map(before -> before.redefined(definition)).orElseGet(() -> Channel.first(channelId, definition));
        if (channel.version() != seen) {
            store.save(channel, clock.instant().truncatedTo(ChronoUnit.MICROS));
            feed.publish(channel);
            audit.record(
                    subject,
                    known.isPresent() ? "channel.redefine" : "channel.define",
                    "channel",
                    channelId,
                    Map.of("version", channel.version()));
        }
        return known.isPresent() ? new Defined.Kept(channel) : new Defined.Created(channel);
    }

    @Transactional(readOnly = true)
    public Optional<Channel> find(String channelId, @Nullable String partner) {
        return store.find(channelId).filter(channel -> channel.visibleTo(partner));
    }

    /** Channels after {@code after} in the order of their ids, only a partner's own where one asks. */
    @Transactional(readOnly = true)
    public List<Channel> page(@Nullable String partner, String after, int limit) {
        return store.page(partner, after, limit);
    }

    /** Which of these exist. */
    @Transactional(readOnly = true)
    public Set<String> existing(Collection<String> channelIds) {
        return store.existing(channelIds);
    }

    public Duration defaultGrantTtl() {
        return properties.grantTtl();
    }
}
