package io.evenreach.frequency.exposure.messaging;

import io.evenreach.contracts.Topics;
import io.evenreach.frequency.exposure.ExposurePace;
import io.evenreach.frequency.exposure.ExposureProperties;
import io.evenreach.frequency.ledger.LedgerFacts;
import io.evenreach.frequency.ledger.LedgerUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.SmartLifecycle;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.stereotype.Component;

/**
 * Reads exposures and writes down how far they have been applied. The loop is our own, because only it knows that nothing
 * is on its way: the end of a partition, asked for after all instances said what is settled, has been reached by what was
 * applied.
 */
@Component
class ExposureConsumer implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(ExposureConsumer.class);
    private static final String GROUP = "frequency-service-exposures";
    private static final Duration END_OFFSETS_WITHIN = Duration.ofSeconds(2);
    private static final long PAUSE_MILLIS = 500;

    private final ConsumerFactory<String, byte[]> consumers;
    private final ExposureApplier applier;
    private final LedgerFacts facts;
    private final ExposurePace pace;
    private final ExposureProperties properties;
    private final Map<TopicPartition, Target> targets = new HashMap<>();
    private volatile boolean running;
    private volatile @Nullable Thread thread;
    private volatile @Nullable Consumer<String, byte[]> consumer;

    ExposureConsumer(
            @Qualifier("eventConsumers") ConsumerFactory<String, byte[]> consumers,
            ExposureApplier applier,
            LedgerFacts facts,
            ExposurePace pace,
            ExposureProperties properties) {
        this.consumers = consumers;
        this.applier = applier;
        this.facts = facts;
        this.pace = pace;
        this.properties = properties;
    }

    @Override
    public void start() {
        running = true;
        thread = Thread.ofPlatform().name("exposures").daemon().start(this::run);
    }

    private void run() {
        while (running) {
            try (Consumer<String, byte[]> fresh = consumers.createConsumer(GROUP, null, null, overrides())) {
                consumer = fresh;
                fresh.subscribe(List.of(Topics.EXPOSURES));
                facts.exposurePartitions(fresh.partitionsFor(Topics.EXPOSURES).size());
                follow(fresh);
            } catch (WakeupException stopping) {
                // Asked to stop, or to look whether to stop.
            } catch (RuntimeException failed) {
                LOG.atWarn().setCause(failed).log("Reading exposures starts again");
                pause();
            } finally {
                consumer = null;
            }
        }
    }

    private Properties overrides() {
        Properties overrides = new Properties();
        overrides.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, String.valueOf(2 * properties.batchMax()));
        overrides.put(
                ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
                // Asking for the end of a partition waits behind a fetch under way on the same connection.
                String.valueOf(properties.watermarkEvery().toMillis()));
        return overrides;
    }

    private void follow(Consumer<String, byte[]> records) {
        long lastMark = 0;
        while (running) {
            ConsumerRecords<String, byte[]> polled = records.poll(properties.watermarkEvery());
            boolean moreLeft = isMoreLeft(records);
            if (!moreLeft) {
                // Whatever comes now waits for what was just read, but for nothing else.
                pace.applied(Duration.ZERO);
            }
            if (!polled.isEmpty()) {
                applyAll(polled, moreLeft);
                records.commitSync();
            }
            if (System.nanoTime() - lastMark >= properties.watermarkEvery().toNanos()) {
                mark(records);
                lastMark = System.nanoTime();
            }
        }
    }

    /** Whether the topic has more for this instance than it has read, as far as the broker told with what was read. */
    private static boolean isMoreLeft(Consumer<String, byte[]> records) {
        return records.assignment().stream()
                .anyMatch(partition -> records.currentLag(partition).orElse(0) > 0);
    }

    private void applyAll(ConsumerRecords<String, byte[]> polled, boolean moreLeft) {
        List<ConsumerRecord<String, byte[]>> all = new ArrayList<>(polled.count());
        polled.forEach(all::add);
        for (int from = 0; from < all.size(); from += properties.batchMax()) {
            List<ConsumerRecord<String, byte[]>> batch =
                    all.subList(from, Math.min(from + properties.batchMax(), all.size()));
            applyUntilDone(batch);
            pace.applied(moreLeft ? longestWaitOf(batch) : Duration.ZERO);
        }
    }

    /** How long the first of them waited to be applied, by the clock of whoever accepted it. */
    private static Duration longestWaitOf(List<ConsumerRecord<String, byte[]>> applied) {
        long now = System.currentTimeMillis();
        long first = now;
        for (ConsumerRecord<String, byte[]> record : applied) {
            first = Math.min(first, record.timestamp());
        }
        return Duration.ofMillis(now - first);
    }

    /** The ledger is idempotent, so the same records may be tried until it answers. */
    private void applyUntilDone(List<ConsumerRecord<String, byte[]>> batch) {
        while (running) {
            try {
                applier.apply(batch);
                return;
            } catch (LedgerUnavailableException away) {
                LOG.atWarn().setCause(away).log("Exposures wait for the ledger");
                pause();
            }
        }
        throw new WakeupException();
    }

    /** How far a partition reached when all of before the time was settled: once it is read so far, that is applied. */
    private record Target(long endOffset, long settledMillis) {}

    /**
     * What was settled before a partition's end was asked for has been applied once it is read to that end, however much
     * has come since. That is true whoever else reads the partition meanwhile: it says what was
     * applied, not who will apply.
     */
    private void mark(Consumer<String, byte[]> records) {
        Set<TopicPartition> assigned = records.assignment();
        if (assigned.isEmpty()) {
            return;
        }
        targets.keySet().retainAll(assigned);
        Map<Integer, Long> through = new HashMap<>();
        try {
            reached(records, through);
            Set<TopicPartition> reading = new HashSet<>(assigned);
            reading.removeAll(targets.keySet());
            OptionalLong settled = facts.settledThrough(properties.producerGoneAfter());
            if (settled.isPresent()) {
                records.endOffsets(reading, END_OFFSETS_WITHIN)
                        .forEach((partition, end) -> targets.put(partition, new Target(end, settled.getAsLong())));
                reached(records, through);
            }
        } catch (WakeupException stopping) {
            throw stopping;
        } catch (KafkaException unsure) {
            LOG.atDebug().setCause(unsure).log("How far exposures have come is not known just now");
            return;
        }
        if (!through.isEmpty()) {
            facts.appliedThrough(through);
        }
    }

    private void reached(Consumer<String, byte[]> records, Map<Integer, Long> through) {
        targets.entrySet().removeIf(entry -> {
            boolean there = records.position(entry.getKey()) >= entry.getValue().endOffset();
            if (there) {
                through.put(entry.getKey().partition(), entry.getValue().settledMillis());
            }
            return there;
        });
    }

    private void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void stop() {
        running = false;
        Consumer<String, byte[]> reading = consumer;
        if (reading != null) {
            reading.wakeup();
        }
        Thread working = thread;
        if (working != null) {
            try {
                working.join(10_000);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
