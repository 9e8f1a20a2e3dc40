package io.evenreach.gateway.secrets;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.stereotype.Component;

/** Seals what must be read again (AES-256-GCM), under keys derived from the deployment's secret key. */
@Component
public class SecretBox {

    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final byte[] rootKey;
    private final SecureRandom random = new SecureRandom();

    SecretBox(SecretProperties properties) {
        this.rootKey = properties.key().getBytes(StandardCharsets.UTF_8);
    }

    /** @param purpose binds the sealed bytes to one use: they do not open under another */
    public byte[] seal(String purpose, byte[] clear) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, purpose, nonce).doFinal(clear);
            return ByteBuffer.allocate(NONCE_BYTES + sealed.length)
                    .put(nonce)
                    .put(sealed)
                    .array();
        } catch (GeneralSecurityException defect) {
            throw new IllegalStateException("Sealing failed", defect);
        }
    }

    /** Fails where the deployment's key is not the one these bytes were sealed with. */
    public byte[] open(String purpose, byte[] sealed) {
        byte[] nonce = new byte[NONCE_BYTES];
        System.arraycopy(sealed, 0, nonce, 0, NONCE_BYTES);
        try {
            return cipher(Cipher.DECRYPT_MODE, purpose, nonce)
                    .doFinal(sealed, NONCE_BYTES, sealed.length - NONCE_BYTES);
        } catch (GeneralSecurityException wrongKey) {
            throw new IllegalStateException(
                    "The database was sealed under another EVENREACH_SECRET_KEY. Start with the key it was made with.",
                    wrongKey);
        }
    }

    String fingerprint(String value) {
        return HexFormat.of().formatHex(mac("environment", value.getBytes(StandardCharsets.UTF_8)));
    }

    private Cipher cipher(int mode, String purpose, byte[] nonce) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        byte[] key = mac("seal", purpose.getBytes(StandardCharsets.UTF_8));
        cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(purpose.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }

    /** Keyed hash of a label and a value: as derivation of one key per purpose, and as a fingerprint. */
    private byte[] mac(String label, byte[] value) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(rootKey, "HmacSHA256"));
            mac.update(label.getBytes(StandardCharsets.UTF_8));
            mac.update((byte) 0);
            return mac.doFinal(value);
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException(missing);
        }
    }
}
