package io.evenreach.campaign.ownership;

import io.evenreach.campaign.ownership.persistence.OwnerStore;
import io.evenreach.identifiers.IdentifierKey;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Who owns which identifier, for those who derive something from it. */
@Service
@Transactional(propagation = Propagation.MANDATORY)
public class Ownership {

    private final OwnerStore store;

    Ownership(OwnerStore store) {
        this.store = store;
    }

    /** Keeps ownership from changing until the transaction ends; others may read as well. */
    public void lockForReading() {
        store.lockForReading();
    }

    /** Every tenure of these keys that is somebody's. */
    public List<OwnedKey> ofKeys(Collection<IdentifierKey> keys) {
        return store.ofKeys(keys);
    }

    /** What these people own now; at most {@code limit} tenures, which bounds the memory of one derivation. */
    public List<OwnedKey> currentOfProfiles(Collection<UUID> profileIds, int limit) {
        return store.currentOfProfiles(profileIds, limit);
    }
}
