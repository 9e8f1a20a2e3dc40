package io.evenreach.identifiers;

import io.evenreach.kernel.HmacSha256;
import io.evenreach.kernel.Sha256;
import java.util.HexFormat;

/**
 * Turns normalised identifiers into keys: {@code HMAC-SHA-256(deployment key, type | scope | sha256(value))}.
 *
 * <p>The inner hash lets a sender who only has SHA-256 of a phone or an e-mail address name the same person as one who
 * has it in clear. Thread-safe.
 */
public final class IdentifierHasher {

    public static final int DEPLOYMENT_KEY_BYTES_MIN = 32;

    private final HmacSha256 deploymentKey;

    /** @throws IllegalArgumentException where the key is shorter than 32 bytes */
    public IdentifierHasher(byte[] deploymentKey) {
        if (deploymentKey.length < DEPLOYMENT_KEY_BYTES_MIN) {
            throw new IllegalArgumentException("the deployment key needs at least 32 bytes");
        }
        this.deploymentKey = new HmacSha256(deploymentKey);
    }

    /** @param hex the deployment key, at least 64 hexadecimal digits */
    public static IdentifierHasher ofHex(String hex) {
        return new IdentifierHasher(HexFormat.of().parseHex(hex));
    }

    /** The key of an identifier that {@link Normaliser} found valid. */
    public IdentifierKey keyOf(Identifier normalised) {
        String hashed = normalised.type().preHashed()
                ? normalised.value()
                : HexFormat.of().formatHex(Sha256.of(normalised.value()));
        String name = normalised.type().keyName() + "|" + normalised.scope() + "|" + hashed;
        return IdentifierKey.of(deploymentKey.of(name));
    }
}
