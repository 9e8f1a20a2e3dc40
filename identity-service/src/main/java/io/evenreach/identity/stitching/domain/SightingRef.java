package io.evenreach.identity.stitching.domain;

import java.util.UUID;

/** One sighting among all evidence. */
public record SightingRef(UUID evidenceId, Sighting sighting) {}
