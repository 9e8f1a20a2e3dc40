package io.evenreach.frequency.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenreach.frequency.ledger.Subject;
import io.evenreach.identifiers.Hashing;
import io.evenreach.identifiers.IdentifierHasher;
import io.evenreach.identifiers.IdentifierRules;
import io.evenreach.identifiers.Normaliser;
import io.evenreach.platform.hashing.IdentifierProperties;
import io.evenreach.platform.security.Caller;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SubjectsTest {

    private static final String KEY = "00112233445566778899aabbccddeeff".repeat(2);
    private static final UUID PROFILE = UUID.fromString("7b0c3a52-44d6-4a2e-9a50-0d6a3f9a1c11");

    private final Subjects subjects = new Subjects(
            new Hashing(new Normaliser("CN"), IdentifierHasher.ofHex(KEY)),
            new IdentifierProperties(KEY, "CN"),
            () -> IdentifierRules.BUILT_IN);

    @Test
    void showsPartnersAndMerchantsIdsOfTheirOwnAndTakesThemBack() {
        Caller partner = new Caller("somebody", Set.of(), "one", null, null);
        Caller merchant = new Caller("somebody", Set.of(), null, "one", null);
        Caller brand = new Caller("somebody", Set.of(), null, null, null);

        assertThat(List.of(shown(partner), shown(merchant), shown(brand)))
                .doesNotHaveDuplicates()
                .contains(PROFILE);
        for (Caller caller : List.of(partner, merchant, brand)) {
            assertThat(subjects.of(caller, null, shown(caller), "/requests/0")).isEqualTo(new Subject.Profile(PROFILE));
        }
    }

    private UUID shown(Caller caller) {
        return Objects.requireNonNull(subjects.shown(caller, PROFILE));
    }
}
