package io.evenreach.identity.profiles.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.evenreach.identity.linkage.LinkageRecords;
import io.evenreach.identity.linkage.RecordPerson;
import io.evenreach.identity.profiles.Profile;
import io.evenreach.identity.profiles.Profile.OwnedIdentifier;
import io.evenreach.identity.profiles.ProfileSummary;
import io.evenreach.identity.profiles.QuarantinedIdentifier;
import io.evenreach.identity.profiles.ReleasedIdentifier;
import io.evenreach.identity.profiles.persistence.ProfileReader;
import io.evenreach.identity.profiles.persistence.ProfileReader.EvidencePlace;
import io.evenreach.identity.profiles.persistence.ProfileReader.Placed;
import io.evenreach.identity.stitching.Aliases;
import io.evenreach.identity.stitching.Splits;
import io.evenreach.identity.stitching.Withdrawals;
import io.evenreach.identity.vocabulary.Purpose;
import io.evenreach.platform.hashing.PairwiseIds;
import io.evenreach.platform.page.Cursor;
import io.evenreach.platform.page.Page;
import io.evenreach.platform.problem.FieldError;
import io.evenreach.platform.problem.ProblemException;
import io.evenreach.platform.security.Caller;
import io.evenreach.platform.security.RequiresScope;
import io.evenreach.platform.security.Scopes;
import io.swagger.v3.oas.annotations.Operation;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Writer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/**
 * Looking at people, across everything the platform knows: for partners, merchants and guides there is nothing here but
 * the export of their own records.
 */
@RestController
class ProfilesController {

    /**
     * A profile.
     *
     * @param profileId the id it has now, which is another than asked for when that one was merged
     * @param aliases the other ids that stand for it now
     * @param undetermined whether what founded this id is quarantined, shared, withdrawn or forgotten, so that it stands
     *     for nobody
     * @param evidence the newest of it; all of it under {@code /evidence}
     * @param evidenceCount how much there is
     * @param splits what was split by hand and holds, newest first
     * @param withdrawals purposes that were withdrawn for identifiers it has or had, newest first
     * @param history what happened to it, oldest first
     * @param records where linkage made this profile of records without a shared key, and stitching does not know it:
     *     those records, and how they were joined; absent for all others
     */
    record ProfileView(
            UUID profileId,
            List<UUID> aliases,
            boolean undetermined,
            List<OwnedIdentifier> identifiers,
            List<Profile.EvidenceRow> evidence,
            long evidenceCount,
            List<Splits.Split> splits,
            List<Withdrawals.Withdrawn> withdrawals,
            List<HistoryView> history,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            RecordsOfPerson records) {

        static ProfileView of(RecordPerson person) {
            return new ProfileView(
                    person.profileId(),
                    List.of(),
                    false,
                    List.of(),
                    List.of(),
                    0,
                    List.of(),
                    List.of(),
                    List.of(),
                    RecordsOfPerson.of(person));
        }
    }

    /**
     * One thing that happened.
     *
     * @param kind {@code IDENTIFIER_SEEN}, {@code IDENTIFIER_TAKEN_OVER}, {@code IDENTIFIER_LEFT}, {@code SPLIT},
     *     {@code PURPOSE_WITHDRAWN} or {@code EVIDENCE_REMOVED}
     * @param type of the identifier; null for what is about evidence
     * @param hash of the identifier; null for what is about evidence
     * @param evidenceId what was split, withdrawn or removed; null for what is about an identifier
     * @param observationId the sighting that was removed; null where all of the evidence was
     * @param by who did it; null for what was observed
     */
    record HistoryView(
            Instant at,
            String kind,
            @Nullable String type,
            @Nullable String hash,
            @Nullable UUID evidenceId,
            @Nullable String observationId,
            @Nullable String by) {

        static HistoryView of(Instant at, String kind, OwnedIdentifier identifier) {
            return new HistoryView(at, kind, identifier.type(), identifier.hash(), null, null, null);
        }
    }

    record ExportedIdentifier(String type, String scope, String hash) {}

    record ExportView(ExportedIdentifier identifier, UUID profileId) {}

    /** @param profileId a partner gets an id of its own */
    record ExportedRecord(
            String recordId, String source, @Nullable UUID profileId) {}

    private final ProfileReader profiles;
    private final Aliases aliases;
    private final Splits splits;
    private final Withdrawals withdrawals;
    private final LinkageRecords records;
    private final PairwiseIds pairwise;
    private final Exports exports;
    private final JsonMapper json;

    ProfilesController(
            ProfileReader profiles,
            Aliases aliases,
            Splits splits,
            Withdrawals withdrawals,
            LinkageRecords records,
            PairwiseIds pairwise,
            Exports exports,
            JsonMapper json) {
        this.profiles = profiles;
        this.aliases = aliases;
        this.splits = splits;
        this.withdrawals = withdrawals;
        this.records = records;
        this.pairwise = pairwise;
        this.exports = exports;
        this.json = json;
    }

    @GetMapping("/api/v1/identity/profiles/{id}")
    @RequiresScope(Scopes.IDENTITY_READ)
    ProfileView profile(@PathVariable UUID id, @RequestParam(defaultValue = "ADS") Purpose purpose, Caller caller) {
        requirePlatform(caller, "profile");
        Optional<UUID> known = aliases.of(id, purpose);
        if (known.isEmpty() && aliases.wasIssued(id)) {
            List<Withdrawals.Withdrawn> withdrawn = withdrawals.about(id);
            return new ProfileView(
                    id,
                    List.of(),
                    true,
                    List.of(),
                    List.of(),
                    0,
                    List.of(),
                    withdrawn,
                    history(List.of(), List.of(), withdrawn, List.of()),
                    null);
        }
        if (known.isEmpty()) {
            return records.person(LinkageRecords.ownerOf(caller), id)
                    .map(ProfileView::of)
                    .orElseThrow(() -> ProblemException.notFound("profile"));
        }
        UUID canonical = known.get();
        List<OwnedIdentifier> identifiers = profiles.identifiers(canonical, purpose);
        List<Splits.Split> split = splits.about(canonical);
        List<Withdrawals.Withdrawn> withdrawn = withdrawals.about(canonical);
        return new ProfileView(
                canonical,
                profiles.aliases(canonical, purpose),
                false,
                identifiers,
                profiles.evidence(canonical, purpose, EvidencePlace.FIRST, ProfileReader.EVIDENCE_MAX).stream()
                        .map(Placed::row)
                        .toList(),
                profiles.evidenceCount(canonical, purpose),
                split,
                withdrawn,
                history(identifiers, split, withdrawn, profiles.removals(canonical, purpose)),
                null);
    }

    private static List<HistoryView> history(
            List<OwnedIdentifier> identifiers,
            List<Splits.Split> splits,
            List<Withdrawals.Withdrawn> withdrawals,
            List<Profile.Removal> removals) {
        List<HistoryView> history = new ArrayList<>();
        for (OwnedIdentifier each : identifiers) {
            String kind = each.validFrom() == null ? "IDENTIFIER_SEEN" : "IDENTIFIER_TAKEN_OVER";
            history.add(HistoryView.of(each.firstSeenAt(), kind, each));
            if (each.validTo() != null) {
                history.add(HistoryView.of(each.validTo(), "IDENTIFIER_LEFT", each));
            }
        }
        splits.forEach(split -> history.add(
                new HistoryView(split.decidedAt(), "SPLIT", null, null, split.evidenceId(), null, split.decidedBy())));
        withdrawals.forEach(withdrawal -> history.add(new HistoryView(
                withdrawal.withdrawnAt(),
                "PURPOSE_WITHDRAWN",
                null,
                null,
                withdrawal.evidenceId(),
                null,
                withdrawal.decidedBy())));
        removals.forEach(removal -> history.add(new HistoryView(
                removal.removedAt(),
                "EVIDENCE_REMOVED",
                null,
                null,
                removal.evidenceId(),
                removal.observationId(),
                removal.removedBy())));
        history.sort(Comparator.comparing(HistoryView::at)
                .thenComparing(HistoryView::kind)
                .thenComparing(HistoryView::hash, Comparator.nullsLast(Comparator.naturalOrder())));
        return history;
    }

    @GetMapping("/api/v1/identity/profiles/{id}/evidence")
    @RequiresScope(Scopes.IDENTITY_READ)
    @Operation(summary = "All evidence of a profile, the newest first")
    Page<Profile.EvidenceRow> evidence(
            @PathVariable UUID id,
            @RequestParam @Nullable String cursor,
            @RequestParam @Nullable Integer limit,
            @RequestParam(defaultValue = "ADS") Purpose purpose,
            Caller caller) {
        requirePlatform(caller, "profile");
        UUID canonical = aliases.of(id, purpose).orElseThrow(() -> ProblemException.notFound("profile"));
        int bounded = Cursor.limit(limit);
        return Page.of(
                        profiles.evidence(canonical, purpose, place(Cursor.decode(cursor)), bounded + 1),
                        bounded,
                        placed -> placed.at().untilMillis() + " " + placed.at().evidenceId())
                .map(Placed::row);
    }

    private static EvidencePlace place(@Nullable String position) {
        if (position == null) {
            return EvidencePlace.FIRST;
        }
        String[] parts = position.split(" ", -1);
        try {
            return new EvidencePlace(Long.parseLong(parts[0]), UUID.fromString(parts[parts.length - 1]));
        } catch (IllegalArgumentException notOurs) {
            throw Cursor.notOurs();
        }
    }

    @GetMapping("/api/v1/identity/profiles")
    @RequiresScope(Scopes.IDENTITY_READ)
    Page<ProfileSummary> profiles(
            @RequestParam @Nullable String cursor,
            @RequestParam @Nullable Integer limit,
            @RequestParam(defaultValue = "ADS") Purpose purpose,
            @RequestParam @Nullable String dataSetId,
            Caller caller) {
        requirePlatform(caller, "list");
        int bounded = Cursor.limit(limit);
        return Page.of(
                profiles.list(Cursor.decodeId(cursor), bounded + 1, purpose, dataSetId),
                bounded,
                profile -> profile.profileId().toString());
    }

    private static void requirePlatform(Caller caller, String what) {
        if (!caller.isBrand()) {
            throw ProblemException.notFound(what);
        }
    }

    @GetMapping("/api/v1/identity/quarantine")
    @RequiresScope(Scopes.IDENTITY_READ)
    Page<QuarantinedIdentifier> quarantine(
            @RequestParam @Nullable String cursor, @RequestParam @Nullable Integer limit, Caller caller) {
        requirePlatform(caller, "list");
        int bounded = Cursor.limit(limit);
        String after = Cursor.decode(cursor);
        if (after != null && !after.matches("[0-9a-f]{64}")) {
            throw Cursor.notOurs();
        }
        return Page.of(profiles.quarantine(after, bounded + 1), bounded, QuarantinedIdentifier::hash);
    }

    @GetMapping("/api/v1/identity/quarantine/releases")
    @RequiresScope(Scopes.IDENTITY_READ)
    @Operation(summary = "Identifiers that somebody released from quarantine; remove the evidence to take one back")
    Page<ReleasedIdentifier> releases(
            @RequestParam @Nullable String cursor, @RequestParam @Nullable Integer limit, Caller caller) {
        requirePlatform(caller, "list");
        int bounded = Cursor.limit(limit);
        UUID after = Cursor.decodeId(cursor);
        return Page.of(
                profiles.releases(after, bounded + 1),
                bounded,
                release -> release.evidenceId().toString());
    }

    /**
     * Who owns which identifier now, or which record is whose, as one JSON object per line.
     *
     * @param partnerId to whom the export is to be given: without what was learned in closed gardens of others, and with
     *     profile ids of that partner
     */
    @GetMapping(value = "/api/v1/identity/export", produces = "application/x-ndjson")
    @RequiresScope(Scopes.IDENTITY_READ)
    void export(
            @RequestParam(defaultValue = "identifiers") String kind,
            @RequestParam(defaultValue = "ADS") Purpose purpose,
            @RequestParam @Nullable String dataSetId,
            @RequestParam @Nullable String partnerId,
            Caller caller,
            HttpServletResponse response)
            throws IOException {
        if (kind.equals("records")) {
            exports.send(caller.owner(), response, lines -> writeRecords(caller, partnerId, lines));
            return;
        }
        requirePlatform(caller, "export");
        if (!kind.equals("identifiers")) {
            String message = "The kinds of export are: identifiers, records.";
            throw new ProblemException(
                    HttpStatus.BAD_REQUEST,
                    "INVALID_PARAMETER",
                    message,
                    List.of(new FieldError("kind", "INVALID_PARAMETER", message)));
        }
        String receiver = partnerId == null ? null : Caller.ownerOf(partnerId);
        exports.send(
                caller.owner(),
                response,
                lines -> profiles.export(purpose, dataSetId, receiver, (type, scope, hash, profileId) -> {
                    UUID shown = partnerId == null ? profileId : pairwise.of(partnerId, profileId);
                    write(lines, new ExportView(new ExportedIdentifier(type, scope, hash), shown));
                }));
    }

    /** @param partnerId whose profile ids the brand wants; whoever else asks gets their own */
    private void writeRecords(Caller caller, @Nullable String partnerId, Writer lines) {
        records.export(LinkageRecords.ownerOf(caller), (recordId, source, profileId) -> {
            UUID shown = caller.isBrand() && partnerId != null
                    ? pairwise.of(partnerId, profileId)
                    : pairwise.shownTo(caller, profileId);
            write(lines, new ExportedRecord(recordId, source, shown));
        });
    }

    private void write(Writer lines, Object row) throws IOException {
        lines.write(json.writeValueAsString(row));
        lines.write('\n');
    }
}
