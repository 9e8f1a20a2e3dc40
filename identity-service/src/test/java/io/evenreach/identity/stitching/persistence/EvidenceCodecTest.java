package io.evenreach.identity.stitching.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.identifiers.IdentifierType;
import io.evenreach.identity.stitching.domain.Counts;
import io.evenreach.identity.stitching.domain.Kind;
import io.evenreach.identity.stitching.domain.Sighting;
import io.evenreach.identity.stitching.domain.Sightings;
import io.evenreach.identity.stitching.domain.TypedKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EvidenceCodecTest {

    @Test
    void readsBackWhatItWrote() {
        Random random = new Random(7);
        for (int round = 0; round < 200; round++) {
            Sightings sightings = sightings(random);
            assertThat(EvidenceCodec.readSightings(EvidenceCodec.writeSightings(sightings), sightings.count()))
                    .isEqualTo(sightings);
        }
        List<TypedKey> keys = List.of(
                new TypedKey(new IdentifierKey(1, -2, 3, -4), IdentifierType.PHONE, ""),
                new TypedKey(new IdentifierKey(5, 6, 7, 8), IdentifierType.COOKIE, "dataset:d1:商店"));
        assertThat(EvidenceCodec.readKeys(EvidenceCodec.writeKeys(keys))).isEqualTo(keys);
        Counts counts = new Counts(
                Map.of(new Kind(IdentifierType.LOGIN_ID, "web"), 1, new Kind(IdentifierType.COOKIE, ""), 100));
        assertThat(EvidenceCodec.readCounts(EvidenceCodec.writeCounts(counts))).isEqualTo(counts);
    }

    @Test
    void spendsFewBytesOnRepeats() {
        List<Sighting> kept = new ArrayList<>();
        for (int i = 0; i < Sightings.KEPT_MAX; i++) {
            kept.add(new Sighting(Instant.ofEpochSecond(1_780_000_000L + 3_600L * i), "o" + i));
        }

        assertThat(EvidenceCodec.writeSightings(new Sightings(kept, 9_999)).length)
                .isLessThan(12 * Sightings.KEPT_MAX);
    }

    private static Sightings sightings(Random random) {
        List<Sighting> kept = new ArrayList<>();
        int size = 1 + random.nextInt(Sightings.KEPT_MAX);
        for (int i = 0; i < size; i++) {
            kept.add(new Sighting(
                    Instant.ofEpochMilli(random.nextLong(-1_000_000_000_000L, 4_000_000_000_000L)), "観測-" + i));
        }
        kept.sort(Sighting::compareTo);
        return new Sightings(kept, size + random.nextInt(1_000));
    }
}
