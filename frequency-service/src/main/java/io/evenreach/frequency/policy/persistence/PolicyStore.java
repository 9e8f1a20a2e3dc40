package io.evenreach.frequency.policy.persistence;

import io.evenreach.contracts.campaign.CampaignChanged;
import io.evenreach.contracts.campaign.ChannelDefined;
import io.evenreach.contracts.campaign.GovernanceChanged;
import io.evenreach.frequency.policy.AskLimit;
import io.evenreach.frequency.policy.CampaignPolicy;
import io.evenreach.frequency.policy.CampaignPolicy.Audience;
import io.evenreach.frequency.policy.CampaignPolicy.Exemption;
import io.evenreach.frequency.policy.Ceiling;
import io.evenreach.frequency.policy.ChannelPolicy;
import io.evenreach.frequency.policy.Governance;
import io.evenreach.frequency.policy.GovernanceRule;
import io.evenreach.frequency.policy.PlanRow;
import io.evenreach.frequency.policy.Policies;
import io.evenreach.frequency.policy.PolicySnapshot;
import io.evenreach.frequency.policy.QuietHours;
import io.evenreach.kernel.CalendarUnit;
import io.evenreach.kernel.Interval;
import io.evenreach.kernel.Window;
import io.evenreach.platform.events.EventCodec;
import io.evenreach.platform.events.PoisonEventException;
import io.evenreach.platform.jdbc.BoundedReads;
import io.evenreach.platform.jdbc.SharedLook;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Keeps what the feeds say and serves it from memory. The memory is never trusted for a decision: the ledger reads the
 * revision under its locks and asks for at least that.
 */
@Component
public class PolicyStore implements Policies {

    private static final Logger LOG = LoggerFactory.getLogger(PolicyStore.class);

    private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** As long as anybody waits for a look, which takes a few milliseconds unless the database is away. */
    private static final Duration MOMENT = Duration.ofMillis(500);

    /** A little longer than a statement may wait for a lock: whoever looks does so for all others. */
    private static final Duration SILENCE_MAX = Duration.ofSeconds(6);

    private final JdbcTemplate jdbc;
    private final EventCodec codec;
    private final PolicyHistory history;
    private final AtomicReference<PolicySnapshot> snapshot = new AtomicReference<>(PolicySnapshot.EMPTY);
    private final AtomicLong lookedAtNanos = new AtomicLong(System.nanoTime() - LOOK_AGAIN_NANOS);
    private final SharedLook looks = new SharedLook(MOMENT, this::look);

    PolicyStore(JdbcTemplate jdbc, EventCodec codec, PolicyHistory history) {
        this.jdbc = jdbc;
        this.codec = codec;
        this.history = history;
    }

    @Override
    public PolicySnapshot current() {
        long looked = lookedAtNanos.get();
        long now = System.nanoTime();
        // One looks for all: the others go on with what is known.
        if (now - looked >= LOOK_AGAIN_NANOS && lookedAtNanos.compareAndSet(looked, now)) {
            if (snapshot.get().revision() == 0) {
                // Nothing is known to go on with.
                look();
            } else {
                looks.join();
            }
        }
        return snapshot.get();
    }

    private void look() {
        try {
            BoundedReads.within(SILENCE_MAX, jdbc, bounded -> atLeast(revision(bounded), bounded));
        } catch (DataAccessException away) {
            // Who asks here decides nothing by it: the ledger will find out that the database is away.
            LOG.atDebug().setCause(away).log("The policy cannot be read just now");
        }
    }

    @Override
    public PolicySnapshot atLeast(long revision) {
        return atLeast(revision, jdbc);
    }

    private PolicySnapshot atLeast(long revision, JdbcTemplate from) {
        PolicySnapshot known = snapshot.get();
        if (known.revision() >= revision) {
            return known;
        }
        // No lock around the reading: whoever held it would wait for a connection that whoever waits for it may have.
        PolicySnapshot loaded = load(from);
        return snapshot.accumulateAndGet(loaded, (one, other) -> one.revision() >= other.revision() ? one : other);
    }

    /** In one statement, which sees one moment: a revision must mean one thing only. */
    private PolicySnapshot load(JdbcTemplate from) {
        AtomicLong revision = new AtomicLong();
        List<PolicyHistory.Told> inForce = new ArrayList<>();
        from.query(
                """
                select r.revision, told.kind, told.body
                  from policy_revision r left join (
                       select ?::text as kind, channel_id as id, body from channel_policy
                       union all
                       select ?::text, campaign_id::text, body from campaign_policy
                       union all
                       select kind, rule_id, body from governance_policy where not removed) told on true
                 order by told.kind, told.id
                """,
                row -> {
                    revision.set(row.getLong(1));
                    if (row.getString(2) != null) {
                        inForce.add(new PolicyHistory.Told(row.getString(2), row.getString(3)));
                    }
                },
                PolicyHistory.CHANNEL,
                PolicyHistory.CAMPAIGN);
        return read(revision.get(), inForce);
    }

    private static long revision(JdbcTemplate from) {
        Long revision = from.queryForObject("select revision from policy_revision", Long.class);
        return revision == null ? 0 : revision;
    }

    // ---- what was in force

    @Override
    public PolicySnapshot at(long revision) {
        PolicySnapshot known = snapshot.get();
        return known.revision() == revision ? known : history.at(revision, this::read);
    }

    private PolicySnapshot read(long revision, List<PolicyHistory.Told> told) {
        List<ChannelPolicy> channels = new ArrayList<>();
        List<CampaignPolicy> campaigns = new ArrayList<>();
        List<GovernanceRule> rules = new ArrayList<>();
        for (PolicyHistory.Told one : told) {
            switch (one.kind()) {
                case PolicyHistory.CHANNEL -> channels.add(channel(one.body()));
                case PolicyHistory.CAMPAIGN -> campaigns.add(campaign(one.body()));
                default -> {
                    GovernanceChanged change = codec.read(utf8(one.body()), GovernanceChanged.class);
                    if (!change.removed()) {
                        rules.add(rule(change));
                    }
                }
            }
        }
        return new PolicySnapshot(revision, channels, campaigns, new Governance(rules));
    }

    private ChannelPolicy channel(String body) {
        return channel(codec.read(utf8(body), ChannelDefined.class));
    }

    private CampaignPolicy campaign(String body) {
        return campaign(codec.read(utf8(body), CampaignChanged.class));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Transactional(propagation = Propagation.MANDATORY)
    public void put(ChannelDefined channel) {
        channel(channel);
        int changed = jdbc.update("""
                insert into channel_policy as p (channel_id, version, body) values (?, ?, ?)
                on conflict (channel_id) do update set version = excluded.version, body = excluded.body
                 where p.version <= excluded.version
                """, channel.channelId(), channel.version(), codec.write(channel));
        told(changed, PolicyHistory.CHANNEL, channel.channelId(), codec.write(channel));
    }

    @Transactional(propagation = Propagation.MANDATORY)
    public void put(CampaignChanged campaign) {
        campaign(campaign);
        int changed = jdbc.update("""
                insert into campaign_policy as p (campaign_id, version, body) values (?, ?, ?)
                on conflict (campaign_id) do update set version = excluded.version, body = excluded.body
                 where p.version <= excluded.version
                """, campaign.campaignId(), campaign.version(), codec.write(campaign));
        told(changed, PolicyHistory.CAMPAIGN, campaign.campaignId().toString(), codec.write(campaign));
    }

    @Transactional(propagation = Propagation.MANDATORY)
    public void put(GovernanceChanged change) {
        if (!change.removed()) {
            rule(change);
        }
        int changed = jdbc.update(
                """
                insert into governance_policy as p (kind, rule_id, version, removed, body) values (?, ?, ?, ?, ?)
                on conflict (kind, rule_id) do update
                   set version = excluded.version, removed = excluded.removed, body = excluded.body
                 where p.version <= excluded.version
                """, change.kind(), change.ruleId(), change.version(), change.removed(), codec.write(change));
        told(changed, change.kind(), change.ruleId(), codec.write(change));
    }

    private void told(int changed, String kind, String id, String body) {
        if (changed > 0) {
            jdbc.update("update policy_revision set revision = revision + 1");
            history.add(kind, id, body);
        }
    }

    private static ChannelPolicy channel(ChannelDefined event) {
        return new ChannelPolicy(
                event.channelId(),
                event.name(),
                event.partnerId(),
                event.grantTtl(),
                event.onUnavailable().equals("ALLOW"));
    }

    private static CampaignPolicy campaign(CampaignChanged event) {
        try {
            List<PlanRow> plan = new ArrayList<>(event.plan().size());
            for (CampaignChanged.PlanRow row : event.plan()) {
                plan.add(new PlanRow(plan.size(), row.channel(), row.target(), row.minimum(), window(row.window())));
            }
            return new CampaignPolicy(
                    event.campaignId(),
                    event.version(),
                    event.name(),
                    CampaignPolicy.Status.valueOf(event.status()),
                    new Interval(event.startsAt(), event.endsAt()),
                    audience(event.audience()),
                    plan,
                    event.priority(),
                    event.messageClass().equals("SERVICE"),
                    exemption(event.exempt()),
                    Objects.requireNonNullElse(event.holdoutPercent(), 0));
        } catch (IllegalArgumentException | NullPointerException | java.time.DateTimeException notOurs) {
            throw new PoisonEventException("campaign " + event.campaignId() + " cannot be understood", notOurs);
        }
    }

    private static Exemption exemption(CampaignChanged.@Nullable Exemption exempt) {
        return exempt == null ? Exemption.NONE : new Exemption(exempt.fromCaps(), exempt.counted());
    }

    private static GovernanceRule rule(GovernanceChanged event) {
        try {
            return switch (event.kind()) {
                case "CEILING" -> ceiling(event, Objects.requireNonNull(event.ceiling(), "ceiling"));
                case "QUIET_HOURS" -> quietHours(event, Objects.requireNonNull(event.quietHours(), "quietHours"));
                case "ASK_LIMIT" -> askLimit(event, Objects.requireNonNull(event.askLimit(), "askLimit"));
                default -> throw new IllegalArgumentException("there is no rule of kind " + event.kind());
            };
        } catch (IllegalArgumentException
                | IllegalStateException
                | NullPointerException
                | java.time.DateTimeException notOurs) {
            throw new PoisonEventException(event.kind() + " " + event.ruleId() + " cannot be understood", notOurs);
        }
    }

    private static Ceiling ceiling(GovernanceChanged event, GovernanceChanged.Ceiling ceiling) {
        return new Ceiling(
                event.ruleId(),
                event.version(),
                Set.copyOf(ceiling.channels()),
                ceiling.count(),
                window(ceiling.window()),
                ceiling.shares().stream()
                        .collect(
                                Collectors.toMap(GovernanceChanged.Share::campaignId, GovernanceChanged.Share::count)));
    }

    private static QuietHours quietHours(GovernanceChanged event, GovernanceChanged.QuietHours quiet) {
        return new QuietHours(
                event.ruleId(),
                event.version(),
                Set.copyOf(quiet.channels()),
                LocalTime.parse(quiet.from()),
                LocalTime.parse(quiet.to()),
                ZoneId.of(quiet.zone()));
    }

    private static AskLimit askLimit(GovernanceChanged event, GovernanceChanged.AskLimit limit) {
        return new AskLimit(event.ruleId(), event.version(), limit.count(), limit.per());
    }

    private static Audience audience(CampaignChanged.AudienceRef audience) {
        return switch (audience.kind()) {
            case "EVERYONE" -> new Audience.Everyone();
            case "LIST" -> new Audience.Listed(audience.version());
            case "DATA_SET" -> new Audience.DataSet(Objects.requireNonNull(audience.dataSetId(), "dataSetId"));
            default -> throw new IllegalArgumentException("there is no audience of kind " + audience.kind());
        };
    }

    private static Window window(CampaignChanged.WindowSpec window) {
        return switch (window.kind()) {
            case "CAMPAIGN" -> new Window.Campaign();
            case "ROLLING" -> new Window.Rolling(Duration.parse(Objects.requireNonNull(window.duration(), "duration")));
            case "CALENDAR" ->
                new Window.Calendar(
                        CalendarUnit.valueOf(Objects.requireNonNull(window.unit(), "unit")),
                        ZoneId.of(Objects.requireNonNull(window.zone(), "zone")));
            default -> throw new IllegalArgumentException("there is no window of kind " + window.kind());
        };
    }
}
