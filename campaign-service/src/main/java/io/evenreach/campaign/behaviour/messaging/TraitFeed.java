package io.evenreach.campaign.behaviour.messaging;

import io.evenreach.campaign.behaviour.domain.Trait;
import io.evenreach.contracts.EventTypes;
import io.evenreach.contracts.Topics;
import io.evenreach.contracts.campaign.TraitChanged;
import io.evenreach.platform.outbox.Outbox;
import java.util.List;
import org.springframework.stereotype.Component;

/** The traits feed: what was last said of the customer who has an identifier. */
@Component
public class TraitFeed {

    private final Outbox outbox;

    TraitFeed(Outbox outbox) {
        this.outbox = outbox;
    }

    public void publish(List<Trait> traits) {
        if (traits.isEmpty()) {
            return;
        }
        outbox.append(traits.stream()
                .map(trait -> new Outbox.Message(
                        Topics.TRAITS,
                        trait.key().hex(),
                        EventTypes.TRAIT_CHANGED,
                        new TraitChanged(
                                0, trait.key().hex(), trait.name(), trait.value(), trait.saidAt(), trait.messageId())))
                .toList());
    }
}
