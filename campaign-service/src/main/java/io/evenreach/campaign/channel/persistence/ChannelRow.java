package io.evenreach.campaign.channel.persistence;

import io.evenreach.campaign.channel.domain.Channel;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A channel as a row. */
@Entity
@Table(name = "channel")
class ChannelRow {

    @Id
    private String channelId;

    private long version;
    private String name;

    @Enumerated(EnumType.STRING)
    private Channel.Domain domain;

    private boolean closed;

    @Enumerated(EnumType.STRING)
    private Channel.Family family;

    private @Nullable String partnerId;
    private long grantTtlMillis;

    @Enumerated(EnumType.STRING)
    private Channel.OnUnavailable onUnavailable;

    @Column(updatable = false)
    private Instant createdAt;

    private Instant changedAt;

    @SuppressWarnings("NullAway.Init")
    protected ChannelRow() {}

    @SuppressWarnings("NullAway.Init")
    ChannelRow(String channelId, Instant createdAt) {
        this.channelId = channelId;
        this.createdAt = createdAt;
    }

    void take(Channel channel, Instant now) {
        Channel.Definition definition = channel.definition();
        version = channel.version();
        name = definition.name();
        domain = definition.domain();
        closed = definition.closed();
        family = definition.family();
        partnerId = definition.partnerId();
        grantTtlMillis = definition.grantTtl().toMillis();
        onUnavailable = definition.onUnavailable();
        changedAt = now;
    }

    Channel channel() {
        return new Channel(
                channelId,
                version,
                new Channel.Definition(
                        name, domain, closed, family, partnerId, Duration.ofMillis(grantTtlMillis), onUnavailable));
    }
}
