package io.evenreach.frequency.importing;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Bounds of imports.
 *
 * @param fileMax the largest file; it is kept in the database until it has been read
 * @param batchRows rows per ledger transaction: fewer cost round trips, more hold the locks of their customers longer
 * @param columnsMax the widest header; wider files are almost always not CSV
 * @param identityWait how long a finished import waits until identity has stitched what it observed, and 1 ms more for
 *     each set of identifiers
 * @param reportWait how long a finished import waits until the reports show it
 * @param keepFor how long an upload that was never finished keeps its bytes
 */
@ConfigurationProperties("evenreach.import")
public record ImportProperties(
        @DefaultValue("8GB") DataSize fileMax,
        @DefaultValue("1000") int batchRows,
        @DefaultValue("500") int columnsMax,
        @DefaultValue("120s") Duration identityWait,
        @DefaultValue("30s") Duration reportWait,
        @DefaultValue("6h") Duration keepFor) {}
