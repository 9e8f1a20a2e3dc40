package io.evenreach.frequency.importing.domain;

import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** One row of a log before anything is known about its meaning. */
public interface SourceRow {

    /** The line the row begins on, counted from 1. */
    long line();

    /** The text under that column; null where the row has no such column. */
    @Nullable
    String value(String column);

    /** Every column with a text, by name: the row's identity where it has no id of its own. */
    SortedMap<String, String> content();
}
