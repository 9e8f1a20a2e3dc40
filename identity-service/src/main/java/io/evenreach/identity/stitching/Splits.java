package io.evenreach.identity.stitching;

import io.evenreach.identity.stitching.domain.Cut;
import io.evenreach.identity.stitching.domain.TypedKey;
import io.evenreach.identity.stitching.persistence.TakenBack;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The splits that hold. */
@Component
public class Splits {

    /**
     * A split.
     *
     * @param evidenceId remove this evidence to take the split back
     * @param profileId the profile that was split
     * @param apart hashes of what was split off
     * @param rest hashes of what it was split from
     */
    public record Split(
            UUID evidenceId,
            UUID profileId,
            String decidedBy,
            Instant decidedAt,
            @Nullable String reason,
            List<String> apart,
            List<String> rest) {}

    private final TakenBack takenBack;

    Splits(TakenBack takenBack) {
        this.takenBack = takenBack;
    }

    /** Those that are about an identifier which a profile has or had; the newest first. */
    public List<Split> about(UUID profileId) {
        return takenBack.cutsAbout(profileId).stream()
                .map(Splits::shown)
                .sorted(Comparator.comparing(Split::decidedAt).reversed().thenComparing(Split::evidenceId))
                .toList();
    }

    private static Split shown(Cut cut) {
        return new Split(
                cut.id(),
                cut.profileId(),
                cut.decidedBy(),
                cut.decidedAt(),
                cut.reason(),
                hashes(cut.apart()),
                hashes(cut.rest()));
    }

    private static List<String> hashes(List<TypedKey> keys) {
        return keys.stream().map(key -> key.key().hex()).toList();
    }
}
