package io.evenreach.gateway.secrets;

import io.evenreach.kernel.HmacSha256;
import io.evenreach.platform.hashing.AesGcm;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import org.springframework.stereotype.Component;

/** Seals what must be read again, under keys derived from the deployment's secret key. */
@Component
public class SecretBox {

    private final HmacSha256 root;

    SecretBox(SecretProperties properties) {
        this.root = new HmacSha256(properties.key().getBytes(StandardCharsets.UTF_8));
    }

    /** @param purpose binds the sealed bytes to one use: they do not open under another */
    public byte[] seal(String purpose, byte[] clear) {
        return cipher(purpose).encrypt(clear);
    }

    /** Fails where the deployment's key is not the one these bytes were sealed with. */
    public byte[] open(String purpose, byte[] sealed) {
        try {
            return cipher(purpose).decrypt(sealed);
        } catch (GeneralSecurityException wrongKey) {
            throw new IllegalStateException(
                    "The database was sealed under another EVENREACH_SECRET_KEY. Start with the key it was made with.",
                    wrongKey);
        }
    }

    String fingerprint(String value) {
        return HexFormat.of().formatHex(keyed("environment", value));
    }

    private AesGcm cipher(String purpose) {
        return new AesGcm(keyed("seal", purpose), purpose.getBytes(StandardCharsets.UTF_8));
    }

    /** Keyed hash of a label and a value: as derivation of one key per purpose, and as a fingerprint. */
    private byte[] keyed(String label, String value) {
        return root.of(label + '\0' + value);
    }
}
