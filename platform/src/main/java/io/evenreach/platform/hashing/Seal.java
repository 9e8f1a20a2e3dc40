package io.evenreach.platform.hashing;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Encrypts what must not lie in clear (AES-256-GCM, nonce first, under a key made from the deployment's). What is sealed for one
 * purpose cannot be opened for another.
 */
public class Seal {

    private static final String ALGORITHM = "AES/GCM/NoPadding";
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final SecretKeySpec key;
    private final SecureRandom random = new SecureRandom();

    /** @param purpose never changed: what was sealed under another cannot be opened any more */
    protected Seal(IdentifierProperties properties, String purpose) {
        byte[] deploymentKey = HexFormat.of().parseHex(properties.key());
        this.key = new SecretKeySpec(mac(deploymentKey, purpose.getBytes(StandardCharsets.UTF_8)), "AES");
    }

    public final byte[] seal(byte[] clear) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        byte[] secret = crypt(Cipher.ENCRYPT_MODE, nonce, clear);
        byte[] sealed = Arrays.copyOf(nonce, NONCE_BYTES + secret.length);
        System.arraycopy(secret, 0, sealed, NONCE_BYTES, secret.length);
        return sealed;
    }

    /** @throws IllegalStateException where it was sealed under another key, or is damaged */
    public final byte[] open(byte[] sealed) {
        return crypt(
                Cipher.DECRYPT_MODE,
                Arrays.copyOf(sealed, NONCE_BYTES),
                Arrays.copyOfRange(sealed, NONCE_BYTES, sealed.length));
    }

    /** A keyed hash of 32 bytes, by which something is known again and nobody can guess what it says. */
    public final byte[] fingerprint(byte[] clear) {
        return mac(key.getEncoded(), clear);
    }

    private byte[] crypt(int mode, byte[] nonce, byte[] text) {
        try {
            Cipher cipher = Cipher.getInstance(ALGORITHM);
            cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
            return cipher.doFinal(text);
        } catch (GeneralSecurityException notOurs) {
            throw new IllegalStateException("it was sealed under another deployment key, or is damaged", notOurs);
        }
    }

    private static byte[] mac(byte[] key, byte[] text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java platform has HmacSHA256", impossible);
        }
    }
}
