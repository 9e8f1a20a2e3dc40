package io.evenreach.platform.hashing;

import io.evenreach.platform.security.Caller;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.UUID;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Profile ids of which every partner has its own: two partners cannot find out that they mean the same person, and a
 * partner can use its own id to ask. One AES block under a key of the partner's, which is a permutation of all ids.
 */
public final class PairwiseIds {

    private static final int AES_KEY_BYTES = 16;

    private final SecretKeySpec deploymentKey;

    /** @param deploymentKeyHex the deployment's identifier key in hex */
    public PairwiseIds(String deploymentKeyHex) {
        this.deploymentKey = new SecretKeySpec(HexFormat.of().parseHex(deploymentKeyHex), "HmacSHA256");
    }

    /** The partner's id of a profile. */
    public UUID of(String partnerId, UUID profileId) {
        return permuted(Cipher.ENCRYPT_MODE, partnerId, profileId);
    }

    /** The profile of a partner's id; some profile nobody has where the id was made up. */
    public UUID profileOf(String partnerId, UUID pairwiseId) {
        return permuted(Cipher.DECRYPT_MODE, partnerId, pairwiseId);
    }

    /** A profile's id as this caller may see it. */
    public @Nullable UUID shownTo(Caller caller, @Nullable UUID profileId) {
        String partnerId = caller.partnerId();
        return partnerId == null || profileId == null ? profileId : of(partnerId, profileId);
    }

    private UUID permuted(int mode, String partnerId, UUID id) {
        try {
            // A single block of a value that is already a hash: there is no pattern for ECB to show.
            Cipher cipher = Cipher.getInstance("AES/ECB/NoPadding");
            cipher.init(mode, new SecretKeySpec(keyOf(partnerId), "AES"));
            ByteBuffer block = ByteBuffer.wrap(cipher.doFinal(ByteBuffer.allocate(16)
                    .putLong(id.getMostSignificantBits())
                    .putLong(id.getLeastSignificantBits())
                    .array()));
            return new UUID(block.getLong(), block.getLong());
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java platform has AES", impossible);
        }
    }

    private byte[] keyOf(String partnerId) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(deploymentKey);
        byte[] key = mac.doFinal(("evenreach pairwise ids|" + partnerId).getBytes(StandardCharsets.UTF_8));
        return Arrays.copyOf(key, AES_KEY_BYTES);
    }
}
