package io.evenreach.frequency.holds;

import io.evenreach.contracts.Topics;
import io.evenreach.contracts.campaign.HoldChanged;
import io.evenreach.frequency.feeds.FeedFollower;
import io.evenreach.frequency.ledger.LedgerFacts;
import io.evenreach.frequency.reach.HeldTimes;
import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.platform.events.PoisonEventException;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.stereotype.Component;

/** Tells the ledger which identifiers are under a hold, and the reports since when. */
@Component
class HoldListener {

    private final FeedFollower follower;
    private final LedgerFacts facts;
    private final HeldTimes times;

    HoldListener(FeedFollower follower, LedgerFacts facts, HeldTimes times) {
        this.follower = follower;
        this.facts = facts;
        this.times = times;
    }

    @KafkaListener(
            id = "frequency-holds",
            groupId = "frequency-service-holds",
            topics = Topics.HOLDS,
            containerFactory = "feedListenerFactory")
    void holds(List<ConsumerRecord<String, byte[]>> records) {
        follower.follow(records, HoldChanged.class, HoldChanged::sequence, this::apply);
    }

    private void apply(HoldChanged hold) {
        boolean active = switch (hold.state()) {
            case "OPEN", "COOLING_DOWN" -> true;
            case "ENDED", "RELEASED" -> false;
            default -> throw new PoisonEventException("there is no hold in state " + hold.state());
        };
        List<IdentifierKey> keys = keys(hold);
        facts.hold(hold.holdId(), hold.version(), active, hold.openedAt(), hold.until(), keys);
        if (active) {
            times.held(hold.holdId(), hold.version(), hold.openedAt(), hold.until(), keys);
        } else {
            times.over(hold.holdId(), hold.version());
        }
    }

    private static List<IdentifierKey> keys(HoldChanged hold) {
        try {
            return hold.keys().stream().map(IdentifierKey::parse).toList();
        } catch (IllegalArgumentException notAKey) {
            throw new PoisonEventException("hold " + hold.holdId() + " names a key that is none", notAKey);
        }
    }
}
