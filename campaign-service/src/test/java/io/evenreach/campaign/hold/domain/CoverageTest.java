package io.evenreach.campaign.hold.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenreach.identifiers.IdentifierKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class CoverageTest {

    private static final Instant OPENED = Instant.parse("2026-06-05T08:00:00Z");
    private static final UUID ADA = new UUID(0, 1);
    private static final UUID GRACE = new UUID(0, 2);
    private static final IdentifierKey PHONE = key(1);
    private static final IdentifierKey OPENID = key(2);
    private static final IdentifierKey COOKIE = key(3);

    @Test
    void coversTheComplaintsOwnIdentifierWhenNobodyKnowsIt() {
        assertThat(coverage(Set.of(PHONE)).keys()).containsExactly(PHONE);
        assertThat(coverage(Set.of(PHONE)).people()).isEmpty();
    }

    @Test
    void coversEveryIdentifierOfTheHeldPerson() {
        Coverage coverage = coverage(Set.of(PHONE), always(PHONE, ADA), always(OPENID, ADA), always(COOKIE, GRACE));

        assertThat(coverage.people()).containsExactly(ADA);
        assertThat(coverage.keys()).containsExactly(PHONE, OPENID);
    }

    @Test
    void coversThePersonInEveryPurposesPartition() {
        Coverage coverage = coverage(
                Set.of(PHONE),
                always(PHONE, ADA),
                new KeyTenure(PHONE, "SERVICE", Instant.MIN, Instant.MAX, GRACE),
                new KeyTenure(COOKIE, "SERVICE", Instant.MIN, Instant.MAX, GRACE));

        assertThat(coverage.people()).containsExactly(ADA, GRACE);
        assertThat(coverage.keys()).containsExactly(PHONE, COOKIE);
    }

    @Test
    void holdsWhoeverOwnedTheIdentifierThenAndSparesItsNewOwner() {
        Instant recycled = OPENED.plusSeconds(3600);
        Coverage coverage = coverage(
                Set.of(PHONE),
                new KeyTenure(PHONE, "ADS", Instant.MIN, recycled, ADA),
                new KeyTenure(PHONE, "ADS", recycled, Instant.MAX, GRACE),
                always(OPENID, ADA),
                always(COOKIE, GRACE));

        assertThat(coverage.people()).containsExactly(ADA);
        assertThat(coverage.keys()).containsExactly(OPENID);
    }

    @Test
    void givesTheFirstOwnerTheTimeBeforeItWasSeen() {
        Instant firstSeen = OPENED.plusSeconds(60);
        Coverage coverage =
                coverage(Set.of(PHONE), new KeyTenure(PHONE, "ADS", firstSeen, Instant.MAX, ADA), always(OPENID, ADA));

        assertThat(coverage.keys()).containsExactly(PHONE, OPENID);
    }

    @Test
    void letsGoOfWhatWasTakenBack() {
        Coverage linked = coverage(Set.of(PHONE), always(PHONE, ADA), always(COOKIE, ADA));
        Coverage healed = coverage(Set.of(PHONE), always(PHONE, ADA), always(COOKIE, GRACE));

        assertThat(linked.keys()).containsExactly(PHONE, COOKIE);
        assertThat(healed.keys()).containsExactly(PHONE);
    }

    @Test
    void staysWithinItsLimitAndSaysSo() {
        KeyTenure[] many = new KeyTenure[12];
        for (int index = 0; index < many.length; index++) {
            many[index] = always(key(100 + index), ADA);
        }
        many[0] = always(PHONE, ADA);

        assertThat(coverage(12, Set.of(PHONE), many).truncated()).isFalse();
        Coverage cut = coverage(11, Set.of(PHONE), many);
        assertThat(cut.truncated()).isTrue();
        assertThat(cut.keys()).hasSize(11).contains(PHONE);
    }

    private static Coverage coverage(Set<IdentifierKey> complaint, KeyTenure... tenures) {
        return coverage(1000, complaint, tenures);
    }

    private static Coverage coverage(int limit, Set<IdentifierKey> complaint, KeyTenure... tenures) {
        Collection<KeyTenure> all = List.of(tenures);
        Collection<KeyTenure> ofComplaint = Arrays.stream(tenures)
                .filter(tenure -> complaint.contains(tenure.key()))
                .toList();
        NavigableSet<UUID> people = Coverage.people(OPENED, ofComplaint);
        return Coverage.of(people, complaint, ofComplaint, all, limit);
    }

    private static KeyTenure always(IdentifierKey key, UUID owner) {
        return new KeyTenure(key, "ADS", Instant.MIN, Instant.MAX, owner);
    }

    private static IdentifierKey key(int number) {
        return new IdentifierKey(number, 0, 0, 0);
    }
}
