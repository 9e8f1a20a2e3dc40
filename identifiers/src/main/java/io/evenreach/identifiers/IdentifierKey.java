package io.evenreach.identifiers;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/**
 * The keyed hash of an identifier: 32 bytes of HMAC-SHA-256, ordered as unsigned bytes.
 *
 * <p>Held as four longs so that it is a value: equal by content, cheap as a map key, and immutable.
 */
public record IdentifierKey(long first, long second, long third, long fourth) implements Comparable<IdentifierKey> {

    public static final int BYTES = 32;

    /** @throws IllegalArgumentException unless there are exactly 32 bytes */
    public static IdentifierKey of(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("an identifier key has 32 bytes, not " + bytes.length);
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new IdentifierKey(buffer.getLong(), buffer.getLong(), buffer.getLong(), buffer.getLong());
    }

    /** @throws IllegalArgumentException unless the text is 64 hexadecimal digits */
    public static IdentifierKey parse(String hex) {
        return of(HexFormat.of().parseHex(hex));
    }

    public byte[] bytes() {
        return ByteBuffer.allocate(BYTES)
                .putLong(first)
                .putLong(second)
                .putLong(third)
                .putLong(fourth)
                .array();
    }

    public String hex() {
        return HexFormat.of().formatHex(bytes());
    }

    @Override
    public int compareTo(IdentifierKey other) {
        int byFirst = Long.compareUnsigned(first, other.first);
        if (byFirst != 0) {
            return byFirst;
        }
        int bySecond = Long.compareUnsigned(second, other.second);
        if (bySecond != 0) {
            return bySecond;
        }
        int byThird = Long.compareUnsigned(third, other.third);
        return byThird != 0 ? byThird : Long.compareUnsigned(fourth, other.fourth);
    }

    /** As records have it, but spelled out: it is asked a hundred thousand times for one person with many identifiers. */
    @Override
    public boolean equals(Object other) {
        return other instanceof IdentifierKey that
                && first == that.first
                && second == that.second
                && third == that.third
                && fourth == that.fourth;
    }

    @Override
    public int hashCode() {
        int hash = Long.hashCode(first);
        hash = 31 * hash + Long.hashCode(second);
        hash = 31 * hash + Long.hashCode(third);
        return 31 * hash + Long.hashCode(fourth);
    }

    @Override
    public String toString() {
        return hex();
    }
}
