package io.evenreach.platform.hashing;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenreach.platform.security.Caller;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PairwiseIdsTest {

    private static final UUID PROFILE = UUID.fromString("7b0c3a52-44d6-4a2e-9a50-0d6a3f9a1c11");

    private final PairwiseIds ids = new PairwiseIds("00112233445566778899aabbccddeeff".repeat(2));

    @Test
    void givesEveryPartnerAnIdOfItsOwnAndKnowsTheWayBack() {
        UUID ofOne = ids.of("one", PROFILE);

        assertThat(ofOne).isNotEqualTo(PROFILE).isNotEqualTo(ids.of("two", PROFILE));
        assertThat(ids.profileOf("one", ofOne)).isEqualTo(PROFILE);
        assertThat(ids.profileOf("two", ofOne)).isNotEqualTo(PROFILE);
    }

    @Test
    void givesTheSameIdForEver() {
        assertThat(ids.of("one", PROFILE)).isEqualTo(UUID.fromString("4ec97c6a-0fb8-f1f4-8494-35011f1c495a"));
    }

    @Test
    void showsPartnersTheirOwnIdsAndThePlatformItsOwn() {
        assertThat(ids.shownTo(caller("one"), PROFILE)).isEqualTo(ids.of("one", PROFILE));
        assertThat(ids.shownTo(caller(null), PROFILE)).isEqualTo(PROFILE);
        assertThat(ids.shownTo(caller("one"), null)).isNull();
    }

    private static Caller caller(@Nullable String partnerId) {
        return new Caller("somebody", Set.of(), partnerId, null, null);
    }
}
