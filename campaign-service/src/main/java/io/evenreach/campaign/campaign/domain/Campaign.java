package io.evenreach.campaign.campaign.domain;

import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A campaign at one version. Every change gives a new version; nothing is changed in place.
 *
 * @param authors everyone who wrote any part of it: none of them may approve it alone
 * @param approvedBy who approved what is written now, or null
 */
public record Campaign(
        UUID campaignId,
        long version,
        CampaignStatus status,
        CampaignDefinition definition,
        Set<String> authors,
        @Nullable String approvedBy,
        Instant createdAt,
        Instant changedAt) {

    /** What came of a change that was asked for. */
    public sealed interface Outcome {
        record Changed(Campaign campaign) implements Outcome {}

        /** The goal was already reached. */
        record Unchanged(Campaign campaign) implements Outcome {}

        record Illegal(CampaignStatus status) implements Outcome {}

        /** Two people are needed, and this one wrote it. */
        record OwnWork() implements Outcome {}
    }

    /**
     * Who acts.
     *
     * @param mayApproveOwn lifts the rule of two people, for installations of one
     */
    public record Actor(String subject, boolean mayApproveOwn) {}

    public Campaign {
        authors = Set.copyOf(authors);
    }

    public static Campaign draft(UUID campaignId, CampaignDefinition definition, String author, Instant now) {
        return new Campaign(campaignId, 1, CampaignStatus.DRAFT, definition, Set.of(author), null, now, now);
    }

    /**
     * Rewrites the definition. It is a draft again: an approval was given to the old text, and what a reviewer reads does
     * not change while it is read.
     */
    public Outcome edit(CampaignDefinition changed, String author, Instant now) {
        if (changed.equals(definition)) {
            return new Outcome.Unchanged(this);
        }
        if (!status.editable()) {
            return new Outcome.Illegal(status);
        }
        Set<String> everyone = new TreeSet<>(authors);
        everyone.add(author);
        return new Outcome.Changed(
                new Campaign(campaignId, version + 1, CampaignStatus.DRAFT, changed, everyone, null, createdAt, now));
    }

    public Outcome act(CampaignAction action, Actor actor, Instant now) {
        return switch (Lifecycle.step(status, action)) {
            case Lifecycle.Step.Illegal() -> new Outcome.Illegal(status);
            case Lifecycle.Step.StaysPut() -> new Outcome.Unchanged(this);
            case Lifecycle.Step.MovesTo(CampaignStatus next) -> {
                boolean approves = action == CampaignAction.APPROVE;
                if (approves && authors.contains(actor.subject()) && !actor.mayApproveOwn()) {
                    yield new Outcome.OwnWork();
                }
                yield new Outcome.Changed(new Campaign(
                        campaignId,
                        version + 1,
                        next,
                        definition,
                        authors,
                        approves ? actor.subject() : approvedBy,
                        createdAt,
                        now));
            }
        };
    }
}
