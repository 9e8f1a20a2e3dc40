package io.evenreach.identity.linkage.domain;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The distinct values of a field as numbers, 0 for nothing. */
final class Values {

    static final int NOTHING = 0;

    private final Map<String, Integer> numbers = new HashMap<>();
    private final List<String> texts = new ArrayList<>(List.of(""));
    private long[] characters = new long[16];

    int numberOf(String text) {
        if (text.isEmpty()) {
            return NOTHING;
        }
        Integer known = numbers.putIfAbsent(text, texts.size());
        if (known != null) {
            return known;
        }
        int number = texts.size();
        texts.add(text);
        if (number == characters.length) {
            characters = java.util.Arrays.copyOf(characters, number * 2);
        }
        characters[number] = Likeness.characters(text);
        return number;
    }

    String text(int number) {
        return texts.get(number);
    }

    long characters(int number) {
        return characters[number];
    }

    int size() {
        return texts.size();
    }
}
