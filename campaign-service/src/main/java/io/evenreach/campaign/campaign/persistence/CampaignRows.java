package io.evenreach.campaign.campaign.persistence;

import io.evenreach.campaign.campaign.domain.CampaignStatus;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.jpa.repository.Query;

interface CampaignRows extends JpaRepository<CampaignRow, UUID> {

    @Lock(LockModeType.PESSIMISTIC_WRITE)
    @Query("select c from CampaignRow c where c.campaignId = :campaignId")
    Optional<CampaignRow> lock(UUID campaignId);

    @Query("select c.campaignId from CampaignRow c where c.campaignId in :campaignIds")
    Set<UUID> existing(Collection<UUID> campaignIds);

    @Query("""
            select c from CampaignRow c
             where c.status in :statuses
               and lower(c.name) like :namePattern escape '\\'
               and (c.createdAt < :before or c.createdAt = :before and c.campaignId < :beforeId)
             order by c.createdAt desc, c.campaignId desc
            """)
    List<CampaignRow> page(
            Collection<CampaignStatus> statuses, String namePattern, Instant before, UUID beforeId, Limit limit);

    @Query("""
            select c from CampaignRow c
             where c.status = ACTIVE and c.startsAt < :until and c.endsAt > :from
               and c.campaignId <> :campaignId
               and exists (select 1 from c.plan p where p.channel in :channels)
             order by c.startsAt, c.campaignId
            """)
    List<CampaignRow> activeOn(Collection<String> channels, Instant from, Instant until, UUID campaignId, Limit limit);
}
