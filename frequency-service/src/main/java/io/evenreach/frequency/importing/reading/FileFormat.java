package io.evenreach.frequency.importing.reading;

import io.evenreach.frequency.importing.reading.CsvRows.Dialect;
import java.nio.charset.StandardCharsets;

/** How a log is written, judged from its first bytes. */
public sealed interface FileFormat {

    /** Comma-separated values with a header line. */
    record Csv(Dialect dialect) implements FileFormat {}

    /** One JSON object per line. */
    record Ndjson() implements FileFormat {}

    /** Nothing this platform reads; the reason is for people. */
    record Unreadable(String reason) implements FileFormat {}

    /** @param head the beginning of the file, as far as it goes */
    static FileFormat of(byte[] head) {
        if (head.length == 0) {
            return new Unreadable("the file is empty");
        }
        int first = head[0] & 0xFF;
        int second = head.length > 1 ? head[1] & 0xFF : 0;
        if ((first == 0xFE && second == 0xFF) || (first == 0xFF && second == 0xFE)) {
            return new Unreadable("the file is UTF-16; save it as UTF-8");
        }
        if ((first == 0x1F && second == 0x8B) || (first == 'P' && second == 'K')) {
            return new Unreadable("the file is compressed; send it unpacked");
        }
        String text = new String(head, StandardCharsets.UTF_8);
        String start = (text.startsWith("\uFEFF") ? text.substring(1) : text).stripLeading();
        if (start.isEmpty()) {
            return new Unreadable("the file is empty");
        }
        if (start.indexOf('\0') >= 0) {
            return new Unreadable("the file is not text");
        }
        if (start.charAt(0) == '{') {
            return new Ndjson();
        }
        return new Csv(Dialect.guess(start));
    }
}
