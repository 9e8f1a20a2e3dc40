package io.evenreach.contracts.campaign;

import java.util.List;
import java.util.UUID;

/** One part of a campaign's list audience. A part replaces the same part of an older version. */
public record AudienceMembers(
        long sequence, UUID campaignId, long version, int part, int parts, List<UUID> profileIds) {}
