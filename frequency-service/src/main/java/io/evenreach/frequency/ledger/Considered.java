package io.evenreach.frequency.ledger;

import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What an ask that named no campaign was decided on: all that it takes to find out later why each other campaign was not
 * chosen. However many were considered, it stays as small as the person's touches.
 *
 * @param policyRevision of the channels, campaigns and rules in force
 * @param people whose touches counted, the one the touch goes into first
 * @param chosen the campaign that was; null where there was none
 * @param nowMillis the time of the decision
 * @param horizonMillis up to when every accepted exposure had been applied
 * @param feedsFresh whether identity, holds and governance had been heard of
 * @param held whether a brand hold was on any of them
 * @param zone where they live; null where that was not known or nothing depended on it
 * @param zonesFresh whether where people live had been heard of
 * @param lists campaigns on whose list they were
 * @param heldOutOf campaigns whose holdout one of them was in
 * @param noPlaceOf campaigns with a share in a ceiling on the channel that held out whom the ask was filed with
 * @param touches what was shown and granted to them
 * @param counted what plans counted, where whoever they are for service messages is not who they are for advertising; null
 *     where that is the same
 * @param nobodyForService whether nothing said who they are for service messages
 * @param boundForService whether there were too many touches for a person where those of service messages were looked for
 */
public record Considered(
        long policyRevision,
        String channel,
        List<UUID> people,
        @Nullable UUID chosen,
        long nowMillis,
        long horizonMillis,
        boolean feedsFresh,
        boolean held,
        @Nullable ZoneId zone,
        boolean zonesFresh,
        Set<UUID> lists,
        Set<UUID> heldOutOf,
        Set<UUID> noPlaceOf,
        List<Touch> touches,
        @Nullable List<Touch> counted,
        boolean nobodyForService,
        boolean boundForService) {
    public Considered {
        people = List.copyOf(people);
        lists = Set.copyOf(lists);
        heldOutOf = Set.copyOf(heldOutOf);
        noPlaceOf = Set.copyOf(noPlaceOf);
        touches = List.copyOf(touches);
        counted = counted == null ? null : List.copyOf(counted);
    }
}
