package io.evenreach.frequency.importing.persistence;

import io.evenreach.identifiers.IdentifierKey;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An import as it is kept.
 *
 * @param mapping its wire form, in JSON
 * @param positionBytes where the next unread row begins
 * @param positionLine the line of that row, counted from 1
 * @param markerKey the identifier whose birth shows that identity has read everything; null until it was sent
 * @param identityLate whether the wait for identity was given up
 */
public record StoredImport(
        UUID jobId,
        UUID campaignId,
        @Nullable String dataSetId,
        String fileName,
        String mapping,
        long bytesTotal,
        long positionBytes,
        long positionLine,
        RowCounts rows,
        @Nullable IdentifierKey markerKey,
        boolean identityLate) {}
