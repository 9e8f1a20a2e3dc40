package io.evenreach.frequency.rules;

import io.evenreach.contracts.Topics;
import io.evenreach.contracts.identity.RulesChanged;
import io.evenreach.frequency.feeds.FeedFollower;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.stereotype.Component;

/** Writes down what identity says about reading identifiers. */
@Component
class RulesListener {

    private final FeedFollower follower;
    private final IdentityRules rules;

    RulesListener(FeedFollower follower, IdentityRules rules) {
        this.follower = follower;
        this.rules = rules;
    }

    @KafkaListener(
            id = "frequency-identity-rules",
            groupId = "frequency-service-identity-rules",
            topics = Topics.IDENTITY_RULES,
            containerFactory = "feedListenerFactory")
    void rules(List<ConsumerRecord<String, byte[]>> records) {
        follower.follow(records, RulesChanged.class, RulesChanged::sequence, rules::put);
    }
}
