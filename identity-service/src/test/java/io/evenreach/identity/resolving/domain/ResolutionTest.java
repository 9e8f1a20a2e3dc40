package io.evenreach.identity.resolving.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.identifiers.ProfileIds;
import io.evenreach.identity.resolving.domain.Candidate.Nobody;
import io.evenreach.identity.resolving.domain.Candidate.Owned;
import io.evenreach.identity.resolving.domain.Candidate.Unseen;
import io.evenreach.identity.resolving.domain.Candidate.Unsettled;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ResolutionTest {

    private static final IdentifierKey LOGIN = new IdentifierKey(1, 1, 1, 1);
    private static final IdentifierKey COOKIE = new IdentifierKey(2, 2, 2, 2);
    private static final IdentifierKey PHONE = new IdentifierKey(3, 3, 3, 3);
    private static final IdentifierKey MAIL = new IdentifierKey(4, 4, 4, 4);
    private static final UUID ANNA = new UUID(1, 1);
    private static final UUID BEN = new UUID(2, 2);

    @Test
    void followsTheStrongestIdentifierWhereTwoPeopleMeetOnOneDevice() {
        assertThat(Resolution.of(List.of(new Owned(COOKIE, 20, false, BEN), new Owned(LOGIN, 100, true, ANNA))))
                .isEqualTo(new Resolution(ANNA, true, false));
    }

    @Test
    void doesNotGiveANewLoginToTheDevicesFormerUser() {
        assertThat(Resolution.of(List.of(
                        new Owned(COOKIE, 20, false, BEN), new Unseen(LOGIN, 100, true, ProfileIds.foundedBy(LOGIN)))))
                .isEqualTo(new Resolution(ProfileIds.foundedBy(LOGIN), false, false));
    }

    @Test
    void knowsAPersonByTheirAddressBesideAPhoneThatIsNew() {
        Candidate phone = new Unseen(PHONE, 70, false, ProfileIds.foundedBy(PHONE));
        assertThat(Resolution.of(List.of(phone, new Owned(MAIL, 60, true, ANNA))))
                .isEqualTo(new Resolution(ANNA, true, false));
        assertThat(Resolution.of(List.of(phone, new Owned(COOKIE, 20, false, BEN))))
                .as("a device has many users")
                .isEqualTo(new Resolution(ProfileIds.foundedBy(PHONE), false, false));
        assertThat(Resolution.of(List.of(phone, new Unseen(MAIL, 60, false, ProfileIds.foundedBy(MAIL)))))
                .as("nobody is known")
                .isEqualTo(new Resolution(ProfileIds.foundedBy(PHONE), false, false));
    }

    @Test
    void takesANewLoginForSomebodyNewBesideAKnownAddressToo() {
        assertThat(Resolution.of(List.of(
                        new Unseen(LOGIN, 100, true, ProfileIds.foundedBy(LOGIN)), new Owned(MAIL, 60, true, ANNA))))
                .isEqualTo(new Resolution(ProfileIds.foundedBy(LOGIN), false, false));
    }

    @Test
    void skipsSharedIdentifiers() {
        assertThat(Resolution.of(List.of(new Nobody(LOGIN, 100), new Owned(COOKIE, 20, false, BEN))))
                .isEqualTo(new Resolution(BEN, true, false));
    }

    @Test
    void waitsForWhatIsBeingSettledInsteadOfTakingSomethingWeaker() {
        Candidate login = new Unsettled(LOGIN, 100, true);
        assertThat(Resolution.of(List.of(login, new Unseen(COOKIE, 20, false, ProfileIds.foundedBy(COOKIE)))))
                .isEqualTo(new Resolution(null, true, true));
        assertThat(Resolution.of(List.of(login, new Owned(COOKIE, 20, false, BEN))))
                .isEqualTo(new Resolution(null, true, true));
        assertThat(Resolution.of(List.of(
                        new Unseen(PHONE, 70, false, ProfileIds.foundedBy(PHONE)), new Unsettled(MAIL, 60, true))))
                .as("one more of the person of the address, whoever that is")
                .isEqualTo(new Resolution(null, true, true));
        assertThat(Resolution.of(List.of(new Owned(LOGIN, 100, true, ANNA), new Unsettled(COOKIE, 20, false))))
                .as("the login decides")
                .isEqualTo(new Resolution(ANNA, true, false));
    }

    @Test
    void neverGuessesWhereOnlySharedIdentifiersAreLeft() {
        assertThat(Resolution.of(List.of(new Nobody(COOKIE, 20)))).isEqualTo(new Resolution(null, true, true));
        assertThat(Resolution.of(List.of())).isEqualTo(new Resolution(null, false, true));
    }
}
