package io.evenreach.contracts.guides;

import java.time.Instant;
import java.util.UUID;

/**
 * A guide did something.
 *
 * @param kind {@code RECOMMENDED} for a new link, {@code SOLD} for an order that was paid
 * @param subject the code of the link, or merchant and id of the order with a slash between
 */
public record GuideActed(long sequence, UUID guideId, String kind, String subject, Instant at) {}
