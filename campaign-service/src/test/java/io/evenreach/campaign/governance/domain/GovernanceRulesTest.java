package io.evenreach.campaign.governance.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenreach.campaign.governance.domain.GovernanceRules.Violation;
import io.evenreach.kernel.CalendarUnit;
import io.evenreach.kernel.Window;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class GovernanceRulesTest {

    private static final Set<String> CHANNELS = Set.of("paid-search", "wechat");
    private static final UUID ONE = new UUID(0, 1);
    private static final UUID TWO = new UUID(0, 2);
    private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");
    private static final Window DAY = new Window.Calendar(CalendarUnit.DAY, SHANGHAI);
    private static final GovernanceRules RULES =
            new GovernanceRules(1000, Duration.ofMinutes(1), Duration.ofDays(366), Duration.ofHours(1));

    @Test
    void keepsWhatIsGood() {
        assertThat(pointers(ceiling(5, DAY, new Ceiling.Share(ONE, 2), new Ceiling.Share(TWO, 3))))
                .isEmpty();
        assertThat(pointers(quiet("22:00", "08:00"))).isEmpty();
        assertThat(pointers(quiet("12:00", "14:00"))).isEmpty();
    }

    @Test
    void holdsTheCountBetweenNothingAndItsBound() {
        assertThat(pointers(ceiling(-1, DAY))).containsExactly("/count");
        assertThat(pointers(ceiling(0, DAY))).isEmpty();
        assertThat(pointers(ceiling(1000, DAY))).isEmpty();
        assertThat(pointers(ceiling(1001, DAY))).containsExactly("/count");
    }

    @Test
    void wantsAWindowThatNeedsNoCampaign() {
        assertThat(pointers(ceiling(5, new Window.Campaign()))).containsExactly("/window/kind");
    }

    @Test
    void holdsRollingWindowsBetweenTheirBounds() {
        assertThat(pointers(ceiling(5, new Window.Rolling(Duration.ofMinutes(1)))))
                .isEmpty();
        assertThat(pointers(ceiling(5, new Window.Rolling(Duration.ofDays(366)))))
                .isEmpty();
        assertThat(pointers(ceiling(5, new Window.Rolling(Duration.ofSeconds(59)))))
                .containsExactly("/window/duration");
        assertThat(pointers(ceiling(5, new Window.Rolling(Duration.ofDays(367)))))
                .containsExactly("/window/duration");
    }

    @Test
    void limitsAsksPerWholeSecondsUpToItsBound() {
        assertThat(pointers(new AskLimit(1, Duration.ofSeconds(1)))).isEmpty();
        assertThat(pointers(new AskLimit(Integer.MAX_VALUE, Duration.ofHours(1))))
                .isEmpty();
        assertThat(pointers(new AskLimit(0, Duration.ofMillis(999)))).containsExactly("/count", "/per");
        assertThat(pointers(new AskLimit(1, Duration.ofMillis(1_500)))).containsExactly("/per");
        assertThat(pointers(new AskLimit(1, Duration.ofSeconds(3_601)))).containsExactly("/per");
    }

    @Test
    void guaranteesNoMoreThanThereIs() {
        assertThat(pointers(ceiling(5, DAY, new Ceiling.Share(ONE, 3), new Ceiling.Share(TWO, 3))))
                .containsExactly("/shares");
        assertThat(pointers(ceiling(
                        5, DAY, new Ceiling.Share(ONE, Integer.MAX_VALUE), new Ceiling.Share(TWO, Integer.MAX_VALUE))))
                .as("a sum beyond an int")
                .containsExactly("/shares");
        assertThat(pointers(ceiling(0, DAY, new Ceiling.Share(ONE, 1)))).containsExactly("/shares");
        assertThat(pointers(ceiling(5, DAY, new Ceiling.Share(ONE, 0)))).containsExactly("/shares/0/count");
    }

    @Test
    void guaranteesASharePerCampaignThatExists() {
        assertThat(pointers(ceiling(5, DAY, new Ceiling.Share(ONE, 1), new Ceiling.Share(ONE, 1))))
                .containsExactly("/shares/1");
        assertThat(pointers(ceiling(5, DAY, new Ceiling.Share(new UUID(9, 9), 1))))
                .containsExactly("/shares/0/campaignId");
    }

    @Test
    void wantsChannelsThatExistEachOnce() {
        assertThat(pointers(new Ceiling(null, List.of("nowhere", "wechat", "wechat"), 5, DAY, List.of())))
                .containsExactly("/channels/0", "/channels/2");
        assertThat(pointers(new QuietHours(null, List.of("nowhere"), LocalTime.NOON, LocalTime.MIDNIGHT, SHANGHAI)))
                .containsExactly("/channels/0");
    }

    @Test
    void refusesQuietHoursThatBeginAsTheyEnd() {
        assertThat(pointers(quiet("22:00", "22:00"))).containsExactly("/to");
    }

    private static Ceiling ceiling(int count, Window window, Ceiling.Share... shares) {
        return new Ceiling("Paid media", List.of("paid-search"), count, window, List.of(shares));
    }

    private static QuietHours quiet(String from, String to) {
        return new QuietHours(null, List.of(), LocalTime.parse(from), LocalTime.parse(to), SHANGHAI);
    }

    private static List<String> pointers(Restriction restriction) {
        return RULES.violations(restriction, CHANNELS::contains, Set.of(ONE, TWO)::contains).stream()
                .map(Violation::pointer)
                .toList();
    }
}
