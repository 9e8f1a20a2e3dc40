package io.evenreach.frequency.exposure;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Bounds of taking exposures in.
 *
 * @param clockAheadMax how far a sender's clock may be ahead of ours
 * @param lateGrace how long after the longest window of its campaign an exposure may still come
 * @param sendWithin how long an exposure may take to be kept by Kafka before the request fails
 * @param batchMax exposures applied in one transaction
 * @param watermarkEvery how often it is written down how far exposures have been applied
 * @param producerGoneAfter how long an instance may be silent before the others no longer wait for what it accepted;
 *     longer than Kafka tries to deliver. An instance that cannot make itself heard refuses exposures in time
 * @param behindMax how long exposures may wait for the ledger before reports of more are held up
 * @param heldUpMax how long a report is held up at most
 * @param heldUpAtOnce reports that are held up at a time, at most
 */
@ConfigurationProperties("evenreach.frequency.exposures")
public record ExposureProperties(
        @DefaultValue("5m") Duration clockAheadMax,
        @DefaultValue("30d") Duration lateGrace,
        @DefaultValue("10s") Duration sendWithin,
        @DefaultValue("1000") int batchMax,
        @DefaultValue("250ms") Duration watermarkEvery,
        @DefaultValue("20s") Duration producerGoneAfter,
        @DefaultValue("300ms") Duration behindMax,
        @DefaultValue("1s") Duration heldUpMax,
        @DefaultValue("16") int heldUpAtOnce) {}
