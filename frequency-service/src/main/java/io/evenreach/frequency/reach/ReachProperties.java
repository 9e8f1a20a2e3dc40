package io.evenreach.frequency.reach;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Bounds of the reports.
 *
 * @param pollEvery how often the projector looks at the journal; reports are promised to be at most 2 s behind
 * @param journalRowsMax journal rows per transaction of the projector
 * @param tilesMax the newest that many ended tiles of a window are reported
 * @param touchesShownMax heavy touches listed per customer
 * @param leakagePagesAtOnce pages of leaked customers read from the database at once; each takes a connection meanwhile
 * @param freezeEvery how often completed campaigns are looked for
 * @param figuresEvery how often figures are counted for the metrics, in a fifth of that time at most
 * @param figuresCampaignsMax active campaigns in the metrics, those of the highest priority
 */
@ConfigurationProperties("evenreach.reach")
public record ReachProperties(
        @DefaultValue("250ms") Duration pollEvery,
        @DefaultValue("200") int journalRowsMax,
        @DefaultValue("1000") int tilesMax,
        @DefaultValue("100") int touchesShownMax,
        @DefaultValue("2") int leakagePagesAtOnce,
        @DefaultValue("1s") Duration freezeEvery,
        @DefaultValue("15s") Duration figuresEvery,
        @DefaultValue("200") int figuresCampaignsMax) {}
