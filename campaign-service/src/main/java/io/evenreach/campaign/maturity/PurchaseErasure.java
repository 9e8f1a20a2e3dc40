package io.evenreach.campaign.maturity;

import io.evenreach.campaign.erasure.ErasedSpan;
import io.evenreach.campaign.erasure.ErasureFollower;
import io.evenreach.campaign.maturity.persistence.PurchaseStore;
import java.util.List;
import org.springframework.stereotype.Component;

/** What erased people have bought is no more. */
@Component
class PurchaseErasure implements ErasureFollower {

    private final PurchaseStore store;

    PurchaseErasure(PurchaseStore store) {
        this.store = store;
    }

    @Override
    public void erase(List<ErasedSpan> spans) {
        store.erase(spans);
    }
}
