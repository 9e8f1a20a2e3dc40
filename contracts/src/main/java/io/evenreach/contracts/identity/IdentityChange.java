package io.evenreach.contracts.identity;

import java.util.List;

/**
 * A change of who owns which identifiers, births included. Large changes come in parts; each part can be applied alone.
 *
 * @param sequence position in the feed without gaps; set by the relay, 0 before
 * @param cause what brought it about, such as {@code OBSERVED} or {@code REFOLDED}
 */
public record IdentityChange(
        long sequence, String changeId, int part, int parts, List<TenureMove> moves, String cause) {}
