package io.evenreach.identity.linkage.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenreach.identity.linkage.domain.Population.Labelled;
import io.evenreach.identity.linkage.domain.Population.Quality;
import io.evenreach.identity.linkage.domain.Population.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * How well records are linked without labels, with the default options. The made files have a fifth of their values
 * missing, a fifth mistyped, and up to seven copies of a person.
 */
class LinkageQualityTest {

    private static final Quality FIFTHS = new Quality(0.2, 0.2);

    @Test
    void linksContactsThatAreIncompleteAndMistyped() {
        for (long seed = 1; seed <= 3; seed++) {
            Measured measured = link("contacts", seed, Shape.CONTACTS, LinkageOptions.defaults());

            assertThat(measured.precision()).as("precision, seed %s", seed).isGreaterThan(0.98);
            assertThat(measured.f1()).as("F1, seed %s", seed).isGreaterThan(0.965);
        }
    }

    @Test
    void linksContactsWithPhones() {
        Measured measured = link("contacts with phone", 1, Shape.CONTACTS_WITH_PHONE, LinkageOptions.defaults());

        assertThat(measured.precision()).isGreaterThan(0.99);
        assertThat(measured.f1()).isGreaterThan(0.985);
    }

    @Test
    void tellsRelativesAtOneAddressApart() {
        for (long seed = 1; seed <= 2; seed++) {
            Measured measured = link("households", seed, Shape.HOUSEHOLDS, LinkageOptions.defaults());

            assertThat(measured.precision()).as("precision, seed %s", seed).isGreaterThan(0.97);
            assertThat(measured.f1()).as("F1, seed %s", seed).isGreaterThan(0.89);
        }
    }

    /** Nobody says that an account is nothing personal. */
    @Test
    void tellsCouplesWhoShareAnAccountApart() {
        for (long seed = 1; seed <= 2; seed++) {
            Measured measured = link("accounts", seed, Shape.ACCOUNTS, LinkageOptions.defaults());

            assertThat(measured.precision()).as("precision, seed %s", seed).isGreaterThan(0.98);
            assertThat(measured.f1()).as("F1, seed %s", seed).isGreaterThan(0.89);
        }
    }

    @Test
    void findsThePairsWithoutComparingAllOfThem() {
        LinkageOptions few = new LinkageOptions(0.5, 0.995, 0.2, 50_000, 20, 300, 1);
        List<Labelled> people = new Population(1, Shape.CONTACTS, FIFTHS).records(1_000);
        Table table = Table.of(people.stream().map(Labelled::record).toList());

        long[] pairs = new Blocking(table, few, 0).pairs();

        long found = 0;
        for (long pair : pairs) {
            found += people.get(Pair.first(pair)).person()
                            == people.get(Pair.second(pair)).person()
                    ? 1
                    : 0;
        }
        long all =
                Measured.pairsWithin(people.stream().mapToInt(Labelled::person).toArray());
        System.out.printf(
                "blocking: %d of 499500 pairs hold %.4f of those of one person%n", pairs.length, (double) found / all);
        assertThat(pairs.length).isLessThanOrEqualTo(50_000);
        assertThat((double) found / all).isGreaterThan(0.95);
    }

    @Test
    void linksFebrlWithoutItsSocialSecurityNumber() {
        Febrl febrl = Febrl.read(false);

        Measured measured = link("febrl dataset3", febrl.records(), febrl.persons(), LinkageOptions.defaults());

        assertThat(measured.precision()).isGreaterThanOrEqualTo(0.999);
        assertThat(measured.f1()).isGreaterThanOrEqualTo(0.997);
    }

    @Test
    void linksFebrlWithItsSocialSecurityNumber() {
        Febrl febrl = Febrl.read(true);

        Measured measured =
                link("febrl dataset3 with soc_sec_id", febrl.records(), febrl.persons(), LinkageOptions.defaults());

        assertThat(measured.precision()).isGreaterThanOrEqualTo(0.999);
        assertThat(measured.f1()).isGreaterThanOrEqualTo(0.999);
    }

    private static Measured link(String name, long seed, Shape shape, LinkageOptions options) {
        List<Labelled> people = new Population(seed, shape, FIFTHS).records(1_000);
        return link(
                name + ", seed " + seed,
                people.stream().map(Labelled::record).toList(),
                people.stream().mapToInt(Labelled::person).toArray(),
                options);
    }

    private static Measured link(String name, List<PersonRecord> records, int[] truth, LinkageOptions options) {
        long begin = System.nanoTime();
        Linked linked = new Linkage(options).run(Table.of(records), Known.nothing(records.size()));
        Measured measured = Measured.of(linked.personOf(), truth);
        System.out.printf(
                "%s: precision %.4f, recall %.4f, F1 %.4f in %d ms; %s%n",
                name,
                measured.precision(),
                measured.recall(),
                measured.f1(),
                (System.nanoTime() - begin) / 1_000_000,
                linked.figures());
        return measured;
    }
}
