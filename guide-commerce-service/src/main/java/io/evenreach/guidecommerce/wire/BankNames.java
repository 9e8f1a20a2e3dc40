package io.evenreach.guidecommerce.wire;

import java.util.regex.Pattern;

/** Names that a bank's file can carry: text of XML 1.0 without control characters, of which something is left to read. */
public final class BankNames {

    /** What a name may look like before it is stripped. */
    public static final String WRITTEN =
            "(?=.*[\\p{IsAlphabetic}\\p{IsDigit}])[\\x20-\\x7E\\xA0-\\uD7FF\\uE000-\\uFFFD\\x{10000}-\\x{10FFFF}]+";

    public static final String MUST_BE = "must have a letter or a digit, and no control characters";

    private static final Pattern PATTERN = Pattern.compile(WRITTEN);

    private BankNames() {}

    /** Whether a name that is kept, as it is, can go into a file. */
    public static boolean canBeWritten(String name) {
        return PATTERN.matcher(name).matches();
    }
}
