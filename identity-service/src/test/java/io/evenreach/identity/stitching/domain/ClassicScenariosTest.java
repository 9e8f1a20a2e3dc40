package io.evenreach.identity.stitching.domain;

import static io.evenreach.identity.stitching.domain.Scenarios.key;
import static io.evenreach.identity.stitching.domain.Scenarios.minute;
import static org.assertj.core.api.Assertions.assertThat;

import io.evenreach.identifiers.IdentifierType;
import io.evenreach.identifiers.ProfileIds;
import io.evenreach.identity.rules.Rules;
import io.evenreach.identity.vocabulary.Purpose;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The stories every identity system is asked about, under the default rules; each ends alike in whatever order it is
 * heard.
 */
class ClassicScenariosTest {

    private static final int SHUFFLES = 20;

    private final InMemoryStitchingStore store = new InMemoryStitchingStore();
    private final Stitcher stitcher = new Stitcher(Rules.defaults());
    private final List<Seen> story = new ArrayList<>();

    private final TypedKey anna = key(IdentifierType.LOGIN_ID, "web", "anna");
    private final TypedKey ben = key(IdentifierType.LOGIN_ID, "web", "ben");
    private final TypedKey phone = key(IdentifierType.PHONE, "", "phone");
    private final TypedKey mail = key(IdentifierType.EMAIL, "", "mail");
    private final TypedKey tablet = key(IdentifierType.IDFA, "", "tablet");
    private final TypedKey cookie = key(IdentifierType.COOKIE, "site", "cookie");

    @AfterEach
    void endsTheSameInTwentyOrders() {
        for (long seed = 1; seed <= SHUFFLES; seed++) {
            Random random = new Random(seed);
            List<Seen> arrival = Scenarios.shuffled(story, random);
            InMemoryStitchingStore other = new InMemoryStitchingStore();
            int next = 0;
            while (next < arrival.size()) {
                int end = Math.min(arrival.size(), next + 1 + random.nextInt(1 + arrival.size() / 3));
                stitcher.stitch(
                        other,
                        arrival.subList(next, end).stream().map(Seen::evidence).toList());
                next = end;
            }
            assertThat(StitchingPropertyTest.tenuresOf(other))
                    .as("seed " + seed)
                    .isEqualTo(StitchingPropertyTest.tenuresOf(store));
            assertThat(other.quarantines.keySet()).as("seed " + seed).isEqualTo(store.quarantines.keySet());
            assertThat(other.held).as("seed " + seed).isEqualTo(store.held);
        }
    }

    @Test
    void joinsWhatWasSeenTogetherUnderTheOldestIdentifier() {
        see(10, cookie);
        see(20, cookie, anna);
        see(30, anna, phone);

        assertThat(owner(phone, 40)).isEqualTo(ProfileIds.foundedBy(cookie.key()));
        assertThat(profiles()).hasSize(1);
    }

    @Test
    void keepsTwoLoginsOnOneTabletApart() {
        see(10, anna, tablet);
        see(20, ben, tablet);
        Stitched back = see(30, anna, tablet);

        assertThat(owner(anna, 40)).isNotEqualTo(owner(ben, 40));
        assertThat(owner(tablet, 15)).isEqualTo(owner(anna, 40));
        assertThat(owner(tablet, 25)).isEqualTo(owner(ben, 40));
        assertThat(owner(tablet, 35)).as("never a guess once both use it").isNull();
        assertThat(back.verdicts()).containsEntry(tablet.key(), Verdict.SHARED);
        assertThat(back.profileId()).isEqualTo(owner(anna, 40));
    }

    @Test
    void givesARecycledPhoneToItsNewOwnerFromThenOn() {
        see(5, phone);
        see(10, anna, phone);
        UUID asOne = owner(anna, 10);
        Stitched moved = see(1_000, ben, phone);

        assertThat(asOne).isEqualTo(ProfileIds.foundedBy(phone.key()));
        assertThat(moved.verdicts()).containsEntry(phone.key(), Verdict.CHANGED_HANDS);
        assertThat(owner(phone, 999)).isEqualTo(owner(anna, 2_000));
        assertThat(owner(phone, 1_000)).isEqualTo(owner(ben, 2_000));
        assertThat(owner(anna, 2_000))
                .as("an identifier that changed hands founds nobody; its old id is retired")
                .isEqualTo(ProfileIds.foundedBy(anna.key()))
                .isNotEqualTo(owner(ben, 2_000));
    }

    @Test
    void handsADeviceDownWithoutItsHistory() {
        see(10, anna, tablet);
        see(20, tablet, cookie);
        see(1_000, ben, tablet);

        assertThat(owner(cookie, 2_000))
                .as("what was learned through the device stays")
                .isEqualTo(owner(anna, 2_000));
        assertThat(owner(tablet, 500)).isEqualTo(owner(anna, 2_000));
        assertThat(owner(tablet, 2_000)).isEqualTo(owner(ben, 2_000));
    }

    @Test
    void quarantinesAHouseholdMailOfFour() {
        List<TypedKey> family = logins(4);
        see(10, family.get(0), mail);
        see(20, family.get(1), mail);
        see(30, family.get(2), mail);
        assertThat(store.quarantines).isEmpty();
        see(40, family.get(3), mail);

        assertThat(store.quarantines.keySet()).containsExactly(mail.key());
        assertThat(profiles()).hasSize(4);
        assertThat(owner(mail, 50)).isNull();
        assertThat(owner(mail, 15)).as("withdrawn for all of time").isNull();
    }

    @Test
    void keepsAHouseholdOfThreeWithOneMailApart() {
        List<TypedKey> family = logins(3);
        see(10, family.get(0), mail);
        see(20, family.get(1), mail);
        see(30, family.get(2), mail);

        assertThat(store.quarantines).isEmpty();
        assertThat(family.stream().map(login -> owner(login, 40)).distinct()).hasSize(3);
        assertThat(owner(mail, 15)).isEqualTo(owner(family.get(0), 40));
        assertThat(owner(mail, 40)).as("whoever used it last").isEqualTo(owner(family.get(2), 40));
    }

    @Test
    void keepsTwentyColleaguesWithOneOfficeMailApartFromTheBeginning() {
        List<TypedKey> colleagues = logins(20);
        TypedKey office = key(IdentifierType.EMAIL, "", "office");
        for (int i = 0; i < colleagues.size(); i++) {
            see(10 + i, colleagues.get(i), office, key(IdentifierType.PHONE, "", "own" + i));
        }

        assertThat(store.quarantines.keySet()).containsExactly(office.key());
        assertThat(profiles()).hasSize(20);
        for (int i = 0; i < colleagues.size(); i++) {
            assertThat(owner(key(IdentifierType.PHONE, "", "own" + i), 100))
                    .as("their own phones stay theirs")
                    .isEqualTo(owner(colleagues.get(i), 100));
        }
    }

    @Test
    void parksASwitchboardNumberOfSixtyPeopleOfWhomOnlyTheirMailIsKnown() {
        for (int i = 0; i < 60; i++) {
            see(10 + i, phone, key(IdentifierType.EMAIL, "", "own" + i));
        }

        assertThat(store.quarantines.keySet()).containsExactly(phone.key());
        assertThat(profiles()).hasSize(60);
        assertThat(owner(phone, 15)).as("also of the first who gave it").isNull();
    }

    @Test
    void leavesAPersonWithAsManyMailsOrPhonesAsTheyMayHaveWhole() {
        TypedKey number = key(IdentifierType.PHONE, "", "other");
        TypedKey box = key(IdentifierType.EMAIL, "", "other");
        for (int i = 0; i < 5; i++) {
            see(10 + i, number, key(IdentifierType.EMAIL, "", "own" + i));
        }
        for (int i = 0; i < 3; i++) {
            see(10 + i, box, key(IdentifierType.PHONE, "", "own" + i));
        }

        assertThat(store.quarantines).isEmpty();
        assertThat(profiles()).hasSize(2);
    }

    @Test
    void knowsByTheLoginThatManyMailsAreOnePersons() {
        for (int i = 0; i < 12; i++) {
            see(10 + i, anna, phone, key(IdentifierType.EMAIL, "", "own" + i));
        }

        assertThat(store.quarantines).as("one login is one person").isEmpty();
        assertThat(owner(phone, 40)).isEqualTo(owner(anna, 40));
    }

    @Test
    void quarantinesAMailOnMorePhonesThanItMayBeSharedBy() {
        for (int i = 0; i < 4; i++) {
            see(10 + i, mail, key(IdentifierType.PHONE, "", "own" + i));
        }

        assertThat(store.quarantines.keySet()).containsExactly(mail.key());
        assertThat(store.quarantines.values()).allMatch(entry -> entry.degree() == 4);
        assertThat(profiles()).hasSize(4);
    }

    @Test
    void endsAKioskWithTenThousandAccountsAsTenThousandPeople() {
        List<TypedKey> accounts = logins(10_000);
        for (int i = 0; i < 3; i++) {
            see(10 + i, accounts.get(i), tablet);
        }
        for (int next = 3; next < accounts.size(); next += 1_000) {
            List<Seen> batch = new ArrayList<>();
            for (int i = next; i < Math.min(accounts.size(), next + 1_000); i++) {
                batch.add(new Seen(minute(10 + i), "k" + i, List.of(accounts.get(i), tablet), Purpose.ALL));
            }
            story.addAll(batch);
            stitcher.stitch(store, batch.stream().map(Seen::evidence).toList());
        }

        assertThat(profiles()).hasSize(10_000);
        assertThat(store.quarantines.keySet()).containsExactly(tablet.key());
    }

    @Test
    void doesNotMergeTwoPeopleThroughADanglingLogin() {
        TypedKey annasCard = key(IdentifierType.LOYALTY_ID, "club", "anna");
        TypedKey bensCard = key(IdentifierType.LOYALTY_ID, "club", "ben");
        see(10, anna, annasCard, cookie);
        see(20, ben, cookie);
        see(30, ben, bensCard);

        assertThat(owner(ben, 40)).isEqualTo(owner(bensCard, 40)).isNotEqualTo(owner(anna, 40));
        assertThat(owner(annasCard, 40)).isEqualTo(owner(anna, 40));
    }

    @Test
    void healsWhatAKioskHadMerged() {
        List<TypedKey> accounts = logins(1_000);
        TypedKey screen = key(IdentifierType.COOKIE, "site", "screen");
        see(1, tablet, screen);
        for (int i = 0; i < accounts.size(); i++) {
            see(10 + i, accounts.get(i), tablet);
        }

        assertThat(store.quarantines.keySet()).containsExactly(tablet.key());
        assertThat(store.quarantines.values()).allMatch(entry -> entry.personsMax() == 5);
        Set<UUID> owners = accounts.stream()
                .map(account -> owner(account, 5_000))
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
        assertThat(owners).hasSize(1_000);
        for (TypedKey account : accounts) {
            assertThat(owner(account, 5_000)).isEqualTo(ProfileIds.foundedBy(account.key()));
        }
        assertThat(owner(screen, 5_000)).as("even what it only touched").isEqualTo(ProfileIds.foundedBy(screen.key()));
        assertThat(store.components).hasSize(1_001);
    }

    @Test
    void letsTheWeakerIdentifierYieldToALimitAndKeepsTheReason() {
        for (int i = 0; i < 5; i++) {
            see(10 + i, anna, key(IdentifierType.PHONE, "", "p" + i));
        }
        TypedKey sixth = key(IdentifierType.PHONE, "", "p5");
        Stitched refused = see(20, anna, sixth);

        assertThat(refused.verdicts()).containsEntry(sixth.key(), Verdict.PROFILE_LIMIT);
        assertThat(owner(sixth, 30)).isEqualTo(ProfileIds.foundedBy(sixth.key()));
        assertThat(store.held)
                .extracting(Changes.Held::key, Changes.Held::purpose, Changes.Held::reason)
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple(sixth.key(), Purpose.ADS, Verdict.PROFILE_LIMIT),
                        org.assertj.core.groups.Tuple.tuple(sixth.key(), Purpose.SERVICE, Verdict.PROFILE_LIMIT));
    }

    @Test
    void neverMovesAnIdentifierThatNamesAPerson() {
        TypedKey openid = key(IdentifierType.WECHAT_OPENID, "mini", "o");
        see(10, ben, phone);
        see(20, phone, openid);
        Stitched refused = see(30, anna, openid);

        assertThat(refused.verdicts()).containsEntry(openid.key(), Verdict.PERSON_CONFLICT);
        assertThat(owner(openid, 40)).isEqualTo(owner(ben, 40)).isNotEqualTo(owner(anna, 40));
    }

    @Test
    void keepsTheSameIdentifierInTwoScopesApart() {
        TypedKey inShop = key(IdentifierType.COOKIE, "shop", "same");
        TypedKey inBlog = key(IdentifierType.COOKIE, "blog", "same");
        see(10, inShop);
        see(20, inBlog);

        assertThat(profiles()).hasSize(2);
    }

    @Test
    void doesNotCarryALinkToAPurposeItWasNotGivenFor() {
        see(10, Set.of(Purpose.ADS), anna, cookie);
        see(20, Set.of(Purpose.SERVICE), cookie);
        see(30, Set.of(Purpose.SERVICE), anna);

        assertThat(owner(Purpose.ADS, cookie, 40)).isEqualTo(owner(Purpose.ADS, anna, 40));
        assertThat(owner(Purpose.SERVICE, cookie, 40)).isNotEqualTo(owner(Purpose.SERVICE, anna, 40));
    }

    @Test
    void isNotDisturbedByTheThousandthRepeat() {
        for (int i = 0; i < 1_000; i++) {
            see(10 + i, anna, cookie);
        }

        Evidence evidence = store.evidence.values().iterator().next();
        assertThat(store.evidence).hasSize(1);
        assertThat(evidence.sightings().count()).isEqualTo(1_000);
        assertThat(evidence.sightings().kept()).hasSize(Sightings.KEPT_MAX);
        assertThat(evidence.sightings().lastAt()).isEqualTo(minute(1_009));
        assertThat(evidence.sightings().complete()).isFalse();
        assertThat(profiles()).hasSize(1);
    }

    private Stitched see(long minute, TypedKey... keys) {
        return see(minute, Purpose.ALL, keys);
    }

    private Stitched see(long minute, Set<Purpose> purposes, TypedKey... keys) {
        Seen seen = new Seen(minute(minute), "o" + story.size(), List.of(keys), purposes);
        story.add(seen);
        return stitcher.stitch(store, List.of(seen.evidence())).stitched().getFirst();
    }

    private @Nullable UUID owner(TypedKey key, long minute) {
        return owner(Purpose.ADS, key, minute);
    }

    private @Nullable UUID owner(Purpose purpose, TypedKey key, long minute) {
        Instant at = minute(minute);
        Timeline timeline = store.timelines.getOrDefault(key.key(), Timeline.NONE);
        return timeline.at(purpose, at).map(Tenure::profileId).orElse(null);
    }

    private Set<UUID> profiles() {
        Map<Boolean, Set<UUID>> owners = store.timelines.values().stream()
                .flatMap(timeline -> timeline.of(Purpose.ADS).stream())
                .map(Tenure::profileId)
                .filter(Objects::nonNull)
                .collect(Collectors.partitioningBy(Objects::nonNull, Collectors.toSet()));
        return owners.getOrDefault(true, Set.of());
    }

    private static List<TypedKey> logins(int count) {
        List<TypedKey> logins = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            logins.add(key(IdentifierType.LOGIN_ID, "web", "u" + i));
        }
        return logins;
    }
}
