package io.evenreach.platform.hashing;

import io.evenreach.kernel.HmacSha256;
import io.evenreach.platform.security.Caller;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.UUID;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Profile ids of which every partner and every merchant has its own: two of them cannot find out that they mean the same
 * person, and each can use its own id to ask. One AES block under a key of theirs, which is a permutation of all ids.
 */
public final class PairwiseIds {

    private static final int AES_KEY_BYTES = 16;

    private final HmacSha256 deploymentKey;

    /** @param deploymentKeyHex the deployment's identifier key in hex */
    public PairwiseIds(String deploymentKeyHex) {
        this.deploymentKey = new HmacSha256(HexFormat.of().parseHex(deploymentKeyHex));
    }

    /** The partner's id of a profile. */
    public UUID of(String partnerId, UUID profileId) {
        return permuted(Cipher.ENCRYPT_MODE, ofPartner(partnerId), profileId);
    }

    /** The profile of a partner's id; some profile nobody has where the id was made up. */
    public UUID profileOf(String partnerId, UUID pairwiseId) {
        return permuted(Cipher.DECRYPT_MODE, ofPartner(partnerId), pairwiseId);
    }

    /** A profile's id as this caller may see it. */
    public @Nullable UUID shownTo(Caller caller, @Nullable UUID profileId) {
        String reader = reader(caller);
        return reader == null || profileId == null ? profileId : permuted(Cipher.ENCRYPT_MODE, reader, profileId);
    }

    /** The profile that this caller means by an id; some profile nobody has where the id was made up. */
    public UUID meantBy(Caller caller, UUID shownId) {
        String reader = reader(caller);
        return reader == null ? shownId : permuted(Cipher.DECRYPT_MODE, reader, shownId);
    }

    /** Whose ids a caller uses; null where it uses the platform's. */
    private static @Nullable String reader(Caller caller) {
        if (caller.partnerId() != null) {
            return ofPartner(caller.partnerId());
        }
        return caller.merchantId() == null ? null : "evenreach pairwise ids of merchants|" + caller.merchantId();
    }

    private static String ofPartner(String partnerId) {
        return "evenreach pairwise ids|" + partnerId;
    }

    private UUID permuted(int mode, String reader, UUID id) {
        try {
            // A single block of a value that is already a hash: there is no pattern for ECB to show.
            Cipher cipher = Cipher.getInstance("AES/ECB/NoPadding");
            cipher.init(mode, new SecretKeySpec(keyOf(reader), "AES"));
            ByteBuffer block = ByteBuffer.wrap(cipher.doFinal(ByteBuffer.allocate(16)
                    .putLong(id.getMostSignificantBits())
                    .putLong(id.getLeastSignificantBits())
                    .array()));
            return new UUID(block.getLong(), block.getLong());
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java platform has AES", impossible);
        }
    }

    private byte[] keyOf(String reader) {
        return Arrays.copyOf(deploymentKey.of(reader), AES_KEY_BYTES);
    }
}
