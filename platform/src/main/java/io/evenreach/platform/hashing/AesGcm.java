package io.evenreach.platform.hashing;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Authenticated encryption under one key: AES-256-GCM (NIST SP 800-38D) with a random nonce of 96 bits, which comes first, and
 * a tag of 128 bits, which comes last.
 */
public final class AesGcm {

    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final SecretKeySpec key;
    private final byte[] associated;

    /**
     * @param key 32 bytes
     * @param associated bound to what is encrypted without being part of it: only with the same can it be decrypted; may be empty
     */
    public AesGcm(byte[] key, byte[] associated) {
        this.key = new SecretKeySpec(key, "AES");
        this.associated = associated.clone();
    }

    public byte[] encrypt(byte[] clear) {
        byte[] nonce = new byte[NONCE_BYTES];
        RANDOM.nextBytes(nonce);
        try {
            byte[] encrypted = cipher(Cipher.ENCRYPT_MODE, new GCMParameterSpec(TAG_BITS, nonce))
                    .doFinal(clear);
            return ByteBuffer.allocate(NONCE_BYTES + encrypted.length)
                    .put(nonce)
                    .put(encrypted)
                    .array();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java platform has AES-256-GCM", impossible);
        }
    }

    /** @throws GeneralSecurityException where it was encrypted under another key or with other associated data, or is damaged */
    public byte[] decrypt(byte[] encrypted) throws GeneralSecurityException {
        if (encrypted.length < NONCE_BYTES) {
            throw new AEADBadTagException("too short for a nonce");
        }
        return cipher(Cipher.DECRYPT_MODE, new GCMParameterSpec(TAG_BITS, encrypted, 0, NONCE_BYTES))
                .doFinal(encrypted, NONCE_BYTES, encrypted.length - NONCE_BYTES);
    }

    private Cipher cipher(int mode, GCMParameterSpec parameters) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, parameters);
        cipher.updateAAD(associated);
        return cipher;
    }
}
