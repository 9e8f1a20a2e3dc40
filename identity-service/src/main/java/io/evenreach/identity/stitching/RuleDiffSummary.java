package io.evenreach.identity.stitching;

import java.util.List;

/**
 * What rules would change. At most {@link RuleDiff#LISTED_MAX} of each are listed; all are counted.
 *
 * @param changedOwners pairs of profiles between which identifiers move
 * @param notFolded groups of identifiers of which more is known than can be folded; they are undetermined under any rules
 */
public record RuleDiffSummary(
        long merged,
        long split,
        long changedOwners,
        long notFolded,
        List<RuleDiff.Merge> merges,
        List<RuleDiff.Division> splits,
        List<RuleDiff.Transfer> moves) {}
