package io.evenreach.identity.vocabulary;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** What a link may be used for. There is one partition of people per purpose. */
public enum Purpose {
    /** Frequency, campaigns and experiments. */
    ADS,
    /** Commerce and service messages. */
    SERVICE;

    /** What evidence is good for when its sender says nothing. */
    public static final Set<Purpose> ALL = Collections.unmodifiableSet(EnumSet.allOf(Purpose.class));

    /** Every set of purposes, at the place that its bits name. */
    private static final List<Set<Purpose>> SETS =
            IntStream.range(0, 1 << values().length).mapToObj(Purpose::setOf).toList();

    /** A set of purposes as bits, the form in which rows keep it. */
    public static int mask(Set<Purpose> purposes) {
        int mask = 0;
        for (Purpose purpose : purposes) {
            mask |= purpose.bit();
        }
        return mask;
    }

    /** The set that some bits name; those of no purpose say nothing. */
    public static Set<Purpose> ofMask(int mask) {
        return SETS.get(mask & (SETS.size() - 1));
    }

    private static Set<Purpose> setOf(int mask) {
        EnumSet<Purpose> purposes = EnumSet.noneOf(Purpose.class);
        for (Purpose purpose : values()) {
            if ((mask & purpose.bit()) != 0) {
                purposes.add(purpose);
            }
        }
        return Collections.unmodifiableSet(purposes);
    }

    public int bit() {
        return switch (this) {
            case ADS -> 1;
            case SERVICE -> 2;
        };
    }
}
