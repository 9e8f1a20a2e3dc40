package io.evenreach.identity.stitching;

import io.evenreach.identity.stitching.persistence.EvidenceCodec;
import java.util.List;

/** What evidence says was seen together. */
public final class SeenTogether {

    private SeenTogether() {}

    /** Reads the packed column of evidence: the hashes of its identifiers, in their order. */
    public static List<String> unpack(byte[] keys) {
        return EvidenceCodec.readKeys(keys).stream()
                .map(key -> key.key().hex())
                .sorted()
                .toList();
    }
}
