package io.evenreach.frequency.running;

import io.evenreach.contracts.EventTypes;
import io.evenreach.contracts.Heartbeat;
import io.evenreach.contracts.Topics;
import io.evenreach.contracts.campaign.AudienceMembers;
import io.evenreach.contracts.campaign.CampaignChanged;
import io.evenreach.contracts.campaign.ChannelDefined;
import io.evenreach.contracts.campaign.HoldChanged;
import io.evenreach.contracts.identity.IdentityChange;
import io.evenreach.contracts.identity.TenureMove;
import io.evenreach.platform.events.EventCodec;
import io.evenreach.platform.events.EventHeaders;
import io.evenreach.testkit.Servers;
import io.evenreach.testkit.TenureMoves;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/** Says on the feeds what identity and campaigns would say, numbered as the relay numbers. Thread-safe. */
public final class FeedsOfOthers implements AutoCloseable {

    private final EventCodec codec = new EventCodec();
    private final Map<String, Long> sequences = new HashMap<>();
    private final KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
            Map.of(
                    ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                    Servers.current().kafka(),
                    ProducerConfig.ACKS_CONFIG,
                    "all"),
            new StringSerializer(),
            new ByteArraySerializer());
    private volatile boolean beating = true;
    private final Thread heart = Thread.ofVirtual().start(this::beat);

    public void channel(String channelId) {
        channel(channelId, Duration.ofMinutes(10));
    }

    public void channel(String channelId, Duration grantTtl) {
        channel(channelId, null, grantTtl);
    }

    public void channel(String channelId, @Nullable String partnerId, Duration grantTtl) {
        send(
                Topics.CHANNELS,
                channelId,
                EventTypes.CHANNEL_DEFINED,
                new ChannelDefined(0, channelId, 1, channelId, "PUBLIC", false, "SEARCH", partnerId, grantTtl, "DENY"));
    }

    /** A campaign, with the fields that tests vary. */
    public record Campaign(
            UUID campaignId,
            long version,
            String status,
            Instant startsAt,
            Instant endsAt,
            CampaignChanged.AudienceRef audience,
            String messageClass,
            List<CampaignChanged.PlanRow> plan) {

        public static Campaign ofDataSet(
                String dataSetId, Instant startsAt, Instant endsAt, CampaignChanged.PlanRow... plan) {
            return of(new CampaignChanged.AudienceRef("DATA_SET", dataSetId, 0), startsAt, endsAt, plan);
        }

        public static Campaign ofEveryone(Instant startsAt, Instant endsAt, CampaignChanged.PlanRow... plan) {
            return of(new CampaignChanged.AudienceRef("EVERYONE", null, 0), startsAt, endsAt, plan);
        }

        public static Campaign ofList(Instant startsAt, Instant endsAt, CampaignChanged.PlanRow... plan) {
            return of(new CampaignChanged.AudienceRef("LIST", null, 1), startsAt, endsAt, plan);
        }

        private static Campaign of(
                CampaignChanged.AudienceRef audience,
                Instant startsAt,
                Instant endsAt,
                CampaignChanged.PlanRow... plan) {
            return new Campaign(UUID.randomUUID(), 1, "ACTIVE", startsAt, endsAt, audience, "MARKETING", List.of(plan));
        }

        public Campaign next(CampaignChanged.PlanRow... newPlan) {
            return new Campaign(
                    campaignId, version + 1, status, startsAt, endsAt, audience, messageClass, List.of(newPlan));
        }

        public Campaign ofServiceMessages() {
            return new Campaign(campaignId, version, status, startsAt, endsAt, audience, "SERVICE", plan);
        }

        public Campaign next(String newStatus) {
            return new Campaign(campaignId, version + 1, newStatus, startsAt, endsAt, audience, messageClass, plan);
        }
    }

    public static CampaignChanged.PlanRow row(String channel, int target) {
        return new CampaignChanged.PlanRow(
                channel, target, target, new CampaignChanged.WindowSpec("CAMPAIGN", null, null, null));
    }

    public static CampaignChanged.PlanRow rolling(String channel, int target, Duration duration) {
        return new CampaignChanged.PlanRow(
                channel, target, target, new CampaignChanged.WindowSpec("ROLLING", duration.toString(), null, null));
    }

    public static CampaignChanged.PlanRow calendar(String channel, int target, String unit, String zone) {
        return new CampaignChanged.PlanRow(
                channel, target, target, new CampaignChanged.WindowSpec("CALENDAR", null, unit, zone));
    }

    public void campaign(Campaign campaign) {
        campaign(campaign, 0);
    }

    public void campaign(Campaign campaign, int holdoutPercent) {
        send(
                Topics.CAMPAIGNS,
                campaign.campaignId().toString(),
                EventTypes.CAMPAIGN_CHANGED,
                new CampaignChanged(
                        0,
                        campaign.campaignId(),
                        campaign.version(),
                        "a campaign",
                        campaign.status(),
                        campaign.startsAt(),
                        campaign.endsAt(),
                        campaign.audience(),
                        campaign.plan(),
                        100,
                        campaign.messageClass(),
                        Instant.now(),
                        null,
                        holdoutPercent == 0 ? null : holdoutPercent));
    }

    public void members(UUID campaignId, List<UUID> profileIds) {
        send(
                Topics.AUDIENCES,
                campaignId.toString(),
                EventTypes.AUDIENCE_MEMBERS,
                new AudienceMembers(0, campaignId, 1, 1, 1, profileIds));
    }

    /** @param until when it ends by itself; null until further notice */
    public void hold(
            UUID holdId, long version, String state, Instant openedAt, @Nullable Instant until, String... keys) {
        send(
                Topics.HOLDS,
                holdId.toString(),
                EventTypes.HOLD_CHANGED,
                new HoldChanged(0, holdId, version, state, openedAt, until, List.of(keys)));
    }

    /** For advertising and for service messages. */
    public void identity(TenureMove... moves) {
        identity(List.of("ADS", "SERVICE"), moves);
    }

    public void identity(List<String> purposes, TenureMove... moves) {
        List<TenureMove> told = new ArrayList<>();
        for (TenureMove move : moves) {
            for (String purpose : purposes) {
                told.add(TenureMoves.forPurpose(move, purpose));
            }
        }
        send(
                Topics.IDENTITY_CHANGES,
                "one",
                EventTypes.IDENTITY_CHANGED,
                new IdentityChange(0, UUID.randomUUID().toString(), 1, 1, told, "OBSERVED"));
    }

    /** A tenure of all time for advertising. */
    public static TenureMove move(
            String key,
            String type,
            @Nullable UUID from,
            @Nullable UUID to,
            long version,
            Instant firstSeenAt,
            @Nullable String dataSetId) {
        return new TenureMove(key, type, null, null, "ADS", from, to, version, firstSeenAt, dataSetId, false);
    }

    private synchronized void send(String topic, String key, String type, Object event) {
        long sequence = sequences.merge(topic, 1L, Long::sum);
        sendAndWait(topic, key, type, codec.numbered(codec.write(event), sequence));
    }

    private void beat() {
        while (beating) {
            for (String topic : List.of(
                    Topics.IDENTITY_CHANGES,
                    Topics.HOLDS,
                    Topics.GOVERNANCE,
                    Topics.TRAITS,
                    Topics.CHANNELS,
                    Topics.CAMPAIGNS,
                    Topics.AUDIENCES)) {
                heartbeat(topic);
            }
            try {
                Thread.sleep(1_000);
            } catch (InterruptedException stopped) {
                return;
            }
        }
    }

    private synchronized void heartbeat(String topic) {
        sendAndWait(
                topic,
                "heartbeat",
                EventTypes.HEARTBEAT,
                codec.writeBytes(new Heartbeat(sequences.getOrDefault(topic, 0L), Instant.now())));
    }

    private void sendAndWait(String topic, String key, String type, byte[] body) {
        ProducerRecord<String, byte[]> record = new ProducerRecord<>(topic, key, body);
        EventHeaders.of(UUID.randomUUID().toString(), "/test", type).forEach(record.headers()::add);
        try {
            producer.send(record).get();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException failed) {
            throw new IllegalStateException(failed);
        }
    }

    @Override
    public void close() {
        beating = false;
        heart.interrupt();
        producer.close(Duration.ofSeconds(2));
    }
}
