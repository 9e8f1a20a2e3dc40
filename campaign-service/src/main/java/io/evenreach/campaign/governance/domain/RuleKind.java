package io.evenreach.campaign.governance.domain;

import java.util.Locale;

/** The kinds of rules; ids are unique within a kind. */
public enum RuleKind {
    CEILING,
    QUIET_HOURS;

    public static RuleKind of(Class<? extends Restriction> type) {
        return type == Ceiling.class ? CEILING : QUIET_HOURS;
    }

    /** As people say it, such as {@code quiet hours}. */
    public String spoken() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
