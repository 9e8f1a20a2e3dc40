package io.evenreach.campaign.behaviour;

import io.evenreach.campaign.behaviour.persistence.BehaviourStore;
import io.evenreach.campaign.erasure.ErasedSpan;
import io.evenreach.campaign.erasure.ErasureFollower;
import java.util.List;
import org.springframework.stereotype.Component;

/** What was said of erased people is no more; consumers follow the erasure themselves. */
@Component
class BehaviourErasure implements ErasureFollower {

    private final BehaviourStore store;

    BehaviourErasure(BehaviourStore store) {
        this.store = store;
    }

    @Override
    public void erase(List<ErasedSpan> spans) {
        store.traits(spans.stream().map(ErasedSpan::key).toList()).stream()
                .filter(trait ->
                        spans.stream().anyMatch(span -> span.key().equals(trait.key()) && span.covers(trait.saidAt())))
                .forEach(store::delete);
    }
}
