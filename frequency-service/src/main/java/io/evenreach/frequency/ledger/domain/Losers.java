package io.evenreach.frequency.ledger.domain;

import io.evenreach.frequency.ledger.Candidate;
import io.evenreach.frequency.ledger.Considered;
import io.evenreach.frequency.ledger.DenialGround;
import io.evenreach.frequency.ledger.domain.LedgerStore.LockedState;
import io.evenreach.frequency.ledger.domain.LedgerStore.Membership;
import io.evenreach.frequency.ledger.domain.LedgerStore.Versioned;
import io.evenreach.frequency.policy.CampaignPolicy;
import io.evenreach.frequency.policy.CampaignPolicy.Audience;
import io.evenreach.frequency.policy.PolicySnapshot;
import io.evenreach.identifiers.Strength;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Why campaigns were not chosen, found out by deciding once more on what the choice was made on. */
public final class Losers {

    /** Which it was is not kept: campaigns that were not chosen say their reason alone. */
    private static final DenialGround.Hold SOME_HOLD = new DenialGround.Hold(new UUID(0, 0), null, null, null, false);

    private static final DenialGround.StaleFeed SOME_FEED = new DenialGround.StaleFeed("", null);

    private Losers() {}

    /**
     * Every other campaign that was considered, by falling priority.
     *
     * @param policies of the revision it was decided by
     * @param most how many at most
     */
    public static List<Candidate> of(Considered considered, PolicySnapshot policies, int most) {
        UUID person = considered.people().getFirst();
        // Somebody else who was named may have been held out, and not the one whose places are kept.
        People people = new People(
                OwnerBook.nameOf(person),
                Strength.COOKIE,
                considered.noPlaceOf().containsAll(considered.heldOutOf())
                        ? List.of(person)
                        : considered
                                .people()
                                .subList(0, Math.min(2, considered.people().size())));
        TouchHistory touches = TouchHistory.of(considered.touches()).stamped(considered.nowMillis());
        TouchHistory counted = considered.counted() == null
                ? touches
                : TouchHistory.of(considered.counted()).stamped(considered.nowMillis());
        Deliberation anew = new Deliberation(
                state(considered, person, touches, policies),
                zones(considered, person),
                new EarlierGrants(),
                Map.of(),
                new IdentityHashMap<>(),
                ServiceView.NONE,
                holdouts(considered, people, policies));
        return anew.losers(
                considered.channel(),
                people,
                touches,
                counted,
                considered.nobodyForService(),
                considered.boundForService(),
                considered.chosen(),
                most);
    }

    private static LockedState state(
            Considered considered, UUID person, TouchHistory touches, PolicySnapshot policies) {
        return new LockedState(
                considered.nowMillis(),
                considered.horizonMillis(),
                0,
                Map.of(person, new Versioned(0, touches)),
                OwnerBook.EMPTY,
                considered.held() ? Map.of(person, SOME_HOLD) : Map.of(),
                memberships(considered, person, policies),
                Map.of(),
                policies,
                considered.feedsFresh() ? List.of() : List.of(SOME_FEED),
                false);
    }

    private static Zones zones(Considered considered, UUID person) {
        return new Zones(
                considered.zonesFresh() ? null : SOME_FEED,
                considered.zone() == null
                        ? Map.of()
                        : Map.of(person, new Zones.Said(considered.zone(), Instant.EPOCH, OwnerBook.nameOf(person))));
    }

    /** Which row decided is not kept, and who was assigned since must not matter: only in which arm they were. */
    private static Holdouts holdouts(Considered considered, People people, PolicySnapshot policies) {
        Set<CampaignPolicy> campaigns = new LinkedHashSet<>(policies.holdoutsOn(considered.channel()));
        campaigns.addAll(policies.holdoutsWithAShareOn(considered.channel()));
        List<Assignment> arms = new ArrayList<>();
        for (CampaignPolicy campaign : campaigns) {
            UUID id = campaign.campaignId();
            boolean heldOut = considered.heldOutOf().contains(id);
            boolean noPlace = considered.noPlaceOf().contains(id);
            for (UUID person : people.all()) {
                boolean theirs = (person.equals(people.all().getLast()) && heldOut)
                        || (person.equals(people.first()) && noPlace);
                arms.add(new Assignment(
                        person,
                        id,
                        people.filedUnder(),
                        considered.nowMillis(),
                        0,
                        theirs ? 0 : Assignment.BUCKETS,
                        theirs));
            }
        }
        return new Holdouts(arms, OwnerBook.EMPTY);
    }

    private static Set<Membership> memberships(Considered considered, UUID person, PolicySnapshot policies) {
        Set<Membership> memberships = new HashSet<>();
        for (UUID list : considered.lists()) {
            policies.campaign(list).ifPresent(campaign -> {
                if (campaign.audience() instanceof Audience.Listed(long version)) {
                    memberships.add(new Membership(list, version, person));
                }
            });
        }
        return memberships;
    }
}
