package io.evenreach.frequency.importing.reading;

import io.evenreach.frequency.importing.domain.SourceRow;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The beginning of a file: enough to know its format and columns.
 *
 * @param columns for CSV the header; for NDJSON every member met so far
 * @param rows the good ones among the first
 */
public record FileHead(FileFormat format, List<String> columns, List<SourceRow> rows) {

    public static final int BYTES = 64 * 1024;

    /** What can be said of the beginning. */
    public sealed interface Outcome {
        record Recognised(FileHead head) implements Outcome {}

        /** @param reason for people */
        record Unreadable(String reason) implements Outcome {}
    }

    /**
     * What can be said of a file that is offered. A header that is not UTF-8 is refused: spreadsheets write what their country
     * is used to, and the names of columns would be guessed at and shown as noise.
     *
     * @param bytes at most {@link #BYTES} of the file
     * @param more whether the file goes on, so that the last row may be cut
     */
    public static Outcome offered(byte[] bytes, boolean more, int columnsMax) {
        try {
            return FileFormat.of(bytes) instanceof FileFormat.Csv && !CsvRows.isHeaderText(bytes)
                    ? new Outcome.Unreadable("its header is not UTF-8; save the file as UTF-8")
                    : read(bytes, more, columnsMax);
        } catch (IOException impossible) {
            throw failedInMemory(impossible);
        }
    }

    /**
     * What can be said of a file that was taken in, maybe when headers of any encoding were.
     *
     * @param bytes at most {@link #BYTES} of the file
     * @param more whether the file goes on, so that the last row may be cut
     */
    public static Outcome read(byte[] bytes, boolean more, int columnsMax) {
        FileFormat format = FileFormat.of(bytes);
        try {
            return switch (format) {
                case FileFormat.Unreadable(String reason) -> new Outcome.Unreadable(reason);
                case FileFormat.Csv(CsvRows.Dialect dialect) ->
                    csv(format, CsvRows.fromStart(new ByteArrayInputStream(bytes), dialect), more, columnsMax);
                case FileFormat.Ndjson ignored -> {
                    List<SourceRow> rows = rows(NdjsonRows.at(new ByteArrayInputStream(bytes), 0, 1), more);
                    Set<String> columns = new LinkedHashSet<>();
                    rows.forEach(row -> columns.addAll(row.content().keySet()));
                    yield columns.isEmpty()
                            ? new Outcome.Unreadable("its first rows are no JSON objects")
                            : new Outcome.Recognised(new FileHead(format, List.copyOf(columns), rows));
                }
            };
        } catch (IOException impossible) {
            throw failedInMemory(impossible);
        }
    }

    private static UncheckedIOException failedInMemory(IOException impossible) {
        return new UncheckedIOException("bytes in memory cannot fail to be read", impossible);
    }

    private static Outcome csv(FileFormat format, CsvRows csv, boolean more, int columnsMax) throws IOException {
        List<String> header = csv.columns();
        if (header.isEmpty()) {
            return new Outcome.Unreadable("its first line is no header");
        }
        if (header.size() > columnsMax) {
            return new Outcome.Unreadable("it has " + header.size() + " columns; at most " + columnsMax + " are read");
        }
        return new Outcome.Recognised(new FileHead(format, header, rows(csv, more)));
    }

    private static List<SourceRow> rows(Rows rows, boolean more) throws IOException {
        List<SourceRow> good = new ArrayList<>();
        Rows.Read last = null;
        for (Rows.Read read = rows.next(); read != null; read = rows.next()) {
            last = read;
            if (read instanceof Rows.Good(SourceRow row, long ignoredPosition, long ignoredLine)) {
                good.add(row);
            }
        }
        if (more && last instanceof Rows.Good && !good.isEmpty()) {
            good.removeLast();
        }
        return List.copyOf(good);
    }
}
