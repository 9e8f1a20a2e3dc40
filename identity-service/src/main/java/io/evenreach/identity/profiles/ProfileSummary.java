package io.evenreach.identity.profiles;

import java.time.Instant;
import java.util.UUID;

/**
 * One line of the list of profiles.
 *
 * @param identifiers how many it has now
 */
public record ProfileSummary(UUID profileId, int identifiers, Instant firstSeenAt) {}
