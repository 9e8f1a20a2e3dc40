package io.evenreach.campaign.governance.domain;

import java.util.List;

/** What a rule for all campaigns says. */
public sealed interface Restriction permits Ceiling, QuietHours, AskLimit {

    /** The channels it is about; empty means every channel. */
    List<String> channels();
}
