package io.evenreach.contracts.identity;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A change of who owns which identifiers, births included. Large changes come in parts; each part can be applied alone.
 *
 * @param sequence position in the feed without gaps; set by the relay, 0 before
 * @param cause what brought it about, such as {@code OBSERVED} or {@code REFOLDED}
 * @param erasedAt when a person was erased, with the cause {@code ERASED}: what the moves say is erased is gone up to
 *     then, inclusive; null for other causes, and in messages from before there was such a field
 */
public record IdentityChange(
        long sequence,
        String changeId,
        int part,
        int parts,
        List<TenureMove> moves,
        String cause,
        @Nullable Instant erasedAt) {

    /** Of whatever is no erasure. */
    public IdentityChange(long sequence, String changeId, int part, int parts, List<TenureMove> moves, String cause) {
        this(sequence, changeId, part, parts, moves, cause, null);
    }
}
