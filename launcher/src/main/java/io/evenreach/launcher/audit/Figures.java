package io.evenreach.launcher.audit;

import java.util.Locale;

/** Numbers as people read them, the same in every locale so that two reports can be compared. */
final class Figures {

    private Figures() {}

    static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", share * 100);
    }
}
