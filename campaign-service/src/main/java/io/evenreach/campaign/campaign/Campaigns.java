package io.evenreach.campaign.campaign;

import io.evenreach.campaign.audit.AuditLog;
import io.evenreach.campaign.campaign.domain.Audience;
import io.evenreach.campaign.campaign.domain.Campaign;
import io.evenreach.campaign.campaign.domain.Campaign.Actor;
import io.evenreach.campaign.campaign.domain.CampaignAction;
import io.evenreach.campaign.campaign.domain.CampaignDefinition;
import io.evenreach.campaign.campaign.domain.CampaignStatus;
import io.evenreach.campaign.campaign.domain.CampaignVersion;
import io.evenreach.campaign.campaign.domain.Conflicts;
import io.evenreach.campaign.campaign.domain.PlanRow;
import io.evenreach.campaign.campaign.domain.ProfileList;
import io.evenreach.campaign.campaign.domain.Violation;
import io.evenreach.campaign.campaign.messaging.CampaignFeed;
import io.evenreach.campaign.campaign.persistence.CampaignStore;
import io.evenreach.campaign.channel.Channels;
import io.evenreach.platform.page.Cursor;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.LongPredicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Writes campaigns, moves them through their life, and tells consumers in the same transaction. */
@Service
public class Campaigns {

    /** A definition with the members of its list, where it has one. */
    public record Text(
            CampaignDefinition definition, @Nullable ProfileList members) {}

    /** What came of a request to change a campaign. Nothing has changed in the cases after the first. */
    public sealed interface Result {
        record Done(Campaign campaign) implements Result {}

        record NotFound() implements Result {}

        record Stale(long version) implements Result {}

        record Invalid(List<Violation> violations) implements Result {}

        record Illegal(CampaignStatus status) implements Result {}

        record OwnWork() implements Result {}
    }

    private final CampaignStore store;
    private final CampaignFeed feed;
    private final Channels channels;
    private final AuditLog audit;
    private final Clock clock;
    private final CampaignProperties properties;

    Campaigns(
            CampaignStore store,
            CampaignFeed feed,
            Channels channels,
            AuditLog audit,
            Clock clock,
            CampaignProperties properties) {
        this.store = store;
        this.feed = feed;
        this.channels = channels;
        this.audit = audit;
        this.clock = clock;
        this.properties = properties;
    }

    @Transactional
    public Result create(Text text, String author) {
        List<Violation> violations = violations(text.definition());
        if (!violations.isEmpty()) {
            return new Result.Invalid(violations);
        }
        Campaign draft = Campaign.draft(store.nextId(), text.definition(), author, now());
        keep(draft, text.members(), "CREATED", author);
        return new Result.Done(draft);
    }

    /** @param expected whether the version at hand is the one the caller has seen */
    @Transactional
    public Result edit(UUID campaignId, Text text, String author, LongPredicate expected) {
        Optional<Campaign> before = store.lock(campaignId);
        if (before.isEmpty()) {
            return new Result.NotFound();
        }
        if (!expected.test(before.get().version())) {
            return new Result.Stale(before.get().version());
        }
        List<Violation> violations = violations(text.definition());
        if (!violations.isEmpty()) {
            return new Result.Invalid(violations);
        }
        Campaign.Outcome outcome = before.get().edit(text.definition(), author, now());
        boolean newAudience =
                !text.definition().audience().equals(before.get().definition().audience());
        return result(outcome, newAudience ? text.members() : null, "EDITED", author);
    }

    /** @param expected whether the version at hand is the one the caller has seen */
    @Transactional
    public Result act(UUID campaignId, CampaignAction action, Actor actor, LongPredicate expected) {
        Optional<Campaign> before = store.lock(campaignId);
        if (before.isEmpty()) {
            return new Result.NotFound();
        }
        if (!expected.test(before.get().version())) {
            return new Result.Stale(before.get().version());
        }
        return result(before.get().act(action, actor, now()), null, action.name(), actor.subject());
    }

    /** Which of these exist. */
    @Transactional(readOnly = true)
    public Set<UUID> existing(Collection<UUID> campaignIds) {
        return store.existing(campaignIds);
    }

    @Transactional(readOnly = true)
    public Optional<Campaign> find(UUID campaignId) {
        return store.find(campaignId);
    }

    /** The members of a list audience; empty for every other audience. */
    @Transactional(readOnly = true)
    public Optional<ProfileList> members(Audience audience) {
        return audience instanceof Audience.Listed(String digest, int ignored)
                ? Optional.of(store.list(digest))
                : Optional.empty();
    }

    @Transactional(readOnly = true)
    public List<Campaign> page(
            Collection<CampaignStatus> statuses, @Nullable String name, Cursor.@Nullable Place after, int limit) {
        return store.page(statuses, name, after, limit);
    }

    @Transactional(readOnly = true)
    public List<CampaignVersion> versions(UUID campaignId, long before, int limit) {
        return store.versions(campaignId, before, limit);
    }

    /** Active campaigns that want the same people on the same channels at the same time. */
    @Transactional(readOnly = true)
    public List<Conflicts.Overlap> conflicts(Campaign campaign) {
        return Conflicts.of(
                campaign,
                store.activeBeside(campaign, properties.conflictsMax()),
                (mine, theirs) -> store.list(mine).meets(store.list(theirs)),
                properties.warningsMax());
    }

    private Result result(Campaign.Outcome outcome, @Nullable ProfileList newMembers, String change, String subject) {
        return switch (outcome) {
            case Campaign.Outcome.Changed(Campaign changed) -> {
                keep(changed, newMembers, change, subject);
                yield new Result.Done(changed);
            }
            case Campaign.Outcome.Unchanged(Campaign unchanged) -> new Result.Done(unchanged);
            case Campaign.Outcome.Illegal(CampaignStatus status) -> new Result.Illegal(status);
            case Campaign.Outcome.OwnWork() -> new Result.OwnWork();
        };
    }

    private void keep(Campaign campaign, @Nullable ProfileList newMembers, String change, String subject) {
        if (newMembers != null) {
            store.keep(newMembers);
        }
        long audienceVersion = store.save(new CampaignVersion(campaign, change, subject));
        if (newMembers != null) {
            feed.publish(campaign.campaignId(), audienceVersion, newMembers);
        }
        feed.publish(campaign, audienceVersion);
        audit.record(
                subject,
                "campaign." + change.toLowerCase(Locale.ROOT),
                "campaign",
                campaign.campaignId().toString(),
                Map.of(
                        "version",
                        campaign.version(),
                        "status",
                        campaign.status().name()));
    }

    private List<Violation> violations(CampaignDefinition definition) {
        Set<String> planned = definition.plan().stream().map(PlanRow::channel).collect(Collectors.toUnmodifiableSet());
        Set<String> existing = channels.existing(planned);
        return properties.rules().violations(definition, existing::contains);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
