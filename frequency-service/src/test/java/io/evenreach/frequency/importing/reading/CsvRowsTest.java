package io.evenreach.frequency.importing.reading;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenreach.frequency.importing.reading.CsvRows.Dialect;
import io.evenreach.frequency.importing.reading.Rows.Broken;
import io.evenreach.frequency.importing.reading.Rows.Good;
import io.evenreach.frequency.importing.reading.Rows.Read;
import io.evenreach.testkit.Chance;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class CsvRowsTest {

    @Test
    void readsFieldsUnderTheirHeader() throws IOException {
        assertThat(rows("customer,time\nA1,noon\nB2,\n")).containsExactly("2:A1|noon", "3:B2|");
    }

    @Test
    void readsQuotesLineBreaksAndWindowsLineEnds() throws IOException {
        assertThat(rows("customer,time\r\n\"A, \"\"1\"\"\",noon\r\n\"two\r\nlines\",night\r\nC3,dawn"))
                .containsExactly("2:A, \"1\"|noon", "3:two\r\nlines|night", "5:C3|dawn");
    }

    @Test
    void ignoresTheByteOrderMarkAndEmptyLines() throws IOException {
        assertThat(rows("\uFEFF\n\ncustomer,time\n\nA1,noon\n\n")).containsExactly("5:A1|noon");
    }

    @Test
    void anOpenQuoteBreaksItsOwnLineOnly() throws IOException {
        assertThat(rows("customer,time\nA1,\"noon\nB2,night\nC3,dawn\n"))
                .containsExactly(
                        "2! a quote is not closed, or something follows a closing quote", "3:B2|night", "4:C3|dawn");
    }

    @Test
    void twoOpenQuotesDoNotJoinTheLinesBetweenThem() throws IOException {
        assertThat(rows("customer,time\nA1,\"noon\nB2,night\n\"C3,dawn\nD4,dusk\n"))
                .containsExactly(
                        "2! a quote is not closed, or something follows a closing quote",
                        "3:B2|night",
                        "4! a quote is not closed, or something follows a closing quote",
                        "5:D4|dusk");
    }

    @Test
    void aRowWithTheWrongNumberOfFieldsIsBroken() throws IOException {
        assertThat(rows("customer,time\nA1\nB2,night,extra\nC3,dawn\n"))
                .containsExactly(
                        "2! the row has 1 fields, the header 2", "3! the row has 3 fields, the header 2", "4:C3|dawn");
    }

    @Test
    void bytesThatAreNotUtf8BreakTheirLineOnly() throws IOException {
        byte[] bytes = "customer,time\nA?,noon\nB2,night\n".getBytes(StandardCharsets.UTF_8);
        bytes[15] = (byte) 0xFF;
        assertThat(rows(bytes)).containsExactly("2! the line is not UTF-8", "3:B2|night");
    }

    @Test
    void aLineWithoutEndIsCutAndReported() throws IOException {
        String endless = "x".repeat(LineReader.LINE_BYTES_MAX * 2);
        assertThat(rows("customer,time\n" + endless + "\nB2,night\n"))
                .containsExactly("2! the line is longer than 1048576 bytes", "3:B2|night");
    }

    @Test
    void guessesTheSeparator() {
        assertThat(Dialect.guess("a;b;c\n1,5;2;3").separator()).isEqualTo(';');
        assertThat(Dialect.guess("a\tb\n").separator()).isEqualTo('\t');
        assertThat(Dialect.guess("\"a;b;c\",d\n").separator()).isEqualTo(',');
    }

    /** Whatever is in the file, going on from the position after any row reads the same rest. */
    @Test
    void resumesExactlyAfterEveryRow() {
        Chance.forSeeds(200, chance -> {
            try {
                byte[] file = randomFile(chance).getBytes(StandardCharsets.UTF_8);
                CsvRows whole = CsvRows.fromStart(new ByteArrayInputStream(file), new Dialect(','));
                List<Read> all = readAll(whole);
                for (int i = 0; i < all.size(); i++) {
                    int from = Math.toIntExact(all.get(i).position());
                    CsvRows rest = CsvRows.resumed(
                            new ByteArrayInputStream(Arrays.copyOfRange(file, from, file.length)),
                            new Dialect(','),
                            whole.columns(),
                            from,
                            all.get(i).line());
                    assertThat(shown(readAll(rest))).isEqualTo(shown(all.subList(i + 1, all.size())));
                }
            } catch (IOException impossible) {
                throw new AssertionError(impossible);
            }
        });
    }

    private static String randomFile(Chance chance) {
        StringBuilder file = new StringBuilder("customer,time\n");
        for (int i = chance.below(30); i > 0; i--) {
            file.append(chance.pick(List.of("A1", "\"B\n2\"", "\"C", "D\"4", "客户", "", "\"E,\"\"5\"")))
                    .append(chance.pick(List.of(",", ",", ",", "", ",,")))
                    .append(chance.pick(List.of("noon", "\"night\"", "\"da\r\nwn\"", "dusk\"", "")))
                    .append(chance.pick(List.of("\n", "\r\n", "\n\n")));
        }
        return file.toString();
    }

    private static List<String> rows(String file) throws IOException {
        return rows(file.getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> rows(byte[] file) throws IOException {
        return shown(readAll(CsvRows.fromStart(new ByteArrayInputStream(file), new Dialect(','))));
    }

    private static List<Read> readAll(Rows rows) throws IOException {
        List<Read> all = new ArrayList<>();
        for (Read read = rows.next(); read != null; read = rows.next()) {
            all.add(read);
        }
        return all;
    }

    private static List<String> shown(List<Read> reads) {
        return reads.stream()
                .map(read -> switch (read) {
                    case Good good ->
                        good.row().line() + ":" + good.row().value("customer") + "|"
                                + good.row().value("time");
                    case Broken broken -> broken.at() + "! " + broken.detail();
                })
                .toList();
    }
}
