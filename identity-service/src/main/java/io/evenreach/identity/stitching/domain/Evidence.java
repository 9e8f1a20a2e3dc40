package io.evenreach.identity.stitching.domain;

import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.identity.vocabulary.Purpose;
import io.evenreach.kernel.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * The fact that these identifiers were seen together: what everything else is derived from. Repeats of one set from one
 * place are one piece of evidence with several sightings.
 *
 * @param id follows from the set, its provenance and its purposes, so that repeats meet
 * @param keys each once, in order of their keys
 * @param stated whether the sender named the purposes; where they said nothing, evidence is good for everything but gives
 *     no purpose again that was withdrawn
 */
public record Evidence(
        UUID id,
        Provenance provenance,
        List<TypedKey> keys,
        Set<Purpose> purposes,
        boolean stated,
        Sightings sightings) {

    private static final int STATED = 4;

    public Evidence {
        keys = List.copyOf(keys);
        purposes = Purpose.ofMask(Purpose.mask(purposes));
        stated |= purposes.size() < Purpose.ALL.size();
        if (keys.isEmpty() || purposes.isEmpty()) {
            throw new IllegalArgumentException("evidence needs identifiers and purposes");
        }
    }

    /** Evidence of a single sighting. */
    public static Evidence of(
            Provenance provenance, List<TypedKey> keys, Set<Purpose> purposes, boolean stated, Sighting sighting) {
        List<TypedKey> sorted = keys.stream()
                .distinct()
                .sorted(Comparator.comparing(TypedKey::key))
                .toList();
        return new Evidence(
                idOf(provenance, sorted, purposeBits(purposes, stated)),
                provenance,
                sorted,
                purposes,
                stated,
                Sightings.of(sighting));
    }

    Evidence plus(Sighting sighting) {
        return new Evidence(id, provenance, keys, purposes, stated, sightings.plus(sighting));
    }

    /** Without one of its sightings; empty where that was the only one. */
    public Optional<Evidence> minus(String observationId) {
        return sightings.minus(observationId).map(left -> new Evidence(id, provenance, keys, purposes, stated, left));
    }

    /** The same sightings of what is left without some keys; empty where nothing is. */
    public Optional<Evidence> without(Set<IdentifierKey> gone) {
        List<TypedKey> left =
                keys.stream().filter(key -> !gone.contains(key.key())).toList();
        return left.isEmpty()
                ? Optional.empty()
                : Optional.of(new Evidence(
                        idOf(provenance, left, purposeBits(purposes, stated)),
                        provenance,
                        left,
                        purposes,
                        stated,
                        sightings));
    }

    /** With more sightings of the same set. */
    public Evidence plus(Sightings more) {
        return new Evidence(id, provenance, keys, purposes, stated, sightings.plus(more));
    }

    boolean forEveryPurpose() {
        return purposes.size() == Purpose.ALL.size();
    }

    /** Whether whoever sent it says that the purpose is allowed. */
    boolean allows(Purpose purpose) {
        return stated && purposes.contains(purpose);
    }

    /** Purposes and whether they were named as bits; whoever names fewer than all has named them. */
    public static int purposeBits(Set<Purpose> purposes, boolean stated) {
        boolean all = purposes.size() == Purpose.ALL.size();
        return Purpose.mask(purposes) | (all && stated ? STATED : 0);
    }

    public static boolean stated(int purposeBits) {
        return (purposeBits & STATED) != 0 || Purpose.ofMask(purposeBits).size() < Purpose.ALL.size();
    }

    private static UUID idOf(Provenance provenance, List<TypedKey> sorted, int purposeBits) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeUTF(provenance.owner());
            out.writeUTF(provenance.source());
            out.writeUTF(provenance.contactDomain());
            out.writeUTF(provenance.kind());
            out.writeUTF(provenance.dataSetId() == null ? "" : provenance.dataSetId());
            out.writeByte(purposeBits);
            for (TypedKey each : sorted) {
                out.write(each.key().bytes());
            }
            ByteBuffer digest = ByteBuffer.wrap(Sha256.of(bytes.toByteArray()));
            return new UUID(digest.getLong(), digest.getLong());
        } catch (IOException inMemory) {
            throw new UncheckedIOException(inMemory);
        }
    }
}
