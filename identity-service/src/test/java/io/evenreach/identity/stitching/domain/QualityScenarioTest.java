package io.evenreach.identity.stitching.domain;

import static io.evenreach.identity.stitching.domain.Scenarios.key;
import static io.evenreach.identity.stitching.domain.Scenarios.minute;
import static org.assertj.core.api.Assertions.assertThat;

import io.evenreach.identifiers.IdentifierType;
import io.evenreach.identity.rules.Rules;
import io.evenreach.identity.vocabulary.Purpose;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * A brand with three systems: 2,000 people with a record in each, known by their own phone and e-mail, of which a record
 * has one or both. Forty of them gave the same office e-mail, and sixty the same switchboard number.
 */
class QualityScenarioTest {

    private static final int PEOPLE = 2_000;
    private static final int SYSTEMS = 3;
    private static final int SHARE_OFFICE_MAIL = 40;
    private static final int SHARE_SWITCHBOARD = 60;
    private static final long SEED = 20_260_601;

    private record Login(int person, TypedKey key) {}

    @Test
    void findsPeopleAndDoesNotMergeColleaguesUnderDefaultRules() {
        Random random = new Random(SEED);
        List<Login> logins = new ArrayList<>();
        InMemoryStitchingStore store = new InMemoryStitchingStore();
        Stitcher stitcher = new Stitcher(Rules.defaults());
        List<Seen> seen = Scenarios.shuffled(records(random, logins), random);
        for (int next = 0; next < seen.size(); next += 500) {
            stitcher.stitch(
                    store,
                    seen.subList(next, Math.min(seen.size(), next + 500)).stream()
                            .map(Seen::evidence)
                            .toList());
        }

        long together = 0;
        long right = 0;
        Map<UUID, List<Integer>> found = new HashMap<>();
        for (Login login : logins) {
            UUID profile = store.timelines
                    .getOrDefault(login.key().key(), Timeline.NONE)
                    .at(Purpose.ADS, minute(1_000_000))
                    .map(Tenure::profileId)
                    .orElseThrow();
            found.computeIfAbsent(profile, unseen -> new ArrayList<>()).add(login.person());
        }
        for (List<Integer> people : found.values()) {
            for (int i = 0; i < people.size(); i++) {
                for (int k = i + 1; k < people.size(); k++) {
                    together++;
                    right += people.get(i).equals(people.get(k)) ? 1 : 0;
                }
            }
        }
        double precision = (double) right / together;
        double recall = (double) right / (PEOPLE * SYSTEMS * (SYSTEMS - 1) / 2);
        assertThat(precision).as("precision, seed " + SEED).isGreaterThanOrEqualTo(0.98);
        assertThat(recall).as("recall, seed " + SEED).isGreaterThanOrEqualTo(0.95);
        assertThat(store.quarantines.keySet())
                .containsExactlyInAnyOrder(office().key(), switchboard().key());
    }

    private static List<Seen> records(Random random, List<Login> logins) {
        List<Seen> records = new ArrayList<>();
        for (int person = 0; person < PEOPLE; person++) {
            TypedKey phone = key(IdentifierType.PHONE, "", "own" + person);
            TypedKey mail = key(IdentifierType.EMAIL, "", "own" + person);
            for (int system = 0; system < SYSTEMS; system++) {
                TypedKey login = key(IdentifierType.LOGIN_ID, "system" + system, "record" + person);
                logins.add(new Login(person, login));
                List<TypedKey> keys = new ArrayList<>(List.of(login, phone, mail));
                if (random.nextInt(20) == 0) {
                    keys.remove(random.nextBoolean() ? phone : mail);
                }
                if (person < SHARE_OFFICE_MAIL) {
                    keys.add(office());
                }
                if (person >= PEOPLE - SHARE_SWITCHBOARD) {
                    keys.add(switchboard());
                }
                records.add(new Seen(minute(random.nextInt(100_000)), person + "/" + system, keys, Purpose.ALL));
            }
        }
        return records;
    }

    private static TypedKey office() {
        return key(IdentifierType.EMAIL, "", "office");
    }

    private static TypedKey switchboard() {
        return key(IdentifierType.PHONE, "", "switchboard");
    }
}
