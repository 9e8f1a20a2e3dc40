package io.evenreach.identity.linkage.persistence;

import io.evenreach.platform.hashing.IdentifierProperties;
import io.evenreach.platform.hashing.Seal;
import java.nio.ByteBuffer;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Encrypts what records say, so that nothing lies in clear. */
@Component
class RecordSeal extends Seal {

    RecordSeal(IdentifierProperties properties) {
        super(properties, "evenreach linkage records");
    }

    /** Half of a fingerprint, which tells records apart. */
    UUID shortFingerprint(byte[] clear) {
        ByteBuffer digest = ByteBuffer.wrap(fingerprint(clear));
        return new UUID(digest.getLong(), digest.getLong());
    }
}
