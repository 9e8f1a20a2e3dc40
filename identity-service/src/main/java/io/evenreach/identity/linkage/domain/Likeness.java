package io.evenreach.identity.linkage.domain;

import org.apache.commons.text.similarity.JaroWinklerSimilarity;

/** How alike two different texts are. */
final class Likeness {

    private static final JaroWinklerSimilarity JARO_WINKLER = new JaroWinklerSimilarity();
    private static final int PREFIX_MAX = 4;
    private static final double PREFIX_WEIGHT = 0.1;

    private Likeness() {}

    /** A bit for each character that occurs, by its code modulo 64. */
    static long characters(String text) {
        long characters = 0;
        for (int i = 0; i < text.length(); i++) {
            characters |= 1L << (text.charAt(i) & 63);
        }
        return characters;
    }

    /**
     * Optimal string alignment distance: how many characters were left out, added, replaced, or swapped with their
     * neighbour.
     *
     * @return {@code max + 1} where it is more than {@code max}
     */
    static int typos(String a, String b, int max) {
        int begin = 0;
        int endOfA = a.length();
        int endOfB = b.length();
        if (Math.abs(endOfA - endOfB) > max) {
            return max + 1;
        }
        while (begin < endOfA && begin < endOfB && a.charAt(begin) == b.charAt(begin)) {
            begin++;
        }
        while (begin < endOfA && begin < endOfB && a.charAt(endOfA - 1) == b.charAt(endOfB - 1)) {
            endOfA--;
            endOfB--;
        }
        // What both begin and end with needs no typos.
        return begin == endOfA || begin == endOfB
                ? Math.max(endOfA, endOfB) - begin
                : typos(a.substring(begin, endOfA), b.substring(begin, endOfB), max, max + 1);
    }

    /** The same for texts of at least one character; cells further than {@code max} from the diagonal are not of interest. */
    private static int typos(String a, String b, int max, int tooMany) {
        int columns = b.length();
        int[] beforeLast = new int[columns + 1];
        int[] last = new int[columns + 1];
        int[] current = new int[columns + 1];
        for (int j = 0; j <= columns; j++) {
            last[j] = Math.min(j, tooMany);
        }
        for (int i = 1; i <= a.length(); i++) {
            int from = Math.max(1, i - max);
            int to = Math.min(columns, i + max);
            current[from - 1] = from == 1 ? Math.min(i, tooMany) : tooMany;
            int best = current[from - 1];
            for (int j = from; j <= to; j++) {
                int cost = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                int above = j == i + max ? tooMany : last[j];
                int typos = Math.min(Math.min(above, current[j - 1]) + 1, last[j - 1] + cost);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    typos = Math.min(typos, beforeLast[j - 2] + 1);
                }
                current[j] = typos;
                best = Math.min(best, typos);
            }
            if (best > max) {
                return tooMany;
            }
            int[] free = beforeLast;
            beforeLast = last;
            last = current;
            current = free;
        }
        return Math.min(last[columns], tooMany);
    }

    /** Whether so many typos or fewer make one text of the other; most pairs are answered from their characters alone. */
    static boolean typosWithin(int max, String a, long charactersOfA, String b, long charactersOfB) {
        return Long.bitCount(charactersOfA & ~charactersOfB) <= max
                && Long.bitCount(charactersOfB & ~charactersOfA) <= max
                && typos(a, b, max) <= max;
    }

    /** Whether Jaro-Winkler similarity reaches a bound; most pairs are answered from their characters alone. */
    static boolean reaches(double bound, String a, long charactersOfA, String b, long charactersOfB) {
        int matches = Math.min(
                a.length() - Long.bitCount(charactersOfA & ~charactersOfB),
                b.length() - Long.bitCount(charactersOfB & ~charactersOfA));
        if (matches <= 0) {
            return false;
        }
        double jaro = ((double) matches / a.length() + (double) matches / b.length() + 1) / 3;
        double atMost = jaro + PREFIX_WEIGHT * commonPrefix(a, b) * (1 - jaro);
        return atMost >= bound && JARO_WINKLER.apply(a, b) >= bound;
    }

    private static int commonPrefix(String a, String b) {
        int length = Math.min(PREFIX_MAX, Math.min(a.length(), b.length()));
        int common = 0;
        while (common < length && a.charAt(common) == b.charAt(common)) {
            common++;
        }
        return common;
    }
}
