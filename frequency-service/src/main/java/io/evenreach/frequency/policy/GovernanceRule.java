package io.evenreach.frequency.policy;

import java.util.Set;

/** A rule that holds whatever the campaign. */
public sealed interface GovernanceRule permits Ceiling, QuietHours, AskLimit {

    String id();

    /** Rises with every change of the rule. */
    long version();

    /** The channels it holds on; empty means every channel. */
    Set<String> channels();
}
