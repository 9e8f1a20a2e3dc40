package io.evenreach.campaign.governance.domain;

import java.util.Locale;

/** The kinds of rules; ids are unique within a kind. */
public enum RuleKind {
    CEILING,
    QUIET_HOURS,
    ASK_LIMIT;

    public static RuleKind of(Class<? extends Restriction> type) {
        if (type == Ceiling.class) {
            return CEILING;
        }
        return type == QuietHours.class ? QUIET_HOURS : ASK_LIMIT;
    }

    /** As people say it, such as {@code quiet hours}. */
    public String spoken() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
