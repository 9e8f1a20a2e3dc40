package io.evenreach.guidecommerce.identity;

import io.evenreach.identifiers.IdentifierKey;
import java.util.Collection;
import java.util.Set;
import java.util.UUID;

/** Whoever keeps something by identifier. Both happen in the transaction that takes the change in. */
public interface OwnershipFollower {

    /**
     * Other people own these keys now.
     *
     * @param people who owned them before, and who owns them now
     */
    void moved(Set<IdentifierKey> keys, Set<UUID> people);

    /** People who had identifiers are erased: what is kept of them is taken out. */
    void erased(Collection<ErasedSpan> spans);
}
