package io.evenreach.identity.stitching.domain;

import io.evenreach.identity.rules.Rules;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The identifiers that tell with how many persons a key was seen directly, per kind: 64 bits of each neighbour's key are
 * enough to tell them apart. It follows from the evidence alone, whatever the partition is. Immutable; bounded, because a
 * key above its bound is quarantined and needs no more counting.
 *
 * <p>Each identifier of at least the key's own priority is a person. Of a kind of lower priority, so many as a person may
 * have may be one person's; more are nobody's alone, and count as what they are. They are not counted where they were seen
 * with an identifier of which a person has only one: that says who it was.
 */
public final class Neighbours {

    public static final Neighbours NONE = new Neighbours(new long[0]);

    private static final int LONGS_PER_ENTRY = 2;

    /** The low bits of a kind say how many of it one person may have, less one. */
    private static final long OF_ONE_PERSON = 1_023;

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
        for (TypedKey other : tellingApart(rules, set, owner)) {
            result = result.plus(kindOf(rules, other, owner), other.key().first());
        }
        return result;
    }

    /** Of a set that was seen together, those that tell with how many persons {@code owner} was seen. */
    static List<TypedKey> tellingApart(Rules rules, Iterable<TypedKey> set, TypedKey owner) {
        boolean named = false;
        for (TypedKey other : set) {
            named |= !other.equals(owner) && rules.of(other.type()).namesOnePerson();
        }
        List<TypedKey> telling = new ArrayList<>();
        for (TypedKey other : set) {
            boolean ofItsOwnKind = other.type() == owner.type() && other.scope().equals(owner.scope());
            boolean mayBeOneOfSeveral =
                    !outranks(rules, other, owner) && !rules.of(other.type()).namesOnePerson();
            if (!ofItsOwnKind && rules.tellsPersonsApart(other.type(), owner.type()) && !(named && mayBeOneOfSeveral)) {
                telling.add(other);
            }
        }
        return telling;
    }

    /** The kind of an identifier that tells of {@code owner}, as degrees are counted over it. */
    static long kindOf(Rules rules, TypedKey other, TypedKey owner) {
        long more = outranks(rules, other, owner) ? 0 : rules.of(other.type()).perProfileMax() - 1L;
        return (other.kind().fingerprint() & ~OF_ONE_PERSON) | Math.min(more, OF_ONE_PERSON);
    }

    private static boolean outranks(Rules rules, TypedKey other, TypedKey owner) {
        return rules.of(other.type()).priority() >= rules.of(owner.type()).priority();
    }

    /** How many persons so many distinct identifiers of a kind are taken for. */
    static int persons(long kind, int identifiers) {
        return identifiers > (kind & OF_ONE_PERSON) + 1 ? identifiers : Math.min(identifiers, 1);
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

    /** The largest number of persons that one kind tells of. */
    public int degree() {
        if (entries.length <= LONGS_PER_ENTRY) {
            return entries.length / LONGS_PER_ENTRY;
        }
        Map<Long, Integer> counts = new HashMap<>();
        int degree = 0;
        for (int i = 0; i < entries.length; i += LONGS_PER_ENTRY) {
            degree = Math.max(degree, persons(entries[i], counts.merge(entries[i], 1, Integer::sum)));
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
