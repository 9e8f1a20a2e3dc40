package io.evenreach.launcher.text;

import java.util.Locale;

/** Numbers as people read them, the same in every locale so that two reports can be compared. */
public final class Figures {

    private Figures() {}

    public static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** An amount that has cents. */
    public static String hundredths(long cents) {
        return String.format(Locale.ROOT, "%,.2f", cents / 100.0);
    }

    public static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", share * 100);
    }
}
