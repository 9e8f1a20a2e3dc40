package io.evenreach.frequency.importing.reading;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Splits a stream of bytes into lines and knows where each begins. Lines can be put back. */
final class LineReader {

    /** No honest row is longer; what is longer is cut there and reported, so that memory stays flat. */
    static final int LINE_BYTES_MAX = 1 << 20;

    private static final int BUFFER_BYTES = 1 << 16;

    /**
     * @param bytes without the line break
     * @param number counted from 1
     * @param end the position just after the line break
     * @param terminator how many bytes the line break has; 0 at the end of the file
     * @param cut whether the line was longer than {@link #LINE_BYTES_MAX}
     */
    record Line(byte[] bytes, long number, long end, int terminator, boolean cut) {}

    private final InputStream input;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private final Deque<Line> putBack = new ArrayDeque<>();
    private int next;
    private int limit;
    private long position;
    private long lineNumber;

    /**
     * @param input positioned at the beginning of a line
     * @param position of that line in the file
     * @param lineNumber of that line, counted from 1
     */
    LineReader(InputStream input, long position, long lineNumber) {
        this.input = input;
        this.position = position;
        this.lineNumber = lineNumber - 1;
    }

    /** The next line, or null at the end. */
    @Nullable
    Line next() throws IOException {
        if (!putBack.isEmpty()) {
            return putBack.pop();
        }
        ByteArrayOutputStream line = null;
        boolean cut = false;
        while (true) {
            if (next == limit && !fill()) {
                return line == null ? null : lineOf(line.toByteArray(), 0, cut);
            }
            int start = next;
            while (next < limit && buffer[next] != '\n') {
                next++;
            }
            int length = next - start;
            position += length;
            if (next < limit) {
                next++;
                position++;
                if (line == null) {
                    return lineOf(java.util.Arrays.copyOfRange(buffer, start, start + length), 1, false);
                }
                cut |= !append(line, start, length);
                return lineOf(line.toByteArray(), 1, cut);
            }
            if (line == null) {
                line = new ByteArrayOutputStream(Math.max(length * 2, 256));
            }
            cut |= !append(line, start, length);
        }
    }

    /** Makes {@code lines} the next ones again, in their order. */
    void putBack(List<Line> lines) {
        lines.reversed().forEach(putBack::push);
    }

    private boolean append(ByteArrayOutputStream line, int start, int length) {
        int room = Math.min(length, LINE_BYTES_MAX - line.size());
        line.write(buffer, start, Math.max(room, 0));
        return room == length;
    }

    private Line lineOf(byte[] bytes, int terminator, boolean cut) {
        lineNumber++;
        boolean carriageReturn = bytes.length > 0 && bytes[bytes.length - 1] == '\r';
        return carriageReturn
                ? new Line(java.util.Arrays.copyOf(bytes, bytes.length - 1), lineNumber, position, terminator + 1, cut)
                : new Line(bytes, lineNumber, position, terminator, cut);
    }

    private boolean fill() throws IOException {
        next = 0;
        limit = Math.max(input.read(buffer, 0, buffer.length), 0);
        return limit > 0;
    }
}
