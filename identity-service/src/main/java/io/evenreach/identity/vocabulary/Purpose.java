package io.evenreach.identity.vocabulary;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** What a link may be used for. There is one partition of people per purpose. */
public enum Purpose {
    /** Frequency, campaigns and experiments. */
    ADS,
    /** Commerce and service messages. */
    SERVICE;

    /** What evidence is good for when its sender says nothing. */
    public static final Set<Purpose> ALL = Collections.unmodifiableSet(EnumSet.allOf(Purpose.class));

    /** A set of purposes as bits, the form in which rows keep it. */
    public static int mask(Set<Purpose> purposes) {
        int mask = 0;
        for (Purpose purpose : purposes) {
            mask |= purpose.bit();
        }
        return mask;
    }

    public static Set<Purpose> ofMask(int mask) {
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
