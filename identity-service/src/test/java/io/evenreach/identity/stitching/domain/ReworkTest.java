package io.evenreach.identity.stitching.domain;

import static io.evenreach.identity.stitching.domain.Scenarios.key;
import static io.evenreach.identity.stitching.domain.Scenarios.minute;
import static org.assertj.core.api.Assertions.assertThat;

import io.evenreach.identifiers.IdentifierType;
import io.evenreach.identity.rules.Rules;
import io.evenreach.identity.rules.TypeRule;
import io.evenreach.identity.vocabulary.Purpose;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Keys that other rules release. */
class ReworkTest {

    private static final int PERSONS = 6;

    private final TypedKey kiosk = key(IdentifierType.OAID, "", "kiosk");
    private final TypedKey cookie = key(IdentifierType.COOKIE, "site", "of the kiosk");
    private final InMemoryStitchingStore store = new InMemoryStitchingStore();

    @Test
    void judgesAQuarantinedKeyAndThoseThatItWasSeenWith() {
        List<Seen> seen = new ArrayList<>();
        for (int i = 0; i < PERSONS; i++) {
            seen.add(new Seen(
                    minute(i),
                    "o" + i,
                    List.of(key(IdentifierType.LOGIN_ID, "web", "u" + i), kiosk, cookie),
                    Purpose.ALL));
        }
        new Stitcher(Rules.defaults())
                .stitch(store, seen.stream().map(Seen::evidence).toList());
        assertThat(store.quarantines).containsOnlyKeys(kiosk.key(), cookie.key());

        Reworked reworked = new Stitcher(generous()).rework(store, Set.of(kiosk.key()), true);

        assertThat(reworked.judged()).containsExactlyInAnyOrder(kiosk.key(), cookie.key());
        assertThat(reworked.changes().released()).containsExactlyInAnyOrder(kiosk.key(), cookie.key());
    }

    @Test
    void judgesAQuarantinedKeyThatStaysSo() {
        judgesAQuarantinedKeyAndThoseThatItWasSeenWith();

        Rules strict = new Rules(2, Rules.defaults().types(), Rules.defaults().identifiersPerProfileMax());
        Reworked reworked = new Stitcher(strict).rework(store, Set.of(kiosk.key()), true);

        assertThat(reworked.judged()).containsExactly(kiosk.key());
        assertThat(reworked.changes().released()).isEmpty();
        assertThat(reworked.changes().quarantines())
                .extracting(Changes.Quarantine::rulesVersion)
                .containsOnly(2L);
    }

    private static Rules generous() {
        Map<IdentifierType, TypeRule> types = new EnumMap<>(IdentifierType.class);
        Rules.defaults()
                .types()
                .forEach((type, rule) -> types.put(
                        type, new TypeRule(rule.strength(), rule.priority(), rule.perProfileMax(), 2 * PERSONS)));
        return new Rules(2, types, Rules.defaults().identifiersPerProfileMax());
    }
}
