package io.evenreach.identifiers;

import com.google.i18n.phonenumbers.Phonenumber.PhoneNumber;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Telephone numbers that regulators keep free of subscribers, for films, books, manuals and tests. Nobody is reached by
 * them, and all who fill one in would be one person. Only what is published as such is here, by country calling code:
 *
 * <ul>
 *   <li>1: 555-0100 to 555-0199 in every area; <i>555 NXX Assignment Guidelines</i> (ATIS-0300115).
 *   <li>33: Arcep, decision 2018-0881 (numbering plan), numbers for audiovisual works: 10,000 in each of five regions,
 *       and mobile ones.
 *   <li>353: ComReg, <i>National Numbering Conventions</i>, numbers for drama: 020 91x xxxx.
 *   <li>44: Ofcom, <i>Telephone numbers for use in TV and radio drama programmes</i>: 1,000 in each area, without an area,
 *       mobile, freephone, premium rate and UK-wide.
 *   <li>46: PTS, <i>Telefonnummer till böcker och filmer</i>: 100 in each of four areas, and 95 mobile ones.
 *   <li>49: Bundesnetzagentur, <i>Rufnummern für Medienproduktionen</i>, Mitteilung 148/2021 (Amtsblatt 7/2021): 1,000 in
 *       each of five cities, and mobile ones.
 *   <li>61: ACMA, <i>Phone numbers for use in TV shows, films and creative works</i>: 20,000 in each of four regions, and
 *       single mobile, freephone and local rate ones.
 * </ul>
 */
final class FictionalNumbers {

    private static final int NORTH_AMERICA = 1;

    /** National numbers, both ends included. */
    private record Range(long first, long last) {

        /** All numbers that begin so and have that many digits more. */
        static Range after(long beginning, int digits) {
            long size = Math.round(Math.pow(10, digits));
            return new Range(beginning * size, beginning * size + size - 1);
        }

        boolean contains(long number) {
            return first <= number && number <= last;
        }
    }

    private static final Map<Integer, List<Range>> RANGES = Map.of(
            33, after(4, 199_00, 261_91, 353_01, 465_71, 536_49, 639_98),
            353, after(5, 20_91),
            44,
                    after(
                            3, 113_4960, 114_4960, 115_4960, 116_4960, 117_4960, 118_4960, 121_4960, 131_4960, 141_4960,
                            151_4960, 161_4960, 191_4980, 20_79460, 28_90180, 29_20180, 1632_960, 3069_990, 7700_900,
                            8081_570, 909_8790),
            46,
                    List.of(
                            new Range(31_3900600, 31_3900699),
                            new Range(40_6280400, 40_6280499),
                            new Range(8_46500400, 8_46500499),
                            new Range(980_319200, 980_319299),
                            new Range(70_1740605, 70_1740699)),
            49,
                    joined(
                            after(3, 30_23125, 69_90009, 40_66969, 221_4710, 89_99998),
                            after(2, 171_39200, 176_040690),
                            after(
                                    0,
                                    152_28817386L,
                                    152_28895456L,
                                    152_54599371L,
                                    172_9925904L,
                                    172_9968532L,
                                    172_9973185L,
                                    172_9973186L,
                                    172_9980752L,
                                    174_9091317L,
                                    174_9464308L)),
            61,
                    joined(
                            after(4, 2_5550, 2_7010, 3_5550, 3_7010, 7_5550, 7_7010, 8_5550, 8_7010),
                            after(
                                    0,
                                    491_570_006,
                                    491_570_110,
                                    491_570_156,
                                    491_570_157,
                                    491_570_158,
                                    491_570_159,
                                    491_570_313,
                                    491_570_737,
                                    491_571_266,
                                    491_571_491,
                                    491_571_804,
                                    491_572_549,
                                    491_572_665,
                                    491_572_983,
                                    491_573_087,
                                    491_573_770,
                                    491_574_118,
                                    491_574_632,
                                    491_575_254,
                                    491_575_789,
                                    491_576_398,
                                    491_576_801,
                                    491_577_426,
                                    491_577_644,
                                    491_578_148,
                                    491_578_888,
                                    491_578_957,
                                    491_579_212,
                                    491_579_455,
                                    491_579_760),
                            List.of(
                                    new Range(1800_160_401, 1800_160_401),
                                    new Range(1800_975_707, 1800_975_711),
                                    new Range(1300_975_707, 1300_975_711))));

    private FictionalNumbers() {}

    static boolean contain(PhoneNumber number) {
        long national = number.getNationalNumber();
        if (number.getCountryCode() == NORTH_AMERICA) {
            return Range.after(555_01, 2).contains(national % 10_000_000);
        }
        for (Range range : RANGES.getOrDefault(number.getCountryCode(), List.of())) {
            if (range.contains(national)) {
                return true;
            }
        }
        return false;
    }

    private static List<Range> after(int digits, long... beginnings) {
        List<Range> ranges = new ArrayList<>(beginnings.length);
        for (long beginning : beginnings) {
            ranges.add(Range.after(beginning, digits));
        }
        return ranges;
    }

    @SafeVarargs
    private static List<Range> joined(List<Range>... parts) {
        List<Range> all = new ArrayList<>();
        for (List<Range> part : parts) {
            all.addAll(part);
        }
        return all;
    }
}
