package io.evenreach.identity.stitching.domain;

import static io.evenreach.identity.stitching.domain.Scenarios.key;
import static io.evenreach.identity.stitching.domain.Scenarios.minute;
import static org.assertj.core.api.Assertions.assertThat;

import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.identifiers.IdentifierType;
import io.evenreach.identity.rules.Rules;
import io.evenreach.identity.vocabulary.Purpose;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two people with one tablet, of whom more is known than is folded at once. */
class DeferringTest {

    private static final int ROWS_MAX = 3;

    private final Rules rules = Rules.defaults();
    private final InMemoryStitchingStore store = new InMemoryStitchingStore();
    private final TypedKey anna = key(IdentifierType.LOGIN_ID, "web", "anna");
    private final TypedKey ben = key(IdentifierType.LOGIN_ID, "web", "ben");
    private final TypedKey tablet = key(IdentifierType.IDFA, "", "tablet");
    private int observations;

    @BeforeEach
    void isSettledUntilTheTenthMinute() {
        see(1, anna, tablet);
        see(2, ben, tablet);
        see(3, anna, cookie(1));
        see(10, ben, cookie(2));
        assertThat(state()).isLessThanOrEqualTo(Component.DEFERRED);
        store.save(new Stitcher(rules).rework(store, Set.of(anna.key()), false).changes());
        assertThat(state()).isEqualTo(rules.version());
    }

    @Test
    void leavesWhatIsSettledAsItIsWhereMoreIsSeenLater() {
        Map<IdentifierKey, Timeline> before = Map.copyOf(store.timelines);

        see(11, anna, cookie(3));

        assertThat(state()).isEqualTo(Component.DEFERRED);
        assertThat(store.timelines).containsAllEntriesOf(before);
    }

    @Test
    void knowsNobodyAnyMoreWhereSomethingComesLate() {
        see(11, anna, cookie(3));
        see(9, anna, cookie(4));

        assertThat(state()).isEqualTo(Component.UNDETERMINED);
    }

    @Test
    void takesForLateWhatWasSeenWhenTheLastWas() {
        see(10, anna, cookie(3));

        assertThat(state()).isEqualTo(Component.UNDETERMINED);
    }

    @Test
    void knowsNobodyAnyMoreUnderOtherRules() {
        Rules others = rules.as(rules.version() + 1);
        new Stitcher(others, ROWS_MAX).stitch(store, List.of(evidence(11, anna, cookie(3))));

        assertThat(state()).isEqualTo(Component.UNDETERMINED);
    }

    @Test
    void takesARemovalInAtOnceAndKnowsNobodyAnyMore() {
        Evidence row = store.evidence.values().iterator().next();

        assertThat(stitcher().amend(store, Amendment.removing(row)).deferred()).isTrue();

        assertThat(store.evidence).doesNotContainKey(row.id());
        assertThat(state()).isEqualTo(Component.UNDETERMINED);
    }

    @Test
    void leavesFewRowsToTheBackgroundWhereThereIsMuchInThem() {
        Evidence row = store.evidence.values().iterator().next();
        int bytes = 2 * store.evidence.size();

        Reworked within = new Stitcher(rules, 1_000, bytes).amended(store, Amendment.removing(row));
        Reworked above = new Stitcher(rules, 1_000, bytes - 1).amended(store, Amendment.removing(row));

        assertThat(within.deferred()).isFalse();
        assertThat(above.deferred()).isTrue();
        new Stitcher(rules, 1_000, bytes - 1).stitch(store, List.of(evidence(9, anna, cookie(4))));
        assertThat(state()).isEqualTo(Component.UNDETERMINED);
    }

    private Stitcher stitcher() {
        return new Stitcher(rules, ROWS_MAX);
    }

    private static TypedKey cookie(int number) {
        return key(IdentifierType.COOKIE, "site", "cookie " + number);
    }

    private void see(int minute, TypedKey... keys) {
        stitcher().stitch(store, List.of(evidence(minute, keys)));
    }

    private Evidence evidence(int minute, TypedKey... keys) {
        return new Seen(minute(minute), "o" + observations++, List.of(keys), Purpose.ALL).evidence();
    }

    private long state() {
        assertThat(store.components).hasSize(1);
        return store.components.values().iterator().next().rulesVersion();
    }
}
