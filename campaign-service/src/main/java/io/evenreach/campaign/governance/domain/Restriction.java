package io.evenreach.campaign.governance.domain;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a rule for all campaigns says. */
public sealed interface Restriction permits Ceiling, QuietHours {

    /** What people call it; null where they gave it no name. */
    @Nullable
    String name();

    /** The channels it is about; empty means every channel. */
    List<String> channels();
}
