package io.evenreach.identity.linkage.domain;

import java.util.Arrays;

/** How often each long occurs, where few of very many differ. */
final class LongCounts {

    private long[] keys = new long[1 << 10];
    private int[] counts = new int[1 << 10];
    private int size;

    void add(long key) {
        if (size * 10L > keys.length * 7L) {
            grow();
        }
        int slot = slotOf(key);
        if (counts[slot] == 0) {
            keys[slot] = key;
            size++;
        }
        counts[slot]++;
    }

    /** Those that occur, the smallest first. */
    long[] keys() {
        long[] found = new long[size];
        int next = 0;
        for (int slot = 0; slot < keys.length; slot++) {
            if (counts[slot] > 0) {
                found[next++] = keys[slot];
            }
        }
        Arrays.sort(found);
        return found;
    }

    int count(long key) {
        return counts[slotOf(key)];
    }

    private int slotOf(long key) {
        int slot = (int) (BlockingCodes.mix(key) >>> 32) & (keys.length - 1);
        while (counts[slot] > 0 && keys[slot] != key) {
            slot = (slot + 1) & (keys.length - 1);
        }
        return slot;
    }

    private void grow() {
        long[] oldKeys = keys;
        int[] oldCounts = counts;
        keys = new long[oldKeys.length * 2];
        counts = new int[keys.length];
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldCounts[i] > 0) {
                int slot = slotOf(oldKeys[i]);
                keys[slot] = oldKeys[i];
                counts[slot] = oldCounts[i];
            }
        }
    }
}
