package io.evenreach.frequency.importing.persistence;

import java.io.IOException;
import java.io.InputStream;
import java.util.UUID;

/** The bytes of an upload, kept as chunks of one size, read one chunk at a time so that memory stays flat. */
public final class StoredFile extends InputStream {

    public static final int CHUNK_BYTES = 256 * 1024;

    private final ImportStore store;
    private final UUID jobId;
    private byte[] chunk = {};
    private int chunkNumber;
    private int next;
    private boolean atEnd;

    /** @param position from which to read */
    public StoredFile(ImportStore store, UUID jobId, long position) {
        this.store = store;
        this.jobId = jobId;
        this.chunkNumber = Math.toIntExact(position / CHUNK_BYTES);
        load();
        this.next = (int) (position % CHUNK_BYTES);
    }

    /**
     * Stores a stream chunk by chunk, each in a transaction of its own.
     *
     * @return how many bytes there were
     */
    public static long store(ImportStore store, UUID jobId, InputStream bytes) throws IOException {
        long total = 0;
        for (int number = 0; ; number++) {
            byte[] chunk = bytes.readNBytes(CHUNK_BYTES);
            if (chunk.length == 0) {
                return total;
            }
            store.insertChunk(jobId, number, chunk);
            total += chunk.length;
        }
    }

    @Override
    public int read() {
        return ready() ? chunk[next++] & 0xFF : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        if (length == 0) {
            return 0;
        }
        if (!ready()) {
            return -1;
        }
        int count = Math.min(length, chunk.length - next);
        System.arraycopy(chunk, next, target, offset, count);
        next += count;
        return count;
    }

    private boolean ready() {
        while (next >= chunk.length && !atEnd) {
            chunkNumber++;
            next = 0;
            load();
        }
        return next < chunk.length;
    }

    private void load() {
        chunk = store.chunk(jobId, chunkNumber).orElse(new byte[0]);
        atEnd = chunk.length == 0;
    }
}
