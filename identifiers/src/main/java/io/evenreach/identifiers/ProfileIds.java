package io.evenreach.identifiers;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.UUID;

/**
 * Profile ids: UUID version 5 (RFC 9562, section 5.5) over the founding identifier's keyed hash.
 *
 * <p>Over the key and not over the value, because an unkeyed hash of a phone number discloses the phone number.
 */
public final class ProfileIds {

    /** PostgreSQL's order of {@code uuid}, which is unsigned and thus not that of {@link UUID#compareTo}. */
    public static final Comparator<UUID> ORDER = ProfileIds::compareUnsigned;

    private static final UUID NAMESPACE = UUID.fromString("6f0f2b0e-6b1a-5e0c-9c55-65766e726368");

    private ProfileIds() {}

    private static int compareUnsigned(UUID one, UUID other) {
        int byFirstHalf = Long.compareUnsigned(one.getMostSignificantBits(), other.getMostSignificantBits());
        return byFirstHalf != 0
                ? byFirstHalf
                : Long.compareUnsigned(one.getLeastSignificantBits(), other.getLeastSignificantBits());
    }

    /** The id of the profile that this identifier founds; also the profile of an identifier nobody has linked yet. */
    public static UUID foundedBy(IdentifierKey key) {
        return version5(ByteBuffer.wrap(key.bytes()));
    }

    /**
     * The id of a profile whose every identifier belonged to somebody before.
     *
     * @param opening the id of the observation that opened it
     */
    public static UUID foundedBy(IdentifierKey key, String opening) {
        byte[] text = opening.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        return version5(ByteBuffer.allocate(IdentifierKey.BYTES + text.length)
                .put(key.bytes())
                .put(text)
                .flip());
    }

    private static UUID version5(ByteBuffer name) {
        MessageDigest sha1 = sha1();
        sha1.update(ByteBuffer.allocate(16)
                .putLong(NAMESPACE.getMostSignificantBits())
                .putLong(NAMESPACE.getLeastSignificantBits())
                .flip());
        sha1.update(name);
        ByteBuffer digest = ByteBuffer.wrap(sha1.digest());
        long most = (digest.getLong() & 0xFFFF_FFFF_FFFF_0FFFL) | 0x5000L;
        long least = (digest.getLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
        return new UUID(most, least);
    }

    private static MessageDigest sha1() {
        try {
            return MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-1", impossible);
        }
    }
}
