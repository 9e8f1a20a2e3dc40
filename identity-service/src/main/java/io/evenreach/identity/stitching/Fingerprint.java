package io.evenreach.identity.stitching;

import io.evenreach.identifiers.Hashed;
import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.identity.stitching.domain.Evidence;
import io.evenreach.identity.stitching.domain.Span;
import io.evenreach.kernel.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** 128 bits that stand for an observation's id, for all that it says, and for a split or a withdrawal. */
final class Fingerprint {

    private interface Writing {
        void to(DataOutputStream out) throws IOException;
    }

    private Fingerprint() {}

    static UUID ofId(Observed observed) {
        return ofId(observed.owner(), observed.observationId());
    }

    static UUID ofId(String owner, String observationId) {
        return of(out -> {
            out.writeUTF(owner);
            out.writeUTF(observationId);
        });
    }

    static UUID ofBody(Observed observed) {
        List<IdentifierKey> keys = observed.identifiers().stream()
                .map(Hashed::key)
                .distinct()
                .sorted()
                .toList();
        return of(out -> {
            out.writeLong(observed.observedAt().toEpochMilli());
            out.writeUTF(observed.source());
            out.writeUTF(observed.domain().name());
            out.writeUTF(observed.evidence());
            out.writeByte(Evidence.purposeBits(observed.purposes(), observed.stated()));
            out.writeUTF(observed.dataSetId() == null ? "" : observed.dataSetId());
            for (IdentifierKey key : keys) {
                out.write(key.bytes());
            }
        });
    }

    static UUID ofSplit(UUID profileId, List<IdentifierKey> apart) {
        return of(out -> {
            out.writeUTF("split");
            out.writeLong(profileId.getMostSignificantBits());
            out.writeLong(profileId.getLeastSignificantBits());
            for (IdentifierKey key : apart.stream().distinct().sorted().toList()) {
                out.write(key.bytes());
            }
        });
    }

    static UUID ofWithdrawal(UUID profileId, List<Span> spans, Instant at) {
        return of(out -> {
            out.writeUTF("withdrawal");
            out.writeLong(profileId.getMostSignificantBits());
            out.writeLong(profileId.getLeastSignificantBits());
            out.writeLong(at.toEpochMilli());
            for (Span span : spans) {
                out.writeUTF(span.purpose().name());
                out.write(span.key().bytes());
            }
        });
    }

    static UUID ofRelease(IdentifierKey key, int personsMax) {
        return of(out -> {
            out.writeUTF("release");
            out.write(key.bytes());
            out.writeInt(personsMax);
        });
    }

    private static UUID of(Writing writing) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            writing.to(out);
            ByteBuffer digest = ByteBuffer.wrap(Sha256.of(bytes.toByteArray()));
            return new UUID(digest.getLong(), digest.getLong());
        } catch (IOException inMemory) {
            throw new UncheckedIOException(inMemory);
        }
    }
}
