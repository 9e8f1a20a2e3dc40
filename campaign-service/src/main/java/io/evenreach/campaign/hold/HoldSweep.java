package io.evenreach.campaign.hold;

import io.evenreach.campaign.hold.domain.HeldComplaint;
import io.evenreach.campaign.hold.domain.Hold;
import io.evenreach.campaign.hold.messaging.HoldFeed;
import io.evenreach.campaign.hold.persistence.HoldStore;
import java.util.List;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Ends cool-downs that have passed and tells so; nobody's silence waits for it, because consumers read the end too. */
@Component
class HoldSweep {

    private final HoldStore store;
    private final HoldFeed feed;
    private final Holds holds;
    private final HoldProperties properties;

    HoldSweep(HoldStore store, HoldFeed feed, Holds holds, HoldProperties properties) {
        this.store = store;
        this.feed = feed;
        this.holds = holds;
        this.properties = properties;
    }

    @Scheduled(fixedDelayString = "${evenreach.hold.sweep-every:1s}")
    @Transactional
    public void sweep() {
        List<HeldComplaint> passed = store.lockPassed(holds.now(), properties.sweepMax());
        for (HeldComplaint held : passed) {
            Hold ended = held.hold().at(holds.now());
            store.update(ended);
            feed.publish(ended, store.keys(ended.holdId()));
        }
    }

    @Scheduled(fixedDelayString = "1h")
    @Transactional
    public void forgetOldResolutions() {
        store.forgetResolutionsBefore(holds.now().minus(properties.earlyResolutionsKeptFor()));
    }
}
