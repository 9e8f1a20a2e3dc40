package io.evenreach.identity.stitching.domain;

import io.evenreach.identifiers.IdentifierKey;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What one sighting came to.
 *
 * @param profileId who owned its strongest identifier when it was seen; null where all of them identify nobody
 * @param verdicts its identifiers that were more than plainly linked
 */
public record Stitched(@Nullable UUID profileId, Map<IdentifierKey, Verdict> verdicts) {

    public Stitched {
        verdicts = Map.copyOf(verdicts);
    }
}
