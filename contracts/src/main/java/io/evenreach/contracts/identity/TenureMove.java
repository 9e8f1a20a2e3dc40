package io.evenreach.contracts.identity;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One identifier, one purpose, one span of time: who owned it before, and who owns it now. Of several moves for the same
 * (key, purpose, validFrom) the highest version holds.
 *
 * @param key the identifier's keyed hash, 64 hexadecimal digits
 * @param type the identifier's canonical type on the wire, such as {@code phone}
 * @param validFrom inclusive; null from the beginning of time
 * @param validTo exclusive; null until further notice
 * @param purpose {@code ADS} or {@code SERVICE}
 * @param from the owner before; null at a birth
 * @param to the owner now; null where the tenure ended, was withdrawn or erased
 * @param firstSeenAt event time of the first sighting of the key in this tenure
 * @param dataSetId the data set this person belongs to; null for live customers
 * @param quarantined whether the key is shared and now identifies nobody
 * @param withdrawnAt when the person withdrew this purpose for the identifier, so that it is nobody's in this span, or
 *     since when they are known for other purposes only; null where the purpose is allowed
 * @param erased with the cause {@code ERASED}, whether what was filed under the key in this span was of the person who is
 *     erased, and goes up to when they were; null for other causes, and in messages from before there was such a field, where
 *     it goes whenever the tenure is no more or nobody's and the key is not shared
 */
public record TenureMove(
        String key,
        String type,
        @Nullable Instant validFrom,
        @Nullable Instant validTo,
        String purpose,
        @Nullable UUID from,
        @Nullable UUID to,
        long version,
        Instant firstSeenAt,
        @Nullable String dataSetId,
        boolean quarantined,
        @Nullable Instant withdrawnAt,
        @Nullable Boolean erased) {

    /** Of a purpose that is not withdrawn. */
    public TenureMove(
            String key,
            String type,
            @Nullable Instant validFrom,
            @Nullable Instant validTo,
            String purpose,
            @Nullable UUID from,
            @Nullable UUID to,
            long version,
            Instant firstSeenAt,
            @Nullable String dataSetId,
            boolean quarantined) {
        this(key, type, validFrom, validTo, purpose, from, to, version, firstSeenAt, dataSetId, quarantined, null);
    }

    /** Of what is no erasure. */
    public TenureMove(
            String key,
            String type,
            @Nullable Instant validFrom,
            @Nullable Instant validTo,
            String purpose,
            @Nullable UUID from,
            @Nullable UUID to,
            long version,
            Instant firstSeenAt,
            @Nullable String dataSetId,
            boolean quarantined,
            @Nullable Instant withdrawnAt) {
        this(
                key,
                type,
                validFrom,
                validTo,
                purpose,
                from,
                to,
                version,
                firstSeenAt,
                dataSetId,
                quarantined,
                withdrawnAt,
                null);
    }

    /**
     * Whether what was filed under the key in this span goes.
     *
     * @param cause of the change that this is a move of
     */
    public boolean erases(String cause) {
        return cause.equals("ERASED") && (erased == null ? to == null && !quarantined : erased);
    }
}
