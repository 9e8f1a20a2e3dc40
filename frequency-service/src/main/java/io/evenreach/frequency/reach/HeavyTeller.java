package io.evenreach.frequency.reach;

import io.evenreach.contracts.EventTypes;
import io.evenreach.contracts.Topics;
import io.evenreach.contracts.frequency.HeavyTouched;
import io.evenreach.frequency.ledger.JournalEntry;
import io.evenreach.frequency.ledger.Touch;
import io.evenreach.frequency.ledger.TouchChange;
import io.evenreach.frequency.reach.domain.Causes;
import io.evenreach.frequency.reach.domain.ReachPlan;
import io.evenreach.frequency.reach.domain.Tiling;
import io.evenreach.frequency.reach.persistence.HeavyStore;
import io.evenreach.frequency.reach.persistence.HeavyStore.Shown;
import io.evenreach.frequency.reach.persistence.ReachQueries;
import io.evenreach.platform.outbox.Outbox;
import io.evenreach.platform.security.Caller;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Tells of touches beyond plan when they come into the read model, in the same transaction: whoever crashes has told
 * nothing, and each touch is told once. Data sets of audits are told of nowhere but in their reports.
 */
@Component
class HeavyTeller {

    /** Exposures may be ahead of our clock by a few minutes; they are beyond plan all the same. */
    private static final Duration CLOCKS_APART_MAX = Duration.ofMinutes(10);

    private final ReachPlans plans;
    private final HeavyStore store;
    private final ReachQueries queries;
    private final Outbox outbox;
    private final ReachProperties properties;

    HeavyTeller(ReachPlans plans, HeavyStore store, ReachQueries queries, Outbox outbox, ReachProperties properties) {
        this.plans = plans;
        this.store = store;
        this.queries = queries;
        this.outbox = outbox;
        this.properties = properties;
    }

    private record Place(ReachPlan plan, ReachPlan.Row row) {}

    /** @param entries what the read model was just told */
    void tell(List<JournalEntry> entries, Instant now) {
        Map<Place, Set<UUID>> crowded = new LinkedHashMap<>();
        for (Shown shown : moreThanPlanned(shown(entries))) {
            plans.find(shown.campaignId())
                    .ifPresent(plan -> plan.rows().stream()
                            .filter(row -> row.channel().equals(shown.channel()))
                            .forEach(row -> crowded.computeIfAbsent(new Place(plan, row), any -> new HashSet<>())
                                    .add(shown.profileId())));
        }
        Map<Long, HeavyTouched> told = new LinkedHashMap<>();
        crowded.forEach((place, customers) -> heavy(place, customers, now)
                .forEach((touchId, event) ->
                        told.merge(touchId, event, (one, other) -> one.overBy() >= other.overBy() ? one : other)));
        if (!told.isEmpty()) {
            store.told(told.keySet());
            outbox.append(told.values().stream()
                    .map(event -> new Outbox.Message(
                            Topics.HEAVY, event.profileId().toString(), EventTypes.HEAVY_TOUCHED, event))
                    .toList());
        }
    }

    /** Of service messages by who is one person for them, whoever that is of those whose history they are in. */
    private List<Shown> moreThanPlanned(Collection<Shown> shown) {
        Map<Boolean, List<Shown>> byClass = shown.stream()
                .collect(Collectors.partitioningBy(one ->
                        plans.find(one.campaignId()).filter(ReachPlan::service).isPresent()));
        List<Shown> ofService = byClass.getOrDefault(true, List.of());
        if (ofService.isEmpty() || !queries.anybodyDiffers()) {
            return store.moreThan(shown);
        }
        List<Shown> more = new ArrayList<>(store.moreThan(byClass.getOrDefault(false, List.of())));
        more.addAll(store.moreThanForService(ofService));
        return more;
    }

    /** Who was shown what just now, with the least number that any plan row there allows. */
    private Collection<Shown> shown(List<JournalEntry> entries) {
        Set<Shown> shown = new HashSet<>();
        for (JournalEntry entry : entries) {
            if (entry.undetermined()) {
                continue;
            }
            for (TouchChange change : entry.changes()) {
                Touch touch = switch (change) {
                    case TouchChange.Put(Touch put) -> put;
                    case TouchChange.Archived(Touch archived) -> archived;
                    case TouchChange.Removed ignored -> null;
                };
                if (touch != null && touch.isExposure()) {
                    Integer least = leastTarget(touch);
                    if (least != null) {
                        shown.add(new Shown(touch.campaignId(), touch.channel(), entry.profileId(), least));
                    }
                }
            }
        }
        return shown;
    }

    private @Nullable Integer leastTarget(Touch touch) {
        return plans.find(touch.campaignId())
                .filter(ReachPlan::isLive)
                .flatMap(plan -> plan.rows().stream()
                        .filter(row -> row.channel().equals(touch.channel()))
                        .map(ReachPlan.Row::target)
                        .min(Integer::compare))
                .orElse(null);
    }

    private Map<Long, HeavyTouched> heavy(Place place, Set<UUID> customers, Instant now) {
        ReachPlan plan = place.plan();
        Tiling tiling =
                Tiling.of(place.row().window(), plan.flight(), now.plus(CLOCKS_APART_MAX), properties.tilesMax());
        Map<Long, HeavyTouched> heavy = new LinkedHashMap<>();
        if (tiling.isEmpty()) {
            return heavy;
        }
        for (ReachQueries.HeavyTouch touch : queries.heavyUntold(plan, place.row(), tiling, customers)) {
            heavy.put(
                    touch.touchId(),
                    new HeavyTouched(
                            0,
                            plan.campaignId(),
                            place.row().channel(),
                            touch.profileId(),
                            HexFormat.of().toHexDigits(touch.touchId()),
                            Causes.of(touch.causes()).name(),
                            Caller.partnerOf(touch.reporter()),
                            touch.occurredAt(),
                            touch.count() - place.row().target(),
                            now));
        }
        return heavy;
    }
}
