package io.evenreach.launcher.audit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;

/**
 * A small part of a large file that stands for all of it: the beginning, then whole lines from places spread over the rest. A
 * log is often sorted, and its first rows alone may hold conversions only.
 */
final class FileSample {

    /** Together just below the 64 KiB that the platform looks at. */
    private static final int BEGINNING_BYTES = 15 * 1024;

    private static final int PLACES = 12;
    private static final int PLACE_BYTES = 4 * 1024;

    private FileSample() {}

    static byte[] of(Path file) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "r")) {
            long length = bytes.length();
            if (length <= BEGINNING_BYTES + (long) PLACES * PLACE_BYTES) {
                return read(bytes, 0, (int) length);
            }
            ByteArrayOutputStream sample = new ByteArrayOutputStream();
            byte[] beginning = read(bytes, 0, BEGINNING_BYTES);
            sample.write(beginning, 0, after(beginning, lastBreak(beginning)));
            long step = (length - BEGINNING_BYTES - PLACE_BYTES) / PLACES;
            for (int place = 1; place <= PLACES; place++) {
                byte[] part = read(bytes, BEGINNING_BYTES + place * step, PLACE_BYTES);
                int from = after(part, firstBreak(part));
                int to = after(part, lastBreak(part));
                if (from < to) {
                    sample.write(part, from, to - from);
                }
            }
            return sample.toByteArray();
        }
    }

    private static byte[] read(RandomAccessFile file, long from, int length) throws IOException {
        byte[] bytes = new byte[length];
        file.seek(from);
        file.readFully(bytes);
        return bytes;
    }

    /** The position behind a line break, or the end where there is none. */
    private static int after(byte[] bytes, int lineBreak) {
        return lineBreak < 0 ? bytes.length : lineBreak + 1;
    }

    private static int firstBreak(byte[] bytes) {
        for (int index = 0; index < bytes.length; index++) {
            if (bytes[index] == '\n') {
                return index;
            }
        }
        return -1;
    }

    private static int lastBreak(byte[] bytes) {
        for (int index = bytes.length - 1; index >= 0; index--) {
            if (bytes[index] == '\n') {
                return index;
            }
        }
        return -1;
    }
}
