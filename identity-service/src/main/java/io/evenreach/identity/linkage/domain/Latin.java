package io.evenreach.identity.linkage.domain;

/**
 * Writes names in Latin letters, as passports do: who is {@code Сергей} in one system is {@code Sergei} in another. Letters
 * of other alphabets, and characters for syllables and words, stay as they are.
 */
final class Latin {

    /** Latin letters that are no other letter with a mark, and Cyrillic and Greek ones, in lower case and without marks. */
    private static final String LETTERS = "ßøłđæœþðıабвгдежзиклмнопрстуфхцчшщъыьэюяєіґђјљњћџαβγδεζηθικλμνξοπρσςτυφχψω";

    private static final String[] WRITTEN =
            ("ss o l d ae oe th d i a b v g d e zh z i k l m n o p r s t u f kh ts ch sh shch _ y _ e yu ya ie i g dj j lj nj c"
                            + " dz a b g d e z i th i k l m n x o p r s s t y f ch ps o")
                    .replace("_", "")
                    .split(" ");

    private Latin() {}

    static String of(String text) {
        int first = 0;
        while (first < text.length() && LETTERS.indexOf(text.charAt(first)) < 0) {
            first++;
        }
        if (first == text.length()) {
            return text;
        }
        StringBuilder latin = new StringBuilder(text.length() + 4).append(text, 0, first);
        for (int i = first; i < text.length(); i++) {
            int letter = LETTERS.indexOf(text.charAt(i));
            latin.append(letter < 0 ? String.valueOf(text.charAt(i)) : WRITTEN[letter]);
        }
        return latin.toString();
    }
}
