package io.evenreach.campaign.channel.domain;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One way to reach people.
 *
 * @param version rises with every change, from 1
 */
public record Channel(String channelId, long version, Definition definition) {

    /** Whether a channel lives on somebody else's platform or on the brand's own. */
    public enum Domain {
        PUBLIC,
        PRIVATE
    }

    /** What kind of contact it is. */
    public enum Family {
        SEARCH,
        SOCIAL,
        VIDEO,
        DISPLAY,
        MESSAGING,
        EMAIL,
        APP,
        STORE,
        LIVE
    }

    /** What service messages are told while the ledger cannot be asked; marketing is always denied then. */
    public enum OnUnavailable {
        DENY,
        ALLOW
    }

    /**
     * What people write about a channel.
     *
     * @param closed whether a public domain shares no user-level identifiers (a walled garden)
     * @param partnerId the only partner that may ask and post here; null where the brand runs it itself
     * @param grantTtl how long a grant waits for its exposure
     */
    public record Definition(
            String name,
            Domain domain,
            boolean closed,
            Family family,
            @Nullable String partnerId,
            Duration grantTtl,
            OnUnavailable onUnavailable) {}

    public static Channel first(String channelId, Definition definition) {
        return new Channel(channelId, 1, definition);
    }

    /** The channel with a new definition; itself where nothing differs. */
    public Channel redefined(Definition changed) {
        return changed.equals(definition) ? this : new Channel(channelId, version + 1, changed);
    }

    /**
     * Whether somebody may see and define this channel: the brand all of them, a partner only its own.
     *
     * @param partner the partner that asks, or null for the brand itself
     */
    public boolean visibleTo(@Nullable String partner) {
        return partner == null || partner.equals(definition.partnerId());
    }
}
