package io.evenreach.frequency.importing.reading;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenreach.frequency.importing.reading.Rows.Broken;
import io.evenreach.frequency.importing.reading.Rows.Good;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NdjsonRowsTest {

    @Test
    void readsScalarsAndNestedMembers() throws IOException {
        assertThat(rows("{\"user\":{\"id\":7},\"ok\":true,\"none\":null,\"list\":[1]}\n"))
                .containsExactly("1:{ok=true, user.id=7}");
    }

    @Test
    void aBrokenLineIsReportedAndReadingGoesOn() throws IOException {
        List<String> rows = rows("{\"a\":1}\n{\"a\":\n[1]\n\n{\"a\":2} trailing\n{\"a\":3}\n");
        assertThat(rows).hasSize(5);
        assertThat(rows.get(0)).isEqualTo("1:{a=1}");
        assertThat(rows.get(1)).startsWith("2! the line is no JSON");
        assertThat(rows.get(2)).isEqualTo("3! the line is no JSON object");
        assertThat(rows.get(3)).startsWith("5! the line is no JSON");
        assertThat(rows.get(4)).isEqualTo("6:{a=3}");
    }

    private static List<String> rows(String file) throws IOException {
        Rows rows = NdjsonRows.at(new ByteArrayInputStream(file.getBytes(StandardCharsets.UTF_8)), 0, 1);
        List<String> shown = new ArrayList<>();
        for (Rows.Read read = rows.next(); read != null; read = rows.next()) {
            shown.add(
                    switch (read) {
                        case Good good -> good.row().line() + ":" + good.row().content();
                        case Broken broken -> broken.at() + "! " + broken.detail();
                    });
        }
        return shown;
    }
}
