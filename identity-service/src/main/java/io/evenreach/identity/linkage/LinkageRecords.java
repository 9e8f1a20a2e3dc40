package io.evenreach.identity.linkage;

import io.evenreach.identity.linkage.domain.Contacts;
import io.evenreach.identity.linkage.domain.Labels;
import io.evenreach.identity.linkage.domain.Measurement;
import io.evenreach.identity.linkage.domain.PersonRecord;
import io.evenreach.identity.linkage.persistence.PairStore;
import io.evenreach.identity.linkage.persistence.PairStore.Due;
import io.evenreach.identity.linkage.persistence.PairStore.JoinedPair;
import io.evenreach.identity.linkage.persistence.RecordStore;
import io.evenreach.identity.linkage.persistence.RunStore;
import io.evenreach.platform.page.Cursor;
import io.evenreach.platform.problem.ProblemException;
import io.evenreach.platform.security.Caller;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** The front door of linkage. Owners see and link nothing but their own records. */
@Service
public class LinkageRecords {

    /** The kind of evidence that joined pairs are. Nobody can send it. */
    public static final String PROBABILISTIC = "PROBABILISTIC";

    private static final String REVIEW = "REVIEW";
    private static final String SAME = "SAME";
    private static final String DIFFERENT = "DIFFERENT";

    private final RecordStore records;
    private final RunStore runs;
    private final PairStore pairs;
    private final LinkedEvidence evidence;

    LinkageRecords(RecordStore records, RunStore runs, PairStore pairs, LinkedEvidence evidence) {
        this.records = records;
        this.runs = runs;
        this.pairs = pairs;
        this.evidence = evidence;
    }

    /** Takes one line of an export. */
    public interface ExportLine {
        void write(String recordId, String source, UUID profileId) throws IOException;
    }

    /** What came of a decision about a pair. */
    public enum Decided {
        DONE,
        /** There is no such pair. */
        UNKNOWN,
        /** It was found to be two persons before, or was linked and needs nobody to say so. */
        CLOSED,
        /** It is in review, and other pairs have joined its records: one of those has to be found to be two persons. */
        JOINED_BY_OTHERS
    }

    /**
     * Whose records a caller's are.
     *
     * @throws ProblemException a 403 for guides, who have none
     */
    public static String ownerOf(Caller caller) {
        if (caller.guideId() != null) {
            throw new ProblemException(HttpStatus.FORBIDDEN, "FORBIDDEN", "Guides have no records of customers.");
        }
        return caller.owner();
    }

    /** Takes records in; one outcome each, in their order. */
    public List<RecordOutcome> add(String owner, List<PersonRecord> added) {
        return records.add(owner, added);
    }

    /**
     * Queues a run over what is new since the last one.
     *
     * @param source compares records of this source with each other only; null for all
     * @param link whether what is joined, by this run and those before, becomes evidence in stitching
     */
    public UUID queueRun(String owner, @Nullable String source, boolean link) {
        return runs.queue(owner, source, link);
    }

    public Optional<LinkageRun> run(String owner, UUID runId) {
        return runs.find(owner, runId);
    }

    /** The runs of an owner, the newest first. */
    public List<LinkageRun> runs(String owner, Cursor.@Nullable Place after, int limit) {
        return runs.list(owner, after, limit);
    }

    /**
     * Measures what a completed run has found, and whatever runs and people found since, by what somebody knows of its
     * records, and keeps it with the run.
     */
    @Transactional
    public Measurement measure(String owner, LinkageRun run, Labels labels) {
        Measurement measurement = labels.measure(records.profiles(owner, run.source(), labels.records()));
        runs.measured(run.runId(), measurement);
        return measurement;
    }

    /** Pairs of a run in one state, the best first. */
    public List<ReviewPair> pairs(UUID runId, String state, long after, int limit) {
        return runs.pairs(runId, state, after, limit);
    }

    public Optional<ReviewPair> pair(UUID runId, long pairId) {
        return runs.pair(runId, pairId);
    }

    /**
     * Records what a person says of a pair: one person, which is so at once, or two, which later runs keep to. Where two were
     * joined, they part: persons, and the evidence in stitching, are as if this pair had never joined them.
     */
    @Transactional
    public Decided decide(String owner, UUID runId, long pairId, boolean same, String decidedBy) {
        // It is answered when it is done, for which it may wait long.
        runs.holdUpNoFeed();
        runs.lockPersonsOf(owner);
        Optional<JoinedPair> found = pairs.lock(runId, pairId);
        if (found.isEmpty()) {
            return Decided.UNKNOWN;
        }
        JoinedPair pair = found.get();
        String verdict = same ? SAME : DIFFERENT;
        if (pair.state().equals(verdict)) {
            return Decided.DONE;
        }
        boolean inReview = pair.state().equals(REVIEW);
        if (!inReview && (same || pair.state().equals(DIFFERENT))) {
            return Decided.CLOSED;
        }
        List<Long> founders = runs.foundersOf(runId, pairId);
        boolean joined = founders.getFirst().equals(founders.getLast());
        if (inReview && !same && joined) {
            return Decided.JOINED_BY_OTHERS;
        }
        pairs.setState(pairId, verdict);
        if (!inReview) {
            part(owner, pair, decidedBy);
        } else if (same) {
            join(owner, pair, founders);
        }
        return Decided.DONE;
    }

    private void join(String owner, JoinedPair pair, List<Long> founders) {
        if (!founders.getFirst().equals(founders.getLast())) {
            runs.restart(owner);
            records.merge(new long[] {founders.getLast()}, new long[] {founders.getFirst()});
        }
        if (runs.find(owner, pair.runId()).filter(LinkageRun::link).isPresent()) {
            pairs.addDue(owner, pair.ends().first());
        }
    }

    private void part(String owner, JoinedPair pair, String decidedBy) {
        runs.restart(owner);
        List<Long> members = records.lockMembers(pair.ends().first());
        UUID before = records.found(members);
        List<JoinedPair> joined = pairs.joinedOf(before);
        List<Due> persons = new ArrayList<>();
        for (List<Long> piece :
                Contacts.pieces(members, joined.stream().map(JoinedPair::ends).toList())) {
            persons.add(new Due(records.found(piece), owner));
        }
        String said = pair.stitched();
        if (said != null) {
            evidence.withdraw(owner, said, decidedBy);
            pairs.setStitched(pair.ends().pairId(), null);
        }
        if (said != null || pairs.isDue(before)) {
            evidence.follow(persons);
        }
    }

    /**
     * What a pair weighs that is evidence in stitching.
     *
     * @param observationId of the evidence
     */
    public Optional<ReviewPair> pairOf(String observationId) {
        return LinkedPairId.parse(observationId).flatMap(id -> runs.pair(id.runId(), id.pairId()));
    }

    /**
     * The person whose records are known by a profile id, which may be that of any of their records.
     *
     * @return empty where it is the profile id of no record of this owner
     */
    public Optional<RecordPerson> person(String owner, UUID profileId) {
        return records.person(owner, profileId);
    }

    /** Which record belongs to which profile, in the order the records came. */
    public void export(String owner, ExportLine line) {
        records.export(owner, line::write);
    }
}
