package io.evenreach.launcher.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.evenreach.launcher.audit.ColumnOverrides.Role;
import java.util.List;
import org.junit.jupiter.api.Test;

class ColumnOverridesTest {

    @Test
    void readsSeveralOptionsAndSeveralColumns() {
        ColumnOverrides overrides = ColumnOverrides.parse(List.of("customer=cookie,phone", "time=seen_at"));

        assertThat(overrides.of(Role.CUSTOMER)).containsExactly("cookie", "phone");
        assertThat(overrides.of(Role.TIME)).containsExactly("seen_at");
        assertThat(overrides.of(Role.CHANNEL)).isEmpty();
    }

    @Test
    void readsOneOptionWithEverything() {
        ColumnOverrides overrides = ColumnOverrides.parse(List.of("customer=cookie,phone,time=seen at,channel=medium"));

        assertThat(overrides.of(Role.CUSTOMER)).containsExactly("cookie", "phone");
        assertThat(overrides.of(Role.TIME)).containsExactly("seen at");
        assertThat(overrides.of(Role.CHANNEL)).containsExactly("medium");
    }

    @Test
    void refusesUnknownRolesAndEmptyColumns() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ColumnOverrides.parse(List.of("colour=red")))
                .withMessageContaining("customer, time, channel");
        assertThatIllegalArgumentException().isThrownBy(() -> ColumnOverrides.parse(List.of("time=")));
        assertThatIllegalArgumentException().isThrownBy(() -> ColumnOverrides.parse(List.of("cookie")));
    }

    @Test
    void refusesTwoTimes() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ColumnOverrides.parse(List.of("time=a", "time=b")))
                .withMessageContaining("one column");
    }
}
