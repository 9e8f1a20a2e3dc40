package io.evenreach.platform.hashing;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenreach.platform.security.Caller;
import java.util.List;
import java.util.Objects;
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

    @Test
    void showsMerchantsTheirOwnIdsAndKnowsWhomTheyMean() {
        Caller merchant = merchant("one");
        UUID shown = Objects.requireNonNull(ids.shownTo(merchant, PROFILE));

        assertThat(List.of(
                        PROFILE, ids.of("one", PROFILE), Objects.requireNonNull(ids.shownTo(merchant("two"), PROFILE))))
                .as("neither the platform's, nor that of a partner of the same name, nor another merchant's")
                .doesNotContain(shown);
        assertThat(ids.meantBy(merchant, shown)).isEqualTo(PROFILE);
        assertThat(ids.meantBy(caller("one"), ids.of("one", PROFILE))).isEqualTo(PROFILE);
        assertThat(ids.meantBy(caller(null), PROFILE)).isEqualTo(PROFILE);
    }

    private static Caller merchant(String merchantId) {
        return new Caller("somebody", Set.of(), null, merchantId, null);
    }

    private static Caller caller(@Nullable String partnerId) {
        return new Caller("somebody", Set.of(), partnerId, null, null);
    }
}
