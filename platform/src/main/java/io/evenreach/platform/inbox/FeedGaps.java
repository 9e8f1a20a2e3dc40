package io.evenreach.platform.inbox;

import io.evenreach.contracts.EventTypes;
import io.evenreach.contracts.FeedResendRequested;
import io.evenreach.contracts.Topics;
import io.evenreach.platform.events.EventCodec;
import io.evenreach.platform.events.EventHeaders;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.kafka.core.KafkaTemplate;

/**
 * Feeds of which something did not come. Asks whoever publishes them to do so again, until it has come: a follower only
 * says what it saw, keeps its place and leaves out what comes too early. {@code evenreach.feed.missing} tells how many
 * events a feed is behind since a gap was found; it is 0 when they have come.
 */
public final class FeedGaps implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(FeedGaps.class);

    private final Inbox inbox;
    private final KafkaTemplate<String, byte[]> kafka;
    private final EventCodec codec;
    private final MeterRegistry meters;
    private final Duration askEvery;
    private final Map<Feed, Gap> gaps = new ConcurrentHashMap<>();
    private volatile boolean running;
    private volatile Thread thread = Thread.currentThread();

    private record Feed(String consumer, String topic) {}

    /**
     * A hole in a feed.
     *
     * @param place the last event before it
     * @param seen the last event that is known of
     */
    private record Gap(long place, long seen) {}

    FeedGaps(
            Inbox inbox,
            KafkaTemplate<String, byte[]> kafka,
            EventCodec codec,
            MeterRegistry meters,
            Duration askEvery) {
        this.inbox = inbox;
        this.kafka = kafka;
        this.codec = codec;
        this.meters = meters;
        this.askEvery = askEvery;
    }

    /**
     * Something came too early.
     *
     * @param sequence of the event that came, or of the last one that a heartbeat tells of
     */
    public void found(String consumer, String topic, long sequence) {
        Feed feed = new Feed(consumer, topic);
        if (gaps.computeIfPresent(feed, (any, gap) -> new Gap(gap.place(), Math.max(gap.seen(), sequence))) != null) {
            return;
        }
        long place = inbox.place(consumer, topic);
        if (sequence > place && gaps.putIfAbsent(feed, new Gap(place, sequence)) == null) {
            Gauge.builder("evenreach.feed.missing", this, all -> all.missing(feed))
                    .tag("feed", topic)
                    .register(meters);
            LOG.atError()
                    .addKeyValue("topic", topic)
                    .addKeyValue("sequence", sequence)
                    .addKeyValue("place", place)
                    .log("Events are missing on a feed; following it waits until they are published again");
            ask(topic, place);
        }
    }

    /** How many events each feed is behind, for those with a gap; 0 never. */
    public Map<String, Long> missing() {
        Map<String, Long> missing = new TreeMap<>();
        gaps.forEach((feed, gap) -> missing.merge(feed.topic(), gap.seen() - gap.place(), Math::max));
        return missing;
    }

    private long missing(Feed feed) {
        Gap gap = gaps.get(feed);
        return gap == null ? 0 : gap.seen() - gap.place();
    }

    private void ask(String topic, long after) {
        kafka.send(new ProducerRecord<>(
                Topics.FEED_RESENDS,
                null,
                null,
                topic,
                codec.writeBytes(new FeedResendRequested(topic, after)),
                EventHeaders.of(UUID.randomUUID().toString(), "/followers", EventTypes.FEED_RESEND_REQUESTED)));
    }

    @Override
    public void start() {
        running = true;
        thread = Thread.ofPlatform().name("feed-gaps").daemon().start(this::watch);
    }

    @Override
    public void stop() {
        running = false;
        thread.interrupt();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    private void watch() {
        while (running) {
            try {
                Thread.sleep(askEvery);
                gaps.forEach(this::look);
            } catch (InterruptedException stopped) {
                return;
            } catch (RuntimeException failed) {
                LOG.atWarn().setCause(failed).log("Whether missing events have come cannot be told now");
            }
        }
    }

    /** Asks again where nothing has come since; what is coming is not asked for twice. */
    private void look(Feed feed, Gap gap) {
        long place = inbox.place(feed.consumer(), feed.topic());
        if (place >= gap.seen()) {
            if (gaps.remove(feed, gap)) {
                LOG.atInfo().addKeyValue("topic", feed.topic()).log("What was missing on a feed has come");
            }
            return;
        }
        if (place == gap.place()) {
            ask(feed.topic(), place);
        }
        gaps.replace(feed, gap, new Gap(place, gap.seen()));
    }
}
