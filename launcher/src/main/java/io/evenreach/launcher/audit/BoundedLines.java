package io.evenreach.launcher.audit;

import java.io.Closeable;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lines of a text, of which each may take a bounded part of the memory; what is longer is cut. */
final class BoundedLines implements Closeable {

    /** The same bound as the platform's import, which reports longer lines as broken. */
    private static final int LONGEST = 1 << 20;

    private final Reader reader;
    private final char[] buffer = new char[1 << 16];
    private final Deque<String> putBack = new ArrayDeque<>();
    private int next;
    private int limit;

    BoundedLines(Reader reader) {
        this.reader = reader;
    }

    /** The next line without its break, or null at the end. */
    @Nullable
    String next() throws IOException {
        if (!putBack.isEmpty()) {
            return putBack.pop();
        }
        StringBuilder line = null;
        while (next < limit || fill()) {
            int start = next;
            while (next < limit && buffer[next] != '\n') {
                next++;
            }
            boolean ended = next < limit;
            if (line == null) {
                line = new StringBuilder(Math.max(next - start, 64));
            }
            line.append(buffer, start, Math.min(next - start, LONGEST - line.length()));
            if (ended) {
                next++;
                return withoutReturn(line);
            }
        }
        return line == null ? null : withoutReturn(line);
    }

    /** Makes {@code lines} the next ones again, in their order. */
    void putBack(List<String> lines) {
        lines.reversed().forEach(putBack::push);
    }

    private static String withoutReturn(StringBuilder line) {
        int last = line.length() - 1;
        return last >= 0 && line.charAt(last) == '\r' ? line.substring(0, last) : line.toString();
    }

    private boolean fill() throws IOException {
        next = 0;
        limit = Math.max(reader.read(buffer, 0, buffer.length), 0);
        return limit > 0;
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
