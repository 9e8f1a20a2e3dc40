package io.evenreach.identity.linkage.domain;

/** A set of longs other than 0, without a box around each. */
final class LongSet {

    private static final long GOLDEN = 0x9E37_79B9_7F4A_7C15L;

    private long[] slots = new long[1 << 10];
    private int size;

    /** @return whether it was not there before */
    boolean add(long value) {
        if (size * 10L > slots.length * 7L) {
            grow();
        }
        int slot = slotOf(value);
        if (slots[slot] == value) {
            return false;
        }
        slots[slot] = value;
        size++;
        return true;
    }

    boolean contains(long value) {
        return slots[slotOf(value)] == value;
    }

    int size() {
        return size;
    }

    private int slotOf(long value) {
        int slot = (int) ((value * GOLDEN) >>> 32) & (slots.length - 1);
        while (slots[slot] != 0 && slots[slot] != value) {
            slot = (slot + 1) & (slots.length - 1);
        }
        return slot;
    }

    private void grow() {
        long[] old = slots;
        slots = new long[old.length * 2];
        for (long value : old) {
            if (value != 0) {
                slots[slotOf(value)] = value;
            }
        }
    }
}
