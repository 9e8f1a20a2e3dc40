package io.evenreach.identity.linkage.domain;

import java.util.Arrays;
import java.util.List;

/**
 * Which pairs are compared. Few records are all compared with each other. Of many, those that agree on one code, or on
 * two codes of different fields; the rarest agreements come first, whichever fields they are of, until there are as many
 * pairs as may be compared. So a pair is found whatever is missing or mistyped in it, as long as two fields still say
 * nearly the same.
 */
final class Blocking {

    private final Table table;
    private final LinkageOptions options;
    private final int firstNew;

    /** @param firstNew rows from this one on are new, and each pair has at least one of them */
    Blocking(Table table, LinkageOptions options, int firstNew) {
        this.table = table;
        this.options = options;
        this.firstNew = firstNew;
    }

    long[] pairs() {
        int rows = table.rows();
        long all = (long) rows * (rows - 1) / 2 - (long) firstNew * (firstNew - 1) / 2;
        long budget = options.pairsMax(rows);
        return all <= budget ? everyPair() : blocked(budget);
    }

    private long[] everyPair() {
        Longs pairs = new Longs();
        for (int b = firstNew; b < table.rows(); b++) {
            for (int a = 0; a < b; a++) {
                pairs.add(Pair.of(a, b));
            }
        }
        return pairs.toArray();
    }

    private long[] blocked(long budget) {
        List<BlockingCodes.Code> codes = BlockingCodes.of(table);
        LongSet seen = new LongSet();
        Longs pairs = new Longs();
        int smallest = 2;
        for (int largest = 2; smallest <= options.blockMax() && pairs.size() < budget; largest *= 2) {
            int atMost = Math.min(largest, options.blockMax());
            for (int i = 0; i < codes.size() && pairs.size() < budget; i++) {
                for (int j = 0; j <= i && pairs.size() < budget; j++) {
                    BlockingCodes.Code first = codes.get(i);
                    BlockingCodes.Code second = codes.get(j);
                    if (i == j || (first.fields() & second.fields()) == 0) {
                        forEachBlock(keys(first, second), smallest, atMost, rows -> add(rows, seen, pairs, budget));
                    }
                }
            }
            smallest = atMost + 1;
        }
        return pairs.toArray();
    }

    private void add(int[] rows, LongSet seen, Longs pairs, long budget) {
        for (int i = 1; i < rows.length; i++) {
            for (int j = 0; j < i; j++) {
                long pair = Pair.of(rows[i], rows[j]);
                if (Pair.second(pair) >= firstNew && pairs.size() < budget && seen.add(pair)) {
                    pairs.add(pair);
                }
            }
        }
    }

    private long[] keys(BlockingCodes.Code first, BlockingCodes.Code second) {
        if (first.equals(second)) {
            return first.codes();
        }
        long[] keys = new long[table.rows()];
        for (int row = 0; row < keys.length; row++) {
            if (first.codes()[row] != 0 && second.codes()[row] != 0) {
                keys[row] = BlockingCodes.mix(first.codes()[row]) + second.codes()[row];
            }
        }
        return keys;
    }

    private interface Block {
        void rows(int[] rows);
    }

    private void forEachBlock(long[] keys, int smallest, int largest, Block block) {
        // Sorting the upper bits of the key together with the row keeps it to one array of longs; two keys that
        // differ in the lower bits only share a block, which costs a comparison and no more.
        int rowBits = 64 - Long.numberOfLeadingZeros(keys.length);
        long rowMask = (1L << rowBits) - 1;
        Longs entries = new Longs();
        for (int row = 0; row < keys.length; row++) {
            if (keys[row] != 0) {
                entries.add((keys[row] & ~rowMask) | row);
            }
        }
        long[] sorted = entries.toArray();
        Arrays.sort(sorted);
        int begin = 0;
        for (int end = 1; end <= sorted.length; end++) {
            if (end == sorted.length || (sorted[end] & ~rowMask) != (sorted[begin] & ~rowMask)) {
                int size = end - begin;
                if (size >= smallest && size <= largest) {
                    int[] rows = new int[size];
                    for (int i = 0; i < size; i++) {
                        rows[i] = (int) (sorted[begin + i] & rowMask);
                    }
                    block.rows(rows);
                }
                begin = end;
            }
        }
    }
}
