package io.evenreach.campaign.governance;

import io.evenreach.campaign.audit.AuditLog;
import io.evenreach.campaign.campaign.Campaigns;
import io.evenreach.campaign.channel.Channels;
import io.evenreach.campaign.governance.domain.Ceiling;
import io.evenreach.campaign.governance.domain.GovernanceRules.Violation;
import io.evenreach.campaign.governance.domain.Restriction;
import io.evenreach.campaign.governance.domain.Rule;
import io.evenreach.campaign.governance.domain.RuleKind;
import io.evenreach.campaign.governance.messaging.GovernanceFeed;
import io.evenreach.campaign.governance.persistence.RuleStore;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.LongPredicate;
import java.util.stream.Collectors;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Writes and removes ceilings, quiet hours and ask limits, and tells consumers in the same transaction. */
@Service
public class Governance {

    /** What came of writing a rule. Nothing has changed in the last two cases. */
    public sealed interface Defined<T extends Restriction> {
        /** It was not there before, or had been removed. */
        record Created<T extends Restriction>(Rule<T> rule) implements Defined<T> {}

        /** Changed, or the same as before and untouched. */
        record Kept<T extends Restriction>(Rule<T> rule) implements Defined<T> {}

        record Invalid<T extends Restriction>(List<Violation> violations) implements Defined<T> {}

        record Stale<T extends Restriction>(long version) implements Defined<T> {}
    }

    private final RuleStore store;
    private final GovernanceFeed feed;
    private final Channels channels;
    private final Campaigns campaigns;
    private final AuditLog audit;
    private final Clock clock;
    private final GovernanceProperties properties;
    private final BrandProperties brand;

    Governance(
            RuleStore store,
            GovernanceFeed feed,
            Channels channels,
            Campaigns campaigns,
            AuditLog audit,
            Clock clock,
            GovernanceProperties properties,
            BrandProperties brand) {
        this.store = store;
        this.feed = feed;
        this.channels = channels;
        this.campaigns = campaigns;
        this.audit = audit;
        this.clock = clock;
        this.properties = properties;
        this.brand = brand;
    }

    /**
     * Creates or redefines a rule; an identical restriction changes nothing.
     *
     * @param expected whether the version at hand is the one the caller has seen; asked with 0 where no rule holds
     */
    @Transactional
    public <T extends Restriction> Defined<T> define(
            Class<T> type, String ruleId, T restriction, String subject, LongPredicate expected) {
        store.lock(RuleKind.of(type), ruleId);
        Optional<Rule<T>> known = store.find(type, ruleId);
        Optional<Rule<T>> holding = known.filter(rule -> !rule.removed());
        long seen = holding.map(Rule::version).orElse(0L);
        if (!expected.test(seen)) {
            return new Defined.Stale<>(seen);
        }
        List<Violation> violations = violations(restriction);
        if (!violations.isEmpty()) {
            return new Defined.Invalid<>(violations);
        }
        Rule<T> rule =
                known.map(before -> before.redefined(restriction)).orElseGet(() -> Rule.first(ruleId, restriction));
        if (rule.version() != seen) {
            keep(rule, holding.isPresent() ? "redefine" : "define", subject);
        }
        return holding.isPresent() ? new Defined.Kept<>(rule) : new Defined.Created<>(rule);
    }

    /** Ends a rule; one that has ended already stays as it is. False where there never was one. */
    @Transactional
    public boolean remove(Class<? extends Restriction> type, String ruleId, String subject) {
        store.lock(RuleKind.of(type), ruleId);
        Optional<? extends Rule<?>> known = store.find(type, ruleId);
        known.filter(rule -> !rule.removed()).ifPresent(rule -> keep(rule.withdrawn(), "remove", subject));
        return known.isPresent();
    }

    @Transactional(readOnly = true)
    public <T extends Restriction> Optional<Rule<T>> find(Class<T> type, String ruleId) {
        return store.find(type, ruleId).filter(rule -> !rule.removed());
    }

    /** Rules that hold, after {@code after} in the order of their ids. */
    @Transactional(readOnly = true)
    public <T extends Restriction> List<Rule<T>> page(Class<T> type, String after, int limit) {
        return store.page(type, after, limit);
    }

    public ZoneId brandZone() {
        return brand.zone();
    }

    private void keep(Rule<?> rule, String change, String subject) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        store.save(rule, now);
        feed.publish(rule, now);
        String kind = rule.kind().name().toLowerCase(Locale.ROOT).replace('_', '-');
        audit.record(subject, kind + "." + change, kind, rule.ruleId(), Map.of("version", rule.version()));
    }

    private List<Violation> violations(Restriction restriction) {
        Set<String> existingChannels = channels.existing(restriction.channels());
        Set<UUID> existingCampaigns = restriction instanceof Ceiling ceiling
                ? campaigns.existing(
                        ceiling.shares().stream().map(Ceiling.Share::campaignId).collect(Collectors.toSet()))
                : Set.of();
        return properties.rules().violations(restriction, existingChannels::contains, existingCampaigns::contains);
    }
}
