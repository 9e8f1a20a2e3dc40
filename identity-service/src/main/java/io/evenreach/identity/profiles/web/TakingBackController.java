package io.evenreach.identity.profiles.web;

import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.identity.evidence.IdentifierJudge;
import io.evenreach.identity.stitching.TakingBack;
import io.evenreach.identity.stitching.TakingBack.Decision;
import io.evenreach.identity.stitching.TakingBack.Releasing;
import io.evenreach.identity.stitching.TakingBack.Split;
import io.evenreach.identity.stitching.TakingBack.Withdrawing;
import io.evenreach.identity.stitching.Withdrawals;
import io.evenreach.identity.vocabulary.Purpose;
import io.evenreach.platform.problem.FieldError;
import io.evenreach.platform.problem.ProblemException;
import io.evenreach.platform.security.Caller;
import io.evenreach.platform.security.RequiresScope;
import io.evenreach.platform.security.Scopes;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Taking back what stitching did. Only the brand may: it changes who is who for everybody. */
@RestController
class TakingBackController {

    static final int SPLIT_MAX = 500;
    static final int WITHDRAWN_MAX = 1_000;
    static final int RELEASED_PERSONS_MAX = 1_000;

    /**
     * What to split off.
     *
     * @param reason why, in your words
     */
    record SplitBody(
            @NotNull @Size(min = 1, max = SPLIT_MAX) List<@NotNull @Valid NamedIdentifier> identifiers,
            @Nullable @Size(max = 1_000) String reason) {}

    /**
     * A split.
     *
     * @param evidenceId remove this evidence to take the split back
     * @param profileId the profile of what stayed; another than asked for where the identifier that gave it its id was
     *     split off; null where nothing of it identifies anybody
     * @param split whose the identifiers split off are now
     * @param settled whether that is known; else so much is known of the profile that the background settles it, and whoever
     *     asks meanwhile is answered that it is undetermined
     */
    record SplitView(UUID evidenceId, @Nullable UUID profileId, List<OwnedView> split, boolean settled) {}

    /** @param profileId null where it is quarantined or shared */
    record OwnedView(String hash, @Nullable UUID profileId) {}

    private final TakingBack takingBack;
    private final IdentifierJudge judge;

    TakingBackController(TakingBack takingBack, IdentifierJudge judge) {
        this.takingBack = takingBack;
        this.judge = judge;
    }

    @PostMapping("/api/v1/identity/profiles/{id}:split")
    @RequiresScope(Scopes.IDENTITY_WRITE)
    @Operation(
            summary =
                    "Split identifiers off a profile: they are never joined to the rest of it again. 202 where so much is"
                            + " known of it that the background settles what follows")
    @ApiResponse(responseCode = "200", useReturnTypeSchema = true)
    @ApiResponse(responseCode = "202", useReturnTypeSchema = true)
    ResponseEntity<SplitView> split(@PathVariable UUID id, @RequestBody @Valid SplitBody body, Caller caller) {
        requireBrand(caller, "profile");
        List<IdentifierKey> keys = NamedIdentifier.keys(body.identifiers(), "/identifiers", judge);
        return switch (takingBack.split(id, keys, new Decision(caller.subject(), body.reason()))) {
            case Split.Done done ->
                ResponseEntity.status(done.settled() ? HttpStatus.OK : HttpStatus.ACCEPTED)
                        .body(view(done));
            case Split.NoSuchProfile() -> throw ProblemException.notFound("profile");
            case Split.NotInProfile(var indexes) -> throw notInProfile(indexes);
            case Split.WholeProfile() ->
                throw ProblemException.invalidField(
                        "/identifiers", "WHOLE_PROFILE", "Leave the profile at least one identifier.");
            case Split.Undetermined() -> throw undetermined();
        };
    }

    private static SplitView view(Split.Done done) {
        return new SplitView(
                done.evidenceId(),
                done.profileId(),
                done.apart().stream()
                        .map(owned -> new OwnedView(owned.key().hex(), owned.profileId()))
                        .toList(),
                done.settled());
    }

    /**
     * What is withdrawn.
     *
     * @param identifiers those of the profile that it is about; all it has when absent
     * @param reason why, in your words
     */
    record WithdrawBody(
            @NotNull @Size(min = 1) Set<@NotNull Purpose> purposes,
            @Nullable @Size(min = 1, max = WITHDRAWN_MAX) List<@NotNull @Valid NamedIdentifier> identifiers,
            @Nullable @Size(max = 1_000) String reason) {}

    @PostMapping("/api/v1/identity/profiles/{id}:withdraw")
    @RequiresScope(Scopes.IDENTITY_WRITE)
    @Operation(
            summary =
                    "Withdraw purposes for a person: their identifiers link nothing for them, until an observation dated"
                            + " later that names the purpose allows it again; remove the evidence to take it back")
    Withdrawals.Withdrawn withdraw(@PathVariable UUID id, @RequestBody @Valid WithdrawBody body, Caller caller) {
        requireBrand(caller, "profile");
        List<IdentifierKey> keys = body.identifiers() == null
                ? List.of()
                : NamedIdentifier.keys(body.identifiers(), "/identifiers", judge);
        return switch (takingBack.withdraw(id, body.purposes(), keys, new Decision(caller.subject(), body.reason()))) {
            case Withdrawing.Done(var withdrawn) -> withdrawn;
            case Withdrawing.NoSuchProfile() -> throw ProblemException.notFound("profile");
            case Withdrawing.NotInProfile(var indexes) -> throw notInProfile(indexes);
            case Withdrawing.Undetermined() -> throw undetermined();
        };
    }

    private static ProblemException undetermined() {
        return new ProblemException(
                HttpStatus.CONFLICT,
                "UNDETERMINED_PROFILE",
                "So much is known of this profile that the background is settling whose its identifiers are.");
    }

    private static ProblemException notInProfile(List<Integer> indexes) {
        String message = "The profile does not have this identifier.";
        return new ProblemException(
                HttpStatus.UNPROCESSABLE_CONTENT,
                "NOT_IN_PROFILE",
                message,
                indexes.stream()
                        .map(index -> new FieldError("/identifiers/" + index, "NOT_IN_PROFILE", message))
                        .toList());
    }

    @DeleteMapping("/api/v1/identity/evidence/{id}")
    @RequiresScope(Scopes.IDENTITY_WRITE)
    @Operation(
            summary =
                    "Remove a split, a withdrawal, a release, or a set of identifiers that was seen together, as if it had never"
                            + " been; with observationId only that sighting of the set. 202 where so much is known of"
                            + " the people that the background settles what follows")
    @ApiResponse(responseCode = "204")
    @ApiResponse(responseCode = "202")
    ResponseEntity<Void> remove(@PathVariable UUID id, @RequestParam @Nullable String observationId, Caller caller) {
        requireBrand(caller, "evidence");
        return switch (takingBack.remove(id, observationId, caller.subject())) {
            case DONE -> ResponseEntity.noContent().build();
            case DEFERRED -> ResponseEntity.accepted().build();
            case NO_SUCH_EVIDENCE -> throw ProblemException.notFound("evidence");
            case TOO_MANY_SIGHTINGS ->
                throw new ProblemException(
                        HttpStatus.CONFLICT,
                        "TOO_MANY_SIGHTINGS",
                        "This set was seen so often that its sightings are not kept one by one; remove it whole.");
        };
    }

    /**
     * How far an identifier is released.
     *
     * @param personsPerKey with how many persons it may be seen from now on, instead of as many as its type allows
     * @param reason why, in your words
     */
    record ReleaseBody(
            @NotNull @Min(1) @Max(RELEASED_PERSONS_MAX) Integer personsPerKey,
            @NotBlank @Size(max = 1_000) String reason) {}

    /**
     * An identifier that was released.
     *
     * @param evidenceId remove this evidence to take the release back
     * @param profileId whose it is now; null where it is nobody's for another reason
     */
    record ReleasedView(
            UUID evidenceId,
            String hash,
            int personsPerKey,
            @Nullable UUID profileId) {}

    @PostMapping("/api/v1/identity/quarantine/{hash}:release")
    @RequiresScope(Scopes.IDENTITY_WRITE)
    @Operation(
            summary =
                    "Release an identifier from quarantine with all that it linked, until it is seen with more persons than"
                            + " this; remove the evidence to take it back")
    ReleasedView release(@PathVariable String hash, @RequestBody @Valid ReleaseBody body, Caller caller) {
        requireBrand(caller, "identifier in quarantine");
        if (!hash.matches("[0-9a-f]{64}")) {
            throw ProblemException.notFound("identifier in quarantine");
        }
        IdentifierKey key = IdentifierKey.parse(hash);
        return switch (takingBack.release(key, body.personsPerKey(), caller.subject(), body.reason())) {
            case Releasing.Done(var evidenceId, var profileId) ->
                new ReleasedView(evidenceId, hash, body.personsPerKey(), profileId);
            case Releasing.NotQuarantined() -> throw ProblemException.notFound("identifier in quarantine");
            case Releasing.SharedByMore() ->
                throw new ProblemException(
                        HttpStatus.CONFLICT,
                        "SHARED_BY_MORE",
                        "This identifier was seen with more than " + body.personsPerKey() + " persons.");
        };
    }

    /** @param identifiers how many were erased; those that are somebody else's too stay theirs */
    record ErasureView(UUID profileId, Instant erasedAt, int identifiers) {}

    @PostMapping("/api/v1/identity/profiles/{id}:erase")
    @RequiresScope(Scopes.IDENTITY_WRITE)
    @Operation(
            summary =
                    "Erase a person: identifiers and evidence go for ever, what is dated before is dropped as ERASED, and"
                            + " whoever is seen with an identifier of theirs later is somebody new")
    ErasureView erase(@PathVariable UUID id, Caller caller) {
        requireBrand(caller, "profile");
        return takingBack
                .erase(id, caller.subject())
                .map(erasure -> new ErasureView(id, erasure.erasedAt(), erasure.identifiers()))
                .orElseThrow(() -> ProblemException.notFound("profile"));
    }

    private static void requireBrand(Caller caller, String what) {
        if (!caller.isBrand()) {
            throw ProblemException.notFound(what);
        }
    }
}
