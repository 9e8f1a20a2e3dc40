package io.evenreach.frequency.importing.reading;

import io.evenreach.frequency.importing.domain.SourceRow;
import io.evenreach.frequency.importing.reading.LineReader.Line;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Rows of a file with one JSON object per line. Members of nested objects are named with a dot: {@code user.id}. */
public final class NdjsonRows implements Rows {

    private static final int NESTING_MAX = 4;
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final LineReader lines;

    private NdjsonRows(LineReader lines) {
        this.lines = lines;
    }

    /** @param file positioned at the beginning of line {@code line}, {@code position} bytes into the file */
    public static NdjsonRows at(InputStream file, long position, long line) {
        return new NdjsonRows(new LineReader(file, position, line));
    }

    /** Objects name their own members, so nothing is known in advance. */
    @Override
    public List<String> columns() {
        return List.of();
    }

    @Override
    public @Nullable Read next() throws IOException {
        while (true) {
            Line line = lines.next();
            if (line == null) {
                return null;
            }
            if (line.cut()) {
                return broken(line, "the line is longer than " + LineReader.LINE_BYTES_MAX + " bytes");
            }
            String text = CsvRows.decode(line.bytes());
            if (text == null) {
                return broken(line, "the line is not UTF-8");
            }
            String bare = text.startsWith("\uFEFF") ? text.substring(1) : text;
            if (!bare.isBlank()) {
                return read(line, bare);
            }
        }
    }

    private static Read read(Line line, String text) {
        try {
            if (JSON.readTree(text) instanceof ObjectNode object) {
                SortedMap<String, String> values = new TreeMap<>();
                flatten("", object, 0, values);
                return new Good(
                        new NdjsonRow(line.number(), Collections.unmodifiableSortedMap(values)),
                        line.end(),
                        line.number() + 1);
            }
            return broken(line, "the line is no JSON object");
        } catch (JacksonException malformed) {
            return broken(line, "the line is no JSON: " + malformed.getOriginalMessage());
        }
    }

    private static void flatten(String prefix, ObjectNode object, int depth, Map<String, String> values) {
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            String name = prefix + member.getKey();
            JsonNode value = member.getValue();
            if (value instanceof ObjectNode nested && depth < NESTING_MAX) {
                flatten(name + ".", nested, depth + 1, values);
            } else if (value.isValueNode() && !value.isNull()) {
                values.put(name, value.asString());
            }
        }
    }

    private static Broken broken(Line line, String detail) {
        return new Broken(line.number(), detail, line.end(), line.number() + 1);
    }

    private record NdjsonRow(long line, SortedMap<String, String> content) implements SourceRow {
        @Override
        public @Nullable String value(String column) {
            return content.get(column);
        }
    }
}
