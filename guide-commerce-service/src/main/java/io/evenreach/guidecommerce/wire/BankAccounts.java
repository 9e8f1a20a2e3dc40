package io.evenreach.guidecommerce.wire;

import java.util.Locale;
import java.util.regex.Pattern;

/** Bank accounts as people write them, brought to the form that pain.001 has them in. */
public final class BankAccounts {

    /** What an account may look like before {@link #bare}. */
    public static final String WRITTEN = "( *[A-Za-z0-9]){4,34} *";

    public static final String MUST_BE = "must be 4 to 34 letters and digits";

    private static final int SHOWN = 4;

    private static final Pattern SPACES = Pattern.compile(" +");

    private BankAccounts() {}

    /** Without spaces, in capital letters: {@code de89 3704 0044} is {@code DE8937040044}. */
    public static String bare(String written) {
        return SPACES.matcher(written).replaceAll("").toUpperCase(Locale.ROOT);
    }

    /** As it is shown once it is kept: only its last four characters. */
    public static String masked(String account) {
        int hidden = Math.max(0, account.length() - SHOWN);
        return "*".repeat(hidden) + account.substring(hidden);
    }
}
