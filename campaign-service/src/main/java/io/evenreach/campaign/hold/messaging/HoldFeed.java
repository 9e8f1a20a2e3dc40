package io.evenreach.campaign.hold.messaging;

import io.evenreach.campaign.hold.domain.Hold;
import io.evenreach.contracts.EventTypes;
import io.evenreach.contracts.Topics;
import io.evenreach.contracts.campaign.HoldChanged;
import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.platform.outbox.Outbox;
import java.util.NavigableSet;
import org.springframework.stereotype.Component;

/** The holds feed: each hold as it is now, with the keys it covers. */
@Component
public class HoldFeed {

    private final Outbox outbox;

    HoldFeed(Outbox outbox) {
        this.outbox = outbox;
    }

    public void publish(Hold hold, NavigableSet<IdentifierKey> keys) {
        outbox.append(
                Topics.HOLDS,
                hold.holdId().toString(),
                EventTypes.HOLD_CHANGED,
                new HoldChanged(
                        0,
                        hold.holdId(),
                        hold.version(),
                        hold.state().name(),
                        hold.openedAt(),
                        hold.until(),
                        keys.stream().map(IdentifierKey::hex).toList()));
    }
}
