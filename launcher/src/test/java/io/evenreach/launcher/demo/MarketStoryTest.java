package io.evenreach.launcher.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenreach.launcher.demo.MarketStory.Fate;
import io.evenreach.launcher.demo.MarketStory.Order;
import org.junit.jupiter.api.Test;

class MarketStoryTest {

    private final MarketStory story = MarketStory.tell(618, 2_000);

    @Test
    void isTheSameForTheSameSeed() {
        assertThat(MarketStory.tell(618, 2_000)).isEqualTo(story);
        assertThat(MarketStory.tell(619, 2_000)).isNotEqualTo(story);
    }

    @Test
    void bringsEachGuideAfterTheOneWhoBroughtThem() {
        assertThat(story.guides())
                .filteredOn(guide -> guide.broughtBy() != null)
                .isNotEmpty()
                .allSatisfy(guide -> assertThat(guide.broughtBy()).isLessThan(guide.number()));
    }

    @Test
    void recommendsOnlyWhatTheGuideKnows() {
        assertThat(story.orders())
                .filteredOn(order -> order.guide() != null)
                .isNotEmpty()
                .allSatisfy(order -> assertThat(order.product())
                        .isEqualTo(story.guides().get(order.guide()).knows()));
    }

    @Test
    void hasEveryFateAnOrderCanHave() {
        assertThat(story.orders()).extracting(Order::fate).contains(Fate.values());
    }
}
