package io.evenreach.contracts.campaign;

import java.time.Instant;

/**
 * What was last said of the customer who has an identifier. Of several for one key and trait the latest {@code saidAt}
 * holds; of two at the same time the one with the greater {@code messageId}.
 *
 * @param key the identifier's keyed hash, 64 hexadecimal digits
 * @param trait {@code timeZone}
 * @param value of {@code timeZone}: an IANA id such as {@code Asia/Tokyo}
 * @param saidAt when it was so, by the clock of whoever said it
 */
public record TraitChanged(long sequence, String key, String trait, String value, Instant saidAt, String messageId) {}
