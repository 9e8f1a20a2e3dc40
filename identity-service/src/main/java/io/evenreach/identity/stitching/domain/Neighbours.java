package io.evenreach.identity.stitching.domain;

import io.evenreach.identity.rules.Rules;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The persons a key was seen with directly, counted per kind: 64 bits of each neighbour's key are enough to tell them
 * apart. It follows from the evidence alone, whatever the partition is. Immutable; bounded, because a key above its bound
 * is quarantined and needs no more counting.
 */
public final class Neighbours {

    public static final Neighbours NONE = new Neighbours(new long[0]);

    private static final int LONGS_PER_ENTRY = 2;

    private final long[] entries;

    private Neighbours(long[] entries) {
        this.entries = entries;
    }

    public static Neighbours of(byte[] bytes) {
        long[] entries = new long[bytes.length / Long.BYTES];
        ByteBuffer.wrap(bytes).asLongBuffer().get(entries);
        return new Neighbours(entries);
    }

    public byte[] bytes() {
        ByteBuffer buffer = ByteBuffer.allocate(entries.length * Long.BYTES);
        buffer.asLongBuffer().put(entries);
        return buffer.array();
    }

    /** With every identifier of the set that tells apart the persons who share {@code owner}. */
    Neighbours seenWith(Rules rules, TypedKey owner, Iterable<TypedKey> set) {
        Neighbours result = this;
        for (TypedKey other : set) {
            if (tellsPersonsApart(rules, other, owner)) {
                result = result.plus(other.kind().fingerprint(), other.key().first());
            }
        }
        return result;
    }

    /** Whether distinct identifiers like {@code other} are distinct persons who share {@code owner}. */
    static boolean tellsPersonsApart(Rules rules, TypedKey other, TypedKey owner) {
        boolean ofItsOwnKind = other.type() == owner.type() && other.scope().equals(owner.scope());
        return !ofItsOwnKind && rules.tellsPersonsApart(other.type(), owner.type());
    }

    private Neighbours plus(long kind, long key) {
        for (int i = 0; i < entries.length; i += LONGS_PER_ENTRY) {
            if (entries[i] == kind && entries[i + 1] == key) {
                return this;
            }
        }
        long[] more = Arrays.copyOf(entries, entries.length + LONGS_PER_ENTRY);
        more[entries.length] = kind;
        more[entries.length + 1] = key;
        return new Neighbours(more);
    }

    /** The largest number of distinct persons of one kind. */
    public int degree() {
        if (entries.length <= LONGS_PER_ENTRY) {
            return entries.length / LONGS_PER_ENTRY;
        }
        Map<Long, Integer> counts = new HashMap<>();
        int degree = 0;
        for (int i = 0; i < entries.length; i += LONGS_PER_ENTRY) {
            degree = Math.max(degree, counts.merge(entries[i], 1, Integer::sum));
        }
        return degree;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Neighbours that && Arrays.equals(entries, that.entries);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(entries);
    }
}
