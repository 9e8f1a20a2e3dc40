package io.evenreach.campaign.behaviour;

import io.evenreach.campaign.behaviour.domain.Identify;
import io.evenreach.campaign.behaviour.domain.Trait;
import io.evenreach.campaign.behaviour.messaging.TraitFeed;
import io.evenreach.campaign.behaviour.persistence.BehaviourStore;
import io.evenreach.campaign.erasure.ErasedSpan;
import io.evenreach.campaign.erasure.Erasures;
import io.evenreach.identifiers.IdentifierKey;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
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
        IN_THE_FUTURE,
        /** Somebody it names was erased after it was so. */
        ERASED
    }

    private final BehaviourStore store;
    private final TraitFeed feed;
    private final Erasures erasures;
    private final Clock clock;
    private final BehaviourProperties properties;

    Behaviours(BehaviourStore store, TraitFeed feed, Erasures erasures, Clock clock, BehaviourProperties properties) {
        this.store = store;
        this.feed = feed;
        this.erasures = erasures;
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
        Map<IdentifierKey, List<ErasedSpan>> erased =
                erasures
                        .of(messages.stream()
                                .flatMap(message -> message.keys().stream())
                                .collect(Collectors.toSet()))
                        .stream()
                        .collect(Collectors.groupingBy(ErasedSpan::key));
        TreeMap<String, Identify> firsts = new TreeMap<>();
        messages.stream()
                .filter(message -> !message.saidAt().isAfter(latest) && !isErased(message, erased))
                .forEach(message -> firsts.putIfAbsent(message.messageId(), message));
        Set<String> news = store.claim(owner, firsts);
        Map<String, byte[]> known = store.digests(owner, firsts.keySet());
        Map<IdentifierKey, Trait> traits = new TreeMap<>();
        List<Outcome> outcomes = new ArrayList<>(messages.size());
        for (Identify message : messages) {
            if (message.saidAt().isAfter(latest)) {
                outcomes.add(Outcome.IN_THE_FUTURE);
            } else if (isErased(message, erased)) {
                outcomes.add(Outcome.ERASED);
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

    private static boolean isErased(Identify message, Map<IdentifierKey, List<ErasedSpan>> erased) {
        return message.keys().stream()
                .anyMatch(key ->
                        erased.getOrDefault(key, List.of()).stream().anyMatch(span -> span.covers(message.saidAt())));
    }
}
