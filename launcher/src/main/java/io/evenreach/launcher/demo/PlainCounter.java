package io.evenreach.launcher.demo;

import io.evenreach.launcher.demo.DemoStory.Chance;
import io.evenreach.launcher.demo.DemoStory.Complaint;
import io.evenreach.launcher.demo.DemoStory.Conduct;
import io.evenreach.launcher.demo.DemoStory.DemoIdentifier;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What each channel would have done with a counter of its own, keyed by the cookie or device it sees: the usual frequency cap,
 * which counts when it says yes and cannot take that back. It knows no persons, no other channel and no complaint. It is given
 * the same chances, conduct included, as the platform.
 */
final class PlainCounter {

    private PlainCounter() {}

    /** What the counters did to real people. */
    record Outcome(Map<DemoChannel, Figures> channels, long touchesAfterComplaint) {

        /** Against the plan per person, over all customers of the story. */
        record Figures(long exposures, long heavyTouches, long leakageTouches) {}

        long heavyTouches() {
            return channels.values().stream().mapToLong(Figures::heavyTouches).sum();
        }

        long leakageTouches() {
            return channels.values().stream().mapToLong(Figures::leakageTouches).sum();
        }
    }

    private record Reached(DemoChannel channel, int person) {}

    private record Counter(DemoChannel channel, DemoIdentifier identifier) {}

    static Outcome replay(DemoStory story) {
        Map<Counter, Integer> counters = new HashMap<>();
        Map<Reached, Integer> touches = new HashMap<>();
        Map<Integer, Double> complainedAt = story.complaints().stream()
                .collect(Collectors.toMap(complaint -> complaint.person().number(), Complaint::at));
        long afterComplaint = 0;
        for (Chance chance : story.chances()) {
            Counter counter = new Counter(chance.channel(), chance.identifier());
            boolean allowed =
                    counters.getOrDefault(counter, 0) < chance.channel().target();
            if (allowed) {
                counters.merge(counter, 1, Integer::sum);
            }
            if (isShown(chance.conduct(), allowed)) {
                touches.merge(new Reached(chance.channel(), chance.person().number()), 1, Integer::sum);
                Double complained = complainedAt.get(chance.person().number());
                afterComplaint += complained != null && chance.at() >= complained ? 1 : 0;
            }
        }
        Map<DemoChannel, Outcome.Figures> channels = new EnumMap<>(DemoChannel.class);
        for (DemoChannel channel : DemoChannel.values()) {
            int[] counts = story.people().stream()
                    .mapToInt(person -> touches.getOrDefault(new Reached(channel, person.number()), 0))
                    .toArray();
            channels.put(channel, figures(counts, channel.target()));
        }
        return new Outcome(channels, afterComplaint);
    }

    private static boolean isShown(Conduct conduct, boolean allowed) {
        return switch (conduct) {
            case SHOWS_UNASKED -> true;
            case ASKS_AND_SHOWS -> allowed;
            case ASKS_AND_RELEASES, ASKS_AND_FORGETS -> false;
        };
    }

    private static Outcome.Figures figures(int[] counts, int target) {
        long exposures = 0;
        long heavy = 0;
        long leakage = 0;
        for (int count : counts) {
            exposures += count;
            heavy += Math.max(0, count - target);
            leakage += Math.max(0, target - count);
        }
        return new Outcome.Figures(exposures, heavy, leakage);
    }
}
