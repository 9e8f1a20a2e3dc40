package io.evenreach.campaign.ownership;

import io.evenreach.campaign.ownership.persistence.OwnerStore;
import io.evenreach.identifiers.IdentifierKey;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Takes in who owns which identifier. */
@Service
public class OwnershipIntake {

    private final OwnerStore store;
    private final List<OwnershipFollower> followers;

    OwnershipIntake(OwnerStore store, List<OwnershipFollower> followers) {
        this.store = store;
        this.followers = followers;
    }

    /** Keeps what is newer than what is known, and lets whoever derives something from it follow. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void apply(Collection<OwnershipMove> moves) {
        if (moves.isEmpty()) {
            return;
        }
        store.lockForChange();
        store.apply(newest(moves));
        Set<IdentifierKey> keys = new HashSet<>();
        Set<UUID> people = new HashSet<>();
        for (OwnershipMove move : moves) {
            keys.add(move.key());
            if (move.previous() != null) {
                people.add(move.previous());
            }
            if (move.owner() != null) {
                people.add(move.owner());
            }
        }
        followers.forEach(follower -> follower.moved(keys, people));
    }

    /** One move per tenure, because one statement cannot touch a row twice. */
    private static Collection<OwnershipMove> newest(Collection<OwnershipMove> moves) {
        Map<OwnershipMove.Tenure, OwnershipMove> newest = new HashMap<>();
        for (OwnershipMove move : moves) {
            newest.merge(move.tenure(), move, (one, other) -> one.version() >= other.version() ? one : other);
        }
        return newest.values();
    }
}
