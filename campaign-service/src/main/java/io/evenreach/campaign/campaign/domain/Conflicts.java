package io.evenreach.campaign.campaign.domain;

import io.evenreach.kernel.Interval;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;

/** Campaigns that will want the same people on the same channels at the same time. They warn and never block. */
public final class Conflicts {

    /**
     * Where one other campaign is in the way.
     *
     * @param meeting the time both run
     */
    public record Overlap(Campaign other, NavigableSet<String> channels, Interval meeting) {}

    private Conflicts() {}

    /**
     * The overlaps of a campaign with others, in the order of {@code others}.
     *
     * @param listsMeet whether two lists, named by their digests, share a profile
     * @param limit most overlaps to report
     */
    public static List<Overlap> of(
            Campaign campaign, Collection<Campaign> others, BiPredicate<String, String> listsMeet, int limit) {
        List<Overlap> overlaps = new ArrayList<>();
        for (Campaign other : others) {
            if (overlaps.size() == limit) {
                break;
            }
            overlap(campaign, other, listsMeet).ifPresent(overlaps::add);
        }
        return List.copyOf(overlaps);
    }

    private static Optional<Overlap> overlap(Campaign campaign, Campaign other, BiPredicate<String, String> listsMeet) {
        if (other.campaignId().equals(campaign.campaignId())) {
            return Optional.empty();
        }
        Interval meeting =
                campaign.definition().flight().intersect(other.definition().flight());
        NavigableSet<String> channels = channels(campaign);
        channels.retainAll(channels(other));
        boolean meets = !meeting.isEmpty()
                && !channels.isEmpty()
                && campaign.definition().audience().overlaps(other.definition().audience(), listsMeet);
        return meets ? Optional.of(new Overlap(other, channels, meeting)) : Optional.empty();
    }

    private static NavigableSet<String> channels(Campaign campaign) {
        return campaign.definition().plan().stream()
                .map(PlanRow::channel)
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
