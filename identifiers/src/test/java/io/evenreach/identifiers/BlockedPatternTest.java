package io.evenreach.identifiers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BlockedPatternTest {

    @Test
    void takesAStarForAnythingAndAQuestionMarkForOneCharacter() {
        assertThat(matches("till-*", "till-7")).isTrue();
        assertThat(matches("till-*", "Till-")).as("case does not count").isTrue();
        assertThat(matches("till-*", "a till-7")).isFalse();
        assertThat(matches("*@shop.example", " Desk@shop.example ")).isTrue();
        assertThat(matches("*@shop.example", "desk@shop.example.org")).isFalse();
        assertThat(matches("+86138????0000", "+8613812340000")).isTrue();
        assertThat(matches("+86138????0000", "+861381230000")).isFalse();
        assertThat(matches("a*b*c", "a-b-b-c-c")).isTrue();
        assertThat(matches("a*b*c", "a-c-b")).isFalse();
        assertThat(matches("n.a", "nxa")).as("a dot is a dot").isFalse();
        assertThat(matches("none", "none")).isTrue();
        assertThat(matches("none", "")).isFalse();
    }

    @Test
    void concernsItsTypeHoweverThatIsHashed() {
        BlockedPattern phones = new BlockedPattern(IdentifierType.PHONE, "1*");
        assertThat(phones.matches(IdentifierType.PHONE, "12")).isTrue();
        assertThat(phones.matches(IdentifierType.LOGIN_ID, "12")).isFalse();
    }

    @Test
    void takesNoTimeWhateverSomebodyWrites() {
        assertTimeoutPreemptively(
                Duration.ofSeconds(30),
                () -> assertThat(matches("*a".repeat(49) + "*b", "a".repeat(100_000)))
                        .isFalse());
    }

    @Test
    void refusesWhatWouldBlockEverybody() {
        assertThatThrownBy(() -> new BlockedPattern(null, "**?")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new BlockedPattern(null, "a".repeat(101)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static boolean matches(String pattern, String value) {
        return new BlockedPattern(null, pattern).matches(IdentifierType.LOGIN_ID, value);
    }
}
