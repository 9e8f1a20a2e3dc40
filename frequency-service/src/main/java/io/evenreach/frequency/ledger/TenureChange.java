package io.evenreach.frequency.ledger;

import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.identifiers.IdentifierType;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who owns an identifier over a span of time, as identity says it now. Of several changes for the same (key, from) the
 * highest version holds.
 *
 * @param fromMillis inclusive, epoch milliseconds; {@link #BEGINNING} from the beginning of time
 * @param toMillis exclusive; {@link #END} until further notice
 * @param previous the owner before; null at a birth
 * @param owner the owner now; null where the tenure ended, was withdrawn or erased
 * @param quarantined whether the key is shared and identifies nobody
 * @param firstSeenMillis event time of the key's first sighting in this tenure
 * @param dataSetId the data set the person belongs to; null for live customers
 * @param erasedAtMillis up to when what happened to the owner of this tenure was erased, inclusive; {@link #NOT_ERASED} for
 *     any other change
 */
public record TenureChange(
        IdentifierKey key,
        IdentifierType type,
        long fromMillis,
        long toMillis,
        @Nullable UUID previous,
        @Nullable UUID owner,
        boolean quarantined,
        long version,
        long firstSeenMillis,
        @Nullable String dataSetId,
        long erasedAtMillis) {

    public static final long BEGINNING = Long.MIN_VALUE;
    public static final long END = Long.MAX_VALUE;
    public static final long NOT_ERASED = Long.MIN_VALUE;

    /** A change that erases nothing. */
    public TenureChange(
            IdentifierKey key,
            IdentifierType type,
            long fromMillis,
            long toMillis,
            @Nullable UUID previous,
            @Nullable UUID owner,
            boolean quarantined,
            long version,
            long firstSeenMillis,
            @Nullable String dataSetId) {
        this(
                key,
                type,
                fromMillis,
                toMillis,
                previous,
                owner,
                quarantined,
                version,
                firstSeenMillis,
                dataSetId,
                NOT_ERASED);
    }

    public boolean erases() {
        return erasedAtMillis != NOT_ERASED;
    }
}
