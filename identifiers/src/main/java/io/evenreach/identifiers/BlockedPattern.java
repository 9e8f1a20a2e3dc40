package io.evenreach.identifiers;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Values that identify nobody, beside those that are built in: a shop's own number, a till's login. {@code *} stands for any
 * characters or none and {@code ?} for one; case does not count. It is no regular expression, and is matched in at most
 * {@code pattern × value} steps.
 *
 * @param type null for identifiers of any type
 */
public record BlockedPattern(@Nullable IdentifierType type, String pattern) {

    public static final int LENGTH_MAX = 100;

    public BlockedPattern {
        pattern = pattern.strip().toLowerCase(Locale.ROOT);
        if (pattern.length() > LENGTH_MAX || pattern.chars().allMatch(each -> each == '*' || each == '?')) {
            throw new IllegalArgumentException("a pattern has up to 100 characters, not all of them wildcards");
        }
    }

    /** Whether one of these patterns means an identifier: written as people write the value, or in its normal form. */
    public static boolean anyMatches(List<BlockedPattern> patterns, Identifier raw, Identifier normal) {
        for (BlockedPattern pattern : patterns) {
            if (pattern.matches(normal.type(), normal.value()) || pattern.matches(raw.type(), raw.value())) {
                return true;
            }
        }
        return false;
    }

    /** Whether an identifier is one of them. */
    public boolean matches(IdentifierType other, String value) {
        return (type == null || type.canonical() == other.canonical())
                && matches(value.strip().toLowerCase(Locale.ROOT));
    }

    /** Goes back to the last star only: whatever an earlier one could take, the last one can. */
    private boolean matches(String value) {
        int at = 0;
        int star = -1;
        int taken = 0;
        int in = 0;
        while (at < value.length()) {
            char wanted = in < pattern.length() ? pattern.charAt(in) : '\0';
            if (wanted == '*') {
                star = in++;
                taken = at;
            } else if (in < pattern.length() && (wanted == '?' || wanted == value.charAt(at))) {
                in++;
                at++;
            } else if (star >= 0) {
                in = star + 1;
                at = ++taken;
            } else {
                return false;
            }
        }
        while (in < pattern.length() && pattern.charAt(in) == '*') {
            in++;
        }
        return in == pattern.length();
    }
}
