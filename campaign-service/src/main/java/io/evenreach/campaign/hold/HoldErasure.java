package io.evenreach.campaign.hold;

import io.evenreach.campaign.erasure.ErasedSpan;
import io.evenreach.campaign.erasure.ErasureFollower;
import io.evenreach.campaign.hold.domain.Complaint;
import io.evenreach.campaign.hold.domain.HeldComplaint;
import io.evenreach.campaign.hold.domain.Hold;
import io.evenreach.campaign.hold.messaging.HoldFeed;
import io.evenreach.campaign.hold.persistence.HoldStore;
import io.evenreach.campaign.hold.persistence.HoldStore.Stored;
import io.evenreach.identifiers.IdentifierKey;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** A complaint loses the identifiers that are erased; where none is left it goes, with its hold. */
@Component
class HoldErasure implements ErasureFollower {

    private final HoldStore store;
    private final HoldCoverage coverage;
    private final HoldFeed feed;

    HoldErasure(HoldStore store, HoldCoverage coverage, HoldFeed feed) {
        this.store = store;
        this.coverage = coverage;
        this.feed = feed;
    }

    @Override
    public void erase(List<ErasedSpan> spans) {
        for (UUID holdId : store.namedBy(spans.stream().map(ErasedSpan::key).toList())) {
            store.lock(holdId).map(Stored::held).ifPresent(held -> erase(held, spans));
        }
    }

    private void erase(HeldComplaint held, List<ErasedSpan> spans) {
        Hold hold = held.hold();
        Complaint complaint = held.complaint();
        Set<IdentifierKey> erased = spans.stream()
                .filter(span -> span.covers(hold.openedAt()) && complaint.keys().contains(span.key()))
                .map(ErasedSpan::key)
                .collect(Collectors.toSet());
        if (erased.isEmpty()) {
            return;
        }
        if (erased.containsAll(complaint.keys())) {
            feed.publish(hold.erased(), new TreeSet<>());
            store.delete(hold.holdId());
        } else {
            store.removeIdentifiers(hold.holdId(), erased);
            store.lock(hold.holdId()).map(Stored::held).ifPresent(coverage::deriveAnew);
        }
    }
}
