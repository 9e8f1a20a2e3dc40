package io.evenreach.frequency.ledger.domain;

import io.evenreach.identifiers.IdentifierKey;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** Reads what {@link ByteWriter} wrote. */
final class ByteReader {

    private final byte[] bytes;
    private int at;

    ByteReader(byte[] bytes) {
        this.bytes = bytes;
    }

    int u8() {
        return bytes[at++] & 0xFF;
    }

    long fixed() {
        long value = 0;
        for (int i = 0; i < 8; i++) {
            value = (value << 8) | (bytes[at++] & 0xFF);
        }
        return value;
    }

    long varint() {
        long value = 0;
        int shift = 0;
        while (true) {
            byte next = bytes[at++];
            value |= (long) (next & 0x7F) << shift;
            if (next >= 0) {
                return value;
            }
            shift += 7;
            if (shift > 63) {
                throw new IllegalStateException("not a variable-length integer");
            }
        }
    }

    int smallVarint() {
        return Math.toIntExact(varint());
    }

    long signed() {
        long raw = varint();
        return (raw >>> 1) ^ -(raw & 1);
    }

    UUID uuid() {
        return new UUID(fixed(), fixed());
    }

    IdentifierKey key() {
        return new IdentifierKey(fixed(), fixed(), fixed(), fixed());
    }

    String text() {
        int length = smallVarint();
        String value = new String(bytes, at, length, StandardCharsets.UTF_8);
        at += length;
        return value;
    }

    boolean atEnd() {
        return at == bytes.length;
    }
}
