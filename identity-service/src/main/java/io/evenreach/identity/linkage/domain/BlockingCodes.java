package io.evenreach.identity.linkage.domain;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * What is left of a value when typos are ignored, in several ways at once: a typo at the beginning leaves the end as it
 * was, one at the end the beginning, and many leave the sound. Two records that have any of them in common may be one
 * person.
 */
final class BlockingCodes {

    private static final int PART = 4;
    private static final int PHONE_PART = 6;
    private static final String SOUNDS = "01230120022455012623010202";
    private static final int SOUNDEX_LENGTH = 4;

    /**
     * One way to code records.
     *
     * @param fields the fields it is made of, as bits
     * @param codes one per row; 0 where there is nothing to code
     */
    record Code(int fields, long[] codes) {}

    private BlockingCodes() {}

    static List<Code> of(Table table) {
        List<Code> codes = new ArrayList<>();
        for (int field = 0; field < table.fields().size(); field++) {
            for (UnaryOperator<String> way : waysOf(table.kind(field))) {
                codes.add(code(table, field, way));
            }
        }
        int givenName = table.fieldOf(Kind.GIVEN_NAME);
        int surname = table.fieldOf(Kind.SURNAME);
        if (givenName >= 0 && surname >= 0) {
            codes.add(namesInAnyOrder(table, givenName, surname));
        }
        return codes;
    }

    private static List<UnaryOperator<String>> waysOf(Kind kind) {
        return switch (kind) {
            case GIVEN_NAME, SURNAME -> List.of(BlockingCodes::soundex, BlockingCodes::beginning, BlockingCodes::end);
            case DATE ->
                List.of(
                        date -> date,
                        date -> part(date, 0, 6),
                        date -> part(date, 4, 8),
                        date -> part(date, 0, 4) + "-" + part(date, 6, 8));
            case EMAIL ->
                List.of(
                        Comparison::localPart,
                        email -> beginning(Comparison.localPart(email)),
                        email -> end(Comparison.localPart(email)),
                        email -> email.substring(email.indexOf('@') + 1));
            case PHONE ->
                List.of(
                        phone -> phone.substring(Math.max(0, phone.length() - PHONE_PART)),
                        phone -> part(phone, 0, Math.max(1, phone.length() - PHONE_PART))
                                + part(phone, phone.length() - PHONE_PART, phone.length() - 3));
            case CODE -> List.of(code -> code);
            case TEXT -> List.of(text -> text, BlockingCodes::beginning, BlockingCodes::end);
        };
    }

    private static Code code(Table table, int field, UnaryOperator<String> way) {
        Values values = table.values(field);
        long[] ofValue = new long[values.size()];
        for (int number = 1; number < ofValue.length; number++) {
            ofValue[number] = hash(way.apply(values.text(number)));
        }
        long[] codes = new long[table.rows()];
        for (int row = 0; row < codes.length; row++) {
            codes[row] = ofValue[table.value(field, row)];
        }
        return new Code(1 << field, codes);
    }

    private static Code namesInAnyOrder(Table table, int givenName, int surname) {
        long[] codes = new long[table.rows()];
        for (int row = 0; row < codes.length; row++) {
            String given = soundex(table.text(givenName, row));
            String family = soundex(table.text(surname, row));
            if (!given.isEmpty() && !family.isEmpty()) {
                codes[row] = hash(given.compareTo(family) < 0 ? given + family : family + given);
            }
        }
        return new Code((1 << givenName) | (1 << surname), codes);
    }

    private static String beginning(String text) {
        return part(text, 0, PART);
    }

    private static String end(String text) {
        return part(text, text.length() - PART, text.length());
    }

    private static String part(String text, int from, int to) {
        int begin = Math.clamp(from, 0, text.length());
        return text.substring(begin, Math.clamp(to, begin, text.length()));
    }

    /** American Soundex, zeros left out; other alphabets stay as they are. */
    static String soundex(String name) {
        if (name.isEmpty() || name.charAt(0) < 'a' || name.charAt(0) > 'z') {
            return name;
        }
        StringBuilder code = new StringBuilder().append(name.charAt(0));
        char last = sound(name.charAt(0));
        for (int i = 1; i < name.length() && code.length() < SOUNDEX_LENGTH; i++) {
            char letter = name.charAt(i);
            char sound = sound(letter);
            if (sound != '0' && sound != last) {
                code.append(sound);
            }
            if (letter != 'h' && letter != 'w') {
                last = sound;
            }
        }
        return code.toString();
    }

    private static char sound(char letter) {
        return letter < 'a' || letter > 'z' ? '0' : SOUNDS.charAt(letter - 'a');
    }

    static long hash(String text) {
        if (text.isEmpty()) {
            return 0;
        }
        long hash = text.length();
        for (int i = 0; i < text.length(); i++) {
            hash = mix(hash + text.charAt(i));
        }
        return hash == 0 ? 1 : hash;
    }

    /** The finaliser of splitmix64. */
    static long mix(long value) {
        long mixed = (value ^ (value >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D0_49BB_1331_11EBL;
        return mixed ^ (mixed >>> 31);
    }
}
