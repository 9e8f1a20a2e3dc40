package io.evenreach.frequency.importing.reading;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import io.evenreach.frequency.importing.domain.SourceRow;
import io.evenreach.frequency.importing.reading.LineReader.Line;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Rows of a CSV file (RFC 4180, UTF-8, with header).
 *
 * <p>Lines are found before fields: a quote that is never closed would otherwise swallow the rest of the file. A row may
 * span lines only where joining them makes a row of the right number of fields; else its first line alone is broken and
 * reading goes on with the second. This also gives the exact position after each row, from which an import can resume.
 */
public final class CsvRows implements Rows {

    private static final int JOINED_LINES_MAX = 50;
    private static final int JOINED_BYTES_MAX = 1 << 16;

    /** @param separator between fields */
    public record Dialect(char separator) {

        /** The separator that the header line has most of, outside quotes. */
        static Dialect guess(String head) {
            String header = head.lines().findFirst().orElse("");
            char best = ',';
            int most = 0;
            for (char candidate : new char[] {',', ';', '\t', '|'}) {
                boolean quoted = false;
                int count = 0;
                for (int i = 0; i < header.length(); i++) {
                    char c = header.charAt(i);
                    quoted ^= c == '"';
                    count += !quoted && c == candidate ? 1 : 0;
                }
                if (count > most) {
                    most = count;
                    best = candidate;
                }
            }
            return new Dialect(best);
        }
    }

    private final LineReader lines;
    private final Dialect dialect;
    private final CsvReader.CsvReaderBuilder quotedFields;
    private final List<String> header;
    private final Map<String, Integer> indexes;

    private CsvRows(LineReader lines, Dialect dialect, List<String> header) {
        this.lines = lines;
        this.dialect = dialect;
        this.quotedFields = quotedFields(dialect);
        this.header = List.copyOf(header);
        this.indexes = new HashMap<>();
        for (int i = 0; i < header.size(); i++) {
            indexes.putIfAbsent(header.get(i), i);
        }
    }

    /** Reads the header and stands before the first row. */
    public static CsvRows fromStart(InputStream file, Dialect dialect) throws IOException {
        LineReader lines = new LineReader(file, 0, 1);
        Line line = headerOf(lines);
        List<String> names = line == null ? null : split(textOf(line), dialect, quotedFields(dialect));
        return new CsvRows(
                lines,
                dialect,
                names == null ? List.of() : names.stream().map(String::strip).toList());
    }

    /**
     * Whether the header is UTF-8, as far as it goes; a file without one has nothing else in it.
     *
     * @param head the beginning of the file
     */
    static boolean isHeaderText(byte[] head) throws IOException {
        Line line = headerOf(new LineReader(new ByteArrayInputStream(head), 0, 1));
        boolean cut = line != null && line.terminator() == 0 && head.length == FileHead.BYTES;
        return line == null || cut || decode(line.bytes()) != null;
    }

    /** The first line that is not blank, or null where there is none. */
    private static @Nullable Line headerOf(LineReader lines) throws IOException {
        Line line = lines.next();
        while (line != null && textOf(line).isBlank()) {
            line = lines.next();
        }
        return line;
    }

    /** What is no UTF-8 is replaced. */
    private static String textOf(Line line) {
        return withoutMark(new String(line.bytes(), StandardCharsets.UTF_8));
    }

    /**
     * Goes on where an earlier reader stopped.
     *
     * @param file positioned at {@code position}
     */
    public static CsvRows resumed(InputStream file, Dialect dialect, List<String> header, long position, long line) {
        return new CsvRows(new LineReader(file, position, line), dialect, header);
    }

    @Override
    public List<String> columns() {
        return header;
    }

    @Override
    public @Nullable Read next() throws IOException {
        while (true) {
            Line first = lines.next();
            if (first == null) {
                return null;
            }
            if (first.bytes().length > 0) {
                return read(first);
            }
        }
    }

    private Read read(Line first) throws IOException {
        if (first.cut()) {
            return broken(first, "the line is longer than " + LineReader.LINE_BYTES_MAX + " bytes");
        }
        String text = decode(first.bytes());
        if (text == null) {
            return broken(first, "the line is not UTF-8");
        }
        List<String> fields = split(text, dialect, quotedFields);
        if (fields != null && fields.size() == header.size()) {
            return good(fields, first, first);
        }
        if (text.indexOf('"') >= 0) {
            Read joined = joined(first);
            if (joined != null) {
                return joined;
            }
        }
        return broken(
                first,
                fields == null
                        ? "a quote is not closed, or something follows a closing quote"
                        : "the row has " + fields.size() + " fields, the header " + header.size());
    }

    /** The row that {@code first} makes together with the lines after it, or null where there is none. */
    private @Nullable Read joined(Line first) throws IOException {
        List<Line> taken = new ArrayList<>();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(first.bytes());
        int quotes = quotesIn(first.bytes());
        Line before = first;
        while (taken.size() < JOINED_LINES_MAX && bytes.size() < JOINED_BYTES_MAX) {
            Line line = lines.next();
            if (line == null) {
                break;
            }
            taken.add(line);
            if (line.cut()) {
                break;
            }
            if (before.terminator() > 1) {
                bytes.write('\r');
            }
            bytes.write('\n');
            bytes.writeBytes(line.bytes());
            before = line;
            int added = quotesIn(line.bytes());
            quotes += added;
            if (added > 0 && quotes % 2 == 0) {
                String text = decode(bytes.toByteArray());
                List<String> fields = text == null ? null : split(text, dialect, quotedFields);
                if (fields != null && fields.size() == header.size()) {
                    return good(fields, first, line);
                }
                // The first even count either closes the row or there is no row: a later one would join strangers.
                break;
            }
        }
        lines.putBack(taken);
        return null;
    }

    private Good good(List<String> fields, Line first, Line last) {
        return new Good(new CsvRow(first.number(), fields), last.end(), last.number() + 1);
    }

    private static Broken broken(Line line, String detail) {
        return new Broken(line.number(), detail, line.end(), line.number() + 1);
    }

    private static int quotesIn(byte[] bytes) {
        int quotes = 0;
        for (byte b : bytes) {
            quotes += b == '"' ? 1 : 0;
        }
        return quotes;
    }

    /** The fields of one record, or null where it is none. */
    private static @Nullable List<String> split(String text, Dialect dialect, CsvReader.CsvReaderBuilder quotedFields) {
        if (text.indexOf('"') >= 0) {
            try {
                return quotedFields.ofSingleCsvRecord(text).getFields();
            } catch (CsvParseException malformed) {
                return null;
            }
        }
        // Most logs have no quotes at all, and then there is nothing to parse.
        List<String> fields = new ArrayList<>();
        int start = 0;
        for (int end = text.indexOf(dialect.separator()); end >= 0; end = text.indexOf(dialect.separator(), start)) {
            fields.add(text.substring(start, end));
            start = end + 1;
        }
        fields.add(text.substring(start));
        return fields;
    }

    private static CsvReader.CsvReaderBuilder quotedFields(Dialect dialect) {
        return CsvReader.builder()
                .fieldSeparator(dialect.separator())
                .quoteCharacter('"')
                .skipEmptyLines(false)
                .allowUnclosedQuote(false)
                .allowExtraCharsAfterClosingQuote(false);
    }

    private static String withoutMark(String text) {
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    /** The text, or null where the bytes are not UTF-8. */
    static @Nullable String decode(byte[] bytes) {
        boolean ascii = true;
        for (byte b : bytes) {
            ascii &= b >= 0;
        }
        if (ascii) {
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException malformed) {
            return null;
        }
    }

    private final class CsvRow implements SourceRow {

        private final long line;
        private final List<String> fields;

        CsvRow(long line, List<String> fields) {
            this.line = line;
            this.fields = fields;
        }

        @Override
        public long line() {
            return line;
        }

        @Override
        public @Nullable String value(String column) {
            Integer index = indexes.get(column);
            return index == null ? null : fields.get(index);
        }

        @Override
        public SortedMap<String, String> content() {
            SortedMap<String, String> content = new TreeMap<>();
            for (int i = 0; i < fields.size(); i++) {
                if (!fields.get(i).isEmpty()) {
                    content.putIfAbsent(header.get(i), fields.get(i));
                }
            }
            return Collections.unmodifiableSortedMap(content);
        }
    }
}
