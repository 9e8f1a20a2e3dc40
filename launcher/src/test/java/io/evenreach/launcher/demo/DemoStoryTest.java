package io.evenreach.launcher.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenreach.launcher.demo.DemoStory.Chance;
import io.evenreach.launcher.demo.DemoStory.Complaint;
import io.evenreach.launcher.demo.DemoStory.Conduct;
import io.evenreach.launcher.demo.DemoStory.DemoIdentifier;
import io.evenreach.launcher.demo.DemoStory.Link;
import io.evenreach.launcher.demo.DemoStory.Person;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DemoStoryTest {

    private final DemoStory story = DemoStory.tell(618, 2_000);

    @Test
    void isTheSameForTheSameSeed() {
        assertThat(DemoStory.tell(618, 2_000)).isEqualTo(story);
        assertThat(DemoStory.tell(619, 2_000)).isNotEqualTo(story);
    }

    @Test
    void givesNoIdentifierToTwoPeople() {
        List<DemoIdentifier> all = new ArrayList<>();
        for (Person person : story.people()) {
            all.add(person.phone());
            all.addAll(person.search());
            all.addAll(person.wechat());
            all.addAll(person.video());
        }

        assertThat(all).doesNotHaveDuplicates().hasSize((int) story.identifiers());
    }

    @Test
    void linksEveryIdentifierThatACanBeReachedBy() {
        Set<DemoIdentifier> linked = new HashSet<>();
        story.links().stream().map(Link::identifiers).forEach(linked::addAll);

        assertThat(story.chances()).extracting(Chance::identifier).allMatch(linked::contains);
        assertThat(story.links()).anyMatch(Link::late).anyMatch(link -> !link.late());
    }

    @Test
    void asksNobodyBeforeTheChannelsAsk() {
        assertThat(story.chances().stream().filter(Chance::beforeAsking))
                .isNotEmpty()
                .allMatch(chance -> chance.conduct() == Conduct.SHOWS_UNASKED);
        assertThat(story.chances()).isSortedAccordingTo(java.util.Comparator.comparingDouble(Chance::at));
    }

    @Test
    void countsAPlainCounterPerCookieOnTheSameChances() {
        Person person = new Person(
                0,
                new DemoIdentifier("phone", null, "+8613810000000"),
                List.of(new DemoIdentifier("cookie", "s", "1"), new DemoIdentifier("cookie", "s", "2")),
                List.of(),
                List.of());
        List<Chance> chances = new ArrayList<>();
        for (int number = 0; number < 10; number++) {
            chances.add(new Chance(
                    number,
                    person,
                    DemoChannel.SEARCH,
                    person.search().get(number % 2),
                    number / 10.0,
                    Conduct.ASKS_AND_SHOWS));
        }
        DemoStory small = new DemoStory(
                List.of(person), List.of(), chances, List.of(new Complaint(person, person.phone(), 0.45)));

        PlainCounter.Outcome outcome = PlainCounter.replay(small);

        assertThat(outcome.channels().get(DemoChannel.SEARCH))
                .as("two cookies with three touches each are one person with six")
                .isEqualTo(new PlainCounter.Outcome.Figures(6, 3, 0));
        assertThat(outcome.touchesAfterComplaint()).isEqualTo(1);
        assertThat(outcome.leakageTouches()).as("nobody saw WeChat or video").isEqualTo(3);
    }
}
