package io.evenreach.launcher.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChannelIdsTest {

    @Test
    void makesReadableIds() {
        assertThat(ChannelIds.assign(List.of("Paid Search", "Online Video", "Café Wi-Fi", "  TV  ")))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "Paid Search", "paid-search",
                        "Online Video", "online-video",
                        "Café Wi-Fi", "cafe-wi-fi",
                        "  TV  ", "tv"));
    }

    @Test
    void numbersLabelsThatWouldShareAnId() {
        Map<String, String> ids = ChannelIds.assign(List.of("paid search", "Paid Search", "Paid-Search!"));

        assertThat(ids.values()).containsExactlyInAnyOrder("paid-search", "paid-search-2", "paid-search-3");
    }

    @Test
    void givesTheSameIdsInAnyOrder() {
        assertThat(ChannelIds.assign(List.of("b c", "B C", "b-c")))
                .isEqualTo(ChannelIds.assign(List.of("b-c", "b c", "B C")));
    }

    @Test
    void hashesLabelsWithoutLatinLetters() {
        assertThat(ChannelIds.slug("微信")).matches("channel-[0-9a-f]{10}").isNotEqualTo(ChannelIds.slug("抖音"));
        assertThat(ChannelIds.slug("618 直播")).matches("618-[0-9a-f]{10}").isNotEqualTo(ChannelIds.slug("618 搜索"));
        assertThat(ChannelIds.slug("***")).matches("channel-[0-9a-f]{10}");
    }

    @Test
    void boundsTheLengthAndKeepsLongLabelsApart() {
        String one = ChannelIds.slug("x".repeat(300) + "1");
        String other = ChannelIds.slug("x".repeat(300) + "2");

        assertThat(one).hasSizeLessThanOrEqualTo(64).isNotEqualTo(other);
    }

    @Test
    void neverGivesAnIdTwiceEvenIfALabelLooksLikeANumberedOne() {
        Map<String, String> ids = ChannelIds.assign(List.of("a b", "A B", "a b 2"));

        assertThat(ids.values()).doesNotHaveDuplicates().hasSize(3);
    }
}
