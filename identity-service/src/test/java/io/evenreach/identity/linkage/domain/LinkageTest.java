package io.evenreach.identity.linkage.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenreach.identity.linkage.domain.Linked.ScoredPair;
import io.evenreach.identity.linkage.domain.Population.Labelled;
import io.evenreach.identity.linkage.domain.Population.Quality;
import io.evenreach.identity.linkage.domain.Population.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class LinkageTest {

    private static final List<PersonRecord> PEOPLE = new Population(7, Shape.CONTACTS_WITH_PHONE, new Quality(0.1, 0.1))
            .records(300).stream().map(Labelled::record).toList();
    private static final Linkage LINKAGE = new Linkage(LinkageOptions.defaults());

    @Test
    void endsInTheSamePersonsEachTime() {
        assertThat(linked(PEOPLE).personOf()).isEqualTo(linked(PEOPLE).personOf());
    }

    @Test
    void comparesNoOldPairAgain() {
        int old = 250;
        Linked before = linked(PEOPLE.subList(0, old));
        int[] personOf = IntStream.range(0, PEOPLE.size())
                .map(row -> row < old ? before.personOf()[row] : row)
                .toArray();

        Linked after = LINKAGE.run(Table.of(PEOPLE), new Known(personOf, old, new long[0][], before.parameters()));

        assertThat(after.figures().pairsCompared()).isEqualTo(300L * 299 / 2 - 250L * 249 / 2);
        assertThat(after.figures().newRecords()).isEqualTo(50);
        assertThat(after.figures().iterations()).as("the estimates still hold").isZero();
        assertThat(after.links()).allSatisfy(link -> assertThat(link.second()).isGreaterThanOrEqualTo(old));
        for (int row = 0; row < old; row++) {
            assertThat(after.personOf()[row]).isEqualTo(after.personOf()[before.personOf()[row]]);
        }
        assertThat(persons(after)).isCloseTo(persons(linked(PEOPLE)), Offset.offset(3L));
    }

    @Test
    void keepsApartWhomAPersonFoundToBeTwo() {
        Linked free = linked(PEOPLE);
        ScoredPair link = free.links().getFirst();
        long[][] apart = {{link.first(), link.second()}};

        Linked kept = LINKAGE.run(
                Table.of(PEOPLE), new Known(Known.nothing(PEOPLE.size()).personOf(), 0, apart, null));

        assertThat(free.personOf()[link.first()]).isEqualTo(free.personOf()[link.second()]);
        assertThat(kept.personOf()[link.first()]).isNotEqualTo(kept.personOf()[link.second()]);
    }

    @Test
    void leavesToPeopleWhoARecordIsThatFitsTwoEqually() {
        List<PersonRecord> people = new ArrayList<>(PEOPLE);
        int one = people.size();
        people.add(record("one", namesake("1961-02-03", "13812345678", "first@kowalski.example")));
        people.add(record("one again", namesake("1961-02-03", "13812345678", "first@kowalski.example")));
        int two = people.size();
        people.add(record("two", namesake("1987-11-28", "13998765432", "second@elsewhere.example")));
        people.add(record("two again", namesake("1987-11-28", "13998765432", "second@elsewhere.example")));
        int either = people.size();
        people.add(record("either", Map.of("givenName", "leopoldine", "surname", "kowalski", "city", "hull")));

        Linked linked = linked(people);

        int[] personOf = linked.personOf();
        assertThat(personOf[one]).isEqualTo(personOf[one + 1]).isNotEqualTo(personOf[two]);
        assertThat(personOf[two]).isEqualTo(personOf[two + 1]);
        assertThat(personOf[either]).isNotIn(personOf[one], personOf[two]);
        assertThat(linked.review().stream()
                        .filter(pair -> pair.second() == either)
                        .map(pair -> personOf[pair.first()]))
                .contains(personOf[one], personOf[two]);
    }

    private static Map<String, String> namesake(String birthDate, String phone, String email) {
        return Map.of(
                "givenName",
                "leopoldine",
                "surname",
                "kowalski",
                "birthDate",
                birthDate,
                "phone",
                phone,
                "email",
                email,
                "city",
                "hull");
    }

    @Test
    void explainsEachLinkByWhatItsFieldsSay() {
        Linked linked = linked(PEOPLE);

        assertThat(linked.links()).isNotEmpty();
        assertThat(linked.links().getFirst().evidence())
                .as("the best pair agrees on something")
                .anySatisfy(field -> assertThat(field.bits()).isPositive());
        assertThat(linked.figures().expectedPrecision()).isBetween(0.95, 1.0);
        assertThat(linked.figures().expectedRecall()).isBetween(0.8, 1.0);
    }

    @Test
    void refusesToBeginWhatWouldNotFitIntoMemory() {
        LinkageOptions defaults = LinkageOptions.defaults();

        assertThat(defaults.refusal(1_000_000, 2L << 30)).isEmpty();
        assertThat(defaults.refusal(1_000_000, 1_700L << 20))
                .as("what is kept of pairs and groups takes 320 MB")
                .isPresent();
        assertThat(defaults.refusal(50_000, 256L << 20)).isEmpty();
        assertThat(defaults.refusal(200_000, 256L << 20))
                .hasValueSatisfying(
                        why -> assertThat(why).startsWith("A run over 200000 records needs a heap of about"));
    }

    @Test
    void linksCopiesThatAreAllTheSame() {
        List<PersonRecord> twice = new ArrayList<>(PEOPLE);
        twice.addAll(PEOPLE);

        Linked linked = linked(twice);

        for (int row = 0; row < PEOPLE.size(); row++) {
            boolean saysSomething = PEOPLE.get(row).fields().size() > 3;
            assertThat(!saysSomething || linked.personOf()[row] == linked.personOf()[row + PEOPLE.size()])
                    .as("%s and its copy", PEOPLE.get(row).fields())
                    .isTrue();
        }
    }

    @Test
    void linksTwoRecordsWhereThereAreHardlyAny() {
        PersonRecord grace = record(
                "one", Map.of("givenName", "grace", "surname", "kelly", "birthDate", "1997-04-26", "city", "hull"));
        PersonRecord again = record("two", Map.of("givenName", "Grace", "surname", "Kely", "birthDate", "19970426"));
        PersonRecord robert = record(
                "three", Map.of("givenName", "robert", "surname", "allen", "birthDate", "1971-06-24", "city", "hull"));

        int[] personOf = linked(List.of(grace, again, robert)).personOf();

        assertThat(personOf[1]).isEqualTo(personOf[0]);
        assertThat(personOf[2]).isNotEqualTo(personOf[0]);
    }

    @Test
    void linksNothingWhereThereIsNothingToCompare() {
        assertThat(linked(List.of()).personOf()).isEmpty();
        assertThat(persons(linked(List.of(record("one", Map.of()))))).isEqualTo(1);
        assertThat(persons(linked(List.of(record("one", Map.of()), record("two", Map.of())))))
                .isEqualTo(2);
        assertThat(persons(linked(List.of(
                        record("one", Map.of("phone", "00000000", "email", "unknown")),
                        record("two", Map.of("phone", "00000000", "email", "unknown"))))))
                .isEqualTo(2);
    }

    private static PersonRecord record(String recordId, Map<String, String> fields) {
        return new PersonRecord(recordId, "test", fields);
    }

    private static Linked linked(List<PersonRecord> records) {
        return LINKAGE.run(Table.of(records), Known.nothing(records.size()));
    }

    private static long persons(Linked linked) {
        return Arrays.stream(linked.personOf()).distinct().count();
    }
}
