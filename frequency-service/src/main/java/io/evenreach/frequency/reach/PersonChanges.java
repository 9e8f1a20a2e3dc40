package io.evenreach.frequency.reach;

import io.evenreach.frequency.ledger.TenureChange;
import io.evenreach.frequency.reach.persistence.PersonStore;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Hears whose identifiers changed, so that reports know who there is. */
@Component
public class PersonChanges {

    private final PersonStore store;

    PersonChanges(PersonStore store) {
        this.store = store;
    }

    /** Only notes who is meant; the counting is done later, by the projector, and holds nobody up. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void note(List<TenureChange> tenures) {
        Set<UUID> profileIds = new HashSet<>();
        for (TenureChange tenure : tenures) {
            if (tenure.previous() != null) {
                profileIds.add(tenure.previous());
            }
            if (tenure.owner() != null) {
                profileIds.add(tenure.owner());
            }
        }
        store.note(profileIds);
    }
}
