package io.evenreach.launcher.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.evenreach.launcher.audit.FrequencyPlan.Entry;
import io.evenreach.launcher.audit.FrequencyPlan.Match;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrequencyPlanTest {

    @Test
    void readsLabelsAndTargetsInOrder() {
        assertThat(FrequencyPlan.parse("Paid Search=3, Facebook = 2,Online Video=1")
                        .entries())
                .containsExactly(new Entry("Paid Search", 3), new Entry("Facebook", 2), new Entry("Online Video", 1));
    }

    @Test
    void keepsEqualsSignsAndQuotedCommasInLabels() {
        assertThat(FrequencyPlan.parse("utm=search=3,\"News, local\"=2").entries())
                .containsExactly(new Entry("utm=search", 3), new Entry("News, local", 2));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " , ",
                "Search",
                "Search=",
                "Search=two",
                "Search=0",
                "Search=-1",
                "=3",
                "Search=1001",
                "\"a=1"
            })
    void refusesWhatIsNoPlan(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> FrequencyPlan.parse(text));
    }

    @Test
    void refusesAChannelThatIsPlannedTwice() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FrequencyPlan.parse("Search=1,Search=2"))
                .withMessageContaining("planned twice");
    }

    @Test
    void matchesExactlyBeforeItIgnoresCase() {
        Match match = FrequencyPlan.parse("search=3,FACEBOOK=2").match(Set.of("search", "Search", "Facebook"));

        assertThat(match)
                .isInstanceOfSatisfying(
                        Match.Found.class,
                        found -> assertThat(found.targets())
                                .containsOnly(java.util.Map.entry("search", 3), java.util.Map.entry("Facebook", 2)));
    }

    @Test
    void refusesALabelThatFitsSeveralChannels() {
        Match match = FrequencyPlan.parse("SEARCH=3").match(Set.of("search", "Search"));

        assertThat(match)
                .isInstanceOfSatisfying(
                        Match.Refused.class,
                        refused -> assertThat(refused.why()).contains("\"search\"", "\"Search\"", "exactly"));
    }

    @Test
    void namesTheChannelsOfTheFileWhereThePlanKnowsNone() {
        Match match = FrequencyPlan.parse("Radio=3").match(Set.of("TV", "Search"));

        assertThat(match)
                .isInstanceOfSatisfying(
                        Match.Refused.class,
                        refused -> assertThat(refused.why()).contains("\"Radio\"", "\"Search\", \"TV\""));
    }

    @Test
    void refusesTwoEntriesForOneChannelOfTheFile() {
        assertThat(FrequencyPlan.parse("TV=1,tv=2").match(Set.of("TV"))).isInstanceOf(Match.Refused.class);
    }
}
