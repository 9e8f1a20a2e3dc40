package io.evenreach.identity.linkage.domain;

import java.util.Arrays;

/** The distinct values of a field as numbers, 0 for nothing. */
final class Values {

    static final int NOTHING = 0;

    private String[] texts = new String[16];
    private long[] characters = new long[16];
    /** Open addressing: the number of the value at its hash or after it; 0 where there is none. */
    private int[] index = new int[32];

    private int size = 1;

    Values() {
        texts[NOTHING] = "";
    }

    int numberOf(String text) {
        if (text.isEmpty()) {
            return NOTHING;
        }
        int slot = slotOf(text);
        if (index[slot] == NOTHING) {
            index[slot] = append(text);
            if (size * 2 > index.length) {
                grow();
            }
            return size - 1;
        }
        return index[slot];
    }

    private int append(String text) {
        if (size == texts.length) {
            texts = Arrays.copyOf(texts, size * 2);
            characters = Arrays.copyOf(characters, size * 2);
        }
        texts[size] = text;
        characters[size] = Likeness.characters(text);
        return size++;
    }

    private int slotOf(String text) {
        int slot = (int) BlockingCodes.mix(text.hashCode()) & (index.length - 1);
        while (index[slot] != NOTHING && !texts[index[slot]].equals(text)) {
            slot = (slot + 1) & (index.length - 1);
        }
        return slot;
    }

    private void grow() {
        index = new int[index.length * 2];
        for (int number = 1; number < size; number++) {
            index[slotOf(texts[number])] = number;
        }
    }

    /** Gives back what only new values need. */
    void complete() {
        texts = Arrays.copyOf(texts, size);
        characters = Arrays.copyOf(characters, size);
        index = new int[2];
    }

    String text(int number) {
        return texts[number];
    }

    long characters(int number) {
        return characters[number];
    }

    int size() {
        return size;
    }
}
