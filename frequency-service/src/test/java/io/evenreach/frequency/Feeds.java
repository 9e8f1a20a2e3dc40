package io.evenreach.frequency;

import io.evenreach.contracts.EventTypes;
import io.evenreach.contracts.FeedResendRequested;
import io.evenreach.contracts.Heartbeat;
import io.evenreach.contracts.Topics;
import io.evenreach.contracts.campaign.AudienceMembers;
import io.evenreach.contracts.campaign.CampaignChanged;
import io.evenreach.contracts.campaign.CampaignChanged.AudienceRef;
import io.evenreach.contracts.campaign.CampaignChanged.Exemption;
import io.evenreach.contracts.campaign.CampaignChanged.PlanRow;
import io.evenreach.contracts.campaign.CampaignChanged.WindowSpec;
import io.evenreach.contracts.campaign.ChannelDefined;
import io.evenreach.contracts.campaign.GovernanceChanged;
import io.evenreach.contracts.campaign.GovernanceChanged.AskLimit;
import io.evenreach.contracts.campaign.GovernanceChanged.Ceiling;
import io.evenreach.contracts.campaign.GovernanceChanged.QuietHours;
import io.evenreach.contracts.campaign.GovernanceChanged.Share;
import io.evenreach.contracts.campaign.HoldChanged;
import io.evenreach.contracts.campaign.TraitChanged;
import io.evenreach.contracts.frequency.ExposureReported;
import io.evenreach.contracts.identity.IdentityChange;
import io.evenreach.contracts.identity.RulesChanged;
import io.evenreach.contracts.identity.RulesChanged.BlockedValue;
import io.evenreach.contracts.identity.RulesChanged.TypeStanding;
import io.evenreach.contracts.identity.TenureMove;
import io.evenreach.identifiers.Hashed;
import io.evenreach.identifiers.Hashing;
import io.evenreach.identifiers.Identifier;
import io.evenreach.identifiers.IdentifierHasher;
import io.evenreach.identifiers.IdentifierRules;
import io.evenreach.identifiers.IdentifierRules.Standing;
import io.evenreach.identifiers.IdentifierType;
import io.evenreach.identifiers.Normaliser;
import io.evenreach.identifiers.ProfileIds;
import io.evenreach.platform.events.EventCodec;
import io.evenreach.platform.events.EventHeaders;
import io.evenreach.testkit.Servers;
import io.evenreach.testkit.TenureMoves;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/** Plays identity and campaign: publishes their feeds as their relays would, heartbeats included. */
final class Feeds implements AutoCloseable {

    private static final Hashing HASHING =
            new Hashing(new Normaliser("CN"), IdentifierHasher.ofHex(Servers.IDENTIFIER_KEY));

    private final EventCodec codec = new EventCodec();
    private final KafkaProducer<String, byte[]> producer;
    private final Map<String, Long> sequences = new HashMap<>();
    private final Map<String, Long> versions = new HashMap<>();
    private final Map<String, UUID> owners = new HashMap<>();
    private final Map<String, List<Told>> told = new HashMap<>();
    private final Set<String> losing = new HashSet<>();
    private final Thread heart;
    private final Thread resending;
    private volatile boolean beating = true;
    private volatile boolean governing = true;
    private volatile boolean saying = true;
    private volatile boolean answering = true;

    /** An event with its number in it. */
    private record Told(String key, String type, byte[] body) {}

    Feeds() {
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", Servers.current().kafka(), "acks", "all"),
                new StringSerializer(),
                new ByteArraySerializer());
        resending = Thread.ofPlatform().daemon().start(this::resend);
        heart = Thread.ofPlatform().daemon().start(() -> {
            while (!Thread.currentThread().isInterrupted()) {
                if (beating) {
                    beat(Topics.IDENTITY_CHANGES);
                    beat(Topics.IDENTITY_RULES);
                    beat(Topics.HOLDS);
                    if (saying) {
                        beat(Topics.TRAITS);
                    }
                    if (governing) {
                        beat(Topics.GOVERNANCE);
                    }
                }
                try {
                    Thread.sleep(500);
                } catch (InterruptedException closing) {
                    return;
                }
            }
        });
    }

    /** From now on nothing is heard of ceilings and quiet hours, or it is again. */
    void governing(boolean on) {
        governing = on;
    }

    /** From now on nothing is heard of where customers live, or it is again. */
    void saying(boolean on) {
        saying = on;
    }

    /** Publishes again what followers ask for. */
    private void resend() {
        try (KafkaConsumer<String, byte[]> requests = new KafkaConsumer<>(
                Map.of("bootstrap.servers", Servers.current().kafka()),
                new StringDeserializer(),
                new ByteArrayDeserializer())) {
            TopicPartition partition = new TopicPartition(Topics.FEED_RESENDS, 0);
            requests.assign(List.of(partition));
            requests.seekToBeginning(List.of(partition));
            while (!Thread.currentThread().isInterrupted()) {
                for (ConsumerRecord<String, byte[]> request : requests.poll(Duration.ofMillis(100))) {
                    if (answering) {
                        resend(codec.read(request.value(), FeedResendRequested.class));
                    }
                }
            }
        } catch (InterruptException closing) {
            Thread.currentThread().interrupt();
        }
    }

    /** Publishes everything on a feed once more. */
    synchronized void repeat(String topic) {
        resend(new FeedResendRequested(topic, 0));
    }

    private synchronized void resend(FeedResendRequested request) {
        List<Told> all = told.getOrDefault(request.topic(), List.of());
        for (Told event : all.subList((int) request.after(), all.size())) {
            send(request.topic(), event.key(), event.type(), event.body());
        }
    }

    /** From now on nobody publishes again what is asked for, or somebody does. */
    void answering(boolean on) {
        answering = on;
    }

    /** Loses the next event of a feed on its way. */
    synchronized void loseNext(String topic) {
        losing.add(topic);
    }

    private synchronized void tell(String topic, String key, String type, byte[] body) {
        told.computeIfAbsent(topic, any -> new ArrayList<>()).add(new Told(key, type, body));
        if (!losing.remove(topic)) {
            send(topic, key, type, body);
        }
    }

    /** From now on nothing is heard of any feed, or it is again. */
    void beating(boolean on) {
        beating = on;
    }

    private synchronized void beat(String topic) {
        long sequence = sequences.getOrDefault(topic, 0L);
        send(topic, "", EventTypes.HEARTBEAT, codec.writeBytes(new Heartbeat(sequence, Instant.now())));
    }

    private synchronized void send(String topic, String key, String type, byte[] body) {
        try {
            producer.send(new ProducerRecord<>(
                            topic,
                            null,
                            key,
                            body,
                            EventHeaders.of(UUID.randomUUID().toString(), "/test", type)))
                    .get();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException failed) {
            throw new IllegalStateException(failed);
        }
    }

    /** An exposure of an instance whose clock says this time. */
    void exposure(ExposureReported exposure, String key, Instant clock) throws Exception {
        producer.send(new ProducerRecord<>(
                        Topics.EXPOSURES,
                        null,
                        clock.toEpochMilli(),
                        key,
                        codec.writeBytes(exposure),
                        EventHeaders.of(UUID.randomUUID().toString(), "/test", EventTypes.EXPOSURE_REPORTED)))
                .get();
    }

    private synchronized long next(String topic) {
        return sequences.merge(topic, 1L, Long::sum);
    }

    private synchronized long nextVersion(String thing) {
        return versions.merge(thing, 1L, Long::sum);
    }

    // ---- campaign

    synchronized void channel(String id, @Nullable String partnerId, Duration grantTtl) {
        channel(id, partnerId, grantTtl, "DENY");
    }

    synchronized void channel(String id, @Nullable String partnerId, Duration grantTtl, String onUnavailable) {
        ChannelDefined event = new ChannelDefined(
                next(Topics.CHANNELS),
                id,
                nextVersion(id),
                id,
                "PUBLIC",
                false,
                "DISPLAY",
                partnerId,
                grantTtl,
                onUnavailable);
        tell(Topics.CHANNELS, id, EventTypes.CHANNEL_DEFINED, codec.writeBytes(event));
    }

    static PlanRow row(String channel, int target) {
        return new PlanRow(channel, target, target, new WindowSpec("CAMPAIGN", null, null, null));
    }

    static PlanRow row(String channel, int target, Duration rolling) {
        return new PlanRow(channel, target, target, new WindowSpec("ROLLING", rolling.toString(), null, null));
    }

    /** An active campaign that began ten days ago and ends in twenty. */
    UUID campaign(PlanRow... plan) {
        UUID id = UUID.randomUUID();
        campaign(id, "ACTIVE", new AudienceRef("EVERYONE", null, 0), 100, "MARKETING", plan);
        return id;
    }

    void campaign(UUID id, String status, AudienceRef audience, int priority, String messageClass, PlanRow... plan) {
        campaign(id, status, audience, priority, messageClass, null, plan);
    }

    /** An active campaign that holds some percent of its audience out. */
    void heldOut(UUID id, AudienceRef audience, int holdoutPercent, int priority, PlanRow... plan) {
        campaign(id, "ACTIVE", audience, priority, "MARKETING", null, holdoutPercent, plan);
    }

    void campaign(
            UUID id,
            String status,
            AudienceRef audience,
            int priority,
            String messageClass,
            @Nullable Exemption exempt,
            PlanRow... plan) {
        campaign(id, status, audience, priority, messageClass, exempt, null, plan);
    }

    synchronized void campaign(
            UUID id,
            String status,
            AudienceRef audience,
            int priority,
            String messageClass,
            @Nullable Exemption exempt,
            @Nullable Integer holdoutPercent,
            PlanRow... plan) {
        Instant today = Instant.now().truncatedTo(ChronoUnit.DAYS);
        CampaignChanged event = new CampaignChanged(
                next(Topics.CAMPAIGNS),
                id,
                nextVersion(id.toString()),
                "a campaign",
                status,
                today.minus(10, ChronoUnit.DAYS),
                today.plus(20, ChronoUnit.DAYS),
                audience,
                List.of(plan),
                priority,
                messageClass,
                Instant.now(),
                exempt,
                holdoutPercent);
        tell(Topics.CAMPAIGNS, id.toString(), EventTypes.CAMPAIGN_CHANGED, codec.writeBytes(event));
    }

    static WindowSpec rolling(Duration duration) {
        return new WindowSpec("ROLLING", duration.toString(), null, null);
    }

    /** @param channels none for every channel */
    synchronized void ceiling(String id, int count, WindowSpec window, List<Share> shares, String... channels) {
        govern("CEILING", id, new Ceiling(List.of(channels), count, window, shares), null, null);
    }

    /** @param channels none for every channel */
    synchronized void quietHours(String id, String from, String to, String zone, String... channels) {
        govern("QUIET_HOURS", id, null, new QuietHours(List.of(channels), from, to, zone), null);
    }

    synchronized void askLimit(String partnerId, int count, Duration per) {
        govern("ASK_LIMIT", partnerId, null, null, new AskLimit(count, per));
    }

    /** @param kind {@code CEILING}, {@code QUIET_HOURS} or {@code ASK_LIMIT} */
    synchronized void removeRule(String kind, String id) {
        govern(kind, id, null, null, null);
    }

    private void govern(
            String kind,
            String id,
            @Nullable Ceiling ceiling,
            @Nullable QuietHours quietHours,
            @Nullable AskLimit askLimit) {
        GovernanceChanged event = new GovernanceChanged(
                next(Topics.GOVERNANCE),
                kind,
                id,
                nextVersion(kind + id),
                ceiling == null && quietHours == null && askLimit == null,
                ceiling,
                quietHours,
                Instant.now(),
                askLimit);
        tell(Topics.GOVERNANCE, id, EventTypes.GOVERNANCE_CHANGED, codec.writeBytes(event));
    }

    /** The sequence of the last event on a feed. */
    synchronized long sequence(String topic) {
        return sequences.getOrDefault(topic, 0L);
    }

    synchronized void audience(UUID campaignId, long version, List<UUID> profileIds) {
        AudienceMembers event = new AudienceMembers(next(Topics.AUDIENCES), campaignId, version, 1, 1, profileIds);
        tell(Topics.AUDIENCES, campaignId.toString(), EventTypes.AUDIENCE_MEMBERS, codec.writeBytes(event));
    }

    synchronized void hold(UUID holdId, String state, Hashed... identifiers) {
        HoldChanged event = new HoldChanged(
                next(Topics.HOLDS),
                holdId,
                nextVersion(holdId.toString()),
                state,
                Instant.now(),
                null,
                List.of(identifiers).stream().map(one -> one.key().hex()).toList());
        tell(Topics.HOLDS, holdId.toString(), EventTypes.HOLD_CHANGED, codec.writeBytes(event));
    }

    /** Whoever owns the identifier lives there, as was said then. */
    synchronized void zone(Hashed identifier, String zone, Instant saidAt, String messageId) {
        String key = identifier.key().hex();
        TraitChanged event = new TraitChanged(next(Topics.TRAITS), key, "timeZone", zone, saidAt, messageId);
        tell(Topics.TRAITS, key, EventTypes.TRAIT_CHANGED, codec.writeBytes(event));
    }

    // ---- identity

    /** The identity rules are now the built-in ones with this type worth so much and these patterns; gives the version. */
    synchronized long rules(IdentifierType changed, Standing worth, String... blocked) {
        long version = 1 + nextVersion("rules");
        List<TypeStanding> types = new ArrayList<>();
        for (IdentifierType type : IdentifierType.values()) {
            Standing standing = type == changed
                    ? worth
                    : Objects.requireNonNull(
                            IdentifierRules.BUILT_IN.standings().get(type));
            if (type.canonical() == type) {
                types.add(new TypeStanding(
                        type.wireName(), standing.strength().name(), standing.priority(), standing.onePerPerson()));
            }
        }
        RulesChanged event = new RulesChanged(
                next(Topics.IDENTITY_RULES),
                version,
                types,
                List.of(blocked).stream()
                        .map(pattern -> new BlockedValue(null, pattern))
                        .toList(),
                Instant.now());
        tell(Topics.IDENTITY_RULES, "rules", EventTypes.RULES_CHANGED, codec.writeBytes(event));
        return version;
    }

    static Hashed hash(IdentifierType type, String scope, String value) {
        if (HASHING.hash(new Identifier(type, scope, value)) instanceof Hashing.Outcome.Key(Hashed hashed)) {
            return hashed;
        }
        throw new IllegalArgumentException(value + " identifies nobody");
    }

    static Hashed cookie(String value) {
        return hash(IdentifierType.COOKIE, "site", value);
    }

    /** The identifiers belong to one profile from now on, all their time; gives the profile. */
    UUID join(Hashed first, Hashed... others) {
        UUID owner = ProfileIds.foundedBy(first.key());
        List<Hashed> all = new ArrayList<>(List.of(others));
        all.addFirst(first);
        own(owner, all);
        return owner;
    }

    /** Every identifier is a profile of its own again. */
    void part(Hashed... identifiers) {
        for (Hashed identifier : identifiers) {
            own(ProfileIds.foundedBy(identifier.key()), List.of(identifier));
        }
    }

    synchronized void own(@Nullable UUID owner, List<Hashed> identifiers) {
        List<TenureMove> moves = new ArrayList<>();
        for (Hashed identifier : identifiers) {
            moves.add(move(identifier, null, null, owner, owner == null));
        }
        change(moves);
    }

    /** Whoever has these identifiers withdrew advertising; it is allowed again from a time on. */
    synchronized void withdraw(@Nullable Instant allowedFrom, Hashed... identifiers) {
        List<TenureMove> moves = new ArrayList<>();
        for (Hashed identifier : identifiers) {
            long version = nextVersion(identifier.key().hex());
            moves.add(withdrawn(identifier, allowedFrom, version));
            if (allowedFrom != null) {
                moves.add(move(
                        identifier, allowedFrom, null, ProfileIds.foundedBy(identifier.key()), version, false, null));
            }
        }
        tell(moves, "OBSERVED", null);
    }

    /** The identifiers belong to the profile of the first one from now on, all their time, for one purpose only. */
    synchronized UUID joinFor(String purpose, Hashed first, Hashed... others) {
        UUID owner = ProfileIds.foundedBy(first.key());
        List<TenureMove> moves = new ArrayList<>();
        for (Hashed identifier : others) {
            moves.add(TenureMoves.forPurpose(move(identifier, null, null, owner, false), purpose));
        }
        tell(moves, "OBSERVED", null);
        return owner;
    }

    /** Every identifier is a profile of its own again, for one purpose only. */
    synchronized void partFor(String purpose, Hashed... identifiers) {
        List<TenureMove> moves = new ArrayList<>();
        for (Hashed identifier : identifiers) {
            moves.add(TenureMoves.forPurpose(
                    move(identifier, null, null, ProfileIds.foundedBy(identifier.key()), false), purpose));
        }
        tell(moves, "OBSERVED", null);
    }

    /** Moves for one purpose only. */
    void changeFor(String purpose, TenureMove... moves) {
        tell(
                Arrays.stream(moves)
                        .map(move -> TenureMoves.forPurpose(move, purpose))
                        .toList(),
                "OBSERVED",
                null);
    }

    private TenureMove withdrawn(Hashed identifier, @Nullable Instant to, long version) {
        return move(identifier, null, to, null, version, false, Instant.now());
    }

    synchronized TenureMove move(
            Hashed identifier,
            @Nullable Instant from,
            @Nullable Instant to,
            @Nullable UUID owner,
            boolean quarantined) {
        return move(identifier, from, to, owner, nextVersion(identifier.key().hex()), quarantined, null);
    }

    private synchronized TenureMove move(
            Hashed identifier,
            @Nullable Instant from,
            @Nullable Instant to,
            @Nullable UUID owner,
            long version,
            boolean quarantined,
            @Nullable Instant withdrawnAt) {
        String tenure = identifier.key().hex() + " " + from;
        UUID before = owner == null ? owners.remove(tenure) : owners.put(tenure, owner);
        return new TenureMove(
                identifier.key().hex(),
                identifier.type().wireName(),
                from,
                to,
                "ADS",
                before,
                owner,
                version,
                Instant.now(),
                null,
                quarantined,
                withdrawnAt);
    }

    /** Whoever has these identifiers is erased now, told as it was before erasures said when they were. */
    void erase(UUID owner, Hashed... identifiers) {
        erase(owner, null, identifiers);
    }

    /** Whoever has these identifiers is erased: every tenure is withdrawn. */
    void erase(UUID owner, @Nullable Instant erasedAt, Hashed... identifiers) {
        erase(owner, erasedAt, null, identifiers);
    }

    /** @param erased whether it is whoever has these identifiers; else an erasure of somebody else moves them */
    synchronized void erase(UUID owner, @Nullable Instant erasedAt, @Nullable Boolean erased, Hashed... identifiers) {
        List<TenureMove> moves = new ArrayList<>();
        for (Hashed identifier : identifiers) {
            TenureMove withdrawn = move(identifier, null, null, null, false);
            moves.add(new TenureMove(
                    withdrawn.key(),
                    withdrawn.type(),
                    null,
                    null,
                    withdrawn.purpose(),
                    owner,
                    null,
                    withdrawn.version(),
                    withdrawn.firstSeenAt(),
                    null,
                    false,
                    null,
                    erased));
        }
        change(moves, "ERASED", erasedAt);
    }

    void change(List<TenureMove> moves) {
        change(moves, "OBSERVED", null);
    }

    /** What holds for advertising holds for service messages. */
    private void change(List<TenureMove> moves, String cause, @Nullable Instant erasedAt) {
        List<TenureMove> both = new ArrayList<>(moves);
        moves.forEach(move -> both.add(TenureMoves.forPurpose(move, "SERVICE")));
        tell(both, cause, erasedAt);
    }

    private synchronized void tell(List<TenureMove> moves, String cause, @Nullable Instant erasedAt) {
        IdentityChange event = new IdentityChange(
                next(Topics.IDENTITY_CHANGES), UUID.randomUUID().toString(), 1, 1, moves, cause, erasedAt);
        tell(Topics.IDENTITY_CHANGES, "", EventTypes.IDENTITY_CHANGED, codec.writeBytes(event));
    }

    @Override
    public void close() {
        heart.interrupt();
        resending.interrupt();
        producer.close();
    }
}
