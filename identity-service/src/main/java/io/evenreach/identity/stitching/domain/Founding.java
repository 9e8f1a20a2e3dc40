package io.evenreach.identity.stitching.domain;

import io.evenreach.identifiers.IdentifierKey;
import java.time.Instant;

/** The tenure that founded a profile: the one of this key that covers this time. */
public record Founding(IdentifierKey key, Instant at) {}
