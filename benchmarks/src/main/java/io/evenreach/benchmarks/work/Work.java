package io.evenreach.benchmarks.work;

import java.util.List;

/**
 * Work W: asks for customers on four channels with a plan of three. One ask in ten repeats one of the thousand before it,
 * one in a hundred is for one of ten people everybody asks for, and one allowed ask in five is never confirmed. Every item
 * follows from seed, stream and index alone, so that all contestants get the same, in any order of threads.
 *
 * @param customers how many people there are
 */
public record Work(long seed, int customers) {

    public static final List<String> CHANNELS = List.of("search", "wechat", "video", "app");

    /** Touches per customer and channel. */
    public static final int PLAN = 3;

    private static final int REPEATED_PERCENT = 10;
    private static final int UNCONFIRMED_PERCENT = 20;
    private static final int HOT_PERCENT = 1;
    private static final int HOT_CUSTOMERS = 10;
    private static final int REPEATED_WITHIN = 1_000;

    public Item at(int stream, long index) {
        long first = index;
        long random = random(stream, first);
        while (first > 0 && percent(random) < REPEATED_PERCENT) {
            first -= 1 + Math.floorMod(random >>> 8, Math.min(first, REPEATED_WITHIN));
            random = random(stream, first);
        }
        long who = mix(random);
        boolean hot = percent(who) < HOT_PERCENT;
        int customer = (int) Math.floorMod(who >>> 8, (long) (hot ? Math.min(HOT_CUSTOMERS, customers) : customers));
        long how = mix(who);
        int channel = (int) Math.floorMod(how >>> 8, (long) CHANNELS.size());
        return new Item(stream, first, customer, channel, percent(how) >= UNCONFIRMED_PERCENT);
    }

    private long random(int stream, long index) {
        return mix(mix(seed + stream) + index * 0x9E37_79B9_7F4A_7C15L);
    }

    private static int percent(long random) {
        return (int) Math.floorMod(random, 100L);
    }

    /** Spreads a number over all 64 bits (Stafford's variant 13, as in SplittableRandom). */
    public static long mix(long number) {
        long mixed = (number ^ (number >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D0_49BB_1331_11EBL;
        return mixed ^ (mixed >>> 31);
    }
}
