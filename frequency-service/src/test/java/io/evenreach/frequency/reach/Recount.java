package io.evenreach.frequency.reach;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;

/** Counts a raw log the slow and obvious way, sharing no code with the report. */
final class Recount {

    private Recount() {}

    record Shown(UUID person, String channel, Instant at) {}

    record Figures(
            long reached,
            long exposures,
            long under,
            long exact,
            long over,
            long heavy,
            long leakage,
            List<Long> histogram) {}

    static List<Shown> inFlight(List<Shown> log, Instant from, Instant to) {
        return log.stream()
                .filter(shown -> !shown.at().isBefore(from) && shown.at().isBefore(to))
                .toList();
    }

    /** Whoever was shown so much, on whatever channel. */
    static Set<UUID> robots(List<Shown> log, int least) {
        Map<UUID, Integer> counts = new HashMap<>();
        log.forEach(shown -> counts.merge(shown.person(), 1, Integer::sum));
        counts.values().removeIf(count -> count < least);
        return counts.keySet();
    }

    /** How many were reached on each channel, and how often. */
    static Map<String, List<Long>> byChannel(List<Shown> log) {
        Map<String, List<Long>> channels = new TreeMap<>();
        for (String channel : log.stream().map(Shown::channel).distinct().toList()) {
            List<Shown> on = log.stream()
                    .filter(shown -> shown.channel().equals(channel))
                    .toList();
            channels.put(
                    channel, List.of(on.stream().map(Shown::person).distinct().count(), (long) on.size()));
        }
        return channels;
    }

    /** Over every (eligible customer, tile), where {@code tileOf} names the tile of a time. */
    static Figures figures(
            List<Shown> log,
            Set<UUID> eligible,
            String channel,
            int target,
            List<?> tiles,
            Function<Instant, ?> tileOf) {
        List<Long> histogram = new ArrayList<>();
        long[] sums = new long[7];
        for (UUID person : eligible) {
            Map<Object, Integer> counts = new HashMap<>();
            for (Shown shown : log) {
                if (shown.person().equals(person) && shown.channel().equals(channel)) {
                    counts.merge(tileOf.apply(shown.at()), 1, Integer::sum);
                }
            }
            for (Object tile : tiles) {
                int count = counts.getOrDefault(tile, 0);
                while (histogram.size() <= Math.max(count, target)) {
                    histogram.add(0L);
                }
                histogram.set(count, histogram.get(count) + 1);
                sums[0] += count > 0 ? 1 : 0;
                sums[1] += count;
                sums[2] += count < target ? 1 : 0;
                sums[3] += count == target ? 1 : 0;
                sums[4] += count > target ? 1 : 0;
                sums[5] += Math.max(0, count - target);
                sums[6] += Math.max(0, target - count);
            }
        }
        return new Figures(sums[0], sums[1], sums[2], sums[3], sums[4], sums[5], sums[6], histogram);
    }

    static List<LocalDate> days(Instant from, Instant to, ZoneId zone) {
        return from.atZone(zone)
                .toLocalDate()
                .datesUntil(to.minusMillis(1).atZone(zone).toLocalDate().plusDays(1))
                .toList();
    }

    static List<Long> spans(Instant from, Instant to, Duration length) {
        List<Long> spans = new ArrayList<>();
        for (long i = 0; from.plus(length.multipliedBy(i)).isBefore(to); i++) {
            spans.add(i);
        }
        return spans;
    }

    /** Touches with at least {@code target} others of the person in the duration up to them. */
    static long rollingViolations(List<Shown> log, Set<UUID> eligible, String channel, int target, Duration duration) {
        Map<UUID, List<Instant>> byPerson = new TreeMap<>();
        for (Shown shown : log) {
            if (shown.channel().equals(channel) && eligible.contains(shown.person())) {
                byPerson.computeIfAbsent(shown.person(), key -> new ArrayList<>())
                        .add(shown.at());
            }
        }
        long violations = 0;
        for (List<Instant> times : byPerson.values()) {
            times.sort(null);
            for (int i = 0; i < times.size(); i++) {
                int count = 0;
                for (int j = 0; j <= i; j++) {
                    count += times.get(j).isAfter(times.get(i).minus(duration)) ? 1 : 0;
                }
                violations += count > target ? 1 : 0;
            }
        }
        return violations;
    }
}
