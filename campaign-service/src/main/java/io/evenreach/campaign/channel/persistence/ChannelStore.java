package io.evenreach.campaign.channel.persistence;

import io.evenreach.campaign.channel.domain.Channel;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Limit;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Channels in PostgreSQL. */
@Repository
public class ChannelStore {

    private final ChannelRows rows;
    private final JdbcClient jdbc;

    ChannelStore(ChannelRows rows, JdbcClient jdbc) {
        this.rows = rows;
        this.jdbc = jdbc;
    }

    /** Keeps others from defining the same channel until the transaction ends, also where there is no row yet. */
    public void lock(String channelId) {
        jdbc.sql("select pg_advisory_xact_lock(hashtextextended('channel ' || :channelId, 0))")
                .param("channelId", channelId)
                .query((row, number) -> true)
                .single();
    }

    public Optional<Channel> find(String channelId) {
        return rows.findById(channelId).map(ChannelRow::channel);
    }

    public void save(Channel channel, Instant now) {
        ChannelRow row = rows.findById(channel.channelId()).orElseGet(() -> new ChannelRow(channel.channelId(), now));
        row.take(channel, now);
        rows.save(row);
    }

    public List<Channel> page(@Nullable String partner, String after, int limit) {
        List<ChannelRow> page = partner == null
                ? rows.findByChannelIdGreaterThanOrderByChannelId(after, Limit.of(limit))
                : rows.findByPartnerIdAndChannelIdGreaterThanOrderByChannelId(partner, after, Limit.of(limit));
        return page.stream().map(ChannelRow::channel).toList();
    }

    public Set<String> existing(Collection<String> channelIds) {
        return channelIds.isEmpty() ? Set.of() : rows.existing(channelIds);
    }
}
