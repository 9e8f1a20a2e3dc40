package io.evenreach.campaign.campaign.persistence;

import static io.evenreach.platform.jdbc.Timestamps.instant;
import static io.evenreach.platform.jdbc.Timestamps.utc;

import io.evenreach.campaign.campaign.domain.Campaign;
import io.evenreach.campaign.campaign.domain.CampaignStatus;
import io.evenreach.campaign.campaign.domain.CampaignVersion;
import io.evenreach.campaign.campaign.domain.PlanRow;
import io.evenreach.campaign.campaign.domain.ProfileList;
import io.evenreach.platform.events.EventCodec;
import io.evenreach.platform.page.Cursor;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Limit;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Campaigns, their lists and their versions in PostgreSQL. */
@Repository
public class CampaignStore {

    /** Before the newest campaign. */
    private static final Cursor.Place TOP = new Cursor.Place(Instant.parse("9999-01-01T00:00:00Z"), new UUID(-1, -1));

    private final CampaignRows rows;
    private final JdbcClient jdbc;
    private final EventCodec json;

    CampaignStore(CampaignRows rows, JdbcClient jdbc, EventCodec json) {
        this.rows = rows;
        this.jdbc = jdbc;
        this.json = json;
    }

    /** A new id in the order of time, so that new campaigns land on the same index page. */
    public UUID nextId() {
        return jdbc.sql("select uuidv7()").query(UUID.class).single();
    }

    public Optional<Campaign> find(UUID campaignId) {
        return rows.findById(campaignId).map(CampaignRow::campaign);
    }

    public Set<UUID> existing(Collection<UUID> campaignIds) {
        return campaignIds.isEmpty() ? Set.of() : rows.existing(campaignIds);
    }

    /** The campaign, kept from changing until the transaction ends. */
    public Optional<Campaign> lock(UUID campaignId) {
        return rows.lock(campaignId).map(CampaignRow::campaign);
    }

    /**
     * Saves a campaign at its new version, and keeps that version.
     *
     * @return the version under which its list audience was last published
     */
    public long save(CampaignVersion version) {
        Campaign campaign = version.campaign();
        CampaignRow row = rows.findById(campaign.campaignId())
                .orElseGet(() -> new CampaignRow(campaign.campaignId(), campaign.createdAt()));
        row.take(campaign);
        rows.saveAndFlush(row);
        jdbc.sql("""
                        insert into campaign_version (campaign_id, version, change, changed_by, changed_at, body)
                        values (:campaignId, :version, :change, :changedBy, :changedAt, :body::jsonb)
                        """)
                .param("campaignId", campaign.campaignId())
                .param("version", campaign.version())
                .param("change", version.change())
                .param("changedBy", version.changedBy())
                .param("changedAt", utc(campaign.changedAt()))
                .param("body", json.write(VersionBody.of(campaign)))
                .update();
        return row.audienceVersion();
    }

    /**
     * Campaigns newest first, of these statuses, whose name contains {@code name}.
     *
     * @param after where the page before ended; null for the first page
     */
    public List<Campaign> page(
            Collection<CampaignStatus> statuses, @Nullable String name, Cursor.@Nullable Place after, int limit) {
        Cursor.Place place = after == null ? TOP : after;
        return rows.page(statuses, containing(name), place.at(), place.id(), Limit.of(limit)).stream()
                .map(CampaignRow::campaign)
                .toList();
    }

    private static String containing(@Nullable String name) {
        if (name == null) {
            return "%";
        }
        String literal = name.toLowerCase(Locale.ROOT)
                .replace("\\", "\\\\")
                .replace("%", "\\%")
                .replace("_", "\\_");
        return "%" + literal + "%";
    }

    /** Active campaigns that share a channel and some time with this one. */
    public List<Campaign> activeBeside(Campaign campaign, int limit) {
        return rows
                .activeOn(
                        campaign.definition().plan().stream()
                                .map(PlanRow::channel)
                                .collect(Collectors.toSet()),
                        campaign.definition().flight().from(),
                        campaign.definition().flight().to(),
                        campaign.campaignId(),
                        Limit.of(limit))
                .stream()
                .map(CampaignRow::campaign)
                .toList();
    }

    /** The kept versions below {@code before}, newest first. */
    public List<CampaignVersion> versions(UUID campaignId, long before, int limit) {
        return jdbc.sql("""
                        select version, change, changed_by, changed_at, body from campaign_version
                         where campaign_id = :campaignId and version < :before order by version desc limit :limit
                        """)
                .param("campaignId", campaignId)
                .param("before", before)
                .param("limit", limit)
                .query((row, number) -> new CampaignVersion(
                        json.read(row.getBytes("body"), VersionBody.class)
                                .campaign(campaignId, row.getLong("version"), instant(row, "changed_at")),
                        row.getString("change"),
                        row.getString("changed_by")))
                .list();
    }

    public void keep(ProfileList list) {
        jdbc.sql("""
                        insert into profile_list (digest, size, members) values (:digest, :size, :members)
                        on conflict (digest) do nothing
                        """)
                .param("digest", list.digest())
                .param("size", list.size())
                .param("members", list.packed())
                .update();
    }

    public ProfileList list(String digest) {
        return jdbc.sql("select members from profile_list where digest = :digest")
                .param("digest", digest)
                .query((row, number) -> ProfileList.ofPacked(row.getBytes(1)))
                .single();
    }
}
