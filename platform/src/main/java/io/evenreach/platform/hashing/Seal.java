package io.evenreach.platform.hashing;

import io.evenreach.kernel.HmacSha256;
import java.security.GeneralSecurityException;
import java.util.HexFormat;

/**
 * Encrypts what must not lie in clear, under a key made from the deployment's. What is sealed for one purpose cannot be opened
 * for another.
 */
public class Seal {

    private final AesGcm cipher;
    private final HmacSha256 fingerprints;

    /** @param purpose never changed: what was sealed under another cannot be opened any more */
    protected Seal(IdentifierProperties properties, String purpose) {
        byte[] key = new HmacSha256(HexFormat.of().parseHex(properties.key())).of(purpose);
        this.cipher = new AesGcm(key, new byte[0]);
        this.fingerprints = new HmacSha256(key);
    }

    public final byte[] seal(byte[] clear) {
        return cipher.encrypt(clear);
    }

    /** @throws IllegalStateException where it was sealed under another key, or is damaged */
    public final byte[] open(byte[] sealed) {
        try {
            return cipher.decrypt(sealed);
        } catch (GeneralSecurityException notOurs) {
            throw new IllegalStateException("it was sealed under another deployment key, or is damaged", notOurs);
        }
    }

    /** A keyed hash of 32 bytes, by which something is known again and nobody can guess what it says. */
    public final byte[] fingerprint(byte[] clear) {
        return fingerprints.of(clear);
    }
}
