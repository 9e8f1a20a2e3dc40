package io.evenreach.campaign.maturity;

import io.evenreach.campaign.audit.AuditLog;
import io.evenreach.campaign.maturity.domain.Stages;
import io.evenreach.campaign.maturity.domain.Stages.Violation;
import io.evenreach.campaign.maturity.persistence.StageRuleStore;
import io.evenreach.campaign.maturity.persistence.StageRuleStore.Versioned;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.function.LongPredicate;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Which stages there are. */
@Service
public class StageRules {

    private static final Versioned BUILT_IN = new Versioned(1, Stages.BUILT_IN);

    /** What came of writing stages. Nothing has changed in the last two cases. */
    public sealed interface Defined {
        /** Changed, or the same as before and untouched. */
        record Kept(Versioned rules) implements Defined {}

        record Invalid(List<Violation> violations) implements Defined {}

        record Stale(long version) implements Defined {}
    }

    private final StageRuleStore store;
    private final AuditLog audit;
    private final Clock clock;

    StageRules(StageRuleStore store, AuditLog audit, Clock clock) {
        this.store = store;
        this.audit = audit;
        this.clock = clock;
    }

    /** Those that hold. */
    @Transactional(readOnly = true)
    public Versioned now() {
        return store.newest().orElse(BUILT_IN);
    }

    /**
     * Puts stages in force; the same ones change nothing.
     *
     * @param expected whether the version at hand is the one the caller has seen
     */
    @Transactional
    public Defined define(Stages stages, String subject, LongPredicate expected) {
        store.lock();
        Versioned now = now();
        if (!expected.test(now.version())) {
            return new Defined.Stale(now.version());
        }
        List<Violation> violations = stages.violations();
        if (!violations.isEmpty()) {
            return new Defined.Invalid(violations);
        }
        if (stages.equals(now.stages())) {
            return new Defined.Kept(now);
        }
        Versioned changed = new Versioned(now.version() + 1, stages);
        store.add(changed, subject, clock.instant().truncatedTo(ChronoUnit.MICROS));
        audit.record(
                subject, "maturity-rules.redefine", "maturity-rules", "rules", Map.of("version", changed.version()));
        return new Defined.Kept(changed);
    }
}
