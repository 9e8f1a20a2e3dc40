package io.evenreach.gateway.routing;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A request body on its way: counts, stops at the bound, and remembers whether it was the sender who failed. */
final class BoundedBody extends FilterInputStream {

    private final long bound;
    private long count;
    private boolean senderFailed;

    BoundedBody(InputStream body, long bound) {
        super(body);
        this.bound = bound;
    }

    boolean isTouched() {
        return count > 0;
    }

    boolean isTooLarge() {
        return count > bound;
    }

    boolean hasSenderFailed() {
        return senderFailed;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int read;
        try {
            read = super.read(buffer, offset, length);
        } catch (IOException failure) {
            senderFailed = true;
            throw failure;
        }
        if (read > 0) {
            count += read;
            if (isTooLarge()) {
                throw new IOException("The body is larger than " + bound + " bytes");
            }
        }
        return read;
    }

    @Override
    public long skip(long bytes) {
        return 0;
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    @Override
    public void close() {
        // The container closes its own stream; closing it here would swallow what is left of a refused upload.
    }
}
