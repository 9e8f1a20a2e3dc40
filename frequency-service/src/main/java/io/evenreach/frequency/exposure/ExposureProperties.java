package io.evenreach.frequency.exposure;

import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

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
 * @param behindMax how long exposures may wait for the ledger, with more of them left in the topic, before the answers to
 *     reports of more are held up
 * @param heldUpMax how long the answer to a full report, of 1,000 exposures that are new, is held up at most; a smaller
 *     one in proportion, so that a single exposure is not held up noticeably
 * @param heldUpAtOnce answers that each instance holds up at a time, at most; those beyond it are not. Each takes one of
 *     the places that a gateway has for requests under way (256), so all instances together should stay below that
 */
@Validated
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
        @DefaultValue("64") @Min(0) int heldUpAtOnce) {}
