package io.evenreach.identity.profiles;

import java.util.List;
import java.util.UUID;

/**
 * How many identifiers people have now, those of data sets left out.
 *
 * @param profiles how many people there are
 * @param identifiers how many identifiers they have together
 * @param quarantined how many identifiers identify nobody, because they are seen with too many persons
 * @param bands people by number of identifiers, the smallest first, those with nobody in them left out
 * @param largest the people who have most, the largest first
 */
public record ClusterSizes(long profiles, long identifiers, long quarantined, List<Band> bands, List<Cluster> largest) {

    /**
     * People with at least one and at most another number of identifiers.
     *
     * @param from 1, 2, 3, 5, 9, 17, …: each band is twice as wide as the one before
     */
    public record Band(int from, int to, long profiles) {}

    public record Cluster(UUID profileId, int identifiers) {}
}
