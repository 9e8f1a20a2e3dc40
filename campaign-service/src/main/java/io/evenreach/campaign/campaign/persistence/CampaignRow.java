package io.evenreach.campaign.campaign.persistence;

import io.evenreach.campaign.campaign.domain.Campaign;
import io.evenreach.campaign.campaign.domain.CampaignDefinition;
import io.evenreach.campaign.campaign.domain.CampaignStatus;
import io.evenreach.campaign.campaign.domain.Exemption;
import io.evenreach.campaign.campaign.domain.MessageClass;
import io.evenreach.kernel.Interval;
import jakarta.persistence.CollectionTable;
import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.OrderColumn;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A campaign as a row, with its plan in rows of their own. */
@Entity
@Table(name = "campaign")
class CampaignRow {

    @Id
    private UUID campaignId;

    private long version;

    @Enumerated(EnumType.STRING)
    private CampaignStatus status;

    private String name;
    private Instant startsAt;
    private Instant endsAt;

    @Embedded
    private AudienceColumns audience;

    private long audienceVersion;

    @Enumerated(EnumType.STRING)
    private MessageClass messageClass;

    private boolean exemptFromCaps;
    private boolean countedByCaps;
    private int priority;
    private int holdoutPercent;
    private String[] authors;
    private @Nullable String approvedBy;

    @Column(updatable = false)
    private Instant createdAt;

    private Instant changedAt;

    @ElementCollection
    @CollectionTable(name = "campaign_plan_row", joinColumns = @JoinColumn(name = "campaign_id"))
    @OrderColumn(name = "position")
    private List<PlanColumns> plan = new ArrayList<>();

    @SuppressWarnings("NullAway.Init")
    protected CampaignRow() {}

    @SuppressWarnings("NullAway.Init")
    CampaignRow(UUID campaignId, Instant createdAt) {
        this.campaignId = campaignId;
        this.createdAt = createdAt;
    }

    void take(Campaign campaign) {
        CampaignDefinition definition = campaign.definition();
        AudienceColumns changed = AudienceColumns.of(definition.audience());
        if (!changed.equals(audience)) {
            audience = changed;
            audienceVersion = campaign.version();
        }
        version = campaign.version();
        status = campaign.status();
        name = definition.name();
        startsAt = definition.flight().from();
        endsAt = definition.flight().to();
        messageClass = definition.messageClass();
        exemptFromCaps = definition.exemption().fromCaps();
        countedByCaps = definition.exemption().counted();
        priority = definition.priority();
        holdoutPercent = definition.holdoutPercent();
        authors = new TreeSet<>(campaign.authors()).toArray(String[]::new);
        approvedBy = campaign.approvedBy();
        changedAt = campaign.changedAt();
        List<PlanColumns> rows = definition.plan().stream().map(PlanColumns::of).toList();
        if (!rows.equals(plan)) {
            plan.clear();
            plan.addAll(rows);
        }
    }

    long audienceVersion() {
        return audienceVersion;
    }

    Campaign campaign() {
        return new Campaign(
                campaignId,
                version,
                status,
                new CampaignDefinition(
                        name,
                        new Interval(startsAt, endsAt),
                        audience.audience(),
                        plan.stream().map(PlanColumns::row).toList(),
                        messageClass,
                        new Exemption(exemptFromCaps, countedByCaps),
                        priority,
                        holdoutPercent),
                Set.of(authors),
                approvedBy,
                createdAt,
                changedAt);
    }
}
