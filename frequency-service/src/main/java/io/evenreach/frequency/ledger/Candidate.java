package io.evenreach.frequency.ledger;

import java.util.List;
import java.util.UUID;

/**
 * A campaign that was considered for an ask that named none, and was not chosen.
 *
 * @param reason the name of a {@link DenialReason} where it could not be shown, else how it ranked: {@link #LOWER_PRIORITY},
 *     {@link #LESS_URGENT} or {@link #LOST_THE_DRAW}
 * @param rules what each rule said that was checked, the decisive one first; empty where it did not come to that
 */
public record Candidate(UUID campaignId, long campaignVersion, String reason, List<RuleFinding> rules) {

    /** A campaign of higher priority was chosen; this one was not looked at. */
    public static final String LOWER_PRIORITY = "LOWER_PRIORITY";

    /** It could have been shown, and had fewer touches missing for the time it has left. */
    public static final String LESS_URGENT = "LESS_URGENT";

    /** It could have been shown and was as urgent; a hash of campaign and person chose. */
    public static final String LOST_THE_DRAW = "LOST_THE_DRAW";

    public Candidate {
        rules = List.copyOf(rules);
    }
}
