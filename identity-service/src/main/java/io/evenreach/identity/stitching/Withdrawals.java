package io.evenreach.identity.stitching;

import io.evenreach.identity.stitching.domain.Span;
import io.evenreach.identity.stitching.domain.Withdrawal;
import io.evenreach.identity.stitching.persistence.TakenBack;
import io.evenreach.identity.vocabulary.Purpose;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The withdrawals that hold. */
@Component
public class Withdrawals {

    /**
     * A withdrawal.
     *
     * @param evidenceId remove this evidence to take the withdrawal back
     * @param profileId the profile whose identifiers they are
     * @param identifiers hashes of what it is about
     */
    public record Withdrawn(
            UUID evidenceId,
            UUID profileId,
            List<Purpose> purposes,
            String decidedBy,
            Instant withdrawnAt,
            @Nullable String reason,
            List<String> identifiers) {

        static Withdrawn of(Withdrawal withdrawal) {
            return new Withdrawn(
                    withdrawal.id(),
                    withdrawal.profileId(),
                    withdrawal.spans().stream()
                            .map(Span::purpose)
                            .distinct()
                            .sorted()
                            .toList(),
                    withdrawal.decidedBy(),
                    withdrawal.at(),
                    withdrawal.reason(),
                    withdrawal.keys().stream().map(key -> key.hex()).toList());
        }
    }

    private final TakenBack takenBack;

    Withdrawals(TakenBack takenBack) {
        this.takenBack = takenBack;
    }

    /** Those of a profile, and those about an identifier that it has or had; the newest first. */
    public List<Withdrawn> about(UUID profileId) {
        return takenBack.withdrawalsAbout(profileId).stream()
                .map(Withdrawn::of)
                .sorted(Comparator.comparing(Withdrawn::withdrawnAt).reversed().thenComparing(Withdrawn::evidenceId))
                .toList();
    }
}
