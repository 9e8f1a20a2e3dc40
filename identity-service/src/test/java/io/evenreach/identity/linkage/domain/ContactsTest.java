package io.evenreach.identity.linkage.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenreach.identity.linkage.domain.Contacts.Between;
import io.evenreach.identity.linkage.domain.Contacts.Joined;
import io.evenreach.testkit.Chance;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ContactsTest {

    @Test
    void speaksForTheRecordsThatNameSomebody() {
        List<Joined> joined = List.of(new Joined(1, 10, 11), new Joined(2, 11, 12), new Joined(3, 12, 13));

        Map<Long, Between> between = Contacts.of(joined, Set.of(10L, 12L, 13L));

        assertThat(between)
                .as("11 names nobody")
                .containsExactly(Map.entry(2L, new Between(10, 12)), Map.entry(3L, new Between(12, 13)));
    }

    @Test
    void findsThePiecesOfAPerson() {
        assertThat(Contacts.pieces(List.of(1L, 2L, 3L, 4L), List.of(new Joined(1, 1, 3), new Joined(2, 2, 4))))
                .containsExactly(List.of(1L, 3L), List.of(2L, 4L));
    }

    @Test
    void joinsTheSameRecordsByIdentifiersAsByPairsWhicheverPairIsTakenBack() {
        Chance.forSeeds(300, chance -> {
            int records = chance.between(2, 12);
            List<Joined> joined = new ArrayList<>();
            for (int i = 1; i < records; i++) {
                joined.add(new Joined(i, chance.between(0, i - 1), i));
            }
            Set<Long> naming = new HashSet<>();
            LongStream.range(0, records).filter(each -> chance.percent(50)).forEach(naming::add);
            assertSame(records, joined, naming);
            joined.remove(chance.between(0, joined.size() - 1));
            assertSame(records, joined, naming);
        });
    }

    private static void assertSame(int records, List<Joined> joined, Set<Long> naming) {
        List<Long> all = LongStream.range(0, records).boxed().toList();
        List<Joined> named = Contacts.of(joined, naming).entrySet().stream()
                .map(each -> new Joined(
                        each.getKey(), each.getValue().first(), each.getValue().second()))
                .toList();
        assertThat(naming(Contacts.pieces(all, named), naming)).isEqualTo(naming(Contacts.pieces(all, joined), naming));
    }

    private static Set<Set<Long>> naming(List<List<Long>> pieces, Set<Long> naming) {
        Set<Set<Long>> found = new HashSet<>();
        for (List<Long> piece : pieces) {
            Set<Long> of = new HashSet<>(piece);
            of.retainAll(naming);
            if (!of.isEmpty()) {
                found.add(of);
            }
        }
        return found;
    }
}
