package io.evenreach.gateway.routing;

import java.util.Locale;

/** The services behind the gateway. */
public enum Service {
    IDENTITY,
    CAMPAIGN,
    FREQUENCY,
    GUIDES;

    /** The name in configuration and on the wire. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
