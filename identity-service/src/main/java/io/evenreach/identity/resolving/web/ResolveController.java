package io.evenreach.identity.resolving.web;

import io.evenreach.identity.evidence.RawIdentifier;
import io.evenreach.identity.resolving.Resolving;
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
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** Who is this? */
@RestController
class ResolveController {

    static final int LOOKUPS_MAX = 1_000;

    record ResolveBody(
            @NotNull @Size(min = 1, max = LOOKUPS_MAX) List<@NotNull @Valid LookupBody> lookups) {}

    /**
     * One question.
     *
     * @param at the time it is about; now when absent
     * @param purpose ADS when absent
     */
    record LookupBody(
            @NotEmpty @Size(max = 100) List<@NotNull @Valid IdentifierBody> identifiers,
            @Nullable OffsetDateTime at,
            @Nullable Purpose purpose) {}

    record IdentifierBody(
            @NotBlank @Size(max = 100) String type,
            @Nullable String scope,
            @Nullable String value) {}

    record ResolveView(List<ResultView> results) {}

    /**
     * One answer.
     *
     * @param profileId the profile; for an identifier nobody has linked, its own; null where undetermined; a partner
     *     or merchant gets an id of its own
     * @param known whether the deciding identifier was seen before; what was only ever seen in a closed garden of others
     *     is unknown to partners
     * @param undetermined whether nobody can be told, because every identifier is shared or blocked
     */
    record ResultView(@Nullable UUID profileId, boolean known, boolean undetermined) {}

    private final Resolving resolving;
    private final PairwiseIds pairwise;

    ResolveController(Resolving resolving, PairwiseIds pairwise) {
        this.resolving = resolving;
        this.pairwise = pairwise;
    }

    @PostMapping("/api/v1/identity/resolve")
    @RequiresScope(Scopes.IDENTITY_READ)
    ResolveView resolve(@RequestBody @Valid ResolveBody body, Caller caller) {
        List<Resolving.Lookup> lookups = body.lookups().stream()
                .map(lookup -> new Resolving.Lookup(
                        lookup.identifiers().stream()
                                .map(each -> new RawIdentifier(each.type(), each.scope(), each.value()))
                                .toList(),
                        lookup.at() == null ? null : lookup.at().toInstant(),
                        lookup.purpose() == null ? Purpose.ADS : lookup.purpose()))
                .toList();
        return new ResolveView(resolving.resolve(lookups, caller.isBrand() ? null : caller.owner()).stream()
                .map(found -> new ResultView(
                        pairwise.shownTo(caller, found.profileId()), found.known(), found.undetermined()))
                .toList());
    }
}
