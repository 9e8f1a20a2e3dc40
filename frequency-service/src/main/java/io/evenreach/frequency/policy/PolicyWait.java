package io.evenreach.frequency.policy;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.stereotype.Component;

/**
 * Waits a moment for what was defined elsewhere and answered there, but is still on its way here. Whoever waits looks at the
 * memory of this process, which asks the database a few times a second however many wait.
 */
@Component
public class PolicyWait {

    private static final long PAUSE_MILLIS = 25;
    private static final long UNKNOWN_MAX = 10_000;

    private final Policies policies;
    private final Settings settings;
    private final Cache<Object, Boolean> unknown;

    PolicyWait(Policies policies, Settings settings) {
        this.policies = policies;
        this.settings = settings;
        this.unknown = Caffeine.newBuilder()
                .expireAfterWrite(settings.unknownFor())
                .maximumSize(UNKNOWN_MAX)
                .build();
    }

    /**
     * @param feedWait how long a request waits for a channel or campaign that is not known here
     * @param unknownFor how long after that nobody else waits for it
     */
    @ConfigurationProperties("evenreach.policy")
    record Settings(
            @DefaultValue("2s") Duration feedWait,
            @DefaultValue("1s") Duration unknownFor) {}

    /** Waits for these channels; see {@link #until(Collection, Collection)}. */
    public PolicySnapshot untilChannels(Collection<String> channelIds) {
        return until(channelIds, List.of());
    }

    /** Waits for this campaign; see {@link #until(Collection, Collection)}. */
    public PolicySnapshot untilCampaign(UUID campaignId) {
        return until(List.of(), List.of(campaignId));
    }

    /**
     * The policy as soon as it has all of these, or as it is when the time to wait is over. What somebody has just waited for
     * in vain is not waited for.
     */
    public PolicySnapshot until(Collection<String> channelIds, Collection<UUID> campaignIds) {
        PolicySnapshot policy = policies.current();
        Set<Object> missing = missing(policy, channelIds, campaignIds);
        if (missing.isEmpty()) {
            return policy;
        }
        Set<Object> hoped = new HashSet<>(missing);
        hoped.removeAll(unknown.getAllPresent(missing).keySet());
        long deadline = System.nanoTime() + settings.feedWait().toNanos();
        while (!hoped.isEmpty() && System.nanoTime() < deadline) {
            try {
                Thread.sleep(PAUSE_MILLIS);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                return policy;
            }
            policy = policies.current();
            hoped.retainAll(missing(policy, channelIds, campaignIds));
        }
        hoped.forEach(id -> unknown.put(id, true));
        return policy;
    }

    private static Set<Object> missing(
            PolicySnapshot policy, Collection<String> channelIds, Collection<UUID> campaignIds) {
        return Stream.concat(
                        channelIds.stream().filter(id -> policy.channel(id).isEmpty()),
                        campaignIds.stream().filter(id -> policy.campaign(id).isEmpty()))
                .collect(Collectors.toSet());
    }
}
