package io.evenreach.frequency.ledger.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenreach.frequency.ledger.Candidate;
import io.evenreach.frequency.ledger.Considered;
import io.evenreach.frequency.ledger.DenialReason;
import io.evenreach.frequency.ledger.GrantRef;
import io.evenreach.frequency.ledger.LedgerCommand;
import io.evenreach.frequency.ledger.LedgerCommand.Ask;
import io.evenreach.frequency.ledger.LedgerCommand.Expose;
import io.evenreach.frequency.ledger.LedgerCommand.MoveTenures;
import io.evenreach.frequency.ledger.LedgerCommand.Release;
import io.evenreach.frequency.ledger.LedgerVerdict;
import io.evenreach.frequency.ledger.LedgerVerdict.Allowed;
import io.evenreach.frequency.ledger.LedgerVerdict.Counted;
import io.evenreach.frequency.ledger.LedgerVerdict.Denied;
import io.evenreach.frequency.ledger.Subject;
import io.evenreach.frequency.ledger.TenureChange;
import io.evenreach.frequency.ledger.TouchState;
import io.evenreach.frequency.policy.CampaignPolicy;
import io.evenreach.frequency.policy.Ceiling;
import io.evenreach.frequency.policy.ChannelPolicy;
import io.evenreach.frequency.policy.Governance;
import io.evenreach.frequency.policy.GovernanceRule;
import io.evenreach.frequency.policy.PlanRow;
import io.evenreach.frequency.policy.PolicySnapshot;
import io.evenreach.frequency.policy.QuietHours;
import io.evenreach.frequency.recount.PlainRules;
import io.evenreach.frequency.recount.PlainRules.Answer;
import io.evenreach.frequency.recount.PlainRules.Campaign;
import io.evenreach.frequency.recount.PlainRules.Cap;
import io.evenreach.frequency.recount.PlainRules.Contact;
import io.evenreach.frequency.recount.PlainRules.Quiet;
import io.evenreach.frequency.recount.PlainRules.Row;
import io.evenreach.frequency.recount.PlainRules.Span;
import io.evenreach.frequency.recount.PlainRules.State;
import io.evenreach.identifiers.Hashed;
import io.evenreach.identifiers.ProfileIds;
import io.evenreach.kernel.CalendarUnit;
import io.evenreach.kernel.Interval;
import io.evenreach.kernel.Window;
import io.evenreach.testkit.Chance;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The ledger against {@link PlainRules} over days in which the clocks change: plans, ceilings with shares and quiet hours
 * in zones with daylight saving time, while people join and part, for advertising or for service messages only, and rules
 * change. {@code -Devenreach.long=true} plays many more histories.
 */
class LedgerDifferentialTest {

    private static final List<UUID> CAMPAIGNS = List.of(new UUID(0, 1), new UUID(0, 2), new UUID(0, 3), new UUID(0, 4));
    private static final Map<String, Duration> TTL =
            Map.of("search", Duration.ofMinutes(10), "wechat", Duration.ofHours(2), "video", Duration.ofHours(30));
    private static final int PEOPLE = 4;
    private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");

    /** A place and a time at which its clocks change. */
    private record Change(ZoneId zone, Instant at) {
        Change(String zone, String at) {
            this(ZoneId.of(zone), Instant.parse(at));
        }
    }

    /** By an hour, by half an hour, and at midnight. */
    private static final List<Change> CHANGES = List.of(
            new Change("America/New_York", "2026-03-08T07:00:00Z"),
            new Change("America/New_York", "2026-11-01T06:00:00Z"),
            new Change("Australia/Lord_Howe", "2026-04-04T15:00:00Z"),
            new Change("Australia/Lord_Howe", "2026-10-03T15:30:00Z"),
            new Change("Africa/Cairo", "2026-04-23T22:00:00Z"),
            new Change("Africa/Cairo", "2026-10-29T21:00:00Z"));

    @Test
    void answersAsPlainRulesWouldWhateverClocksAndRulesDo() {
        Chance.forSeeds(Boolean.getBoolean("evenreach.long") ? 10_000 : 300, chance -> new History(chance).run());
    }

    private record Grant(GrantRef ref, Contact touch) {}

    private static final class History {

        private final Chance chance;
        private final InMemoryLedgerStore store = new InMemoryLedgerStore();
        private final LockingLedger ledger = new LockingLedger(store, Clock.systemUTC(), 3, LedgerMetrics.NONE);
        private final ConsideredCodec considerations = new ConsideredCodec(new NamesInMemory());
        private final Change change;
        private final boolean rulesChange;
        private final List<Hashed> identifiers = new ArrayList<>();
        /** By identifier: whose it is from a time on, in epoch milliseconds, for advertising. */
        private final Map<Hashed, TreeMap<Long, UUID>> owners = new HashMap<>();
        /** The same for service messages. */
        private final Map<Hashed, TreeMap<Long, UUID>> serviceOwners = new HashMap<>();

        private final Map<Long, Contact> touches = new LinkedHashMap<>();
        private final Map<Long, Hashed> filedUnder = new HashMap<>();
        private final List<Grant> grants = new ArrayList<>();
        private final Map<UUID, Campaign> campaigns = new HashMap<>();
        /** Who is on the list of a campaign; one that is not here is for everybody. */
        private final Map<UUID, Set<Hashed>> lists = new HashMap<>();

        private List<Cap> caps = List.of();
        private List<Quiet> quiet = List.of();
        private final List<Instant> edges = new ArrayList<>();
        private Instant now;
        private long version;
        private int serial;

        History(Chance chance) {
            this.chance = chance;
            change = chance.pick(CHANGES);
            rulesChange = chance.percent(80);
            now = change.at().minus(Duration.ofMinutes(chance.below(3 * 24 * 60)));
            for (int i = 0; i < PEOPLE; i++) {
                Hashed identifier = Some.cookie(i);
                identifiers.add(identifier);
                owners.put(identifier, new TreeMap<>());
                serviceOwners.put(identifier, new TreeMap<>());
                changeHands(identifier, TenureChange.BEGINNING, ProfileIds.foundedBy(identifier.key()), true, true);
            }
            CAMPAIGNS.forEach(this::begin);
            caps = anyCaps();
            quiet = anyQuietHours();
            edges.add(change.at());
            publish();
        }

        void run() {
            // Rules that became wider miss what went to the archive before, so that long histories keep theirs.
            int steps = rulesChange ? TouchHistory.TIDY_FROM : 3 * TouchHistory.TIDY_FROM;
            for (int step = 0; step < steps; step++) {
                timeGoesOn();
                switch (chance.below(20)) {
                    case 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 -> ask();
                    case 10, 11, 12, 13 -> confirm();
                    case 14, 15 -> expose();
                    case 16 -> release();
                    case 17, 18 -> changeHands();
                    default -> changeRules();
                }
            }
            journalFoldsToTheSameBytes();
            keepsWhatDiffersAndNothingElse();
        }

        /** A moment, some hours, or to a millisecond at or beside an edge. */
        private void timeGoesOn() {
            Instant next = now.plusMillis(chance.below(chance.percent(85) ? 600_000 : 8 * 3_600_000));
            if (chance.percent(20)) {
                edges.add(nextMidnight());
                edges.removeIf(edge -> edge.isBefore(now));
                Instant edge = edges.isEmpty() ? next : chance.pick(edges);
                next = edge.plusMillis(chance.between(-1, 1));
            }
            now = next.isAfter(now) ? next : now.plusMillis(1);
            store.nowMillis = now.toEpochMilli();
            store.horizonMillis = store.nowMillis;
        }

        private Instant nextMidnight() {
            return LocalDate.ofInstant(now, change.zone())
                    .plusDays(1)
                    .atStartOfDay(change.zone())
                    .toInstant();
        }

        private LedgerVerdict apply(LedgerCommand command) {
            return ledger.apply(List.of(command)).getFirst();
        }

        // ---- rules

        private Span anySpan() {
            return chance.percent(40)
                    ? new Span(Duration.ofMinutes(1 + chance.below(6 * 24 * 60)), null, null)
                    : new Span(null, chance.pick(List.of("DAY", "WEEK", "MONTH")), anyZone());
        }

        private ZoneId anyZone() {
            return chance.percent(75) ? change.zone() : SHANGHAI;
        }

        private Campaign anyCampaign(UUID id) {
            List<Row> rows = new ArrayList<>();
            for (int i = chance.between(2, 5); i > 0; i--) {
                rows.add(new Row(
                        chance.pick(Some.CHANNELS),
                        chance.percent(5) ? 0 : chance.between(1, 7),
                        chance.percent(20) ? Span.FLIGHT : anySpan()));
            }
            Instant begins = change.at().minus(Duration.ofHours(chance.between(60, 400)));
            return new Campaign(
                    id,
                    begins,
                    begins.plus(Duration.ofHours(chance.between(400, 2_000))),
                    chance.percent(90),
                    chance.percent(40),
                    chance.percent(10),
                    chance.percent(85),
                    chance.below(2),
                    rows);
        }

        private void begin(UUID id) {
            campaigns.put(id, anyCampaign(id));
            lists.remove(id);
            if (chance.percent(25)) {
                lists.put(
                        id,
                        identifiers.stream().filter(any -> chance.percent(50)).collect(Collectors.toSet()));
            }
        }

        private List<Cap> anyCaps() {
            List<Cap> some = new ArrayList<>();
            for (int i = chance.below(3); i > 0; i--) {
                Map<UUID, Integer> shares = new HashMap<>();
                for (int j = chance.below(3); j > 0; j--) {
                    shares.put(chance.pick(CAMPAIGNS), chance.between(1, 3));
                }
                some.add(new Cap(anyChannels(), chance.below(8), anySpan(), shares));
            }
            return some;
        }

        private List<Quiet> anyQuietHours() {
            List<Quiet> some = new ArrayList<>();
            for (int i = chance.below(3); i > 0; i--) {
                int from = chance.below(48);
                // Short spans, so that the hours in which clocks change are met as edges too.
                int to = (from + 1 + chance.below(10)) % 48;
                some.add(new Quiet(anyChannels(), halfHour(from), halfHour(to), anyZone()));
            }
            return some;
        }

        private static LocalTime halfHour(int index) {
            return LocalTime.of(index / 2, index % 2 * 30);
        }

        private Set<String> anyChannels() {
            return Some.CHANNELS.stream().filter(any -> chance.percent(50)).collect(Collectors.toSet());
        }

        private void changeRules() {
            if (!rulesChange) {
                return;
            }
            switch (chance.below(4)) {
                case 0 -> caps = anyCaps();
                case 1 -> quiet = anyQuietHours();
                default -> {
                    begin(chance.pick(CAMPAIGNS));
                }
            }
            publish();
        }

        /** What holds for whoever is named now. */
        private PlainRules rules(List<Hashed> named) {
            Set<UUID> reached = CAMPAIGNS.stream()
                    .filter(id -> !lists.containsKey(id)
                            || known(lists, id).stream()
                                    .anyMatch(member -> ownersNow(whose(id), named)
                                            .contains(ownerAt(whose(id), member, TenureChange.BEGINNING))))
                    .collect(Collectors.toSet());
            return new PlainRules(campaigns, caps, quiet, reached);
        }

        private void publish() {
            List<GovernanceRule> governance = new ArrayList<>();
            for (Cap cap : caps) {
                governance.add(
                        new Ceiling("c" + serial++, 1, cap.channels(), cap.count(), window(cap.span()), cap.shares()));
            }
            for (Quiet hours : quiet) {
                governance.add(
                        new QuietHours("q" + serial++, 1, hours.channels(), hours.from(), hours.to(), hours.zone()));
            }
            ++version;
            store.members.clear();
            lists.forEach((id, list) -> list.forEach(member ->
                    store.members.add(new LedgerStore.Membership(id, version, ProfileIds.foundedBy(member.key())))));
            store.policies = new PolicySnapshot(
                    version,
                    Some.CHANNELS.stream()
                            .map(id -> new ChannelPolicy(id, id, null, known(TTL, id), false))
                            .toList(),
                    campaigns.values().stream().map(this::policy).toList(),
                    new Governance(governance));
        }

        private CampaignPolicy policy(Campaign campaign) {
            List<PlanRow> rows = new ArrayList<>();
            for (Row row : campaign.rows()) {
                rows.add(new PlanRow(rows.size(), row.channel(), row.target(), row.target(), window(row.span())));
            }
            return new CampaignPolicy(
                    campaign.id(),
                    version,
                    "c",
                    campaign.active() ? CampaignPolicy.Status.ACTIVE : CampaignPolicy.Status.PAUSED,
                    new Interval(campaign.from(), campaign.to()),
                    lists.containsKey(campaign.id())
                            ? new CampaignPolicy.Audience.Listed(version)
                            : new CampaignPolicy.Audience.Everyone(),
                    rows,
                    campaign.priority(),
                    campaign.service(),
                    new CampaignPolicy.Exemption(campaign.passes(), campaign.counted()));
        }

        private static Window window(Span span) {
            if (span.rolling() != null) {
                return new Window.Rolling(span.rolling());
            }
            return span.unit() == null || span.zone() == null
                    ? new Window.Campaign()
                    : new Window.Calendar(CalendarUnit.valueOf(span.unit()), span.zone());
        }

        // ---- asks

        private void ask() {
            List<Hashed> named = chance.percent(30)
                    ? List.of(chance.pick(identifiers), chance.pick(identifiers)).stream()
                            .distinct()
                            .toList()
                    : List.of(chance.pick(identifiers));
            String channel = chance.pick(Some.CHANNELS);
            UUID wanted = chance.percent(70) ? chance.pick(CAMPAIGNS) : null;
            Map<UUID, List<Contact>> theirs = new HashMap<>();
            CAMPAIGNS.forEach(id -> theirs.put(id, touchesOf(named, id)));
            PlainRules rules = rules(named);
            Map<UUID, Answer> expected = new LinkedHashMap<>();
            for (UUID id : wanted == null ? CAMPAIGNS : List.of(wanted)) {
                expected.put(id, rules.answer(id, channel, known(theirs, id), now));
            }
            switch (apply(new Ask("platform", "r" + serial++, channel, wanted, new Subject.Identifiers(named)))) {
                case Allowed allowed -> {
                    Answer answer = known(expected, allowed.campaignId());
                    assertThat(answer.outcome())
                            .as("%s on %s at %s", allowed, channel, now)
                            .isEqualTo("ALLOW");
                    assertThat(allowed.remaining()).as("%s", allowed).isEqualTo(answer.places() - 1);
                    assertThat(allowed.expiresAt()).isEqualTo(now.plus(known(TTL, channel)));
                    if (wanted == null) {
                        isTheBest(allowed.campaignId(), expected, rules, channel, theirs);
                        tellsWhyOthersLost(allowed.considered(), allowed.campaignId(), expected, channel);
                    }
                    Contact touch = new Contact(allowed.campaignId(), channel, State.WAITING, now, allowed.expiresAt());
                    put(allowed.grant().touchId(), filing(named), touch);
                    grants.add(new Grant(allowed.grant(), touch));
                    edges.add(allowed.expiresAt());
                }
                case Denied denied -> {
                    assertThat(denied.reason().name())
                            .as("%s on %s at %s, expected %s", denied, channel, now, expected)
                            .isEqualTo(
                                    wanted == null
                                            ? whyNone(expected, channel)
                                            : expected.get(wanted).outcome());
                    if (wanted != null) {
                        tellsWhenItIsFree(denied, wanted, rules, channel, theirs);
                    } else {
                        tellsWhyOthersLost(denied.considered(), null, expected, channel);
                    }
                }
                case LedgerVerdict other -> throw new AssertionError("an ask was answered with " + other);
            }
        }

        /** Those of whoever is named, as one is for what the campaign sends. */
        private List<Contact> touchesOf(List<Hashed> named, UUID campaign) {
            Map<Hashed, TreeMap<Long, UUID>> whose = whose(campaign);
            Set<UUID> people = ownersNow(whose, named);
            return touches.entrySet().stream()
                    .filter(touch -> people.contains(ownerAt(
                            whose,
                            known(filedUnder, touch.getKey()),
                            touch.getValue().at().toEpochMilli())))
                    .map(Map.Entry::getValue)
                    .toList();
        }

        private Map<Hashed, TreeMap<Long, UUID>> whose(UUID campaign) {
            return known(campaigns, campaign).service() ? serviceOwners : owners;
        }

        private Set<UUID> ownersNow(Map<Hashed, TreeMap<Long, UUID>> whose, List<Hashed> named) {
            return named.stream()
                    .map(one -> ownerAt(whose, one, now.toEpochMilli()))
                    .collect(Collectors.toSet());
        }

        private static UUID ownerAt(Map<Hashed, TreeMap<Long, UUID>> whose, Hashed identifier, long atMillis) {
            return known(whose, identifier).floorEntry(atMillis).getValue();
        }

        private static Hashed filing(List<Hashed> named) {
            return named.stream().min(Comparator.comparing(Hashed::key)).orElseThrow();
        }

        /** Nobody who may be shown has a higher priority, or as high a one and more to show in the time left. */
        private void isTheBest(
                UUID chosen,
                Map<UUID, Answer> expected,
                PlainRules rules,
                String channel,
                Map<UUID, List<Contact>> theirs) {
            expected.forEach((id, answer) -> {
                Campaign one = known(campaigns, id);
                Campaign best = known(campaigns, chosen);
                if (answer.outcome().equals("ALLOW")) {
                    assertThat(one.priority()).isLessThanOrEqualTo(best.priority());
                    if (one.priority() == best.priority()) {
                        assertThat(urgency(one, rules, channel, theirs))
                                .isLessThanOrEqualTo(urgency(best, rules, channel, theirs));
                    }
                }
            });
        }

        private double urgency(Campaign campaign, PlainRules rules, String channel, Map<UUID, List<Contact>> theirs) {
            return (double) rules.planned(campaign.id(), channel, known(theirs, campaign.id()), now)
                    / Duration.between(now, campaign.to()).toMillis();
        }

        /** From what is stored of the choice, of every active campaign on the channel. */
        private void tellsWhyOthersLost(
                @Nullable Considered considered, @Nullable UUID chosen, Map<UUID, Answer> expected, String channel) {
            byte[] stored = considerations.encode(Objects.requireNonNull(considered));
            List<Candidate> losers = Losers.of(considerations.decode(stored), store.policies, Integer.MAX_VALUE);
            assertThat(losers)
                    .extracting(Candidate::campaignId)
                    .containsExactlyInAnyOrderElementsOf(store.policies.activeOn(channel).stream()
                            .map(CampaignPolicy::campaignId)
                            .filter(id -> !id.equals(chosen))
                            .toList());
            for (Candidate loser : losers) {
                boolean lower = chosen != null
                        && known(campaigns, loser.campaignId()).priority()
                                < known(campaigns, chosen).priority();
                String outcome = known(expected, loser.campaignId()).outcome();
                assertThat(loser.reason())
                        .as("%s on %s at %s", loser, channel, now)
                        .isIn(
                                lower
                                        ? List.of(Candidate.LOWER_PRIORITY)
                                        : outcome.equals("ALLOW")
                                                ? List.of(Candidate.LESS_URGENT, Candidate.LOST_THE_DRAW)
                                                : List.of(outcome));
            }
        }

        private String whyNone(Map<UUID, Answer> expected, String channel) {
            List<String> contenders = expected.values().stream()
                    .map(Answer::outcome)
                    .filter(outcome -> !List.of("CAMPAIGN_NOT_ACTIVE", "CHANNEL_NOT_PLANNED", "NOT_IN_AUDIENCE")
                            .contains(outcome))
                    .toList();
            assertThat(contenders).as("on %s at %s", channel, now).doesNotContain("ALLOW");
            if (contenders.contains("QUIET_HOURS")) {
                return "QUIET_HOURS";
            }
            return contenders.size() == 1 ? contenders.getFirst() : "NO_CANDIDATE";
        }

        /** Free at the time it says and, as far as can be tried, never before. */
        private void tellsWhenItIsFree(
                Denied denied, UUID wanted, PlainRules rules, String channel, Map<UUID, List<Contact>> theirs) {
            Predicate<Instant> free = switch (denied.reason()) {
                case QUIET_HOURS -> at -> !rules.isQuiet(channel, at);
                case PLAN_REACHED -> at -> rules.planned(wanted, channel, known(theirs, wanted), at) > 0;
                case CEILING_REACHED ->
                    at -> rules.answer(wanted, channel, known(theirs, wanted), at)
                            .outcome()
                            .equals("ALLOW");
                default -> at -> false;
            };
            if (denied.reason() == DenialReason.CAMPAIGN_NOT_ACTIVE
                    || denied.reason() == DenialReason.NOT_IN_AUDIENCE) {
                return;
            }
            Instant until = denied.retryAt();
            if (until != null) {
                edges.add(until);
                assertThat(free.test(until))
                        .as("%s on %s at %s", denied, channel, now)
                        .isTrue();
            }
            long wait = Duration.between(
                            now, until == null ? known(campaigns, wanted).to() : until)
                    .toMillis();
            for (int i = 0; i < 5 && wait > 0; i++) {
                Instant before = now.plusMillis(i == 0 ? wait - 1 : Math.floorMod(chance.nextLong(), wait));
                assertThat(free.test(before))
                        .as("%s on %s at %s, tried at %s", denied, channel, now, before)
                        .isFalse();
            }
        }

        // ---- what else callers do

        private void confirm() {
            if (grants.isEmpty()) {
                return;
            }
            Grant grant = chance.percent(80) ? grants.getLast() : chance.pick(grants);
            long touchId = grant.ref().touchId();
            Contact asked = grant.touch();
            Instant shown = now.minusMillis(chance.below(60_000));
            Counted counted = expose(asked.campaign(), asked.channel(), chance.pick(identifiers), shown, grant.ref());
            if (asked.equals(touches.get(touchId)) && now.isBefore(asked.expires())) {
                assertThat(counted.touch().state()).isEqualTo(TouchState.CONFIRMED);
                Instant at = shown.isBefore(asked.at()) ? asked.at() : shown;
                touches.put(touchId, new Contact(asked.campaign(), asked.channel(), State.CONFIRMED, at, at));
            } else {
                unasked(counted, known(filedUnder, touchId), asked.campaign(), asked.channel(), shown);
            }
        }

        private void expose() {
            UUID campaign = chance.pick(CAMPAIGNS);
            String channel = chance.pick(Some.CHANNELS);
            Hashed key = chance.pick(identifiers);
            Instant shown = now.minusMillis(chance.below(
                    chance.percent(50)
                            ? 600_000
                            : Math.toIntExact(Duration.ofDays(8).toMillis())));
            unasked(expose(campaign, channel, key, shown, null), key, campaign, channel, shown);
        }

        private Counted expose(UUID campaign, String channel, Hashed key, Instant shown, @Nullable GrantRef grant) {
            LedgerVerdict verdict = apply(new Expose(
                    "platform",
                    "e" + serial++,
                    campaign,
                    channel,
                    new Subject.Identifiers(List.of(key)),
                    shown,
                    now,
                    grant,
                    null));
            assertThat(verdict).isInstanceOf(Counted.class);
            return (Counted) verdict;
        }

        private void unasked(Counted counted, Hashed key, UUID campaign, String channel, Instant shown) {
            assertThat(counted.touch().state()).isEqualTo(TouchState.UNGRANTED);
            put(counted.touch().touchId(), key, new Contact(campaign, channel, State.UNASKED, shown, shown));
        }

        private void put(long touchId, Hashed key, Contact touch) {
            touches.put(touchId, touch);
            filedUnder.put(touchId, key);
        }

        private void release() {
            if (!grants.isEmpty()) {
                Grant grant = chance.pick(grants);
                apply(new Release(grant.ref()));
                if (now.isBefore(grant.touch().expires())) {
                    touches.remove(grant.ref().touchId(), grant.touch());
                }
            }
        }

        /**
         * For all the time that it was somebody's, or from a moment ago on: between grants and their exposures. For
         * advertising and for service messages, or for one of them only; or advertising is withdrawn.
         */
        private void changeHands() {
            Hashed moving = chance.pick(identifiers);
            long from = chance.percent(30)
                    ? now.minusMillis(chance.below(3_600_000)).toEpochMilli()
                    : chance.pick(List.copyOf(known(chance.percent(50) ? owners : serviceOwners, moving)
                            .keySet()));
            UUID own = ProfileIds.foundedBy(moving.key());
            UUID owner = chance.percent(50)
                    ? ProfileIds.foundedBy(chance.pick(identifiers).key())
                    : own;
            switch (chance.below(6)) {
                case 0 -> changeHands(moving, from, owner, true, false);
                case 1 -> changeHands(moving, from, owner, false, true);
                case 2 -> {
                    TreeMap<Long, UUID> timeline = known(owners, moving);
                    long begin = chance.pick(List.copyOf(timeline.keySet()));
                    // What is nobody's in between falls to whoever has it from before on.
                    if (begin == TenureChange.BEGINNING && timeline.size() == 1) {
                        timeline.put(begin, own);
                        apply(new MoveTenures("m" + serial++, List.of(change(moving, begin, null)), List.of()));
                    }
                }
                default -> changeHands(moving, from, owner, true, true);
            }
        }

        private void changeHands(Hashed moving, long from, UUID owner, boolean forAds, boolean forService) {
            List<TenureChange> changes = List.of(change(moving, from, owner));
            if (forAds) {
                known(owners, moving).put(from, owner);
            }
            if (forService) {
                known(serviceOwners, moving).put(from, owner);
            }
            apply(new MoveTenures("m" + serial++, forAds ? changes : List.of(), forService ? changes : List.of()));
        }

        private TenureChange change(Hashed moving, long from, @Nullable UUID owner) {
            return new TenureChange(
                    moving.key(), moving.type(), from, TenureChange.END, null, owner, false, ++version, Some.T0, null);
        }

        private void keepsWhatDiffersAndNothingElse() {
            for (Hashed identifier : identifiers) {
                boolean differs = !known(owners, identifier).equals(known(serviceOwners, identifier));
                assertThat(store.differences.containsKey(identifier.key()))
                        .as("%s for advertising and %s for service messages", owners, serviceOwners)
                        .isEqualTo(differs);
            }
        }

        private void journalFoldsToTheSameBytes() {
            Map<UUID, byte[]> folded = store.folded();
            store.rows.forEach((profile, row) -> assertThat(folded.get(profile)).isEqualTo(row.state()));
        }

        private static <K, V> V known(Map<K, V> all, K one) {
            return Objects.requireNonNull(all.get(one));
        }
    }
}
