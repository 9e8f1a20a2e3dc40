package io.evenreach.frequency.importing.reading;

import io.evenreach.frequency.importing.domain.SourceRow;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rows of a log, one after the other, broken ones included. */
public interface Rows {

    /** What was read, and where reading can go on after it. */
    sealed interface Read {

        /** The byte at which the next row begins. */
        long position();

        /** The line of that row. */
        long line();
    }

    /** A row that can be read. */
    record Good(SourceRow row, long position, long line) implements Read {}

    /** A row that is none of the format; reading goes on with the next line. */
    record Broken(long at, String detail, long position, long line) implements Read {}

    /** The columns of the file, as far as they are known before reading on. */
    List<String> columns();

    /** The next row, or null at the end of the file. */
    @Nullable
    Read next() throws IOException;
}
