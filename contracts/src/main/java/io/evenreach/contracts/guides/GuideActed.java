package io.evenreach.contracts.guides;

import java.time.Instant;
import java.util.UUID;

/**
 * A guide did something, or stands elsewhere now.
 *
 * @param kind {@code REGISTERED}, {@code STATUS_CHANGED}, {@code RECOMMENDED} for a new link, {@code SOLD} for an order
 *     that was paid; others may come
 * @param subject the status that the guide has from then on, such as {@code DRAFT} or {@code ACTIVE}; the code of the
 *     link; or merchant and id of the order with a slash between
 */
public record GuideActed(long sequence, UUID guideId, String kind, String subject, Instant at) {}
