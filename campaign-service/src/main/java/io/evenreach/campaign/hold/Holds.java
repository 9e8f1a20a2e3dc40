package io.evenreach.campaign.hold;

import io.evenreach.campaign.audit.AuditLog;
import io.evenreach.campaign.erasure.Erasures;
import io.evenreach.campaign.hold.domain.Complaint;
import io.evenreach.campaign.hold.domain.Coverage;
import io.evenreach.campaign.hold.domain.HeldComplaint;
import io.evenreach.campaign.hold.domain.Hold;
import io.evenreach.campaign.hold.domain.HoldState;
import io.evenreach.campaign.hold.messaging.HoldFeed;
import io.evenreach.campaign.hold.persistence.HoldStore;
import io.evenreach.campaign.hold.persistence.HoldStore.EarlyResolution;
import io.evenreach.campaign.hold.persistence.HoldStore.Stored;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Opens, resolves and releases holds, and tells consumers in the same transaction. */
@Service
public class Holds {

    /** What came of a reported complaint. */
    public sealed interface Reported {
        record Opened(HeldComplaint held) implements Reported {}

        record Repeated(HeldComplaint held) implements Reported {}

        /** The same id said something else before. */
        record Contradicts() implements Reported {}

        record InTheFuture() implements Reported {}

        /** Somebody it names was erased after it was made. */
        record Erased() implements Reported {}
    }

    /** What came of a resolution. */
    public sealed interface Resolved {
        record Known(HeldComplaint held) implements Resolved {}

        /** Its complaint has not arrived yet; it waits. */
        record Waits() implements Resolved {}
    }

    private final HoldStore store;
    private final HoldCoverage coverage;
    private final HoldFeed feed;
    private final AuditLog audit;
    private final Erasures erasures;
    private final Clock clock;
    private final HoldProperties properties;

    Holds(
            HoldStore store,
            HoldCoverage coverage,
            HoldFeed feed,
            AuditLog audit,
            Erasures erasures,
            Clock clock,
            HoldProperties properties) {
        this.store = store;
        this.coverage = coverage;
        this.feed = feed;
        this.audit = audit;
        this.erasures = erasures;
        this.clock = clock;
        this.properties = properties;
    }

    @Transactional
    public Reported report(Complaint complaint, String subject) {
        Instant now = now();
        if (complaint.openedAt().isAfter(now.plus(properties.futureMax()))) {
            return new Reported.InTheFuture();
        }
        store.lockComplaint(complaint.owner(), complaint.complaintId());
        Optional<Stored> known = store.lockByComplaint(complaint.owner(), complaint.complaintId());
        if (known.isPresent()) {
            return Arrays.equals(known.get().digest(), complaint.digest())
                    ? new Reported.Repeated(known.get().held().at(now))
                    : new Reported.Contradicts();
        }
        // Who owns what stands still from here on, and after that what was erased: always in this order.
        Coverage covered = coverage.derive(complaint);
        if (erasures.of(complaint.keys()).stream().anyMatch(span -> span.covers(complaint.openedAt()))) {
            return new Reported.Erased();
        }
        Hold opened = Hold.open(store.nextId(), complaint.severity(), complaint.openedAt());
        Optional<EarlyResolution> early = store.takeResolution(complaint.owner(), complaint.complaintId());
        Hold hold = early.map(resolution -> opened.resolve(resolution.resolvedAt(), properties.coolDowns()))
                .orElse(opened)
                .at(now);
        HeldComplaint held =
                new HeldComplaint(complaint, subject, now, hold, covered.keys().size(), covered.truncated());
        store.insert(held, covered);
        feed.publish(hold, covered.keys());
        record(subject, "hold.open", hold, Map.of("severity", hold.severity().name()));
        early.ifPresent(resolution -> record(resolution.resolvedBy(), "hold.resolve", hold, Map.of("early", true)));
        return new Reported.Opened(held);
    }

    @Transactional
    public Resolved resolve(String owner, String complaintId, String subject) {
        Instant now = now();
        store.lockComplaint(owner, complaintId);
        Optional<Stored> known = store.lockByComplaint(owner, complaintId);
        if (known.isEmpty()) {
            store.rememberResolution(owner, complaintId, new EarlyResolution(now, subject));
            return new Resolved.Waits();
        }
        HeldComplaint held = known.get().held();
        Hold resolved = held.hold().resolve(now, properties.coolDowns());
        return new Resolved.Known(keep(held, resolved, subject, "hold.resolve", Map.of()));
    }

    /** Ends hold and cool-down at once; empty where there is no such hold. */
    @Transactional
    public Optional<HeldComplaint> release(UUID holdId, String reason, String governor) {
        Instant now = now();
        return store.lock(holdId).map(Stored::held).map(held -> {
            Hold released = held.hold().at(now).release(new Hold.Release(governor, now, reason));
            return keep(held, released, governor, "hold.release", Map.of("reason", reason));
        });
    }

    @Transactional(readOnly = true)
    public Optional<HeldComplaint> find(UUID holdId) {
        Instant now = now();
        return store.find(holdId).map(held -> held.at(now));
    }

    /** Holds as they are stored, open first, then cooling down, then what is over. */
    @Transactional(readOnly = true)
    public List<HeldComplaint> page(
            Set<HoldState> states, @Nullable String owner, HoldStore.Position after, int limit) {
        Instant now = now();
        return store.page(states, owner, now, after, limit);
    }

    public Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private HeldComplaint keep(HeldComplaint held, Hold changed, String subject, String action, Map<String, ?> detail) {
        if (changed.version() == held.hold().version()) {
            return held.at(now());
        }
        store.update(changed);
        feed.publish(changed, store.keys(changed.holdId()));
        record(subject, action, changed, detail);
        return held.with(changed).at(now());
    }

    private void record(String subject, String action, Hold hold, Map<String, ?> detail) {
        Map<String, Object> all = new java.util.TreeMap<>(detail);
        all.put("version", hold.version());
        all.put("state", hold.state().name());
        audit.record(subject, action, "hold", hold.holdId().toString(), all);
    }
}
