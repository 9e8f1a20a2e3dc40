package io.evenreach.frequency.policy.messaging;

import io.evenreach.contracts.Topics;
import io.evenreach.contracts.campaign.CampaignChanged;
import io.evenreach.contracts.campaign.ChannelDefined;
import io.evenreach.contracts.campaign.GovernanceChanged;
import io.evenreach.frequency.feeds.FeedFollower;
import io.evenreach.frequency.policy.persistence.PolicyStore;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.stereotype.Component;

/** Writes down what the campaign service says about channels, campaigns, ceilings, quiet hours and ask limits. */
@Component
class PolicyListener {

    private final FeedFollower follower;
    private final PolicyStore store;

    PolicyListener(FeedFollower follower, PolicyStore store) {
        this.follower = follower;
        this.store = store;
    }

    @KafkaListener(
            id = "frequency-channels",
            groupId = "frequency-service",
            topics = Topics.CHANNELS,
            containerFactory = "feedListenerFactory")
    void channels(List<ConsumerRecord<String, byte[]>> records) {
        follower.follow(records, ChannelDefined.class, ChannelDefined::sequence, store::put);
    }

    @KafkaListener(
            id = "frequency-campaigns",
            groupId = "frequency-service-campaigns",
            topics = Topics.CAMPAIGNS,
            containerFactory = "feedListenerFactory")
    void campaigns(List<ConsumerRecord<String, byte[]>> records) {
        follower.follow(records, CampaignChanged.class, CampaignChanged::sequence, store::put);
    }

    @KafkaListener(
            id = "frequency-governance",
            groupId = "frequency-service-governance",
            topics = Topics.GOVERNANCE,
            containerFactory = "feedListenerFactory")
    void governance(List<ConsumerRecord<String, byte[]>> records) {
        follower.follow(records, GovernanceChanged.class, GovernanceChanged::sequence, store::put);
    }
}
