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
        int rows = a.length();
        int columns = b.length();
        if (Math.abs(rows - columns) > max) {
            return max + 1;
        }
        int[] beforeLast = new int[columns + 1];
        int[] last = new int[columns + 1];
        int[] current = new int[columns + 1];
        for (int j = 0; j <= columns; j++) {
            last[j] = j;
        }
        for (int i = 1; i <= rows; i++) {
            current[0] = i;
            int best = i;
            for (int j = 1; j <= columns; j++) {
                int cost = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                int typos = Math.min(Math.min(last[j], current[j - 1]) + 1, last[j - 1] + cost);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    typos = Math.min(typos, beforeLast[j - 2] + 1);
                }
                current[j] = typos;
                best = Math.min(best, typos);
            }
            if (best > max) {
                return max + 1;
            }
            int[] free = beforeLast;
            beforeLast = last;
            last = current;
            current = free;
        }
        return Math.min(last[columns], max + 1);
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
