package io.evenreach.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evenreach.platform.page.Cursor;
import io.evenreach.platform.problem.ProblemException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class CursorTest {

    private static final UUID ID = new UUID(6, 18);
    private static final Instant AT = Instant.parse("2026-06-18T12:00:00.000123Z");

    @Test
    void givesBackWhatItWasMadeOf() {
        assertThat(Cursor.decodeId(Cursor.encode(ID.toString()))).isEqualTo(ID);
        assertThat(Cursor.decodePlace(Cursor.encode(AT + " " + ID))).isEqualTo(new Cursor.Place(AT, ID));
        assertThat(Cursor.decodeId(null)).isNull();
        assertThat(Cursor.decodePlace("")).isNull();
    }

    @Test
    void refusesWhatIsNoCursorOfTheList() {
        for (String text : List.of("x", " ", AT.toString(), AT + " x", ID + " " + AT, AT + " " + ID + " " + ID)) {
            String cursor = Cursor.encode(text);
            assertThatThrownBy(() -> Cursor.decodeId(cursor)).isInstanceOf(ProblemException.class);
            assertThatThrownBy(() -> Cursor.decodePlace(cursor)).isInstanceOf(ProblemException.class);
        }
    }
}
