package io.evenreach.identity.profiles.web;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Bounds of exports.
 *
 * @param readAtOnce how many are read from the database at once; each takes one of its connections for as long as the
 *     reading takes, and never for as long as its reader does
 * @param waitAtMost how long one waits for others that are read; shorter than the gateway waits for an answer
 * @param ownerAtOnce how many of one owner are on the disk at once, until they are read by whoever asked for them
 */
@ConfigurationProperties("evenreach.identity.exports")
record ExportProperties(
        @DefaultValue("3") int readAtOnce,
        @DefaultValue("60s") Duration waitAtMost,
        @DefaultValue("16") int ownerAtOnce) {}
