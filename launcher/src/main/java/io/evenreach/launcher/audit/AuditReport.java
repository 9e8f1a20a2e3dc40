package io.evenreach.launcher.audit;

import java.time.Instant;
import java.util.List;

/**
 * What an audit found.
 *
 * @param eligible customers of the file with at least one counted exposure on any channel
 * @param rowsRejected all broken rows; {@code rejections} describes the first of them
 */
record AuditReport(
        String fileName,
        Instant startsAt,
        Instant endsAt,
        String campaignId,
        long eligible,
        long rowsRead,
        long rowsSkipped,
        long rowsRejected,
        List<Rejection> rejections,
        List<PlannedChannel> channels,
        List<UnplannedChannel> unplannedChannels,
        List<ReplayedChannel> whatIf) {

    /** A row that was skipped because it is broken. */
    record Rejection(long line, String code, String detail) {}

    /** A channel of the plan; {@code histogram[k]} counts eligible customers with exactly k exposures. */
    record PlannedChannel(
            String label,
            String channelId,
            int target,
            long reached,
            long exposures,
            long under,
            long exact,
            long over,
            long heavyTouches,
            long leakageTouches,
            List<Long> histogram) {

        double heavyShare() {
            return exposures == 0 ? 0 : (double) heavyTouches / exposures;
        }
    }

    /** A channel of the file that the plan says nothing about. */
    record UnplannedChannel(String label, String channelId, long reached, long exposures, List<Long> histogram) {}

    /** What the platform would have answered, had it been asked before each exposure. */
    record ReplayedChannel(String label, String channelId, long allowed, long denied) {}

    long leakageTouches() {
        return channels.stream().mapToLong(PlannedChannel::leakageTouches).sum();
    }

    long heavyTouches() {
        return channels.stream().mapToLong(PlannedChannel::heavyTouches).sum();
    }

    long allowedTouches() {
        return whatIf.stream().mapToLong(ReplayedChannel::allowed).sum();
    }

    long deniedTouches() {
        return whatIf.stream().mapToLong(ReplayedChannel::denied).sum();
    }
}
