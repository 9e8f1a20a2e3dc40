package io.evenreach.frequency.publication;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Whether and how the journal is published.
 *
 * @param published off unless somebody reads it: it costs processor time and disk with every touch
 * @param pollEvery how often it is looked whether there is more
 * @param historiesEvery how often all histories are published, too: less than the topic keeps, so that whoever begins with
 *     the oldest message learns of everybody
 * @param historiesAtOnce histories read at once in between
 */
@ConfigurationProperties("evenreach.frequency.journal")
public record JournalPublicationProperties(
        @DefaultValue("false") boolean published,
        @DefaultValue("250ms") Duration pollEvery,
        @DefaultValue("6d") Duration historiesEvery,
        @DefaultValue("200") int historiesAtOnce) {}
