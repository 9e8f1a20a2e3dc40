package io.evenreach.identity.evidence.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.evenreach.identity.evidence.Intake;
import io.evenreach.identity.evidence.RawIdentifier;
import io.evenreach.identity.evidence.RawObservation;
import io.evenreach.identity.evidence.Taken;
import io.evenreach.identity.vocabulary.ContactDomain;
import io.evenreach.identity.vocabulary.EvidenceKind;
import io.evenreach.identity.vocabulary.Purpose;
import io.evenreach.platform.hashing.PairwiseIds;
import io.evenreach.platform.security.Caller;
import io.evenreach.platform.security.RequiresScope;
import io.evenreach.platform.security.Scopes;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** Observations in, one result each. */
@RestController
class ObservationsController {

    static final int OBSERVATIONS_MAX = 1_000;
    static final int IDENTIFIERS_MAX = 100;

    record ObservationsBody(
            @NotNull @Size(min = 1, max = OBSERVATIONS_MAX) List<@NotNull @Valid ObservationBody> observations) {}

    /**
     * What was seen together.
     *
     * @param purposes what the link may be used for; absent means everything, but only who names a purpose allows it again
     *     once it was withdrawn
     */
    record ObservationBody(
            @NotBlank @Size(max = 200) String observationId,
            @NotNull OffsetDateTime observedAt,
            @NotBlank @Size(max = 200) String source,
            @NotNull ContactDomain domain,
            @NotNull EvidenceKind evidence,
            @NotEmpty @Size(max = IDENTIFIERS_MAX) List<@NotNull @Valid IdentifierBody> identifiers,
            @Nullable @Size(min = 1) Set<@NotNull Purpose> purposes) {}

    record IdentifierBody(
            @NotBlank @Size(max = 100) String type,
            @Nullable String scope,
            @Nullable String value) {}

    record ObservationsView(List<ResultView> results) {}

    /**
     * What one observation came to.
     *
     * @param profileId who owned its strongest identifier when it was seen; a partner gets an id of its own
     * @param outcome {@code LINKED}, {@code HELD} (kept, but a link is refused) or {@code IGNORED} (nothing was kept)
     * @param reasons codes
     * @param dropped the identifiers that were not used
     * @param evidenceId what to remove to take it back; for the brand alone, who may
     */
    record ResultView(
            String observationId,
            @Nullable UUID profileId,
            String outcome,
            List<String> reasons,
            List<Taken.Drop> dropped,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            UUID evidenceId) {}

    private final Intake intake;
    private final PairwiseIds pairwise;

    ObservationsController(Intake intake, PairwiseIds pairwise) {
        this.intake = intake;
        this.pairwise = pairwise;
    }

    @PostMapping("/api/v1/identity/observations")
    @RequiresScope(Scopes.IDENTITY_WRITE)
    ObservationsView observe(@RequestBody @Valid ObservationsBody body, Caller caller) {
        List<RawObservation> raw =
                body.observations().stream().map(ObservationsController::raw).toList();
        List<Taken> taken = intake.take(caller.owner(), raw);
        List<ResultView> results = new ArrayList<>(taken.size());
        for (int i = 0; i < taken.size(); i++) {
            Taken each = taken.get(i);
            results.add(new ResultView(
                    raw.get(i).observationId(),
                    pairwise.shownTo(caller, each.answer().profileId()),
                    each.answer().outcome().name(),
                    each.answer().reasons(),
                    each.dropped(),
                    caller.isBrand() ? each.answer().evidenceId() : null));
        }
        return new ObservationsView(results);
    }

    private static RawObservation raw(ObservationBody body) {
        return new RawObservation(
                body.observationId(),
                body.observedAt().toInstant(),
                body.source(),
                body.domain(),
                body.evidence(),
                body.identifiers().stream()
                        .map(each -> new RawIdentifier(each.type(), each.scope(), each.value()))
                        .toList(),
                body.purposes() == null ? Purpose.ALL : body.purposes(),
                body.purposes() != null);
    }
}
