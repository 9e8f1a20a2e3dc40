package io.evenreach.systemtests;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** A log of touches and its brute-force recount, written without looking at how the platform counts. */
record TouchLog(List<Touch> touches) {

    /** One row. */
    record Touch(String customer, Instant at, boolean impression, String channel) {}

    /** Exactly what the columns of the real log are called. */
    private static final String HEADER = "customer_id,time,interaction,conversion,conversion_value,channel";

    /** Some people are reached all the time, some rows occur twice, and one channel is nobody's plan. */
    static TouchLog generate(long seed, int customers, int meanTouches) {
        Random random = new Random(seed);
        List<String> channels = List.of("Paid Search", "Facebook", "Online Video", "Instagram", "微信, 小程序");
        Instant start = Instant.parse("2018-07-01T00:00:00Z");
        List<Touch> touches = new ArrayList<>();
        for (int customer = 0; customer < customers; customer++) {
            int count = (int) Math.ceil(-Math.log(1 - random.nextDouble()) * meanTouches);
            for (int touch = 0; touch < count; touch++) {
                Instant at = start.plusSeconds(
                        random.nextInt((int) Duration.ofDays(31).toSeconds()));
                boolean impression = random.nextInt(30) > 0;
                Touch row = new Touch("G" + customer, at, impression, channels.get(random.nextInt(channels.size())));
                touches.add(row);
                if (random.nextInt(200) == 0) {
                    touches.add(row);
                }
            }
        }
        return new TouchLog(touches).shuffled(seed);
    }

    /** Reads the real log, whose values need no quotes. */
    static TouchLog read(Path file) {
        try {
            List<String> lines = Files.readAllLines(file, UTF_8);
            if (!lines.getFirst().equals(HEADER)) {
                throw new IllegalStateException("unexpected columns: " + lines.getFirst());
            }
            return new TouchLog(lines.stream()
                    .skip(1)
                    .map(line -> line.split(","))
                    .map(row -> new Touch(row[0], Instant.parse(row[1]), row[2].equals("impression"), row[5]))
                    .toList());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    TouchLog shuffled(long seed) {
        List<Touch> shuffled = new ArrayList<>(touches);
        Collections.shuffle(shuffled, new Random(seed));
        return new TouchLog(shuffled);
    }

    List<Touch> impressions() {
        return touches.stream().filter(Touch::impression).toList();
    }

    Set<String> channels() {
        return touches.stream().map(Touch::channel).collect(Collectors.toCollection(TreeSet::new));
    }

    Path write(Path file) {
        try (BufferedWriter writer = Files.newBufferedWriter(file, UTF_8)) {
            writer.write(HEADER + "\n");
            for (Touch touch : touches) {
                writer.write(touch.customer + "," + touch.at + ","
                        + (touch.impression ? "impression,0,0," : "conversion,1,9.5,")
                        + (touch.channel.contains(",") ? "\"" + touch.channel + "\"" : touch.channel) + "\n");
            }
            return file;
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    /** Counts per customer and channel, by label. */
    Table recount(Map<String, Integer> plan) {
        Map<String, Map<String, Integer>> counts = new TreeMap<>();
        Set<String> eligible = new TreeSet<>();
        for (Touch touch : impressions()) {
            eligible.add(touch.customer);
            counts.computeIfAbsent(touch.channel, channel -> new HashMap<>()).merge(touch.customer, 1, Integer::sum);
        }
        Map<String, Table.Row> rows = new TreeMap<>();
        plan.forEach((channel, target) ->
                rows.put(channel, row(counts.getOrDefault(channel, Map.of()), target, eligible.size())));
        Map<String, Table.Unplanned> unplanned = new TreeMap<>();
        counts.forEach((channel, customers) -> {
            if (!plan.containsKey(channel)) {
                unplanned.put(channel, new Table.Unplanned(customers.size(), sum(customers)));
            }
        });
        return new Table(eligible.size(), rows, unplanned);
    }

    private static Table.Row row(Map<String, Integer> customers, int target, int eligible) {
        List<Long> histogram = new ArrayList<>(List.of((long) eligible - customers.size()));
        long under = target > 0 ? eligible - customers.size() : 0;
        long exact = 0;
        long over = 0;
        long heavy = 0;
        long leakage = (long) target * (eligible - customers.size());
        for (int count : customers.values()) {
            while (histogram.size() <= count) {
                histogram.add(0L);
            }
            histogram.set(count, histogram.get(count) + 1);
            under += count < target ? 1 : 0;
            exact += count == target ? 1 : 0;
            over += count > target ? 1 : 0;
            heavy += Math.max(0, count - target);
            leakage += Math.max(0, target - count);
        }
        return new Table.Row(
                target, customers.size(), sum(customers), under, exact, over, heavy, leakage, Table.trimmed(histogram));
    }

    /** What a decision before each exposure would have allowed: the first n of each customer. */
    Map<String, Long> allowed(Map<String, Integer> plan) {
        Map<String, Long> allowed = new LinkedHashMap<>();
        Map<String, Table.Row> rows = recount(plan).channels();
        plan.keySet().forEach(channel -> {
            Table.Row row = rows.get(channel);
            allowed.put(channel, row == null ? 0 : row.exposures() - row.heavyTouches());
        });
        return allowed;
    }

    private static long sum(Map<String, Integer> customers) {
        return customers.values().stream().mapToLong(Integer::longValue).sum();
    }
}
