package io.evenreach.identifiers;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Turns normalised identifiers into keys: {@code HMAC-SHA-256(deployment key, type | scope | sha256(value))}.
 *
 * <p>The inner hash lets a sender who only has SHA-256 of a phone or an e-mail address name the same person as one who
 * has it in clear. Thread-safe.
 */
public final class IdentifierHasher {

    public static final int DEPLOYMENT_KEY_BYTES_MIN = 32;

    private final SecretKeySpec deploymentKey;

    /** @throws IllegalArgumentException where the key is shorter than 32 bytes */
    public IdentifierHasher(byte[] deploymentKey) {
        if (deploymentKey.length < DEPLOYMENT_KEY_BYTES_MIN) {
            throw new IllegalArgumentException("the deployment key needs at least 32 bytes");
        }
        this.deploymentKey = new SecretKeySpec(deploymentKey, "HmacSHA256");
    }

    /** @param hex the deployment key, at least 64 hexadecimal digits */
    public static IdentifierHasher ofHex(String hex) {
        return new IdentifierHasher(HexFormat.of().parseHex(hex));
    }

    /** The key of an identifier that {@link Normaliser} found valid. */
    public IdentifierKey keyOf(Identifier normalised) {
        String hashed = normalised.type().preHashed() ? normalised.value() : sha256(normalised.value());
        String name = normalised.type().keyName() + "|" + normalised.scope() + "|" + hashed;
        return IdentifierKey.of(hmac().doFinal(name.getBytes(StandardCharsets.UTF_8)));
    }

    private Mac hmac() {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(deploymentKey);
            return mac;
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java platform has HmacSHA256", impossible);
        }
    }

    private static String sha256(String value) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(value.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
