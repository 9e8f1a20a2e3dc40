package io.evenreach.identity.linkage;

import io.evenreach.identity.linkage.domain.Linked.Figures;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A run.
 *
 * @param source the only source it compares records of; null for all
 * @param link whether what it joins becomes evidence in stitching
 * @param figures how it went; null until it is completed
 * @param pairsOpen how many of the pairs in review still are
 * @param pairsSame how many of them somebody found to be one person
 * @param pairsDifferent how many pairs somebody found to be two, in review or joined before
 * @param measured what it was last measured to be by labels; null where nobody did
 * @param error for people; null unless it failed
 */
public record LinkageRun(
        UUID runId,
        @Nullable String source,
        boolean link,
        RunStatus status,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        @Nullable Figures figures,
        int pairsOpen,
        int pairsSame,
        int pairsDifferent,
        @Nullable MeasuredRun measured,
        @Nullable String error) {}
