package io.evenreach.identity.linkage;

import io.evenreach.identity.linkage.domain.PersonRecord;
import io.evenreach.identity.linkage.persistence.RecordStore;
import io.evenreach.identity.linkage.persistence.RunStore;
import io.evenreach.identity.linkage.persistence.RunStore.RunPlace;
import io.evenreach.platform.problem.ProblemException;
import io.evenreach.platform.security.Caller;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** The front door of linkage. Owners see and link nothing but their own records. */
@Service
public class LinkageRecords {

    private final RecordStore records;
    private final RunStore runs;

    LinkageRecords(RecordStore records, RunStore runs) {
        this.records = records;
        this.runs = runs;
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
        /** It was linked, or decided the other way, before. */
        CLOSED
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
     */
    public UUID queueRun(String owner, @Nullable String source) {
        return runs.queue(owner, source);
    }

    public Optional<LinkageRun> run(String owner, UUID runId) {
        return runs.find(owner, runId);
    }

    /** The runs of an owner, the newest first. */
    public List<LinkageRun> runs(String owner, @Nullable RunPlace after, int limit) {
        return runs.list(owner, after, limit);
    }

    /** Pairs of a run in one state, the best first. */
    public List<ReviewPair> pairs(UUID runId, String state, long after, int limit) {
        return runs.pairs(runId, state, after, limit);
    }

    public Optional<ReviewPair> pair(UUID runId, long pairId) {
        return runs.pair(runId, pairId);
    }

    /** Records what a person says of a pair: the same person, which is so at once, or two, which later runs keep to. */
    @Transactional
    public Decided decide(UUID runId, long pairId, boolean same) {
        List<UUID> profiles = runs.profilesOf(runId, pairId);
        if (profiles.isEmpty()) {
            return Decided.UNKNOWN;
        }
        if (!runs.decide(runId, pairId, same ? "SAME" : "DIFFERENT")) {
            return Decided.CLOSED;
        }
        if (same && !profiles.getFirst().equals(profiles.getLast())) {
            records.merge(Map.of(profiles.getLast(), profiles.getFirst()));
        }
        return Decided.DONE;
    }

    /** Which record belongs to which profile, in the order the records came. */
    public void export(String owner, ExportLine line) {
        records.export(owner, line::write);
    }
}
