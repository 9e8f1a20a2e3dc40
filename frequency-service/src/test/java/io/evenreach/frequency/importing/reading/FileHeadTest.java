package io.evenreach.frequency.importing.reading;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class FileHeadTest {

    @Test
    void refusesWhatIsNoTextOfARow() {
        assertThat(read("")).isEqualTo(new FileHead.Outcome.Unreadable("the file is empty"));
        assertThat(read(" \n ")).isEqualTo(new FileHead.Outcome.Unreadable("the file is empty"));
        assertThat(read("a\0b")).isEqualTo(new FileHead.Outcome.Unreadable("the file is not text"));
        assertThat(FileHead.read(new byte[] {(byte) 0xFF, (byte) 0xFE, 'a', 0}, false, 10))
                .isEqualTo(new FileHead.Outcome.Unreadable("the file is UTF-16; save it as UTF-8"));
        assertThat(FileHead.read(new byte[] {0x1F, (byte) 0x8B, 8}, false, 10))
                .isEqualTo(new FileHead.Outcome.Unreadable("the file is compressed; send it unpacked"));
        assertThat(read("a,b,c,d,e,f,g,h,i,j,k\n"))
                .isEqualTo(new FileHead.Outcome.Unreadable("it has 11 columns; at most 10 are read"));
    }

    @Test
    void refusesAHeaderOfAnotherEncodingWhereTheFileIsOfferedAndReadsOnWhatWasTakenInBefore() {
        for (String before : List.of("", "\n", " \r\n\n")) {
            byte[] file = (before + "client,créé\n1,2\n").getBytes(StandardCharsets.ISO_8859_1);
            assertThat(FileHead.offered(file, false, 10))
                    .isEqualTo(new FileHead.Outcome.Unreadable("its header is not UTF-8; save the file as UTF-8"));
            assertThat(headOf(FileHead.read(file, false, 10)).columns()).containsExactly("client", "cr\uFFFD\uFFFD");
        }
        byte[] foreign = "客户,时间\n1,2\n".getBytes(Charset.forName("GB18030"));
        assertThat(FileHead.offered(foreign, false, 10)).isInstanceOf(FileHead.Outcome.Unreadable.class);
        byte[] rows = "client,time\ncréé,2\n".getBytes(StandardCharsets.ISO_8859_1);
        assertThat(headOf(FileHead.offered(rows, false, 10)).rows()).isEmpty();
    }

    @Test
    void knowsTheColumnsOfBothFormats() {
        assertThat(head("\uFEFFcustomer;time\n1;2\n").columns()).containsExactly("customer", "time");
        assertThat(head("客户,时间\n1,2\n").columns()).containsExactly("客户", "时间");
        assertThat(head("{\"customer\":1}\n{\"time\":2}\n").columns()).containsExactly("customer", "time");
    }

    @Test
    void doesNotTrustARowThatMayBeCut() {
        byte[] bytes = "a,b\n1,2\n3,4".getBytes(StandardCharsets.UTF_8);
        assertThat(((FileHead.Outcome.Recognised) FileHead.read(bytes, true, 10))
                        .head()
                        .rows())
                .hasSize(1);
        assertThat(((FileHead.Outcome.Recognised) FileHead.read(bytes, false, 10))
                        .head()
                        .rows())
                .hasSize(2);
    }

    private static FileHead head(String text) {
        return headOf(read(text));
    }

    private static FileHead headOf(FileHead.Outcome outcome) {
        return ((FileHead.Outcome.Recognised) outcome).head();
    }

    private static FileHead.Outcome read(String text) {
        return FileHead.read(text.getBytes(StandardCharsets.UTF_8), false, 10);
    }
}
