package io.evenreach.frequency.ledger.domain;

import io.evenreach.identifiers.IdentifierKey;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;

/** Writes the compact forms: unsigned variable-length integers (LEB128), zigzag for signed ones, fixed longs. */
final class ByteWriter {

    private byte[] bytes;
    private int size;

    ByteWriter(int expectedSize) {
        bytes = new byte[Math.max(16, expectedSize)];
    }

    void u8(int value) {
        room(1);
        bytes[size++] = (byte) value;
    }

    void fixed(long value) {
        room(8);
        for (int shift = 56; shift >= 0; shift -= 8) {
            bytes[size++] = (byte) (value >>> shift);
        }
    }

    /** The value as unsigned. */
    void varint(long value) {
        room(10);
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            bytes[size++] = (byte) ((rest & 0x7F) | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
    }

    void signed(long value) {
        varint((value << 1) ^ (value >> 63));
    }

    void uuid(UUID value) {
        fixed(value.getMostSignificantBits());
        fixed(value.getLeastSignificantBits());
    }

    void key(IdentifierKey key) {
        fixed(key.first());
        fixed(key.second());
        fixed(key.third());
        fixed(key.fourth());
    }

    void text(String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        varint(utf8.length);
        room(utf8.length);
        System.arraycopy(utf8, 0, bytes, size, utf8.length);
        size += utf8.length;
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, size);
    }

    private void room(int more) {
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
        }
    }
}
