package io.evenreach.identity.linkage.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ComparisonTest {

    @Test
    void readsDatesHoweverTheyAreWritten() {
        assertThat(List.of(
                        "19560409",
                        "1956-04-09",
                        "1956/4/9",
                        "09.04.1956",
                        "9 Apr 1956",
                        "1956-04-09T00:00:00Z",
                        "09.04.1956 00:00",
                        "1956年4月9日",
                        "April 9, 1956",
                        "Monday, Apr 9th 1956"))
                .allSatisfy(date -> assertThat(Normal.of(Kind.DATE, date)).isEqualTo("19560409"));
        assertThat(Normal.of(Kind.DATE, "April 25, 1956")).isEqualTo("19560425");
        assertThat(Normal.of(Kind.DATE, "1956-04-39")).as("malformed").isEqualTo("19560439");
        assertThat(Normal.of(Kind.DATE, "unknown")).isEmpty();
    }

    @Test
    void comparesDates() {
        assertThat(level("birthDate", "19560409", "1956-04-09")).isEqualTo(5);
        assertThat(level("birthDate", "19560409", "19560904"))
                .as("day and month swapped")
                .isEqualTo(4);
        assertThat(level("birthDate", "19560409", "19560408"))
                .as("a digit mistyped")
                .isEqualTo(4);
        assertThat(level("birthDate", "19560409", "19561109"))
                .as("another month")
                .isEqualTo(3);
        assertThat(level("birthDate", "19560409", "19561228"))
                .as("the same year")
                .isEqualTo(2);
        assertThat(level("birthDate", "19560409", "19871228")).isEqualTo(Levels.DIFFERENT);
    }

    @Test
    void comparesNamesThatAreMistypedShortenedOrSwapped() {
        assertThat(level("surname", "Müller", "muller")).isEqualTo(5);
        assertThat(level("surname", "allen", "alen")).isEqualTo(4);
        assertThat(level("givenName", "rob", "robert")).isEqualTo(2);
        assertThat(level("givenName", "rob", "maria")).isEqualTo(Levels.DIFFERENT);

        Table swapped = table(
                Map.of("givenName", "grace", "surname", "kelly"), Map.of("givenName", "kelly", "surname", "grace"));
        assertThat(Levels.of(new Comparison(swapped).levels(0, 1), swapped.fieldOf(Kind.GIVEN_NAME)))
                .isEqualTo(Levels.SWAPPED);
    }

    @Test
    void readsNamesOfOtherAlphabetsInLatinLetters() {
        assertThat(level("surname", "Иванов", "Ivanov")).isEqualTo(5);
        assertThat(level("givenName", "Юлия", "Yuliya"))
                .as("one of the usual ways to write it, and another")
                .isGreaterThanOrEqualTo(4);
        assertThat(level("givenName", "Γιώργος", "Giorgos")).isGreaterThanOrEqualTo(4);
        assertThat(level("givenName", "Łukasz", "lukasz")).isEqualTo(5);
        assertThat(level("surname", "Strauß", "Strauss")).isEqualTo(5);
        assertThat(level("city", "Đà Nẵng", "Da Nang")).isEqualTo(5);
        assertThat(level("givenName", "Максим", "Ivan")).isEqualTo(Levels.DIFFERENT);
        assertThat(Normal.of(Kind.GIVEN_NAME, "翔太")).as("no letters").isEqualTo("翔太");
    }

    @Test
    void comparesEmailsPhonesAndAddresses() {
        assertThat(level("email", "robert255@smith.net", "roberta25@smith.net")).isEqualTo(4);
        assertThat(level("email", "grace.kelly@gmail.com", "grace.kelly@qq.com"))
                .isEqualTo(3);
        assertThat(level("phone", "+86 138 1234 5678", "138-1234-5678")).isEqualTo(4);
        assertThat(level("phone", "13812345678", "13812345679")).isEqualTo(3);
        assertThat(List.of("+49 151 1234567", "0049 151 1234567", "+49 (0)151 1234567", "151 1234567"))
                .as("with the zero that is dialled within the country, and without")
                .allSatisfy(phone ->
                        assertThat(level("phone", "(0151) 1234567", phone)).isEqualTo(4));
        assertThat(level("address1", "pridhamstreet", "Pridham Street")).isEqualTo(5);
        assertThat(level("city", "Pootsmruth", "Portsmouth")).isGreaterThanOrEqualTo(3);
        assertThat(level("postcode", "2119", "2191")).isEqualTo(2);
    }

    @Test
    void takesWhatIsMissingAsNoEvidence() {
        Table table = table(Map.of("surname", "kelly", "city", "n/a"), Map.of("city", "hull"));
        assertThat(new Comparison(table).levels(0, 1)).isZero();
    }

    @Test
    void countsTyposWithSwappedNeighboursAsOne() {
        assertThat(Likeness.typos("portsmouth", "potrsmouth", 2)).isEqualTo(1);
        assertThat(Likeness.typos("smith", "smyth", 2)).isEqualTo(1);
        assertThat(Likeness.typos("smith", "smit", 2)).isEqualTo(1);
        assertThat(Likeness.typos("smith", "jones", 2)).isEqualTo(3);
    }

    @Test
    void countsAsManyTyposAsTheWholeMatrixDoes() {
        long seed = 4_711;
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            String a = letters(random);
            String b = random.nextBoolean() ? letters(random) : mistyped(a, random);
            int max = 1 + random.nextInt(3);
            int typos = typosByMatrix(a, b);

            assertThat(Likeness.typos(a, b, max))
                    .as("%s and %s, at most %d, seed %d", a, b, max, seed)
                    .isEqualTo(Math.min(typos, max + 1));
            assertThat(Likeness.typosWithin(max, a, Likeness.characters(a), b, Likeness.characters(b)))
                    .as("%s and %s within %d, seed %d", a, b, max, seed)
                    .isEqualTo(typos <= max);
        }
    }

    /** Few different letters, so that there are many ways from one text to another. */
    private static String letters(Random random) {
        StringBuilder letters = new StringBuilder();
        for (int length = random.nextInt(10); length > 0; length--) {
            letters.append((char) ('a' + random.nextInt(3)));
        }
        return letters.toString();
    }

    private static String mistyped(String text, Random random) {
        StringBuilder typed = new StringBuilder(text);
        for (int typos = random.nextInt(5); typos > 0 && typed.length() > 1; typos--) {
            int at = random.nextInt(typed.length() - 1);
            switch (random.nextInt(3)) {
                case 0 -> typed.deleteCharAt(at);
                case 1 -> typed.insert(at, 'c');
                default -> {
                    char letter = typed.charAt(at);
                    typed.setCharAt(at, typed.charAt(at + 1));
                    typed.setCharAt(at + 1, letter);
                }
            }
        }
        return typed.toString();
    }

    private static int typosByMatrix(String a, String b) {
        int[][] typos = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    typos[i][j] = i + j;
                    continue;
                }
                int cost = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                typos[i][j] = Math.min(Math.min(typos[i - 1][j], typos[i][j - 1]) + 1, typos[i - 1][j - 1] + cost);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    typos[i][j] = Math.min(typos[i][j], typos[i - 2][j - 2] + 1);
                }
            }
        }
        return typos[a.length()][b.length()];
    }

    private static int level(String field, String a, String b) {
        return (int) new Comparison(table(Map.of(field, a), Map.of(field, b))).levels(0, 1);
    }

    private static Table table(Map<String, String> a, Map<String, String> b) {
        return Table.of(List.of(new PersonRecord("a", "test", a), new PersonRecord("b", "test", b)));
    }
}
