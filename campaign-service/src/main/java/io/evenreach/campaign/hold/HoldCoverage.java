package io.evenreach.campaign.hold;

import io.evenreach.campaign.hold.domain.Complaint;
import io.evenreach.campaign.hold.domain.Coverage;
import io.evenreach.campaign.hold.domain.HeldComplaint;
import io.evenreach.campaign.hold.domain.Hold;
import io.evenreach.campaign.hold.domain.KeyTenure;
import io.evenreach.campaign.hold.messaging.HoldFeed;
import io.evenreach.campaign.hold.persistence.HoldStore;
import io.evenreach.campaign.hold.persistence.HoldStore.Stored;
import io.evenreach.campaign.ownership.OwnedKey;
import io.evenreach.campaign.ownership.Ownership;
import io.evenreach.campaign.ownership.OwnershipFollower;
import io.evenreach.identifiers.IdentifierKey;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Keeps every hold over every identifier of the held person, whatever identity learns later. */
@Service
public class HoldCoverage implements OwnershipFollower {

    private static final Logger LOG = LoggerFactory.getLogger(HoldCoverage.class);

    /** A person has an identifier once per purpose, and there are two purposes. */
    private static final int TENURES_PER_KEY = 2;

    private final Ownership owners;
    private final HoldStore holds;
    private final HoldFeed feed;
    private final HoldProperties properties;

    HoldCoverage(Ownership owners, HoldStore holds, HoldFeed feed, HoldProperties properties) {
        this.owners = owners;
        this.holds = holds;
        this.feed = feed;
        this.properties = properties;
    }

    /** Whom a complaint covers now; ownership stays as it is until the transaction ends. */
    @Transactional(propagation = Propagation.MANDATORY)
    public Coverage derive(Complaint complaint) {
        owners.lockForReading();
        return derived(complaint);
    }

    /** Derives anew every hold that this can reach. */
    @Override
    @Transactional(propagation = Propagation.MANDATORY)
    public void moved(Set<IdentifierKey> keys, Set<UUID> people) {
        for (UUID holdId : holds.reachedBy(keys, people)) {
            holds.lock(holdId).map(Stored::held).ifPresent(this::deriveAnew);
        }
    }

    /** Covers whom the complaint is about now, and tells where that changed. */
    void deriveAnew(HeldComplaint held) {
        Hold hold = held.hold();
        Coverage coverage = derived(held.complaint());
        boolean sameKeys = coverage.keys().equals(holds.keys(hold.holdId()));
        holds.replaceCoverage(hold.holdId(), coverage);
        if (!sameKeys) {
            Hold rekeyed = hold.rekeyed();
            holds.update(rekeyed);
            feed.publish(rekeyed, coverage.keys());
        }
    }

    private Coverage derived(Complaint complaint) {
        Set<IdentifierKey> keys = complaint.keys();
        List<KeyTenure> ofComplaint = tenures(owners.ofKeys(keys));
        NavigableSet<UUID> people = Coverage.people(complaint.openedAt(), ofComplaint);
        List<KeyTenure> ofPeople =
                tenures(owners.currentOfProfiles(people, (properties.keysMax() + 1) * TENURES_PER_KEY));
        Coverage coverage = Coverage.of(people, keys, ofComplaint, ofPeople, properties.keysMax());
        if (coverage.truncated()) {
            LOG.atWarn()
                    .addKeyValue("owner", complaint.owner())
                    .addKeyValue("keysMax", properties.keysMax())
                    .log("A held person has more identifiers than a hold carries");
        }
        return coverage;
    }

    private static List<KeyTenure> tenures(List<OwnedKey> owned) {
        return owned.stream()
                .map(key -> new KeyTenure(key.key(), key.purpose(), key.from(), key.to(), key.profileId()))
                .toList();
    }
}
