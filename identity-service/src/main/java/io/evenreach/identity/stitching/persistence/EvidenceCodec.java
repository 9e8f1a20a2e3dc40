package io.evenreach.identity.stitching.persistence;

import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.identifiers.IdentifierType;
import io.evenreach.identity.stitching.domain.Counts;
import io.evenreach.identity.stitching.domain.Kind;
import io.evenreach.identity.stitching.domain.Sighting;
import io.evenreach.identity.stitching.domain.Sightings;
import io.evenreach.identity.stitching.domain.TypedKey;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The packed columns. A format byte comes first, so that a later release can read what this one wrote; types are written
 * by name, because the order of an enum is nobody's promise.
 */
public final class EvidenceCodec {

    private static final int FORMAT = 1;
    private static final int LOW_BITS = 0x7f;
    private static final int MORE = 0x80;

    private interface Writing {
        void to(DataOutputStream out) throws IOException;
    }

    private EvidenceCodec() {}

    static byte[] writeKeys(List<TypedKey> keys) {
        return write(out -> {
            out.writeShort(keys.size());
            for (TypedKey key : keys) {
                out.writeUTF(key.type().wireName());
                out.writeUTF(key.scope());
                out.write(key.key().bytes());
            }
        });
    }

    public static List<TypedKey> readKeys(byte[] bytes) {
        ByteBuffer in = reading(bytes);
        int size = Short.toUnsignedInt(in.getShort());
        List<TypedKey> keys = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            IdentifierType type = type(readText(in));
            String scope = readText(in);
            IdentifierKey key = new IdentifierKey(in.getLong(), in.getLong(), in.getLong(), in.getLong());
            keys.add(new TypedKey(key, type, scope));
        }
        return keys;
    }

    /** Times as differences, because sightings of one set are close to each other. */
    static byte[] writeSightings(Sightings sightings) {
        return write(out -> {
            out.writeShort(sightings.kept().size());
            long before = sightings.firstAt().toEpochMilli();
            out.writeLong(before);
            for (Sighting each : sightings.kept()) {
                long at = each.at().toEpochMilli();
                writeNumber(out, at - before);
                out.writeUTF(each.observationId());
                before = at;
            }
        });
    }

    public static Sightings readSightings(byte[] bytes, long count) {
        ByteBuffer in = reading(bytes);
        int size = Short.toUnsignedInt(in.getShort());
        long at = in.getLong();
        List<Sighting> kept = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            at += readNumber(in);
            kept.add(new Sighting(Instant.ofEpochMilli(at), readText(in)));
        }
        return new Sightings(kept, count);
    }

    static byte[] writeCounts(Counts counts) {
        return write(out -> {
            out.writeShort(counts.perKind().size());
            for (Map.Entry<Kind, Integer> each : counts.perKind().entrySet()) {
                out.writeUTF(each.getKey().type().wireName());
                out.writeUTF(each.getKey().scope());
                out.writeInt(each.getValue());
            }
        });
    }

    static Counts readCounts(byte[] bytes) {
        ByteBuffer in = reading(bytes);
        int size = Short.toUnsignedInt(in.getShort());
        Map<Kind, Integer> perKind = HashMap.newHashMap(size);
        for (int i = 0; i < size; i++) {
            IdentifierType type = type(readText(in));
            String scope = readText(in);
            perKind.put(new Kind(type, scope), in.getInt());
        }
        return new Counts(perKind);
    }

    static IdentifierType type(String wireName) {
        return IdentifierType.ofWireName(wireName)
                .orElseThrow(() -> new IllegalStateException("a row holds the unknown type " + wireName));
    }

    private static byte[] write(Writing writing) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(FORMAT);
            writing.to(out);
        } catch (IOException inMemory) {
            throw new UncheckedIOException(inMemory);
        }
        return bytes.toByteArray();
    }

    /** What is packed, behind its format. */
    private static ByteBuffer reading(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        int format = Byte.toUnsignedInt(in.get());
        if (format != FORMAT) {
            throw new IllegalStateException("a row is packed in the unknown format " + format);
        }
        return in;
    }

    /** Text as {@link DataOutputStream#writeUTF} writes it, which of ASCII is nothing but its bytes. */
    private static String readText(ByteBuffer in) {
        int length = Short.toUnsignedInt(in.getShort());
        int begin = in.arrayOffset() + in.position();
        in.position(in.position() + length);
        byte[] bytes = in.array();
        for (int i = begin; i < begin + length; i++) {
            if (bytes[i] < 0) {
                return readEncoded(bytes, begin - Short.BYTES);
            }
        }
        return new String(bytes, begin, length, StandardCharsets.ISO_8859_1);
    }

    private static String readEncoded(byte[] bytes, int begin) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes, begin, bytes.length - begin))) {
            return in.readUTF();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static void writeNumber(DataOutputStream out, long number) throws IOException {
        long rest = number;
        while ((rest & ~LOW_BITS) != 0) {
            out.writeByte((int) (rest & LOW_BITS) | MORE);
            rest >>>= 7;
        }
        out.writeByte((int) rest);
    }

    private static long readNumber(ByteBuffer in) {
        long number = 0;
        for (int shift = 0; ; shift += 7) {
            int next = Byte.toUnsignedInt(in.get());
            number |= (long) (next & LOW_BITS) << shift;
            if ((next & MORE) == 0) {
                return number;
            }
        }
    }
}
