package io.evenreach.campaign.behaviour;

import io.evenreach.campaign.behaviour.domain.Identify;
import io.evenreach.campaign.behaviour.domain.Trait;
import io.evenreach.campaign.behaviour.messaging.TraitFeed;
import io.evenreach.campaign.behaviour.persistence.BehaviourStore;
import io.evenreach.identifiers.IdentifierKey;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Takes in what customers are said to be, and tells consumers in the same transaction. */
@Service
public class Behaviours {

    /** What came of one message. */
    public enum Outcome {
        ACCEPTED,
        /** The same message was accepted before. */
        DUPLICATE,
        /** The same id said something else before. */
        CONTRADICTS,
        IN_THE_FUTURE
    }

    private final BehaviourStore store;
    private final TraitFeed feed;
    private final Clock clock;
    private final BehaviourProperties properties;

    Behaviours(BehaviourStore store, TraitFeed feed, Clock clock, BehaviourProperties properties) {
        this.store = store;
        this.feed = feed;
        this.clock = clock;
        this.properties = properties;
    }

    /**
     * Takes in each message once.
     *
     * @param owner within whom message ids are unique
     * @return what came of each, in their order
     */
    @Transactional
    public List<Outcome> take(String owner, List<Identify> messages) {
        Instant latest = clock.instant().plus(properties.futureMax());
        TreeMap<String, Identify> firsts = new TreeMap<>();
        messages.stream()
                .filter(message -> !message.saidAt().isAfter(latest))
                .forEach(message -> firsts.putIfAbsent(message.messageId(), message));
        Set<String> news = store.claim(owner, firsts);
        Map<String, byte[]> known = store.digests(owner, firsts.keySet());
        Map<IdentifierKey, Trait> traits = new TreeMap<>();
        List<Outcome> outcomes = new ArrayList<>(messages.size());
        for (Identify message : messages) {
            if (message.saidAt().isAfter(latest)) {
                outcomes.add(Outcome.IN_THE_FUTURE);
            } else if (!Arrays.equals(known.get(message.messageId()), message.digest())) {
                outcomes.add(Outcome.CONTRADICTS);
            } else if (!news.remove(message.messageId())) {
                outcomes.add(Outcome.DUPLICATE);
            } else {
                outcomes.add(Outcome.ACCEPTED);
                message.traits().forEach(trait -> traits.merge(trait.key(), trait, Trait::newest));
            }
        }
        feed.publish(store.keepNewest(List.copyOf(traits.values())));
        return outcomes;
    }
}
