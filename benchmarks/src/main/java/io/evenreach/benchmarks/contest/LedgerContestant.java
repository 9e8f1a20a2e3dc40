package io.evenreach.benchmarks.contest;

import com.zaxxer.hikari.HikariDataSource;
import io.evenreach.benchmarks.work.Item;
import io.evenreach.benchmarks.work.Outcome;
import io.evenreach.benchmarks.work.Work;
import io.evenreach.contracts.Topics;
import io.evenreach.contracts.campaign.CampaignChanged;
import io.evenreach.contracts.campaign.ChannelDefined;
import io.evenreach.frequency.ledger.AskQueue;
import io.evenreach.frequency.ledger.LedgerCommand;
import io.evenreach.frequency.ledger.LedgerUnavailableException;
import io.evenreach.frequency.ledger.LedgerVerdict;
import io.evenreach.frequency.ledger.Subject;
import io.evenreach.frequency.ledger.Touch;
import io.evenreach.frequency.ledger.TouchLedger;
import io.evenreach.frequency.ledger.TouchState;
import io.evenreach.frequency.ledger.domain.HistoryCodec;
import io.evenreach.frequency.ledger.domain.Names;
import io.evenreach.frequency.ledger.domain.TouchHistory;
import io.evenreach.frequency.policy.persistence.PolicyStore;
import io.evenreach.identifiers.Hashed;
import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.identifiers.IdentifierType;
import io.evenreach.identifiers.ProfileIds;
import io.evenreach.identifiers.Strength;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/** The touch ledger itself, in this process, on PostgreSQL. */
final class LedgerContestant implements Contestant {

    private static final UUID CAMPAIGN = UUID.fromString("00000000-0000-4000-8000-000000000001");
    private static final String OWNER = "platform";
    private static final Duration GRANT_TTL = Duration.ofHours(1);
    private static final Duration WINDOW = Duration.ofDays(7);

    private final HikariDataSource pool;
    private final AnnotationConfigApplicationContext context;
    private final AskQueue queue;
    private final TouchLedger ledger;

    /** @param schema where its tables are made */
    LedgerContestant(Database database, String schema) {
        pool = database.pool(schema);
        Flyway.configure()
                .dataSource(pool)
                .schemas(schema)
                .defaultSchema(schema)
                .locations("classpath:db/platform", "classpath:db/frequency")
                .load()
                .migrate();
        context = new AnnotationConfigApplicationContext();
        context.registerBean(DataSource.class, () -> pool);
        context.register(LedgerContext.class);
        context.refresh();
        queue = context.getBean(AskQueue.class);
        ledger = context.getBean(TouchLedger.class);
        tellOfTheWorld();
    }

    /** What the feeds would have told: channels, a campaign, and that nothing is late. */
    private void tellOfTheWorld() {
        JdbcTemplate jdbc = jdbc();
        for (String topic : List.of(Topics.IDENTITY_CHANGES, Topics.HOLDS, Topics.GOVERNANCE)) {
            jdbc.update(
                    "insert into feed_position (consumer, topic, sequence, heartbeat_at) values ('frequency', ?, 0, 'infinity')",
                    topic);
        }
        jdbc.update("insert into exposure_watermark (partition, applied_through) values (0, ?)", Long.MAX_VALUE);
        PolicyStore policies = context.getBean(PolicyStore.class);
        context.getBean(TransactionTemplate.class).executeWithoutResult(transaction -> {
            for (String channel : Work.CHANNELS) {
                policies.put(new ChannelDefined(
                        1, channel, 1, channel, "PUBLIC", false, "DISPLAY", null, GRANT_TTL, "DENY"));
            }
            policies.put(campaign(CAMPAIGN, Work.CHANNELS));
        });
    }

    /** Opens a channel on which this many campaigns are active, all for everybody and equally urgent. */
    void openChannel(String channel, int campaigns) {
        PolicyStore policies = context.getBean(PolicyStore.class);
        context.getBean(TransactionTemplate.class).executeWithoutResult(transaction -> {
            policies.put(
                    new ChannelDefined(1, channel, 1, channel, "PUBLIC", false, "DISPLAY", null, GRANT_TTL, "DENY"));
            for (int i = 0; i < campaigns; i++) {
                policies.put(campaign(
                        UUID.nameUUIDFromBytes((channel + i).getBytes(StandardCharsets.UTF_8)), List.of(channel)));
            }
        });
    }

    /** Asks for the best campaign on a channel, once for each of these people; all of them must get one. */
    void choose(String channel, int firstCustomer, int customers) {
        List<LedgerCommand> asks = new ArrayList<>(customers);
        for (int customer = firstCustomer; customer < firstCustomer + customers; customer++) {
            asks.add(new LedgerCommand.Ask(OWNER, channel + customer, channel, null, subject(customer)));
        }
        for (LedgerVerdict verdict : ledger.apply(asks)) {
            if (!(verdict instanceof LedgerVerdict.Allowed)) {
                throw new IllegalStateException("somebody got no campaign: " + verdict);
            }
        }
    }

    private static CampaignChanged campaign(UUID id, List<String> channels) {
        CampaignChanged.WindowSpec rolling = new CampaignChanged.WindowSpec("ROLLING", WINDOW.toString(), null, null);
        Instant now = Instant.now();
        return new CampaignChanged(
                1,
                id,
                1,
                "work",
                "ACTIVE",
                now.minus(Duration.ofDays(1)),
                now.plus(Duration.ofDays(30)),
                new CampaignChanged.AudienceRef("EVERYONE", null, 0),
                channels.stream()
                        .map(channel -> new CampaignChanged.PlanRow(channel, Work.PLAN, Work.PLAN, rolling))
                        .toList(),
                100,
                "MARKETING",
                now,
                null,
                null);
    }

    JdbcTemplate jdbc() {
        return context.getBean(JdbcTemplate.class);
    }

    @Override
    public String name() {
        return "Evenreach, synchronous_commit=on";
    }

    @Override
    public Answer ask(Item item) {
        return answer(decided(askOf(item)));
    }

    @Override
    public void confirm(Item item, Answer answer) {
        decided(exposureOf(item, answer));
    }

    private LedgerVerdict decided(LedgerCommand command) {
        LedgerVerdict verdict = queue.submit(command).join();
        if (verdict instanceof LedgerVerdict.Unavailable(String detail)) {
            throw new LedgerUnavailableException(detail, null);
        }
        return verdict;
    }

    @Override
    public List<Answer> askAll(List<Item> items) {
        return ledger.apply(items.stream().map(LedgerContestant::askOf).toList()).stream()
                .map(LedgerContestant::answer)
                .toList();
    }

    @Override
    public void confirmAll(List<Item> items, List<Answer> answers) {
        List<LedgerCommand> exposures = new ArrayList<>(items.size());
        for (int i = 0; i < items.size(); i++) {
            exposures.add(exposureOf(items.get(i), answers.get(i)));
        }
        ledger.apply(exposures);
    }

    private static LedgerCommand askOf(Item item) {
        return new LedgerCommand.Ask(OWNER, item.requestId(), item.channelName(), CAMPAIGN, subject(item.customer()));
    }

    private static LedgerCommand exposureOf(Item item, Answer answer) {
        Instant now = Instant.now();
        return new LedgerCommand.Expose(
                OWNER,
                item.requestId(),
                CAMPAIGN,
                item.channelName(),
                subject(item.customer()),
                now,
                now,
                answer.grant(),
                null);
    }

    private static Subject subject(int customer) {
        return new Subject.Identifiers(List.of(new Hashed(IdentifierType.COOKIE, "site", keyOf(customer), "***")));
    }

    static IdentifierKey keyOf(int customer) {
        return new IdentifierKey(Work.mix(customer), Work.mix(~customer), 1, 1);
    }

    static UUID profileOf(int customer) {
        return ProfileIds.foundedBy(keyOf(customer));
    }

    private static Answer answer(LedgerVerdict verdict) {
        return switch (verdict) {
            case LedgerVerdict.Allowed allowed ->
                new Answer(allowed.repeated() ? Outcome.REPEATED : Outcome.GRANTED, allowed.grant());
            case LedgerVerdict.Denied denied when !denied.rules().isEmpty() -> Answer.DENIED;
            default -> throw new IllegalStateException("not what an ask of this work is answered: " + verdict);
        };
    }

    /**
     * What is stored, read without the ledger.
     *
     * @param overPlan touches above plan, summed over customers and channels
     * @param grants touch ids of all grants that live or were confirmed
     */
    record Stored(long overPlan, Set<Long> grants) {}

    Stored recount() {
        HistoryCodec codec = new HistoryCodec(context.getBean(Names.class));
        Set<Long> grants = new HashSet<>();
        long[] over = new long[1];
        JdbcTemplate jdbc = jdbc();
        jdbc.query("select state from touch_history", row -> {
            Map<String, Integer> counts = new HashMap<>();
            for (Touch touch : codec.decode(row.getBytes(1)).touches()) {
                if (touch.state() == TouchState.GRANTED || touch.isExposure()) {
                    grants.add(touch.touchId());
                    counts.merge(touch.channel(), 1, Integer::sum);
                }
            }
            counts.values().forEach(count -> over[0] += Math.max(0, count - Work.PLAN));
        });
        return new Stored(over[0], grants);
    }

    /** Gives everybody two touches older than the window, in as few statements as can be. */
    void fill(int people) {
        Item first = new Item(98, 0, -1, 0, false);
        askAll(List.of(first));
        HistoryCodec codec = new HistoryCodec(context.getBean(Names.class));
        int atOnce = 5_000;
        IntStream.range(0, (people + atOnce - 1) / atOnce).parallel().forEach(part -> {
            int from = part * atOnce;
            int count = Math.min(atOnce, people - from);
            String[] ids = new String[count];
            byte[][] states = new byte[count][];
            for (int i = 0; i < count; i++) {
                ids[i] = profileOf(from + i).toString();
                states[i] = codec.encode(shownTwice(from + i));
            }
            jdbc().update("""
                            insert into touch_history (profile_id, version, state)
                            select i, 1, s from unnest(?::uuid[], ?) t(i, s)
                            """, ids, states);
        });
        jdbc().execute("analyze touch_history");
    }

    private static TouchHistory shownTwice(int customer) {
        long now = Instant.now().minus(Duration.ofDays(8)).toEpochMilli();
        TouchHistory history = TouchHistory.EMPTY;
        for (int i = 0; i < 2; i++) {
            history = history.put(new Touch(
                    Work.mix(customer + 7L * i),
                    CAMPAIGN,
                    Work.CHANNELS.getFirst(),
                    keyOf(customer),
                    Strength.COOKIE,
                    now + i,
                    TouchState.CONFIRMED,
                    0,
                    0,
                    OWNER,
                    0,
                    null));
        }
        return history.stamped(now + 2);
    }

    /** Mean bytes of the state of people with this many touches, a fifth of them grants that wait. */
    double bytesOfState(int touches) {
        int people = 200;
        UUID[] profiles = new UUID[people];
        for (int person = 0; person < people; person++) {
            int customer = -1 - person;
            profiles[person] = profileOf(customer);
            List<Item> items = new ArrayList<>();
            for (int i = 0; i < touches; i++) {
                items.add(new Item(99, (long) person * touches + i, customer, i % Work.CHANNELS.size(), i % 5 != 0));
            }
            List<Answer> answers = askAll(items);
            List<Integer> shown = IntStream.range(0, touches)
                    .filter(i -> items.get(i).shown())
                    .boxed()
                    .toList();
            confirmAll(
                    shown.stream().map(items::get).toList(),
                    shown.stream().map(answers::get).toList());
        }
        Double mean = jdbc().queryForObject(
                        "select avg(length(state)) from touch_history where profile_id = any(?)", Double.class, (Object)
                                profiles);
        return mean == null ? 0 : mean;
    }

    @Override
    public void close() {
        context.close();
        pool.close();
    }
}
