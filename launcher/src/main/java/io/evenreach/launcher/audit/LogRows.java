package io.evenreach.launcher.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.CodingErrorAction;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Rows of a log, CSV or NDJSON, one at a time. A quote that is never closed costs its own line and not the rest of the file,
 * as in the platform's import: a row spans lines only where closing the quote makes one.
 */
final class LogRows implements Closeable {

    private static final int JOINED_LINES_MAX = 50;
    private static final int JOINED_LENGTH_MAX = 1 << 16;

    /** As deep as the platform's import looks. */
    private static final int NESTING_MAX = 4;

    /** One row; a broken one has no values. */
    interface Row {
        @Nullable
        String value(String column);
    }

    private static final Row BROKEN = column -> null;

    private final BoundedLines lines;
    private final boolean json;
    private final CsvReader.CsvReaderBuilder csv;
    private final List<String> header;

    private LogRows(BoundedLines lines, boolean json, char separator, List<String> header) {
        this.lines = lines;
        this.json = json;
        this.csv = parser(separator);
        this.header = header;
    }

    static LogRows of(Path file, char separator) throws IOException {
        BoundedLines lines = new BoundedLines(new InputStreamReader(
                Files.newInputStream(file),
                UTF_8.newDecoder()
                        .onMalformedInput(CodingErrorAction.REPLACE)
                        .onUnmappableCharacter(CodingErrorAction.REPLACE)));
        String first = lines.next();
        while (first != null && withoutMark(first).isBlank()) {
            first = lines.next();
        }
        if (first == null) {
            return new LogRows(lines, false, separator, List.of());
        }
        String text = withoutMark(first);
        if (text.stripLeading().startsWith("{")) {
            lines.putBack(List.of(text));
            return new LogRows(lines, true, separator, List.of());
        }
        List<String> names = fields(parser(separator), text);
        return new LogRows(
                lines,
                false,
                separator,
                names == null ? List.of() : names.stream().map(String::strip).toList());
    }

    /** Column names of a CSV file; empty for NDJSON, where each row names its own. */
    List<String> header() {
        return header;
    }

    /** The next row, or null at the end. */
    @Nullable
    Row next() throws IOException {
        String line = lines.next();
        while (line != null && line.isEmpty()) {
            line = lines.next();
        }
        if (line == null) {
            return null;
        }
        if (json) {
            return object(line);
        }
        List<String> fields = rowOf(line);
        if (fields == null && line.indexOf('"') >= 0) {
            fields = joined(line);
        }
        return fields == null ? BROKEN : row(fields);
    }

    /** The fields of a row, or null where the text is none or has another number of them than the header. */
    private @Nullable List<String> rowOf(String text) {
        List<String> fields = fields(csv, text);
        return fields != null && fields.size() == header.size() ? fields : null;
    }

    private Row row(List<String> fields) {
        return column -> {
            int field = header.indexOf(column);
            return field < 0 ? null : fields.get(field);
        };
    }

    private static Row object(String line) {
        try {
            JsonNode object = JsonMapper.shared().readTree(line);
            return column -> member(object, column, 0);
        } catch (JacksonException broken) {
            return BROKEN;
        }
    }

    /** Members of nested objects are named with a dot, {@code user.id}, and a member's own name may have dots too. */
    private static @Nullable String member(JsonNode object, String name, int depth) {
        JsonNode value = object.path(name);
        if (value.isValueNode() && !value.isNull()) {
            return value.asString("");
        }
        for (int dot = name.indexOf('.'); dot >= 0 && depth < NESTING_MAX; dot = name.indexOf('.', dot + 1)) {
            JsonNode nested = object.path(name.substring(0, dot));
            String found = nested.isObject() ? member(nested, name.substring(dot + 1), depth + 1) : null;
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private @Nullable List<String> joined(String first) throws IOException {
        List<String> taken = new ArrayList<>();
        StringBuilder text = new StringBuilder(first);
        boolean open = oddQuotes(first);
        while (taken.size() < JOINED_LINES_MAX && text.length() < JOINED_LENGTH_MAX) {
            String line = lines.next();
            if (line == null) {
                break;
            }
            taken.add(line);
            text.append('\n').append(line);
            open ^= oddQuotes(line);
            if (!open && line.indexOf('"') >= 0) {
                // The first even count either closes the row or there is no row: a later one would join strangers.
                List<String> fields = rowOf(text.toString());
                if (fields != null) {
                    return fields;
                }
                break;
            }
        }
        lines.putBack(taken);
        return null;
    }

    private static boolean oddQuotes(String text) {
        return text.chars().filter(character -> character == '"').count() % 2 == 1;
    }

    private static @Nullable List<String> fields(CsvReader.CsvReaderBuilder csv, String text) {
        try {
            return csv.ofSingleCsvRecord(text).getFields();
        } catch (CsvParseException broken) {
            return null;
        }
    }

    private static CsvReader.CsvReaderBuilder parser(char separator) {
        return CsvReader.builder()
                .fieldSeparator(separator)
                .skipEmptyLines(false)
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .allowUnclosedQuote(false)
                .allowExtraCharsAfterClosingQuote(false);
    }

    private static String withoutMark(String text) {
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
