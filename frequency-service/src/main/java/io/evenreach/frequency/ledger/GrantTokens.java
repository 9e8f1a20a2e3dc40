package io.evenreach.frequency.ledger;

import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.kernel.HmacSha256;
import io.evenreach.platform.hashing.IdentifierProperties;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Grant ids as partners see them: what the ledger needs to find the grant again, with a signature, so that nobody can make
 * one up and nothing has to be looked up to refuse one. Version 1: version, touch id, time, filing key, owner, HMAC-SHA-256
 * cut to 128 bits; base64url.
 */
@Component
public class GrantTokens {

    private static final int VERSION = 1;
    private static final int SIGNATURE_BYTES = 16;
    private static final int FIXED_BYTES = 1 + 8 + 8 + IdentifierKey.BYTES;
    private static final int LENGTH_MAX = 512;

    private final HmacSha256 signature;

    GrantTokens(IdentifierProperties identifiers) {
        HmacSha256 deploymentKey = new HmacSha256(HexFormat.of().parseHex(identifiers.key()));
        this.signature = new HmacSha256(deploymentKey.of("evenreach grant tokens"));
    }

    public String write(GrantRef grant) {
        byte[] owner = grant.owner().getBytes(StandardCharsets.UTF_8);
        byte[] content = ByteBuffer.allocate(FIXED_BYTES + owner.length)
                .put((byte) VERSION)
                .putLong(grant.touchId())
                .putLong(grant.grantedAtMillis())
                .put(grant.filedUnder().bytes())
                .put(owner)
                .array();
        byte[] signed = Arrays.copyOf(content, content.length + SIGNATURE_BYTES);
        System.arraycopy(signature.of(content), 0, signed, content.length, SIGNATURE_BYTES);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(signed);
    }

    /** What the token says; empty where it is not one of ours. */
    public Optional<GrantRef> read(String token) {
        if (token.length() > LENGTH_MAX) {
            return Optional.empty();
        }
        byte[] signed;
        try {
            signed = Base64.getUrlDecoder().decode(token);
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
        if (signed.length < FIXED_BYTES + SIGNATURE_BYTES || signed[0] != VERSION) {
            return Optional.empty();
        }
        byte[] content = Arrays.copyOf(signed, signed.length - SIGNATURE_BYTES);
        byte[] given = Arrays.copyOfRange(signed, content.length, signed.length);
        byte[] expected = Arrays.copyOf(signature.of(content), SIGNATURE_BYTES);
        if (!MessageDigest.isEqual(given, expected)) {
            return Optional.empty();
        }
        ByteBuffer buffer = ByteBuffer.wrap(content, 1, content.length - 1);
        long touchId = buffer.getLong();
        long grantedAt = buffer.getLong();
        byte[] filedUnder = new byte[IdentifierKey.BYTES];
        buffer.get(filedUnder);
        byte[] owner = new byte[buffer.remaining()];
        buffer.get(owner);
        return Optional.of(new GrantRef(
                touchId, grantedAt, IdentifierKey.of(filedUnder), new String(owner, StandardCharsets.UTF_8)));
    }
}
