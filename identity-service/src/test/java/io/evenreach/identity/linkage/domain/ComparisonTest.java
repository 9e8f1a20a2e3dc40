package io.evenreach.identity.linkage.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
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

    private static int level(String field, String a, String b) {
        return (int) new Comparison(table(Map.of(field, a), Map.of(field, b))).levels(0, 1);
    }

    private static Table table(Map<String, String> a, Map<String, String> b) {
        return Table.of(List.of(new PersonRecord("a", "test", a), new PersonRecord("b", "test", b)));
    }
}
