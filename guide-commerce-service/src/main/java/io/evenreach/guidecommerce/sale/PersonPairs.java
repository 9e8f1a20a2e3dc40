package io.evenreach.guidecommerce.sale;

import io.evenreach.guidecommerce.identity.GuideIdentifiers;
import io.evenreach.guidecommerce.identity.Owners;
import io.evenreach.guidecommerce.identity.Owners.Owner;
import io.evenreach.identifiers.IdentifierKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Which identifiers of somebody and of a guide may be one person's, as far as is known without asking identity. */
@Component
class PersonPairs {

    private static final Owner NOBODY = new Owner(null, false);

    private final GuideIdentifiers guides;
    private final Owners owners;

    PersonPairs(GuideIdentifiers guides, Owners owners) {
        this.guides = guides;
        this.owners = owners;
    }

    /** What an identifier of somebody and one of a guide have in common as far as is known without asking. */
    enum Common {
        IDENTIFIER,
        /** One profile, now or before it was undetermined. */
        PROFILE,
        /** They were two people's, and identity is settling both anew. */
        PERHAPS_A_PROFILE,
        /** One of them is nobody's, for good or until it is settled. */
        UNKNOWN
    }

    /** Two identifiers, somebody's and a guide's, that may be one person's. */
    record Pair(IdentifierKey other, IdentifierKey guide, Common common) {

        boolean isOneIdentifier() {
            return common == Common.IDENTIFIER;
        }

        boolean isOneProfile() {
            return isOneIdentifier() || common == Common.PROFILE;
        }
    }

    /** Reads at once who these guides and buyers are, which the transaction needs to know. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void readAhead(Collection<UUID> guideIds, Collection<IdentifierKey> buyers) {
        guides.readAhead(guideIds, buyers);
        Set<IdentifierKey> keys = new HashSet<>(buyers);
        guideIds.forEach(guide -> keys.addAll(guides.personsOf(guide)));
        owners.readAhead(keys);
    }

    /**
     * Who is paid for having brought a guide, of those who would be: nobody who may be the guide as far as is known without
     * asking, nor whoever buys by an identifier of theirs, and nobody beyond. Who may be the buyer by another is asked about.
     *
     * @param referrers from the guide's own upwards
     * @param buyer those keys of whoever buys that name a person
     */
    List<UUID> others(List<UUID> referrers, UUID guideId, Collection<IdentifierKey> buyer, Instant at) {
        if (referrers.isEmpty()) {
            return List.of();
        }
        Set<IdentifierKey> below = new HashSet<>(guides.personsOf(guideId));
        List<UUID> others = new ArrayList<>();
        for (UUID referrer : referrers) {
            Set<IdentifierKey> own = guides.personsOf(referrer);
            if (!Collections.disjoint(own, buyer)
                    || of(below, referrer, at).stream().anyMatch(Pair::isOneProfile)) {
                break;
            }
            others.add(referrer);
            below.addAll(own);
        }
        return others;
    }

    /** Those of some identifiers and of a guide who would be paid, at a time. */
    List<Pair> of(Collection<IdentifierKey> others, UUID guideId, Instant at) {
        Set<IdentifierKey> ofGuide = guides.personsOf(guideId);
        if (ofGuide.isEmpty() || others.isEmpty()) {
            return List.of();
        }
        Set<IdentifierKey> both = new HashSet<>(ofGuide);
        both.addAll(others);
        Map<IdentifierKey, Owner> owner = owners.lastOf(both, at);
        List<Pair> pairs = new ArrayList<>();
        for (IdentifierKey other : others) {
            for (IdentifierKey guide : ofGuide) {
                (other.equals(guide)
                                ? Optional.of(Common.IDENTIFIER)
                                : common(owner.getOrDefault(other, NOBODY), owner.getOrDefault(guide, NOBODY)))
                        .ifPresent(common -> pairs.add(new Pair(other, guide, common)));
            }
        }
        return pairs;
    }

    /** Empty where they are two people's. */
    private static Optional<Common> common(Owner other, Owner guide) {
        if (other.person() != null && other.person().equals(guide.person())) {
            return Optional.of(Common.PROFILE);
        }
        if (other.undetermined() && guide.undetermined()) {
            return Optional.of(Common.PERHAPS_A_PROFILE);
        }
        boolean settled = isSettled(other) && isSettled(guide);
        return settled ? Optional.empty() : Optional.of(Common.UNKNOWN);
    }

    private static boolean isSettled(Owner owner) {
        return owner.person() != null && !owner.undetermined();
    }
}
