package io.evenreach.frequency.audience;

import io.evenreach.contracts.Topics;
import io.evenreach.contracts.campaign.AudienceMembers;
import io.evenreach.frequency.feeds.FeedFollower;
import io.evenreach.frequency.ledger.LedgerFacts;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.stereotype.Component;

/** Tells the ledger who is on a campaign's list. */
@Component
class AudienceListener {

    private final FeedFollower follower;
    private final LedgerFacts facts;

    AudienceListener(FeedFollower follower, LedgerFacts facts) {
        this.follower = follower;
        this.facts = facts;
    }

    @KafkaListener(
            id = "frequency-audiences",
            groupId = "frequency-service-audiences",
            topics = Topics.AUDIENCES,
            containerFactory = "feedListenerFactory")
    void audiences(List<ConsumerRecord<String, byte[]>> records) {
        follower.follow(
                records,
                AudienceMembers.class,
                AudienceMembers::sequence,
                members -> facts.audience(members.campaignId(), members.version(), members.profileIds()));
    }
}
