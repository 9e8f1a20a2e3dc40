package io.evenreach.frequency.ledger.domain;

import io.evenreach.frequency.ledger.LedgerCommand;
import io.evenreach.frequency.ledger.LedgerCommand.Ask;
import io.evenreach.frequency.ledger.domain.LedgerStore.LockedState;
import io.evenreach.frequency.policy.CampaignPolicy;
import java.time.Instant;
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
    /** Buckets of whoever has no row: a ceiling with shares asks for them over and over. */
    private final Map<Draw, Integer> drawn = new HashMap<>();

    private record Draw(UUID campaignId, UUID profileId) {}

    /** @param known every row of the people and campaigns that will be asked for */
    Holdouts(Collection<Assignment> known, OwnerBook owners) {
        this.owners = owners;
        known.forEach(this::put);
    }

    /**
     * What a batch may ask for, and whoever has a share that may be kept of them; nothing where no such campaign holds anybody
     * out.
     */
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
                for (CampaignPolicy campaign : state.policies().holdoutsWithAShareOn(ask.channel())) {
                    campaigns.add(campaign.campaignId());
                    any = true;
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
     * In which arm a person is.
     *
     * @param assignedAt when the row that decides was written; null for whoever was not asked for yet
     */
    record Arm(int bucket, @Nullable Instant assignedAt) {}

    /**
     * The arm that holds people out of a campaign: that of the first of them who is; null where nobody is. Whoever the ask is
     * filed with gets a row, where they are judged eligible under this identifier for the first time since they have it.
     */
    @Nullable
    Arm heldOutBy(CampaignPolicy campaign, People people, long nowMillis) {
        if (campaign.holdoutPercent() > 0) {
            assign(campaign, people, nowMillis);
        }
        return wouldBeHeldOutBy(campaign, people, nowMillis);
    }

    /** The same of people who are not judged for this campaign: nobody gets a row. */
    @Nullable
    Arm wouldBeHeldOutBy(CampaignPolicy campaign, People people, long nowMillis) {
        if (campaign.holdoutPercent() == 0) {
            return null;
        }
        for (UUID person : people.all()) {
            Arm arm = armOf(person, campaign, people, nowMillis);
            if (Assignment.isHeldOut(arm.bucket(), campaign.holdoutPercent())) {
                return arm;
            }
        }
        return null;
    }

    /** Whether whom the ask is filed with is held out: a place that is kept of them is theirs, whoever else is named. */
    boolean isFirstHeldOutBy(CampaignPolicy campaign, People people, long nowMillis) {
        return campaign.holdoutPercent() > 0
                && Assignment.isHeldOut(
                        armOf(people.first(), campaign, people, nowMillis).bucket(), campaign.holdoutPercent());
    }

    /** By their own rows alone, whoever else is named; without any, by what the row would say, or a report says of them. */
    private Arm armOf(UUID person, CampaignPolicy campaign, People people, long nowMillis) {
        UUID campaignId = campaign.campaignId();
        return rowsOf(person, campaignId).stream()
                .min(Assignment.ORDER)
                .map(first -> new Arm(first.bucket(), Instant.ofEpochMilli(first.atMillis())))
                .orElseGet(() -> new Arm(
                        drawn.computeIfAbsent(
                                new Draw(
                                        campaignId,
                                        person.equals(people.first())
                                                ? owners.homeAt(people.filedUnder(), nowMillis)
                                                : person),
                                draw -> Assignment.bucketOf(draw.campaignId(), draw.profileId())),
                        null));
    }

    private void assign(CampaignPolicy campaign, People people, long nowMillis) {
        List<Assignment> rows = rowsOf(people.first(), campaign.campaignId());
        long since = owners.ownedSince(people.filedUnder(), nowMillis);
        if (rows.stream().noneMatch(row -> row.filedUnder().equals(people.filedUnder()) && row.atMillis() >= since)) {
            Assignment row = following(rows, campaign, people, nowMillis);
            put(row);
            assigned.add(row);
        }
    }

    /** Comes after all that the person has, even where the clock was set back: what decided once goes on deciding. */
    private Assignment following(List<Assignment> rows, CampaignPolicy campaign, People people, long nowMillis) {
        Assignment last = rows.stream().max(Assignment.ORDER).orElse(null);
        long at = last == null ? nowMillis : Math.max(nowMillis, last.atMillis());
        int place = last == null || last.atMillis() < at ? 0 : last.place() + 1;
        int bucket = Assignment.bucketOf(campaign.campaignId(), owners.homeAt(people.filedUnder(), nowMillis));
        int deciding =
                rows.stream().min(Assignment.ORDER).map(Assignment::bucket).orElse(bucket);
        boolean heldOut = Assignment.isHeldOut(deciding, campaign.holdoutPercent());
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

    /** How many rows are new. */
    int assignedCount() {
        return assigned.size();
    }

    /** Takes back the newest of the rows that are new, up to so many: they were of a request that may have been granted before. */
    void takeBack(int size) {
        while (assigned.size() > size) {
            Assignment row = assigned.removeLast();
            rowsOf(row.profileId(), row.campaignId()).remove(row);
        }
    }

    /** Rows that are new. */
    List<Assignment> assigned() {
        return List.copyOf(assigned);
    }
}
