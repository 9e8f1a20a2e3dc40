package io.evenreach.identity.stitching.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.identity.stitching.domain.Explanation.Apart;
import io.evenreach.identity.stitching.domain.Explanation.Reason;
import io.evenreach.identity.stitching.domain.Explanation.Step;
import io.evenreach.identity.stitching.domain.Explanation.Together;
import io.evenreach.identity.vocabulary.Purpose;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Random worlds: an explanation says what is, its path leads there, and its bridge is one. */
class ExplanationPropertyTest {

    private static final int WORLDS = Integer.getInteger("evenreach.runs", 150);

    @Test
    void separatesThemWhenTheReportedBridgeIsRemovedAndKnowsOfNoneWhereNoStepIsOne() {
        int bridges = 0;
        int none = 0;
        for (long seed = 1; seed <= WORLDS; seed++) {
            TakingBackPropertyTest.World world = world(seed);
            Random random = new Random(seed);
            List<IdentifierKey> keys =
                    world.store.keys.keySet().stream().sorted().toList();
            for (int pair = 0; pair < 12; pair++) {
                IdentifierKey a = keys.get(random.nextInt(keys.size()));
                IdentifierKey b = keys.get(random.nextInt(keys.size()));
                Purpose purpose = random.nextInt(4) == 0 ? Purpose.SERVICE : Purpose.ADS;
                Stitcher.Explained explained = world.stitcher.explain(world.store, a, b, purpose);
                String how = "seed " + seed + ", " + a + " and " + b + " for " + purpose + ": " + explained;
                if (explained.explanation() instanceof Together together && !a.equals(b)) {
                    leadsThere(together.path(), a, b, how);
                    UUID bridge = explained.bridge();
                    for (Step step : together.path()) {
                        TakingBackPropertyTest.World without = world(seed);
                        without.stitcher.amend(without.store, Amendment.removing(step.evidence()));
                        boolean parts = !areOne(without, a, b, purpose);
                        if (step.evidence().id().equals(bridge)) {
                            assertThat(parts).as(how).isTrue();
                        } else if (bridge == null) {
                            assertThat(parts).as(how).isFalse();
                        }
                    }
                    if (bridge == null) {
                        none++;
                    } else {
                        bridges++;
                    }
                }
                assertThat(explained.explanation() instanceof Together).as(how).isEqualTo(areOne(world, a, b, purpose));
            }
        }
        assertThat(bridges).isGreaterThan(20);
        assertThat(none).isGreaterThan(20);
    }

    @Test
    void givesOneReasonWhyNotAndMeetsThemAll() {
        Map<Reason, Integer> met = new EnumMap<>(Reason.class);
        for (long seed = 1; seed <= WORLDS; seed++) {
            TakingBackPropertyTest.World world = world(seed);
            Cut cut = world.someCut(new Random(seed), 1);
            if (cut != null && seed % 3 == 0) {
                world.split(cut);
            }
            List<IdentifierKey> keys =
                    world.store.keys.keySet().stream().sorted().toList();
            for (IdentifierKey a : keys) {
                for (Purpose purpose : Purpose.values()) {
                    IdentifierKey b = keys.get(Math.floorMod(a.hashCode(), keys.size()));
                    if (world.stitcher.explain(world.store, a, b, purpose).explanation() instanceof Apart apart) {
                        met.merge(apart.reason(), 1, Integer::sum);
                    }
                }
            }
        }
        assertThat(met.keySet())
                .contains(
                        Reason.NEVER_SEEN_TOGETHER,
                        Reason.DIFFERENT_PURPOSE,
                        Reason.QUARANTINED,
                        Reason.SPLIT,
                        Reason.WITHDRAWN,
                        Reason.ERASED,
                        Reason.SHARED,
                        Reason.CHANGED_HANDS,
                        Reason.PERSON_CONFLICT,
                        Reason.PROFILE_LIMIT);
    }

    /** A random history in which some have withdrawn a purpose, and some were erased. */
    private static TakingBackPropertyTest.World world(long seed) {
        TakingBackPropertyTest.World world = TakingBackPropertyTest.World.of(seed);
        Random random = new Random(seed);
        Withdrawal withdrawal = seed % 3 == 0 ? world.someWithdrawal(random, 1) : null;
        if (withdrawal != null) {
            world.withdraw(withdrawal);
        }
        if (seed % 4 == 0) {
            world.erase(random, -1_000);
        }
        return world;
    }

    private static void leadsThere(List<Step> path, IdentifierKey a, IdentifierKey b, String how) {
        IdentifierKey at = a;
        for (Step step : path) {
            assertThat(step.from().key()).as(how).isEqualTo(at);
            assertThat(step.evidence().keys()).as(how).contains(step.from(), step.to());
            assertThat(step.evidence().sightings().kept()).as(how).contains(step.sighting());
            at = step.to().key();
        }
        assertThat(at).as(how).isEqualTo(b);
    }

    private static boolean areOne(
            TakingBackPropertyTest.World world, IdentifierKey a, IdentifierKey b, Purpose purpose) {
        UUID one = owner(world, a, purpose);
        return one != null && one.equals(owner(world, b, purpose));
    }

    private static @Nullable UUID owner(TakingBackPropertyTest.World world, IdentifierKey key, Purpose purpose) {
        List<Tenure> tenures =
                world.store.timelines.getOrDefault(key, Timeline.NONE).of(purpose);
        return tenures.isEmpty() ? null : tenures.getLast().profileId();
    }
}
