package io.evenreach.frequency.ledger.domain;

import io.evenreach.frequency.ledger.LedgerCommand;
import io.evenreach.frequency.ledger.LedgerCommand.Ask;
import io.evenreach.frequency.ledger.domain.LedgerStore.LockedState;
import io.evenreach.frequency.policy.CampaignPolicy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * In which arm of a campaign's holdout people are. An arm is evidence by identifier: the first time somebody is judged
 * eligible under one, a row says so, and of all rows of a person the first decides. So a merge keeps the earlier arm, a
 * split gives each side that of its own rows, and nobody who has an arm is drawn again.
 *
 * <p>Not thread-safe; used for one batch, under the locks of the people's histories.
 */
final class Holdouts {

    private final OwnerBook owners;
    private final Map<UUID, Map<UUID, List<Assignment>>> byPerson = new HashMap<>();
    private final List<Assignment> assigned = new ArrayList<>();

    /** @param known every row of the people and campaigns that will be asked for */
    Holdouts(Collection<Assignment> known, OwnerBook owners) {
        this.owners = owners;
        known.forEach(this::put);
    }

    /** What a batch may ask for; nothing where no campaign that may answer it holds anybody out. */
    record Needs(Set<UUID> campaignIds, Set<UUID> profileIds) {

        static Needs of(List<? extends LedgerCommand> batch, LockedState state) {
            Set<UUID> campaigns = new HashSet<>();
            Set<UUID> people = new HashSet<>();
            for (LedgerCommand command : batch) {
                if (!(command instanceof Ask ask)) {
                    continue;
                }
                boolean any = false;
                for (CampaignPolicy campaign : state.policies().holdoutsOn(ask.channel())) {
                    if (ask.campaignId() == null || ask.campaignId().equals(campaign.campaignId())) {
                        campaigns.add(campaign.campaignId());
                        any = true;
                    }
                }
                if (any) {
                    people.addAll(People.of(ask.subject(), state.owners(), state.nowMillis())
                            .all());
                }
            }
            return new Needs(campaigns, people);
        }

        boolean isNothing() {
            return campaignIds.isEmpty() || profileIds.isEmpty();
        }
    }

    /**
     * The row that holds people out of a campaign; null where they are not held out. People who are judged eligible under
     * this identifier for the first time since they have it get a row.
     */
    @Nullable
    Assignment heldOutBy(CampaignPolicy campaign, People people, long nowMillis) {
        if (campaign.holdoutPercent() == 0) {
            return null;
        }
        UUID campaignId = campaign.campaignId();
        Assignment first = null;
        Assignment last = null;
        for (UUID person : people.all()) {
            for (Assignment row : rowsOf(person, campaignId)) {
                first = first == null || Assignment.ORDER.compare(row, first) < 0 ? row : first;
                last = last == null || Assignment.ORDER.compare(row, last) > 0 ? row : last;
            }
        }
        long since = owners.ownedSince(people.filedUnder(), nowMillis);
        boolean isNew = rowsOf(people.first(), campaignId).stream()
                .noneMatch(row -> row.filedUnder().equals(people.filedUnder()) && row.atMillis() >= since);
        if (isNew) {
            Assignment row = following(last, first, campaign, people, nowMillis);
            put(row);
            assigned.add(row);
            first = first == null ? row : first;
        }
        return first == null || !first.isHeldOutOf(campaign.holdoutPercent()) ? null : first;
    }

    /** Comes after all that the people have, even where the clock was set back: what decided once goes on deciding. */
    private static Assignment following(
            @Nullable Assignment last,
            @Nullable Assignment first,
            CampaignPolicy campaign,
            People people,
            long nowMillis) {
        long at = last == null ? nowMillis : Math.max(nowMillis, last.atMillis());
        int place = last == null || last.atMillis() < at ? 0 : last.place() + 1;
        int bucket = Assignment.bucketOf(campaign.campaignId(), OwnerBook.homeOf(people.filedUnder()));
        boolean heldOut = Assignment.isHeldOut(first == null ? bucket : first.bucket(), campaign.holdoutPercent());
        return new Assignment(people.first(), campaign.campaignId(), people.filedUnder(), at, place, bucket, heldOut);
    }

    private void put(Assignment row) {
        byPerson.computeIfAbsent(row.profileId(), any -> new HashMap<>())
                .computeIfAbsent(row.campaignId(), any -> new ArrayList<>())
                .add(row);
    }

    private List<Assignment> rowsOf(UUID profileId, UUID campaignId) {
        return byPerson.getOrDefault(profileId, Map.of()).getOrDefault(campaignId, List.of());
    }

    /** Rows that are new. */
    List<Assignment> assigned() {
        return List.copyOf(assigned);
    }
}
