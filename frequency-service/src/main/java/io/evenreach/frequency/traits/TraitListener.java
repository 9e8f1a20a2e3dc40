package io.evenreach.frequency.traits;

import io.evenreach.contracts.Topics;
import io.evenreach.contracts.campaign.TraitChanged;
import io.evenreach.frequency.feeds.FeedFollower;
import io.evenreach.frequency.ledger.LedgerFacts;
import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.platform.events.PoisonEventException;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.stereotype.Component;

/** Tells the ledger in which time zone the owner of an identifier lives. */
@Component
class TraitListener {

    private static final String TIME_ZONE = "timeZone";

    private final FeedFollower follower;
    private final LedgerFacts facts;

    TraitListener(FeedFollower follower, LedgerFacts facts) {
        this.follower = follower;
        this.facts = facts;
    }

    @KafkaListener(
            id = "frequency-traits",
            groupId = "frequency-service-traits",
            topics = Topics.TRAITS,
            containerFactory = "feedListenerFactory")
    void traits(List<ConsumerRecord<String, byte[]>> records) {
        follower.follow(records, TraitChanged.class, TraitChanged::sequence, this::apply);
    }

    private void apply(TraitChanged trait) {
        if (!trait.trait().equals(TIME_ZONE)) {
            return;
        }
        try {
            facts.zone(IdentifierKey.parse(trait.key()), ZoneId.of(trait.value()), trait.saidAt(), trait.messageId());
        } catch (IllegalArgumentException | DateTimeException unreadable) {
            throw new PoisonEventException("a trait names a key or a time zone that is none", unreadable);
        }
    }
}
