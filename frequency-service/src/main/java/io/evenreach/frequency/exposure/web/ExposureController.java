package io.evenreach.frequency.exposure.web;

import io.evenreach.contracts.frequency.ExposureReported;
import io.evenreach.contracts.identity.KeyedIdentifier;
import io.evenreach.frequency.decision.Channels;
import io.evenreach.frequency.decision.Subjects;
import io.evenreach.frequency.exposure.ExposureLog;
import io.evenreach.frequency.exposure.ExposureLog.ExposuresNotKeptException;
import io.evenreach.frequency.exposure.ExposurePace;
import io.evenreach.frequency.exposure.ExposureProperties;
import io.evenreach.frequency.exposure.OutstandingExposures;
import io.evenreach.frequency.exposure.domain.ReportingDeadline;
import io.evenreach.frequency.exposure.web.ExposureBodies.Accepted;
import io.evenreach.frequency.exposure.web.ExposureBodies.ExposureBody;
import io.evenreach.frequency.exposure.web.ExposureBodies.Exposures;
import io.evenreach.frequency.exposure.web.ExposureBodies.Rejected;
import io.evenreach.frequency.ledger.CountedExposures;
import io.evenreach.frequency.ledger.CountedExposures.Standing;
import io.evenreach.frequency.ledger.GrantRef;
import io.evenreach.frequency.ledger.GrantTokens;
import io.evenreach.frequency.ledger.LedgerCommand.Expose;
import io.evenreach.frequency.ledger.Subject;
import io.evenreach.frequency.policy.CampaignPolicy;
import io.evenreach.identifiers.Hashed;
import io.evenreach.platform.problem.ProblemException;
import io.evenreach.platform.security.Caller;
import io.evenreach.platform.security.RequiresScope;
import io.evenreach.platform.security.Scopes;
import jakarta.validation.Valid;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpStatus;
import org.springframework.transaction.TransactionException;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Takes exposures in: judges each, keeps the good ones, and only then says so. */
@RestController
@RequestMapping("/api/v1/exposures")
class ExposureController {

    private static final Logger LOG = LoggerFactory.getLogger(ExposureController.class);

    /** How long after the database was last there it may be asked for advice; with the 5 s that this may take, in time. */
    private static final Duration SILENT_MAX = Duration.ofSeconds(3);

    private final Channels channels;
    private final Subjects subjects;
    private final GrantTokens tokens;
    private final CountedExposures counted;
    private final ExposureLog log;
    private final ExposurePace pace;
    private final OutstandingExposures outstanding;
    private final ExposureProperties properties;
    private final ReportingDeadline deadline;

    ExposureController(
            Channels channels,
            Subjects subjects,
            GrantTokens tokens,
            CountedExposures counted,
            ExposureLog log,
            ExposurePace pace,
            OutstandingExposures outstanding,
            ExposureProperties properties) {
        this.channels = channels;
        this.subjects = subjects;
        this.tokens = tokens;
        this.counted = counted;
        this.log = log;
        this.pace = pace;
        this.outstanding = outstanding;
        this.properties = properties;
        this.deadline = new ReportingDeadline(properties.lateGrace());
    }

    /** An exposure that was found in order. */
    private record Judged(
            int index, Expose exposure, @Nullable String grantId) {}

    @PostMapping
    @RequiresScope(Scopes.EXPOSURE_WRITE)
    @ResponseStatus(HttpStatus.ACCEPTED)
    Accepted report(Caller caller, @Valid @RequestBody Exposures body) {
        channels.await(
                body.exposures().stream().map(ExposureBody::channel).collect(Collectors.toSet()),
                body.exposures().stream().map(ExposureBody::campaignId).collect(Collectors.toSet()));
        Accepted answer;
        try (OutstandingExposures.Hold accepting = outstanding.accept()) {
            answer = report(caller, body.exposures(), Instant.ofEpochMilli(accepting.acceptedMillis()));
        }
        // Only the answer waits: what is new is kept by now, was accepted when it came and holds nothing else up.
        if (answer.accepted() > 0) {
            pace.await(answer.accepted());
        }
        return answer;
    }

    private Accepted report(Caller caller, List<ExposureBody> exposures, Instant now) {
        List<Rejected> rejected = new ArrayList<>();
        List<Judged> judged = new ArrayList<>(exposures.size());
        for (int i = 0; i < exposures.size(); i++) {
            judge(caller, exposures.get(i), i, now, judged, rejected);
        }
        List<Judged> fresh = new ArrayList<>(judged.size());
        int duplicates = separate(judged, fresh, rejected);
        keep(fresh);
        rejected.sort(Comparator.comparingInt(Rejected::index));
        return new Accepted(fresh.size(), duplicates, rejected);
    }

    private void judge(
            Caller caller, ExposureBody body, int index, Instant now, List<Judged> judged, List<Rejected> rejected) {
        if (channels.find(caller, body.channel()).isEmpty()) {
            rejected.add(new Rejected(index, "UNKNOWN_CHANNEL", "There is no channel " + body.channel() + "."));
            return;
        }
        Optional<CampaignPolicy> campaign = channels.campaign(body.campaignId());
        if (campaign.isEmpty()) {
            rejected.add(new Rejected(index, "UNKNOWN_CAMPAIGN", "There is no campaign " + body.campaignId() + "."));
            return;
        }
        if (body.occurredAt().isAfter(now.plus(properties.clockAheadMax()))) {
            rejected.add(new Rejected(index, "TIME_IN_FUTURE", body.occurredAt() + " has not come yet."));
            return;
        }
        Instant earliest = deadline.earliest(campaign.get(), now);
        if (body.occurredAt().isBefore(earliest)) {
            rejected.add(new Rejected(index, "TOO_LATE", "Nothing before " + earliest + " is counted any more."));
            return;
        }
        GrantRef grant = null;
        if (body.grantId() != null) {
            grant = tokens.read(body.grantId())
                    .filter(found -> found.owner().equals(caller.owner()))
                    .orElse(null);
            if (grant == null) {
                rejected.add(new Rejected(index, "UNKNOWN_GRANT", "There is no such grant."));
                return;
            }
        }
        boolean byGrantAlone = grant != null
                && (body.identifiers() == null || body.identifiers().isEmpty())
                && body.profileId() == null;
        Subject subject;
        try {
            subject = byGrantAlone
                    ? new Subject.Identifiers(List.of())
                    : subjects.of(caller, body.identifiers(), body.profileId(), "/exposures/" + index);
        } catch (ProblemException refusal) {
            rejected.add(new Rejected(index, refusal.code(), String.valueOf(refusal.getMessage())));
            return;
        }
        if (grant == null
                && subject instanceof Subject.Identifiers(var identifiers, var ignored)
                && identifiers.isEmpty()) {
            rejected.add(new Rejected(index, "INVALID_IDENTIFIER", "None of the identifiers identifies anybody."));
            return;
        }
        Expose exposure = new Expose(
                caller.owner(),
                body.exposureId(),
                body.campaignId(),
                body.channel(),
                subject,
                body.occurredAt(),
                now,
                grant,
                null);
        judged.add(new Judged(index, exposure, body.grantId()));
    }

    /** Leaves out what was counted before or comes twice in the batch. Gives the number of repetitions. */
    private int separate(List<Judged> judged, List<Judged> fresh, List<Rejected> rejected) {
        if (judged.isEmpty()) {
            return 0;
        }
        List<Standing> standings =
                standings(judged.stream().map(Judged::exposure).toList());
        Map<String, Expose> seen = new HashMap<>();
        int duplicates = 0;
        for (int i = 0; i < judged.size(); i++) {
            Expose exposure = judged.get(i).exposure();
            Expose twin = seen.putIfAbsent(exposure.exposureId(), exposure);
            boolean conflicting =
                    standings.get(i) == Standing.CONFLICTING || (twin != null && !saysTheSame(twin, exposure));
            // Under another identifier it may be the same person or not; the ledger will know.
            boolean repeated = twin != null && twin.subject().equals(exposure.subject());
            if (conflicting) {
                rejected.add(new Rejected(
                        judged.get(i).index(),
                        "CONFLICTING_DUPLICATE",
                        "Exposure " + exposure.exposureId() + " was reported before as something else."));
            } else if (standings.get(i) == Standing.COUNTED || repeated) {
                duplicates++;
            } else {
                fresh.add(judged.get(i));
            }
        }
        return duplicates;
    }

    /**
     * Whether they were counted before is advice: while the database does not answer all of them are kept. They can be
     * for some seconds only, which are not spent on asking in vain.
     */
    private List<Standing> standings(List<Expose> exposures) {
        if (!outstanding.wasToldWithin(properties.watermarkEvery().plus(SILENT_MAX))) {
            return Collections.nCopies(exposures.size(), Standing.NEW);
        }
        try {
            return counted.standings(exposures);
        } catch (DataAccessException | TransactionException away) {
            LOG.atWarn().setCause(away).log("Nobody can tell which exposures were counted before");
            return Collections.nCopies(exposures.size(), Standing.NEW);
        }
    }

    private static boolean saysTheSame(Expose one, Expose other) {
        return one.campaignId().equals(other.campaignId())
                && one.channel().equals(other.channel())
                && one.occurredAt().equals(other.occurredAt());
    }

    private void keep(List<Judged> fresh) {
        if (fresh.isEmpty()) {
            return;
        }
        try {
            log.append(fresh.stream().map(ExposureController::keyed).toList());
        } catch (ExposuresNotKeptException failed) {
            LOG.atWarn().setCause(failed).log("Exposures could not be kept");
            throw new ProblemException(
                    HttpStatus.SERVICE_UNAVAILABLE,
                    "EXPOSURES_NOT_KEPT",
                    "The exposures could not be kept safely. Send them again; none counts twice.");
        }
    }

    private static ExposureLog.Keyed keyed(Judged judged) {
        Expose exposure = judged.exposure();
        List<KeyedIdentifier> identifiers = switch (exposure.subject()) {
            case Subject.Identifiers(List<Hashed> hashed, var ignored) ->
                hashed.stream()
                        .map(one -> new KeyedIdentifier(
                                one.type().wireName(), one.scope(), one.key().hex(), one.mask()))
                        .toList();
            case Subject.Profile ignored -> List.of();
        };
        OptionalLong version = exposure.subject().rulesVersion();
        ExposureReported event = new ExposureReported(
                exposure.owner(),
                exposure.exposureId(),
                exposure.campaignId(),
                exposure.channel(),
                identifiers,
                exposure.subject() instanceof Subject.Profile(var profileId) ? profileId : null,
                exposure.occurredAt(),
                exposure.acceptedAt(),
                judged.grantId(),
                version.isPresent() ? version.getAsLong() : null);
        return new ExposureLog.Keyed(keyOf(exposure), event);
    }

    /** What keeps the exposures of one person in order, as far as it can be told without asking who is who. */
    private static String keyOf(Expose exposure) {
        if (exposure.grant() != null) {
            return exposure.grant().filedUnder().hex();
        }
        return exposure.subject().filingKey().orElseThrow().hex();
    }
}
