package io.evenreach.identity.stitching.domain;

import static io.evenreach.identity.stitching.domain.Scenarios.key;
import static io.evenreach.identity.stitching.domain.Scenarios.minute;
import static org.assertj.core.api.Assertions.assertThat;

import io.evenreach.identifiers.IdentifierType;
import io.evenreach.identity.rules.Rules;
import io.evenreach.identity.vocabulary.Purpose;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a split by hand means, whatever is seen before and after it. */
class SplitScenariosTest {

    private final InMemoryStitchingStore store = new InMemoryStitchingStore();
    private final Stitcher stitcher = new Stitcher(Rules.defaults());
    private int observations;

    private final TypedKey anna = key(IdentifierType.LOGIN_ID, "web", "anna");
    private final TypedKey mail = key(IdentifierType.EMAIL, "", "mail");
    private final TypedKey phone = key(IdentifierType.PHONE, "", "phone");
    private final TypedKey cookie = key(IdentifierType.COOKIE, "site", "cookie");
    private final TypedKey tablet = key(IdentifierType.IDFA, "", "tablet");

    @Test
    void keepsApartWhatIsSeenTogetherLater() {
        see(10, anna, phone, cookie);
        split(List.of(phone), List.of(anna, cookie));
        Stitched again = see(20, anna, phone);

        assertThat(owner(phone)).isNotEqualTo(owner(anna));
        assertThat(owner(cookie)).isEqualTo(owner(anna));
        assertThat(again.verdicts()).containsEntry(phone.key(), Verdict.SPLIT);
    }

    @Test
    void keepsTogetherWhatLeavesTogether() {
        see(10, anna, phone, mail);
        split(List.of(phone, mail), List.of(anna));

        assertThat(owner(phone)).isEqualTo(owner(mail)).isNotEqualTo(owner(anna));
    }

    @Test
    void letsNothingSeenLaterBridgeASplit() {
        see(10, anna, phone);
        split(List.of(phone), List.of(anna));
        see(20, phone, cookie);
        see(30, cookie, mail);
        see(40, anna, mail);

        assertThat(owner(phone)).isEqualTo(owner(cookie)).isNotEqualTo(owner(anna));
        assertThat(owner(mail)).as("it changed hands").isEqualTo(owner(anna));
    }

    @Test
    void letsADeviceOfBothBelongToNobody() {
        see(10, anna, phone);
        split(List.of(phone), List.of(anna));
        see(20, phone, tablet);
        see(30, anna, tablet);
        see(40, phone, tablet);

        assertThat(owner(tablet)).isNull();
    }

    @Test
    void staysWhereNothingOfTheSplitIsInTheBatch() {
        see(10, anna, phone);
        split(List.of(phone), List.of(anna));
        see(20, anna, cookie);
        see(30, cookie, tablet);

        assertThat(owner(tablet)).isEqualTo(owner(anna)).isNotEqualTo(owner(phone));
    }

    @Test
    void staysWhenAllThatWasSeenIsRemovedAndSeenAgain() {
        see(10, anna, phone);
        split(List.of(phone), List.of(anna));
        stitcher.amend(
                store, Amendment.removing(store.evidence.values().iterator().next()));
        assertThat(store.timelines).isEmpty();
        see(20, anna, phone);

        assertThat(owner(phone)).isNotNull().isNotEqualTo(owner(anna));
    }

    @Test
    void givesNobodyTheTimeOfSomebodyWhoWasErased() {
        TypedKey ben = key(IdentifierType.LOGIN_ID, "web", "ben");
        see(10, anna, tablet);
        see(20, ben, tablet);
        UUID bens = owner(ben);
        UUID annasId = owner(anna);
        assertThat(annasId).isNotNull();
        List<Evidence> annas = store.evidence.values().stream()
                .filter(each -> each.keys().contains(anna))
                .toList();
        stitcher.amend(
                store,
                Amendment.erasing(
                        Set.of(anna.key()),
                        annas,
                        Map.of(),
                        Decisions.NONE,
                        Belongings.times(Set.of(annasId), tablet.key(), timeline(tablet), List.of(), minute(30)),
                        minute(30)));

        assertThat(owner(tablet)).isEqualTo(owner(ben)).isEqualTo(bens);
        assertThat(timeline(tablet).at(Purpose.ADS, minute(15))).isEmpty();
        assertThat(timeline(tablet).at(Purpose.ADS, minute(25)).map(Tenure::profileId))
                .hasValue(bens);
    }

    @Test
    void givesNobodyTheTimeOfSomebodyWhoWasErasedNorGivesItBackToWhoHadItBefore() {
        TypedKey ben = key(IdentifierType.LOGIN_ID, "web", "ben");
        see(10, ben, tablet);
        see(20, anna, tablet);
        UUID annas = owner(anna);
        assertThat(annas).isNotNull();
        List<Evidence> hers = store.evidence.values().stream()
                .filter(each -> each.keys().contains(anna))
                .toList();
        stitcher.amend(
                store,
                Amendment.erasing(
                        Set.of(anna.key()),
                        hers,
                        Map.of(),
                        Decisions.NONE,
                        Belongings.times(Set.of(annas), tablet.key(), timeline(tablet), List.of(), minute(30)),
                        minute(30)));
        see(25, tablet, cookie);

        for (Purpose purpose : Purpose.values()) {
            for (long minute : new long[] {5, 15}) {
                assertThat(timeline(tablet).at(purpose, minute(minute)).map(Tenure::profileId))
                        .as("minute " + minute)
                        .hasValue(owner(ben));
            }
            for (long minute : new long[] {20, 25, 29, 31, 1_000}) {
                assertThat(timeline(tablet).at(purpose, minute(minute)).filter(tenure -> !tenure.withdrawn()))
                        .as("minute " + minute)
                        .isEmpty();
            }
        }
        assertThat(timeline(tablet).at(Purpose.ADS, minute(31)).map(Tenure::withdrawn))
                .as("no ads until somebody says so")
                .hasValue(true);
        assertThat(owner(cookie)).as("seen in that time").isNotEqualTo(owner(ben));
        assertThat(reason(tablet, ben, Purpose.SERVICE)).isEqualTo(Explanation.Reason.ERASED);
        assertThat(reason(tablet, ben, Purpose.ADS)).isEqualTo(Explanation.Reason.WITHDRAWN);

        see(35, tablet);
        UUID unknown = ownerOf(tablet, Purpose.SERVICE);
        assertThat(unknown).as("whoever has it then").isNotNull().isNotEqualTo(owner(ben));
        assertThat(owner(tablet)).as("for advertising").isNull();
        see(40, ben, tablet);
        assertThat(ownerOf(tablet, Purpose.SERVICE)).as("it was his after all").isEqualTo(owner(ben));
        assertThat(owner(tablet)).as("for advertising").isNull();
        allow(50, ben, tablet);
        assertThat(owner(tablet)).isEqualTo(owner(ben));
        assertThat(stitcher.explain(store, tablet.key(), ben.key(), Purpose.ADS).explanation())
                .isInstanceOfSatisfying(
                        Explanation.Together.class,
                        together -> assertThat(together.path()).hasSize(1));
    }

    private Explanation.@Nullable Reason reason(TypedKey a, TypedKey b, Purpose purpose) {
        return stitcher.explain(store, a.key(), b.key(), purpose).explanation() instanceof Explanation.Apart apart
                ? apart.reason()
                : null;
    }

    private void allow(long minute, TypedKey... keys) {
        Seen seen = new Seen(minute(minute), "o" + observations++, List.of(keys), Purpose.ALL, true);
        stitcher.stitch(store, List.of(seen.evidence()));
    }

    private Timeline timeline(TypedKey key) {
        return store.timelines.getOrDefault(key.key(), Timeline.NONE);
    }

    private void split(List<TypedKey> apart, List<TypedKey> rest) {
        UUID profile = owner(apart.getFirst());
        assertThat(profile).isNotNull();
        Cut cut = new Cut(new UUID(0, 1), profile, apart, rest, "somebody", minute(0), null);
        stitcher.amend(store, Amendment.splitting(cut));
    }

    private Stitched see(long minute, TypedKey... keys) {
        Seen seen = new Seen(minute(minute), "o" + observations++, List.of(keys), Purpose.ALL);
        return stitcher.stitch(store, List.of(seen.evidence())).stitched().getFirst();
    }

    private @Nullable UUID owner(TypedKey key) {
        return ownerOf(key, Purpose.ADS);
    }

    private @Nullable UUID ownerOf(TypedKey key, Purpose purpose) {
        return store.timelines
                .getOrDefault(key.key(), Timeline.NONE)
                .at(purpose, minute(1_000))
                .map(Tenure::profileId)
                .orElse(null);
    }
}
