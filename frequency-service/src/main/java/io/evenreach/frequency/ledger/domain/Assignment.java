package io.evenreach.frequency.ledger.domain;

import io.evenreach.identifiers.IdentifierKey;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.UUID;

/**
 * That somebody was judged eligible for a campaign with a holdout, for the first time under this identifier. It follows the identifier
 * by its own time, as a touch does, and is never changed otherwise.
 *
 * @param profileId whose it is now
 * @param filedUnder the identifier, or the name of the profile, that was asked for
 * @param place orders what was assigned in one millisecond
 * @param bucket which of {@link #BUCKETS} the identifier, of whoever had it then, falls into by itself, whatever it is joined
 *     with
 * @param heldOut whether they were held out when this was written, by whichever of their rows decided then, whoever else was named
 */
public record Assignment(
        UUID profileId,
        UUID campaignId,
        IdentifierKey filedUnder,
        long atMillis,
        int place,
        int bucket,
        boolean heldOut) {

    public static final int BUCKETS = 10_000;

    /** The first decides: by time, and of one time by identifier. */
    static final Comparator<Assignment> ORDER = Comparator.comparingLong(Assignment::atMillis)
            .thenComparingInt(Assignment::place)
            .thenComparing(Assignment::filedUnder);

    boolean isHeldOutOf(int holdoutPercent) {
        return isHeldOut(bucket, holdoutPercent);
    }

    /** Whether a bucket is among those that are held out; a higher share only adds to a lower one. */
    public static boolean isHeldOut(int bucket, int holdoutPercent) {
        return bucket < holdoutPercent * (BUCKETS / 100);
    }

    /**
     * The bucket of a profile: the first 64 bits of SHA-256 over (salt, profile id), unsigned, modulo {@link #BUCKETS}. The
     * salt is the campaign's id, so that who is held out of one says nothing of another. PostgreSQL computes the same in
     * {@code holdout_bucket}.
     */
    public static int bucketOf(UUID campaignId, UUID profileId) {
        byte[] digest = sha256().digest(ByteBuffer.allocate(32)
                .putLong(campaignId.getMostSignificantBits())
                .putLong(campaignId.getLeastSignificantBits())
                .putLong(profileId.getMostSignificantBits())
                .putLong(profileId.getLeastSignificantBits())
                .array());
        return (int) Long.remainderUnsigned(ByteBuffer.wrap(digest).getLong(), BUCKETS);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
