package io.evenreach.campaign.channel.persistence;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Query;

interface ChannelRows extends JpaRepository<ChannelRow, String> {

    List<ChannelRow> findByChannelIdGreaterThanOrderByChannelId(String after, Limit limit);

    List<ChannelRow> findByPartnerIdAndChannelIdGreaterThanOrderByChannelId(
            String partnerId, String after, Limit limit);

    @Query("select c.channelId from ChannelRow c where c.channelId in :channelIds")
    Set<String> existing(Collection<String> channelIds);
}
