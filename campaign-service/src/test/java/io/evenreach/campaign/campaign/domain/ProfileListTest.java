package io.evenreach.campaign.campaign.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenreach.testkit.Chance;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ProfileListTest {

    @Test
    void holdsEachProfileOnceWhateverTheOrder() {
        UUID ada = new UUID(1, 2);
        UUID grace = new UUID(-1, 3);

        ProfileList list = ProfileList.of(List.of(grace, ada, grace));

        assertThat(list.size()).isEqualTo(2);
        assertThat(list.profileIds()).containsExactlyInAnyOrder(ada, grace);
        assertThat(list.digest()).isEqualTo(ProfileList.of(List.of(ada, grace)).digest());
        assertThat(list.digest()).isNotEqualTo(ProfileList.of(List.of(ada)).digest());
    }

    @Test
    void survivesPacking() {
        ProfileList list = ProfileList.of(List.of(new UUID(5, 6), new UUID(7, 8)));

        assertThat(ProfileList.ofPacked(list.packed()).profileIds()).isEqualTo(list.profileIds());
    }

    @Test
    void meetsExactlyTheListsThatShareAProfile() {
        Chance.forSeeds(500, chance -> {
            Set<UUID> one = some(chance);
            Set<UUID> two = some(chance);

            assertThat(ProfileList.of(one).meets(ProfileList.of(two))).isEqualTo(!Collections.disjoint(one, two));
        });
    }

    @Test
    void isCutIntoPartsThatTogetherAreTheList() {
        ProfileList list = ProfileList.of(
                IntStream.range(0, 25).mapToObj(n -> new UUID(n, n)).toList());

        List<List<UUID>> parts = list.parts(10);

        assertThat(parts).extracting(List::size).containsExactly(10, 10, 5);
        List<UUID> joined = new ArrayList<>();
        parts.forEach(joined::addAll);
        assertThat(joined).isEqualTo(list.profileIds());
    }

    private static Set<UUID> some(Chance chance) {
        Set<UUID> some = new HashSet<>();
        for (int index = chance.below(8); index > 0; index--) {
            some.add(new UUID(chance.below(6) - 3L, chance.below(5) - 2L));
        }
        return some;
    }
}
