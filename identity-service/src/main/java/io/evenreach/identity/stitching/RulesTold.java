package io.evenreach.identity.stitching;

import io.evenreach.contracts.Topics;
import io.evenreach.identity.changes.ChangeFeed;
import io.evenreach.identity.rules.RulesInForce;
import io.evenreach.identity.rules.RulesInForce.Version;
import io.evenreach.identity.stitching.persistence.ObservationLog;
import java.util.Optional;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Tells the rules in force once where they were changed before there was a feed of them. */
@Component
public class RulesTold {

    private final ObservationLog log;
    private final RulesInForce rules;
    private final ChangeFeed feed;
    private final JdbcClient jdbc;

    RulesTold(ObservationLog log, RulesInForce rules, ChangeFeed feed, JdbcClient jdbc) {
        this.log = log;
        this.rules = rules;
        this.feed = feed;
        this.jdbc = jdbc;
    }

    @EventListener(ApplicationReadyEvent.class)
    @Transactional
    public void tellWhereNothingWasTold() {
        if (rules.latest().isEmpty() || wereTold()) {
            return;
        }
        log.lockExclusively();
        Optional<Version> latest = rules.latest();
        if (latest.isPresent() && !wereTold()) {
            feed.append(rules.now(), latest.get().decidedAt());
        }
    }

    /** Events with a number and those without, which are few, are each found by an index of their own. */
    private boolean wereTold() {
        return jdbc.sql("""
                        select exists (select from outbox where sequence is not null and topic = :topic)
                            or exists (select from outbox where sequence is null and topic = :topic)
                        """)
                .param("topic", Topics.IDENTITY_RULES)
                .query(Boolean.class)
                .single();
    }
}
