package io.evenreach.frequency.running;

import io.evenreach.contracts.Topics;
import io.evenreach.contracts.identity.KeyedIdentifier;
import io.evenreach.contracts.identity.ObservedHashed;
import io.evenreach.contracts.identity.TenureMove;
import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.identifiers.ProfileIds;
import io.evenreach.platform.events.EventCodec;
import io.evenreach.testkit.Servers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Stitches what imports observe as plainly as can be: whatever is seen together is one person. It takes its time. */
public final class IdentityInTest implements AutoCloseable {

    private final EventCodec codec = new EventCodec();
    private final FeedsOfOthers feeds;
    private final Duration delay;
    private final Map<String, UUID> owners = new HashMap<>();
    private final Map<String, Long> versions = new HashMap<>();
    private final List<ObservedHashed> heard = new CopyOnWriteArrayList<>();
    private final KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
            Map.of(
                    ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, Servers.current().kafka(),
                    ConsumerConfig.GROUP_ID_CONFIG, "identity-in-test",
                    ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest"),
            new StringDeserializer(),
            new ByteArrayDeserializer());
    private final Thread thread;

    /** @param delay how long each observation takes */
    public IdentityInTest(FeedsOfOthers feeds, Duration delay) {
        this.feeds = feeds;
        this.delay = delay;
        this.thread = Thread.ofPlatform().start(this::run);
    }

    public List<ObservedHashed> heard() {
        return List.copyOf(heard);
    }

    private void run() {
        try (consumer) {
            consumer.subscribe(List.of(Topics.IDENTITY_OBSERVATIONS));
            while (true) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                    ObservedHashed observed = codec.read(record.value(), ObservedHashed.class);
                    heard.add(observed);
                    Thread.sleep(delay);
                    stitch(observed);
                }
            }
        } catch (WakeupException | InterruptedException stopped) {
            // That is how it ends.
        }
    }

    private void stitch(ObservedHashed observed) {
        List<TenureMove> moves = new ArrayList<>();
        UUID person = null;
        for (KeyedIdentifier identifier : observed.identifiers()) {
            if (owners.containsKey(identifier.key()) && person == null) {
                person = owners.get(identifier.key());
            }
        }
        for (KeyedIdentifier identifier : observed.identifiers()) {
            UUID before = owners.get(identifier.key());
            UUID after = person == null ? ProfileIds.foundedBy(IdentifierKey.parse(identifier.key())) : person;
            person = after;
            if (before == null) {
                moves.add(move(observed, identifier, null, after));
            } else if (!before.equals(after)) {
                List.copyOf(owners.entrySet()).stream()
                        .filter(entry -> entry.getValue().equals(before))
                        .forEach(entry -> moves.add(move(
                                observed,
                                new KeyedIdentifier(identifier.type(), identifier.scope(), entry.getKey(), ""),
                                before,
                                after)));
            }
        }
        if (!moves.isEmpty()) {
            feeds.identity(moves.toArray(TenureMove[]::new));
        }
    }

    private TenureMove move(
            ObservedHashed observed,
            KeyedIdentifier identifier,
            @org.jspecify.annotations.Nullable UUID from,
            UUID to) {
        owners.put(identifier.key(), to);
        return FeedsOfOthers.move(
                identifier.key(),
                identifier.type(),
                from,
                to,
                versions.merge(identifier.key(), 1L, Long::sum),
                observed.observedAt(),
                observed.dataSetId());
    }

    @Override
    public void close() throws InterruptedException {
        consumer.wakeup();
        thread.join(5_000);
    }
}
