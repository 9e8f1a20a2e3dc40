package io.evenreach.guidecommerce.sale.intake;

import io.evenreach.platform.hashing.IdentifierProperties;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.stereotype.Component;

/** Encrypts refused messages (AES-256-GCM under a key made from the deployment's): they may name buyers in clear. */
@Component
class ReportSeal {

    private static final String ALGORITHM = "AES/GCM/NoPadding";
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final SecretKeySpec key;
    private final SecureRandom random = new SecureRandom();

    ReportSeal(IdentifierProperties properties) {
        byte[] deploymentKey = HexFormat.of().parseHex(properties.key());
        this.key = new SecretKeySpec(
                mac(
                        new SecretKeySpec(deploymentKey, "HmacSHA256"),
                        "evenreach refused order reports".getBytes(StandardCharsets.UTF_8)),
                "AES");
    }

    byte[] seal(byte[] clear) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        byte[] secret = crypt(Cipher.ENCRYPT_MODE, nonce, clear);
        byte[] sealed = Arrays.copyOf(nonce, NONCE_BYTES + secret.length);
        System.arraycopy(secret, 0, sealed, NONCE_BYTES, secret.length);
        return sealed;
    }

    byte[] open(byte[] sealed) {
        return crypt(
                Cipher.DECRYPT_MODE,
                Arrays.copyOf(sealed, NONCE_BYTES),
                Arrays.copyOfRange(sealed, NONCE_BYTES, sealed.length));
    }

    /** A keyed hash, by which a message is known again and nobody can guess what it says. */
    byte[] fingerprint(byte[] clear) {
        return mac(new SecretKeySpec(key.getEncoded(), "HmacSHA256"), clear);
    }

    private byte[] crypt(int mode, byte[] nonce, byte[] text) {
        try {
            Cipher cipher = Cipher.getInstance(ALGORITHM);
            cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
            return cipher.doFinal(text);
        } catch (GeneralSecurityException wrongKey) {
            throw new IllegalStateException("a refused report was sealed under another identifier key", wrongKey);
        }
    }

    private static byte[] mac(SecretKeySpec key, byte[] text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return mac.doFinal(text);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java platform has HmacSHA256", impossible);
        }
    }
}
