package io.evenreach.campaign.campaign.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenreach.kernel.Interval;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConflictsTest {

    private static final Campaign MINE = Definitions.draft(Definitions.onChannels("paid-search", "wechat"));

    @Test
    void namesTheChannelsAndTheTimeInCommon() {
        Interval later = new Interval(Definitions.START.plusSeconds(3600), Definitions.END.plusSeconds(3600));
        Campaign other = Definitions.draft(Definitions.with(Definitions.onChannels("wechat", "email"), later));

        assertThat(Conflicts.of(MINE, List.of(other), ConflictsTest::neverMeet, 10))
                .singleElement()
                .satisfies(overlap -> {
                    assertThat(overlap.channels()).containsExactly("wechat");
                    assertThat(overlap.meeting()).isEqualTo(new Interval(later.from(), Definitions.END));
                });
    }

    @Test
    void findsNothingWhereOneEndsAsTheOtherBegins() {
        Interval after = new Interval(Definitions.END, Definitions.END.plusSeconds(3600));
        Campaign other = Definitions.draft(Definitions.with(Definitions.onChannels("wechat"), after));

        assertThat(Conflicts.of(MINE, List.of(other), ConflictsTest::alwaysMeet, 10))
                .isEmpty();
    }

    @Test
    void findsNothingOnOtherChannelsAndNotItself() {
        Campaign other = Definitions.draft(Definitions.onChannels("email"));

        assertThat(Conflicts.of(MINE, List.of(other, MINE), ConflictsTest::alwaysMeet, 10))
                .isEmpty();
    }

    @Test
    void comparesListsOnlyWhereTheyShareAProfile() {
        Campaign one = Definitions.draft(Definitions.with(MINE.definition(), new Audience.Listed("aa", 1)));
        Campaign two = Definitions.draft(Definitions.with(MINE.definition(), new Audience.Listed("bb", 1)));

        assertThat(Conflicts.of(one, List.of(two), ConflictsTest::neverMeet, 10))
                .isEmpty();
        assertThat(Conflicts.of(one, List.of(two), ConflictsTest::alwaysMeet, 10))
                .hasSize(1);
        assertThat(Conflicts.of(one, List.of(MINE), ConflictsTest::neverMeet, 10))
                .hasSize(1);
    }

    @Test
    void keepsDataSetsApartFromLiveCustomers() {
        Campaign june = Definitions.draft(Definitions.with(MINE.definition(), new Audience.DataSet("june")));
        Campaign july = Definitions.draft(Definitions.with(MINE.definition(), new Audience.DataSet("july")));
        Campaign juneAgain = Definitions.draft(june.definition());

        assertThat(Conflicts.of(june, List.of(MINE, july), ConflictsTest::alwaysMeet, 10))
                .isEmpty();
        assertThat(Conflicts.of(june, List.of(juneAgain), ConflictsTest::alwaysMeet, 10))
                .hasSize(1);
    }

    @Test
    void stopsAtItsLimit() {
        Campaign one = Definitions.draft(MINE.definition());
        Campaign two = Definitions.draft(MINE.definition());

        assertThat(Conflicts.of(MINE, List.of(one, two), ConflictsTest::neverMeet, 1))
                .hasSize(1);
    }

    private static boolean neverMeet(String mine, String theirs) {
        return false;
    }

    private static boolean alwaysMeet(String mine, String theirs) {
        return true;
    }
}
