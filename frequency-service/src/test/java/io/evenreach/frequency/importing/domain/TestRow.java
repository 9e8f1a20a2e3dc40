package io.evenreach.frequency.importing.domain;

import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A row made of column and text, alternating. */
record TestRow(long line, SortedMap<String, String> content) implements SourceRow {

    static TestRow of(String... columnsAndTexts) {
        SortedMap<String, String> content = new TreeMap<>();
        for (int i = 0; i < columnsAndTexts.length; i += 2) {
            content.put(columnsAndTexts[i], columnsAndTexts[i + 1]);
        }
        return new TestRow(2, content);
    }

    @Override
    public @Nullable String value(String column) {
        return content.get(column);
    }
}
