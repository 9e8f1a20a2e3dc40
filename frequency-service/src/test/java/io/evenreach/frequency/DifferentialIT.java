package io.evenreach.frequency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.evenreach.contracts.campaign.CampaignChanged.AudienceRef;
import io.evenreach.contracts.campaign.CampaignChanged.Exemption;
import io.evenreach.contracts.campaign.CampaignChanged.PlanRow;
import io.evenreach.contracts.campaign.CampaignChanged.WindowSpec;
import io.evenreach.contracts.campaign.GovernanceChanged.Share;
import io.evenreach.contracts.identity.TenureMove;
import io.evenreach.frequency.ledger.TouchState;
import io.evenreach.frequency.recount.PlainRules;
import io.evenreach.frequency.recount.PlainRules.Campaign;
import io.evenreach.frequency.recount.PlainRules.Cap;
import io.evenreach.frequency.recount.PlainRules.Contact;
import io.evenreach.frequency.recount.PlainRules.Quiet;
import io.evenreach.frequency.recount.PlainRules.Row;
import io.evenreach.frequency.recount.PlainRules.Span;
import io.evenreach.frequency.recount.PlainRules.State;
import io.evenreach.identifiers.Hashed;
import io.evenreach.identifiers.ProfileIds;
import io.evenreach.testkit.Chance;
import io.evenreach.testkit.HttpProbe.Answer;
import io.evenreach.testkit.RealServers;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * The whole service against a model that keeps a plain list of touches and counts it anew for every answer by {@link
 * PlainRules}: random histories of asks, exposures with and without grants, late, early and repeated, releases, expiries,
 * merges, splits, recycled identifiers, changes of plans, ceilings and quiet hours, and of where people live. Meanwhile the
 * clocks change in some of the zones, and did so in the days before. {@code -Devenreach.long=true} runs many more of them.
 */
@RealServers
class DifferentialIT {

    private static final int STEPS = 150;
    private static final int PEOPLE = 6;
    private static final Duration FLASH_TTL = Duration.ofSeconds(2);
    private static final long UNCERTAIN_MILLIS = 1_000;
    private static final int ATTEMPTS = 4;
    /** In so many, changes of the clock have made a difference to some, in each way: about eighty histories. */
    private static final int ASKS_THAT_MEET_CHANGES = 5_000;

    private static final List<String> CHANNELS = List.of("search", "flash");
    private static final List<ZoneId> ZONES =
            List.of(ZoneId.of("America/New_York"), ZoneId.of("Australia/Lord_Howe"), ZoneId.of("Asia/Shanghai"));
    /** What clocks show when they change, and by how many minutes they do: at midnight, over it, back to it, and at night. */
    private static final List<Turn> TURNS = List.of(
            new Turn("00:00", 60),
            new Turn("00:00", -60),
            new Turn("00:00", 30),
            new Turn("00:00", -30),
            new Turn("23:30", 60),
            new Turn("01:00", -60),
            new Turn("00:30", -30),
            new Turn("02:00", 60),
            new Turn("03:00", -60));

    private static World world;
    private static int asks;
    /** Answers that would be others if clocks went at all times as they did when the history began. */
    private static int otherByClocksBefore;
    /** Answers that would be others if clocks went at all times as they do when it is asked. */
    private static int otherByClocksNow;

    /**
     * How clocks change.
     *
     * @param shown what they show just before
     */
    private record Turn(LocalTime shown, int minutes) {

        Turn(String shown, int minutes) {
            this(LocalTime.parse(shown), minutes);
        }

        /** A place where they do so then. */
        ZoneId at(Instant second) {
            int offset = shown.toSecondOfDay()
                    - LocalTime.ofInstant(second, ZoneOffset.UTC).toSecondOfDay();
            int half = 12 * 3_600;
            int before = Math.floorMod(offset + half, 2 * half) - half;
            return ChangingClocks.at(
                    second, ZoneOffset.ofTotalSeconds(before), ZoneOffset.ofTotalSeconds(before + minutes * 60));
        }
    }

    @BeforeAll
    static void start() {
        world = World.of(2);
        world.channel("search", null, Duration.ofMinutes(10));
        world.channel("flash", null, FLASH_TTL);
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    @Test
    void answersAsARecountWouldWhateverHappens() {
        int histories = Boolean.getBoolean("evenreach.long") ? 100 : 1;
        Chance.forSeeds(histories, chance -> {
            long seed = chance.nextLong();
            for (int attempt = 1; !isPlayed(seed, attempt == ATTEMPTS); attempt++) {}
        });
        System.out.printf(
                "of %d answers %d would be others had clocks not changed, and %d by the clocks of then throughout%n",
                asks, otherByClocksBefore, otherByClocksNow);
        if (asks >= ASKS_THAT_MEET_CHANGES) {
            assertThat(otherByClocksBefore).isPositive();
            assertThat(otherByClocksNow).isPositive();
        }
    }

    /** Plays a history; one that differs on a machine that stood still meanwhile says nothing, unless it is the last try. */
    private static boolean isPlayed(long seed, boolean last) {
        History history = new History(new Chance(seed));
        try {
            history.run();
            return true;
        } catch (AssertionError difference) {
            if (last || !history.stoodStill) {
                throw difference;
            }
            return false;
        } finally {
            history.pause();
        }
    }

    /** What the model remembers of one touch. */
    private static final class Known {
        final UUID campaign;
        final String channel;
        final Key key;
        long at;
        TouchState state;
        final long expiresAt;

        Known(UUID campaign, String channel, Key key, long at, TouchState state, long expiresAt) {
            this.campaign = campaign;
            this.channel = channel;
            this.key = key;
            this.at = at;
            this.state = state;
            this.expiresAt = expiresAt;
        }
    }

    /** What a touch is filed under: an identifier, or the name of the profile it founded. */
    private record Key(int cookie, boolean byName) {}

    /** Whose a cookie is from a time on, until the next. */
    private record Owned(long from, UUID owner) {}

    private record Grant(String id, Known touch) {}

    /** Where the owner of a cookie lives, as was said last. */
    private record Lives(ZoneId zone, Instant saidAt, String messageId) {}

    private static final class History {

        private final Chance chance;
        private final String run = UUID.randomUUID().toString();
        private final List<String> values = new ArrayList<>();
        private final List<Hashed> cookies = new ArrayList<>();
        private final List<List<Owned>> owners = new ArrayList<>();
        private final List<Known> touches = new ArrayList<>();
        private final List<Grant> grants = new ArrayList<>();
        private final Map<String, Map<String, Object>> sent = new LinkedHashMap<>();
        private final List<UUID> campaigns = List.of(UUID.randomUUID(), UUID.randomUUID(), UUID.randomUUID());
        private final Map<UUID, Campaign> plans = new HashMap<>();
        private final Instant began = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        private final List<ZoneId> zones;
        private List<Cap> caps = List.of();
        private List<Quiet> quiet = List.of();
        private final Map<Integer, Lives> lives = new HashMap<>();
        private long settledAt;
        private boolean stoodStill;

        History(Chance chance) {
            this.chance = chance;
            zones = anyZones();
            for (int i = 0; i < PEOPLE; i++) {
                values.add(run + i);
                cookies.add(Feeds.cookie(run + i));
                owners.add(new ArrayList<>(List.of(new Owned(Long.MIN_VALUE, founded(i)))));
            }
            campaigns.forEach(this::publish);
            campaigns.forEach(world::awaitCampaign);
            govern();
            for (Hashed cookie : cookies) {
                world.feeds.part(cookie);
            }
            world.awaitIdentity();
        }

        /** Their clocks change while the history goes on, within the last day, in the days before, or as they really do. */
        private List<ZoneId> anyZones() {
            List<ZoneId> some = new ArrayList<>(ZONES);
            for (int i = 0; i < 6; i++) {
                some.add(chance.pick(TURNS).at(began.plusSeconds(chance.between(2, 16))));
            }
            for (int i = 0; i < 3; i++) {
                some.add(chance.pick(TURNS).at(began.minusSeconds(chance.below(20 * 3_600))));
                some.add(chance.pick(TURNS).at(began.minusSeconds(chance.below(9 * 24 * 3_600))));
            }
            return some;
        }

        void run() {
            for (int i = 0; i < 4 * PEOPLE; i++) {
                exposeAt(nearAMidnight());
            }
            world.awaitExposures();
            for (int step = 0; step < STEPS; step++) {
                switch (chance.below(12)) {
                    case 0, 1, 2, 3, 4 -> ask();
                    case 5, 6 -> confirm();
                    case 7 -> expose();
                    case 8 -> repeat();
                    case 9 -> release();
                    case 10 -> changeHands();
                    default -> {
                        switch (chance.below(7)) {
                            case 0, 1 -> letGrantsExpire();
                            case 2 -> govern();
                            case 3, 4 -> sayWhereSomebodyLives();
                            default -> publish(chance.pick(campaigns));
                        }
                    }
                }
            }
            await().atMost(Duration.ofSeconds(60)).untilAsserted(this::everyPersonHasTheirTouches);
            await().atMost(Duration.ofSeconds(60)).untilAsserted(this::reportsEqualARecount);
            await().atMost(Duration.ofSeconds(60)).untilAsserted(this::listsAndExportsEqualARecount);
            await().atMost(Duration.ofSeconds(60)).untilAsserted(this::calendarsAreReportedAsARecountWould);
        }

        /** The next history must not be offered these. */
        void pause() {
            campaigns.forEach(id -> tell(known(plans, id), "PAUSED"));
        }

        // ---- what callers do

        private void ask() {
            settleExpiries();
            List<Integer> named = chance.percent(30)
                    ? List.of(chance.below(PEOPLE), chance.below(PEOPLE)).stream()
                            .distinct()
                            .toList()
                    : List.of(chance.below(PEOPLE));
            boolean byProfile = named.size() == 1 && chance.percent(20);
            String channel = chance.pick(CHANNELS);
            UUID campaign = chance.percent(70) ? chance.pick(campaigns) : null;
            Map<String, Object> ask = new LinkedHashMap<>(World.ask(
                    UUID.randomUUID().toString(),
                    channel,
                    campaign,
                    named.stream().map(this::identifier).toList()));
            if (byProfile) {
                ask.remove("identifiers");
                ask.put("profileId", founded(named.getFirst()));
            }
            long before = System.currentTimeMillis();
            Answer answer = world.probe(chance.below(2))
                    .withToken(World.PLATFORM)
                    .post("/api/v1/decisions", Map.of("requests", List.of(ask)));
            noteWhetherItStoodStill();
            assertThat(answer.status()).as(answer.body()).isEqualTo(200);
            JsonNode decision = answer.json().path("decisions").path(0);

            Set<UUID> people = new HashSet<>();
            named.forEach(one -> people.add(byProfile ? owner(new Key(one, true), before) : ownerAt(one, before)));
            ZoneId own = zoneOf(people, before);
            List<Contact> theirs = contactsOf(people);
            List<Instant> moments = momentsSince(before);
            answersAsTheRulesDo(decision, campaign, channel, theirs, moments, own);
            if (decision.path("outcome").asString().equals("ALLOW")) {
                allowed(decision, channel, named, byProfile, people, own);
            } else {
                findsRight(decision.path("rules"), channel, people, own, moments);
                if (campaign != null) {
                    tellsWhenItIsFree(decision, campaign, channel, theirs, own, moments.getLast());
                }
            }
        }

        /** Each millisecond in which it may have been decided: in any of them clocks may change, or a window end. */
        private static List<Instant> momentsSince(long before) {
            return LongStream.rangeClosed(before, System.currentTimeMillis())
                    .mapToObj(Instant::ofEpochMilli)
                    .toList();
        }

        private void answersAsTheRulesDo(
                JsonNode decision,
                @Nullable UUID campaign,
                String channel,
                List<Contact> theirs,
                List<Instant> moments,
                @Nullable ZoneId own) {
            String found = decision.path("outcome").asString().equals("ALLOW")
                    ? "ALLOW " + decision.path("campaignId").asString() + " "
                            + (decision.path("remaining").asInt() + 1)
                    : decision.path("reason").asString();
            Set<String> expected = moments.stream()
                    .map(at -> expected(rules(), campaign, channel, theirs, at, own))
                    .collect(Collectors.toSet());
            assertThat(found)
                    .as("%s on %s for %s in %s by %s", decision, channel, theirs, own, rules())
                    .isIn(expected);
            asks++;
            Instant at = moments.getLast();
            if (!expected.contains(byClocksOf(began, campaign, channel, theirs, at, own))) {
                otherByClocksBefore++;
            }
            if (!expected.contains(byClocksOf(at, campaign, channel, theirs, at, own))) {
                otherByClocksNow++;
            }
        }

        /** What would be expected if clocks went at all times as they did at one. */
        private String byClocksOf(
                Instant one,
                @Nullable UUID campaign,
                String channel,
                List<Contact> theirs,
                Instant at,
                @Nullable ZoneId own) {
            UnaryOperator<ZoneId> clocks = zone -> zone.getRules().getOffset(one);
            return expected(rules().by(clocks), campaign, channel, theirs, at, own == null ? null : clocks.apply(own));
        }

        /** Among all cookies these people own now, what was said last of one; of two at once that of the greater key. */
        private @Nullable ZoneId zoneOf(Set<UUID> people, long now) {
            return lives.entrySet().stream()
                    .filter(entry -> people.contains(ownerAt(entry.getKey(), now)))
                    .max(Comparator.comparing((Map.Entry<Integer, Lives> entry) ->
                                    entry.getValue().saidAt())
                            .thenComparing(entry -> cookies.get(entry.getKey()).key()))
                    .map(entry -> entry.getValue().zone())
                    .orElse(null);
        }

        private String expected(
                PlainRules rules,
                @Nullable UUID wanted,
                String channel,
                List<Contact> theirs,
                Instant at,
                @Nullable ZoneId own) {
            List<String> denials = new ArrayList<>();
            // The first campaign has the highest priority.
            for (UUID campaign : wanted == null ? campaigns : List.of(wanted)) {
                PlainRules.Answer answer = rules.answer(campaign, channel, theirs, at, own);
                if (answer.outcome().equals("ALLOW")) {
                    return "ALLOW " + campaign + " " + answer.places();
                }
                denials.add(answer.outcome());
            }
            if (wanted != null) {
                return denials.getFirst();
            }
            return denials.contains("QUIET_HOURS") ? "QUIET_HOURS" : "NO_CANDIDATE";
        }

        private PlainRules rules() {
            return new PlainRules(plans, caps, quiet);
        }

        private List<Contact> contactsOf(Set<UUID> people) {
            return touches.stream()
                    .filter(touch -> touch.state == TouchState.GRANTED || touch.state.isExposure())
                    .filter(touch -> people.contains(owner(touch.key, touch.at)))
                    .map(touch -> new Contact(
                            touch.campaign,
                            touch.channel,
                            touch.state == TouchState.GRANTED
                                    ? State.WAITING
                                    : touch.state == TouchState.CONFIRMED ? State.CONFIRMED : State.UNASKED,
                            Instant.ofEpochMilli(touch.at),
                            Instant.ofEpochMilli(touch.expiresAt)))
                    .toList();
        }

        private void allowed(
                JsonNode decision,
                String channel,
                List<Integer> named,
                boolean byProfile,
                Set<UUID> people,
                @Nullable ZoneId own) {
            String grantId = decision.path("grantId").asString();
            JsonNode explained = world.platform()
                    .get("/api/v1/decisions/" + grantId + "/explanation")
                    .json();
            UUID campaign = UUID.fromString(decision.path("campaignId").asString());
            Instant granted = Instant.parse(explained.path("grantedAt").asString());
            findsRight(explained.path("rules"), channel, people, own, List.of(granted));
            int filed = named.stream()
                    .min(Comparator.comparing(one -> cookies.get(one).key()))
                    .orElseThrow();
            Known touch = new Known(
                    campaign,
                    channel,
                    new Key(filed, byProfile),
                    granted.toEpochMilli(),
                    TouchState.GRANTED,
                    Instant.parse(decision.path("expiresAt").asString()).toEpochMilli());
            touches.add(touch);
            grants.add(new Grant(grantId, touch));
        }

        /** Compares what each rule is said to have found: the window it names, and of a row of the plan what is counted in it. */
        private void findsRight(
                JsonNode rules, String channel, Set<UUID> people, @Nullable ZoneId own, List<Instant> moments) {
            for (JsonNode rule : rules) {
                Instant from = Instant.parse(rule.path("windowFrom").asString());
                Instant to = Instant.parse(rule.path("windowTo").asString());
                switch (rule.path("kind").asString()) {
                    case "PLAN" -> {
                        UUID id = UUID.fromString(rule.path("campaignId").asString());
                        Campaign campaign = known(plans, id);
                        Row row = campaign.rows().get(rule.path("row").asInt());
                        assertThat(rule.path("target").asInt()).isEqualTo(row.target());
                        assertThat(rule.path("count").asInt())
                                .as("%s", rule)
                                .isEqualTo(count(id, channel, people, from, to));
                        assertThat(moments)
                                .as("%s of %s", rule, row)
                                .anyMatch(at -> isWindow(from, to, row.span(), at, campaign.from(), campaign.to()));
                    }
                    case "CEILING" -> {
                        Cap cap = caps.get(
                                Integer.parseInt(rule.path("id").asString().substring("cap-".length())));
                        assertThat(moments)
                                .as("%s of %s", rule, cap)
                                .anyMatch(at -> isWindow(from, to, cap.span(), at, null, null));
                    }
                    default -> {
                        Quiet night = quiet.getFirst();
                        ZoneId zone = own == null ? night.zone() : own;
                        assertThat(rule.path("window").asString()).endsWith(" " + zone);
                        // Where clocks skip all of them, they begin and end when they do.
                        boolean shown = from.isBefore(to);
                        PlainRules alone = new PlainRules(plans, List.of(), List.of(night));
                        assertThat(Stream.of(from.minusMillis(1), from, to.minusMillis(1), to)
                                        .map(time -> alone.isQuiet(channel, time, own)))
                                .as("%s of %s", rule, night)
                                .containsExactly(false, shown, shown, false);
                    }
                }
            }
        }

        /** Whether it holds what counts together with a touch at that time, cut to the flight, and ends with it. */
        private static boolean isWindow(
                Instant from, Instant to, Span span, Instant at, @Nullable Instant earliest, @Nullable Instant latest) {
            if (span.rolling() != null && !to.equals(at)) {
                return false;
            }
            return span.holdsTogether(from, at)
                    && (from.equals(earliest) || !span.holdsTogether(from.minusNanos(1), at))
                    && (span.rolling() != null
                            || to.equals(latest)
                            || span.holdsTogether(to.minusNanos(1), at) && !span.holdsTogether(to, at));
        }

        /** Free at the time it says and, as far as can be tried, never before. */
        private void tellsWhenItIsFree(
                JsonNode denied, UUID wanted, String channel, List<Contact> theirs, @Nullable ZoneId own, Instant now) {
            Predicate<Instant> free = switch (denied.path("reason").asString()) {
                case "QUIET_HOURS" -> at -> !rules().isQuiet(channel, at, own);
                case "PLAN_REACHED" -> at -> rules().planned(wanted, channel, theirs, at) > 0;
                case "CEILING_REACHED" ->
                    at -> rules().answer(wanted, channel, theirs, at, own)
                            .outcome()
                            .equals("ALLOW");
                default -> throw new AssertionError("denied: " + denied);
            };
            JsonNode retryAt = denied.path("retryAt");
            Instant until = retryAt.isString()
                    ? Instant.parse(retryAt.asString())
                    : known(plans, wanted).to();
            if (retryAt.isString()) {
                assertThat(free.test(until))
                        .as("%s on %s for %s in %s by %s", denied, channel, theirs, own, rules())
                        .isTrue();
            }
            long wait = Duration.between(now, until).toMillis();
            for (int i = 0; i < 5 && wait > 0; i++) {
                Instant before = now.plusMillis(i == 0 ? wait - 1 : Math.floorMod(chance.nextLong(), wait));
                assertThat(free.test(before))
                        .as("%s on %s for %s in %s by %s, tried at %s", denied, channel, theirs, own, rules(), before)
                        .isFalse();
            }
        }

        private int count(UUID campaign, String channel, Set<UUID> people, Instant from, Instant to) {
            int count = 0;
            for (Known touch : touches) {
                boolean counts = touch.state.isExposure()
                        ? !Instant.ofEpochMilli(touch.at).isBefore(from)
                                && Instant.ofEpochMilli(touch.at).isBefore(to)
                        : touch.state == TouchState.GRANTED;
                if (counts
                        && touch.campaign.equals(campaign)
                        && touch.channel.equals(channel)
                        && people.contains(owner(touch.key, touch.at))) {
                    count++;
                }
            }
            return count;
        }

        private void confirm() {
            settleExpiries();
            if (grants.isEmpty()) {
                return;
            }
            Grant grant = chance.pick(grants);
            Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
            Map<String, Object> body = new LinkedHashMap<>(World.exposure(
                    UUID.randomUUID().toString(),
                    grant.touch().campaign,
                    grant.touch().channel,
                    List.of(identifier(chance.below(PEOPLE))),
                    now));
            body.put("grantId", grant.id());
            send(body);
            if (grant.touch().state == TouchState.GRANTED) {
                grant.touch().state = TouchState.CONFIRMED;
                grant.touch().at = now.toEpochMilli();
            } else {
                touches.add(new Known(
                        grant.touch().campaign,
                        grant.touch().channel,
                        grant.touch().key,
                        now.toEpochMilli(),
                        TouchState.UNGRANTED,
                        0));
            }
        }

        private void expose() {
            Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
            exposeAt(
                    switch (chance.below(4)) {
                        case 0 -> nearAMidnight();
                        case 1 -> now.minus(Duration.ofMinutes(chance.below(60 * 24 * 9)));
                        default -> now;
                    });
            world.awaitExposures();
        }

        /** No two that nobody asked for at once, so that it is clear which was the first. */
        private void exposeAt(Instant near) {
            settleExpiries();
            Instant at = near;
            while (isTaken(at)) {
                at = at.minusMillis(1);
            }
            int cookie = chance.below(PEOPLE);
            UUID campaign = chance.pick(campaigns);
            String channel = chance.pick(CHANNELS);
            post(World.exposure(UUID.randomUUID().toString(), campaign, channel, List.of(identifier(cookie)), at));
            touches.add(
                    new Known(campaign, channel, new Key(cookie, false), at.toEpochMilli(), TouchState.UNGRANTED, 0));
        }

        /**
         * Near the beginning of a day, and with it of a week or month, by the clocks of before or after a change: what is
         * shown between these two counts otherwise where they have changed.
         */
        private Instant nearAMidnight() {
            ZoneId zone = chance.pick(zones);
            Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
            LocalDate today = LocalDate.ofInstant(now, zone);
            LocalDate day = switch (chance.below(3)) {
                case 0 -> today;
                case 1 -> today.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
                default -> today.minusDays(chance.below(8));
            };
            Instant near = day.atStartOfDay()
                    .toInstant(zone.getRules().getOffset(now.plus(Duration.ofDays(chance.percent(50) ? 1 : -9))))
                    .plusMillis(chance.percent(50) ? chance.between(-1, 1) : chance.between(-3_600_000, 3_600_000));
            return near.isAfter(now) ? now : near;
        }

        private boolean isTaken(Instant at) {
            return touches.stream().anyMatch(touch -> touch.at == at.toEpochMilli());
        }

        private void repeat() {
            if (!sent.isEmpty()) {
                send(chance.pick(List.copyOf(sent.values())));
            }
        }

        private void send(Map<String, Object> exposure) {
            post(exposure);
            world.awaitExposures();
        }

        private void post(Map<String, Object> exposure) {
            sent.put(exposure.get("exposureId").toString(), exposure);
            Answer answer = world.probe(chance.below(2))
                    .withToken(World.PLATFORM)
                    .post("/api/v1/exposures", Map.of("exposures", List.of(exposure)));
            noteWhetherItStoodStill();
            assertThat(answer.status()).as(answer.body()).isEqualTo(202);
            assertThat(answer.json().path("rejected")).as(answer.body()).isEmpty();
        }

        private void release() {
            settleExpiries();
            if (grants.isEmpty()) {
                return;
            }
            Grant grant = chance.pick(grants);
            Answer answer = world.platform().post("/api/v1/decisions/" + grant.id() + ":release", "");
            noteWhetherItStoodStill();
            if (grant.touch().state == TouchState.CONFIRMED) {
                assertThat(answer.status()).as(answer.body()).isEqualTo(409);
                return;
            }
            if (grant.touch().state == TouchState.GRANTED) {
                grant.touch().state = TouchState.RELEASED;
            }
            assertThat(answer.json().path("state").asString())
                    .as(answer.body())
                    .isEqualTo(grant.touch().state.name());
        }

        // ---- what happens around them

        /** A merge, a split, or an identifier that belongs to somebody else from some time on. */
        private void changeHands() {
            int cookie = chance.below(PEOPLE);
            UUID owner = founded(chance.percent(60) ? chance.below(PEOPLE) : cookie);
            Hashed hashed = cookies.get(cookie);
            List<TenureMove> moves = new ArrayList<>();
            List<Owned> tenures = owners.get(cookie);
            if (tenures.size() == 1 && chance.percent(30)) {
                // Handed down a moment ago, between grants and their exposures, or in the last days; its founder keeps
                // what was before.
                Instant from = Instant.now()
                        .minus(
                                chance.percent(50)
                                        ? Duration.ofMillis(chance.below(3_000))
                                        : Duration.ofMinutes(chance.below(60 * 24 * 9)))
                        .truncatedTo(ChronoUnit.MILLIS);
                UUID before = tenures.getFirst().owner();
                moves.add(world.feeds.move(hashed, null, from, before, false));
                moves.add(world.feeds.move(hashed, from, null, owner, false));
                tenures.add(new Owned(from.toEpochMilli(), owner));
            } else if (tenures.size() == 1) {
                moves.add(world.feeds.move(hashed, null, null, owner, false));
                tenures.set(0, new Owned(Long.MIN_VALUE, owner));
            } else {
                int which = chance.below(2);
                Instant edge = Instant.ofEpochMilli(tenures.get(1).from());
                moves.add(world.feeds.move(hashed, which == 0 ? null : edge, which == 0 ? edge : null, owner, false));
                tenures.set(which, new Owned(tenures.get(which).from(), owner));
            }
            world.feeds.change(moves);
            world.awaitIdentity();
        }

        /** At one of few times, so that what was said comes late, at once and again. */
        private void sayWhereSomebodyLives() {
            int cookie = chance.below(PEOPLE);
            Lives said = new Lives(
                    chance.pick(zones),
                    Instant.parse("2026-06-01T00:00:00Z").plusSeconds(chance.below(6)),
                    "m" + chance.below(9));
            lives.merge(
                    cookie,
                    said,
                    (known, other) -> Comparator.comparing(Lives::saidAt)
                                            .thenComparing(Lives::messageId)
                                            .compare(known, other)
                                    >= 0
                            ? known
                            : other);
            world.feeds.zone(cookies.get(cookie), said.zone().getId(), said.saidAt(), said.messageId());
            world.awaitTraits();
        }

        /** The campaign is new, or has another plan from now on. Reports compare its first two rows. */
        private void publish(UUID id) {
            List<Row> rows = new ArrayList<>(List.of(
                    new Row("search", chance.between(1, 6), Span.FLIGHT),
                    new Row("flash", chance.between(2, 7), Span.FLIGHT)));
            for (int i = chance.below(3); i > 0; i--) {
                rows.add(new Row(chance.pick(CHANNELS), chance.between(1, 4), anySpan()));
            }
            Instant today = Instant.now().truncatedTo(ChronoUnit.DAYS);
            Campaign campaign = new Campaign(
                    id,
                    today.minus(10, ChronoUnit.DAYS),
                    today.plus(20, ChronoUnit.DAYS),
                    true,
                    chance.percent(10),
                    chance.percent(10),
                    chance.percent(85),
                    campaigns.size() - campaigns.indexOf(id),
                    rows);
            plans.put(id, campaign);
            tell(campaign, "ACTIVE");
        }

        private void tell(Campaign campaign, String status) {
            world.feeds.campaign(
                    campaign.id(),
                    status,
                    new AudienceRef("EVERYONE", null, 0),
                    campaign.priority(),
                    campaign.service() ? "SERVICE" : "MARKETING",
                    new Exemption(campaign.passes(), campaign.counted()),
                    campaign.rows().stream()
                            .map(row -> new PlanRow(row.channel(), row.target(), row.target(), window(row.span())))
                            .toArray(PlanRow[]::new));
            world.awaitCampaigns();
        }

        private Span anySpan() {
            return chance.percent(40)
                    ? new Span(Duration.ofMinutes(1 + chance.below(9 * 24 * 60)), null, null)
                    : new Span(null, chance.pick(List.of("DAY", "WEEK", "MONTH")), chance.pick(zones));
        }

        private static WindowSpec window(Span span) {
            if (span.rolling() != null) {
                return Feeds.rolling(span.rolling());
            }
            return span.zone() == null
                    ? new WindowSpec("CAMPAIGN", null, null, null)
                    : new WindowSpec("CALENDAR", null, span.unit(), span.zone().getId());
        }

        /** Other ceilings and quiet hours from now on. */
        private void govern() {
            caps = Stream.generate(this::anyCap).limit(chance.between(1, 2)).toList();
            quiet = Stream.generate(this::anyQuietHours).limit(chance.below(2)).toList();
            for (int i = 0; i < 2; i++) {
                if (i >= caps.size()) {
                    world.feeds.removeRule("CEILING", "cap-" + i);
                    continue;
                }
                Cap cap = caps.get(i);
                world.feeds.ceiling(
                        "cap-" + i,
                        cap.count(),
                        window(cap.span()),
                        cap.shares().entrySet().stream()
                                .map(share -> new Share(share.getKey(), share.getValue()))
                                .toList(),
                        cap.channels().toArray(String[]::new));
            }
            world.feeds.removeRule("QUIET_HOURS", "night");
            for (Quiet hours : quiet) {
                world.feeds.quietHours(
                        "night",
                        hours.from().toString(),
                        hours.to().toString(),
                        hours.zone().getId(),
                        hours.channels().toArray(String[]::new));
            }
            world.awaitGovernance();
        }

        private Cap anyCap() {
            Map<UUID, Integer> shares = new HashMap<>();
            for (int i = chance.between(0, 2); i > 0; i--) {
                shares.put(chance.pick(campaigns), chance.between(1, 2));
            }
            return new Cap(anyChannels(), chance.between(1, 7), anySpan(), shares);
        }

        /** They begin in the hour before or after now, there or where somebody lives, so that both kinds of time are met. */
        private Quiet anyQuietHours() {
            ZoneId zone = chance.pick(zones);
            int now = LocalTime.now(chance.percent(50) ? zone : chance.pick(zones))
                            .toSecondOfDay()
                    / 1_800;
            int from = Math.floorMod(now + chance.between(-2, 2), 48);
            int to = (from + chance.between(1, 20)) % 48;
            return new Quiet(anyChannels(), halfHour(from), halfHour(to), zone);
        }

        private static LocalTime halfHour(int index) {
            return LocalTime.of(index / 2, index % 2 * 30);
        }

        private Set<String> anyChannels() {
            return chance.percent(50) ? Set.copyOf(CHANNELS) : Set.of(chance.pick(CHANNELS));
        }

        private void letGrantsExpire() {
            touches.stream()
                    .filter(touch -> touch.state == TouchState.GRANTED && touch.channel.equals("flash"))
                    .mapToLong(touch -> touch.expiresAt)
                    .max()
                    .ifPresent(History::sleepUntil);
            settleExpiries();
        }

        /** Nothing is asked while it is uncertain whether a grant has expired already. */
        private void settleExpiries() {
            for (long last = expireUntilSoon(); last > 0; last = expireUntilSoon()) {
                sleepUntil(last);
                world.awaitExposures();
            }
        }

        /** @return when the last grant expires that ends before long; 0 where none does */
        private long expireUntilSoon() {
            settledAt = System.currentTimeMillis();
            long last = 0;
            for (Known touch : touches) {
                if (touch.state == TouchState.GRANTED && touch.expiresAt <= settledAt + UNCERTAIN_MILLIS) {
                    last = Math.max(last, touch.expiresAt);
                    touch.state = TouchState.EXPIRED;
                }
            }
            return last;
        }

        /** Whether grants that were settled to be live may have expired on the way to the service. */
        private void noteWhetherItStoodStill() {
            stoodStill |= System.currentTimeMillis() - settledAt > UNCERTAIN_MILLIS;
        }

        private static void sleepUntil(long millis) {
            try {
                Thread.sleep(Math.max(0, millis - System.currentTimeMillis()) + 1);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new AssertionError(interrupted);
            }
        }

        // ---- what must be so in the end

        private void everyPersonHasTheirTouches() {
            Map<UUID, List<String>> expected = new TreeMap<>();
            for (Known touch : touches) {
                if (touch.state.isExposure()) {
                    expected.computeIfAbsent(owner(touch.key, touch.at), any -> new ArrayList<>())
                            .add(line(touch.campaign.toString(), touch.channel, touch.at, touch.state.name()));
                }
            }
            for (int i = 0; i < PEOPLE; i++) {
                UUID person = founded(i);
                List<String> found = new ArrayList<>();
                for (JsonNode touch : world.platform()
                        .get("/api/v1/profiles/" + person + "/touches?limit=500")
                        .json()
                        .path("items")) {
                    if (TouchState.valueOf(touch.path("state").asString()).isExposure()) {
                        found.add(line(
                                touch.path("campaignId").asString(),
                                touch.path("channel").asString(),
                                Instant.parse(touch.path("occurredAt").asString())
                                        .toEpochMilli(),
                                touch.path("state").asString()));
                    }
                }
                UUID now = owner(new Key(i, true), 0);
                assertThat(found)
                        .as("touches of %s, who is %s now", person, now)
                        .containsExactlyInAnyOrderElementsOf(expected.getOrDefault(now, List.of()));
            }
        }

        private static String line(String campaign, String channel, long at, String state) {
            return campaign + " " + channel + " " + Instant.ofEpochMilli(at) + " " + state;
        }

        private void reportsEqualARecount() {
            for (UUID campaign : campaigns) {
                JsonNode report = world.platform()
                        .get("/api/v1/campaigns/" + campaign + "/reach")
                        .json();
                for (int row = 0; row < 2; row++) {
                    Row planned = known(plans, campaign).rows().get(row);
                    Map<UUID, Integer> counts = shownTo(campaign, planned.channel());
                    JsonNode found = report.path("channels").path(row);
                    assertThat(found.path("channel").asString()).isEqualTo(planned.channel());
                    assertThat(found.path("reached").asInt()).as("%s", found).isEqualTo(counts.size());
                    assertThat(found.path("exposures").asInt())
                            .as("%s", found)
                            .isEqualTo(counts.values().stream()
                                    .mapToInt(Integer::intValue)
                                    .sum());
                    assertThat(found.path("heavyTouches").asInt())
                            .as("%s", found)
                            .isEqualTo(counts.values().stream()
                                    .mapToInt(count -> Math.max(0, count - planned.target()))
                                    .sum());
                    assertThat(found.path("over").asInt()).as("%s", found).isEqualTo((int) counts.values().stream()
                            .filter(count -> count > planned.target())
                            .count());
                }
            }
        }

        /** Exposures of a campaign on a channel by whoever had the identifier then. */
        private Map<UUID, Integer> shownTo(UUID campaign, String channel) {
            Map<UUID, Integer> counts = new TreeMap<>();
            for (Known touch : touches) {
                if (touch.state.isExposure() && touch.campaign.equals(campaign) && touch.channel.equals(channel)) {
                    counts.merge(owner(touch.key, touch.at), 1, Integer::sum);
                }
            }
            return counts;
        }

        private void listsAndExportsEqualARecount() {
            Set<String> people = new TreeSet<>();
            Set<UUID> customers = new TreeSet<>();
            for (int i = 0; i < PEOPLE; i++) {
                people.add(founded(i).toString());
                owners.get(i).forEach(tenure -> customers.add(tenure.owner()));
            }
            for (UUID campaign : campaigns) {
                String path = "/api/v1/campaigns/" + campaign;
                for (Row planned : known(plans, campaign).rows().subList(0, 2)) {
                    List<String> above = new ArrayList<>();
                    List<String> below = new ArrayList<>();
                    Map<String, List<String>> bars = new TreeMap<>();
                    Map<UUID, Integer> counts = shownTo(campaign, planned.channel());
                    customers.forEach(customer -> counts.putIfAbsent(customer, 0));
                    counts.forEach((customer, count) -> {
                        String line = customer + "," + planned.channel() + "," + count + "," + planned.target() + ",";
                        if (count > planned.target()) {
                            above.add(line + (count - planned.target()));
                        } else if (count < planned.target()) {
                            below.add(line + (planned.target() - count));
                        }
                        bars.computeIfAbsent(Integer.toString(count), any -> new ArrayList<>())
                                .add(customer.toString());
                    });
                    String of = "?limit=50&channel=" + planned.channel();
                    assertThat(lines(path + "/heavy" + of, people, "heavyTouches"))
                            .as("%s above %s", campaign, planned)
                            .containsExactlyInAnyOrderElementsOf(above);
                    assertThat(lines(path + "/leakage" + of, people, "remaining"))
                            .as("%s below %s", campaign, planned)
                            .containsExactlyInAnyOrderElementsOf(below);
                    Answer export = world.platform().get(path + "/leakage" + of, Map.of("Accept", "text/csv"));
                    assertThat(export.body().lines().filter(line -> people.contains(line.split(",")[0])))
                            .as("export of %s below %s", campaign, planned)
                            .containsExactlyInAnyOrderElementsOf(
                                    below.stream().map(line -> line + ",true").toList());
                    bars.forEach((count, bar) -> assertThat(all(path + "/customers" + of + "&exposures=" + count)
                                    .map(customer -> customer.path("profileId").asString())
                                    .filter(people::contains))
                            .as("bar %s of %s, %s", count, campaign, planned)
                            .containsExactlyInAnyOrderElementsOf(bar));
                }
            }
        }

        /** Of every row that counts by a calendar: figures, who is above plan, and the export of who is below it. */
        private void calendarsAreReportedAsARecountWould() {
            for (UUID campaign : campaigns) {
                List<Row> rows = known(plans, campaign).rows();
                JsonNode report = world.platform()
                        .get("/api/v1/campaigns/" + campaign + "/reach")
                        .json();
                for (int row = 0; row < rows.size(); row++) {
                    if (rows.get(row).span().zone() != null) {
                        figuresOfTilesAreRight(
                                report.path("channels").path(row),
                                known(plans, campaign),
                                rows.get(row),
                                Instant.parse(report.path("asOf").asString()));
                        listsOfTilesAreRight(known(plans, campaign), row);
                    }
                }
            }
        }

        private void figuresOfTilesAreRight(JsonNode found, Campaign campaign, Row row, Instant asOf) {
            Object running = row.span().unitOf(asOf);
            Map<Object, List<Integer>> tiles = new HashMap<>();
            shownInTiles(campaign.id(), row).forEach((unit, counts) -> tiles.put(unit, List.copyOf(counts.values())));
            JsonNode open = found.path("open");
            figuresAreRight(open, tiles.getOrDefault(running, List.of()), row);
            tiles.remove(running);
            figuresAreRight(found, tiles.values().stream().flatMap(List::stream).toList(), row);
            assertThat(found.path("tiles").asInt())
                    .as("%s", found)
                    .isEqualTo(units(campaign, row, asOf).size() - 1);
            assertThat(isWindow(
                            Instant.parse(open.path("from").asString()),
                            Instant.parse(open.path("to").asString()),
                            row.span(),
                            asOf,
                            campaign.from(),
                            campaign.to()))
                    .as("%s of %s", open, row)
                    .isTrue();
        }

        private static void figuresAreRight(JsonNode found, List<Integer> counts, Row row) {
            List<Integer> above =
                    counts.stream().filter(count -> count > row.target()).toList();
            assertThat(List.of(
                            found.path("reached").asInt(),
                            found.path("exposures").asInt(),
                            found.path("over").asInt(),
                            found.path("heavyTouches").asInt()))
                    .as("%s of %s", found, row)
                    .containsExactly(
                            counts.size(), sum(counts), above.size(), sum(above) - above.size() * row.target());
        }

        private static int sum(List<Integer> counts) {
            return counts.stream().mapToInt(Integer::intValue).sum();
        }

        private void listsOfTilesAreRight(Campaign campaign, int row) {
            Row planned = campaign.rows().get(row);
            Instant now = Instant.now();
            Set<UUID> customers = new TreeSet<>();
            owners.forEach(tenures -> tenures.forEach(tenure -> customers.add(tenure.owner())));
            Map<Object, Map<UUID, Integer>> shown = shownInTiles(campaign.id(), planned);
            List<String> above = new ArrayList<>();
            List<String> below = new ArrayList<>();
            for (Object unit : units(campaign, planned, now)) {
                String open = "," + unit.equals(planned.span().unitOf(now));
                for (UUID customer : customers) {
                    int count = shown.getOrDefault(unit, Map.of()).getOrDefault(customer, 0);
                    if (count > planned.target()) {
                        above.add(customer + "," + count + "," + (count - planned.target()) + "," + unit + open);
                    } else if (count < planned.target()) {
                        below.add(customer + "," + count + "," + (planned.target() - count) + "," + unit + open);
                    }
                }
            }
            long place = campaign.rows().subList(0, row).stream()
                    .filter(other -> other.channel().equals(planned.channel()))
                    .count();
            String path = "/api/v1/campaigns/" + campaign.id();
            String of = "?limit=50&channel=" + planned.channel() + "&row=" + place;
            Set<String> people = customers.stream().map(UUID::toString).collect(Collectors.toSet());
            assertThat(all(path + "/heavy" + of)
                            .filter(customer ->
                                    people.contains(customer.path("profileId").asString()))
                            .map(customer -> tiled(
                                    planned,
                                    customer.path("profileId").asString(),
                                    customer.path("count").asString(),
                                    customer.path("heavyTouches").asString(),
                                    customer.path("tile").path("from").asString(),
                                    customer.path("tile").path("open").asString())))
                    .as("%s above %s", campaign, planned)
                    .containsExactlyInAnyOrderElementsOf(above);
            Answer export = world.platform().get(path + "/leakage" + of, Map.of("Accept", "text/csv"));
            assertThat(export.body()
                            .lines()
                            .map(line -> line.split(","))
                            .filter(fields -> people.contains(fields[0]))
                            .map(fields -> tiled(planned, fields[0], fields[2], fields[4], fields[5], fields[7])))
                    .as("export of %s below %s", campaign, planned)
                    .containsExactlyInAnyOrderElementsOf(below);
        }

        private static String tiled(Row row, String customer, String count, String off, String from, String open) {
            return customer + "," + count + "," + off + "," + row.span().unitOf(Instant.parse(from)) + "," + open;
        }

        /** Exposures of whoever had the identifier then, by the day, week or month. */
        private Map<Object, Map<UUID, Integer>> shownInTiles(UUID campaign, Row row) {
            Map<Object, Map<UUID, Integer>> tiles = new HashMap<>();
            for (Known touch : touches) {
                if (touch.state.isExposure()
                        && touch.campaign.equals(campaign)
                        && touch.channel.equals(row.channel())) {
                    tiles.computeIfAbsent(row.span().unitOf(Instant.ofEpochMilli(touch.at)), any -> new TreeMap<>())
                            .merge(owner(touch.key, touch.at), 1, Integer::sum);
                }
            }
            return tiles;
        }

        /** The days, weeks or months of the flight so far: no day is as short as an hour. */
        private static Set<Object> units(Campaign campaign, Row row, Instant asOf) {
            Set<Object> units = new HashSet<>();
            for (Instant hour = campaign.from(); hour.isBefore(asOf); hour = hour.plus(1, ChronoUnit.HOURS)) {
                units.add(row.span().unitOf(hour));
            }
            units.add(row.span().unitOf(asOf));
            return units;
        }

        /** A list's customers of this history, as the export would write them. */
        private static List<String> lines(String path, Set<String> people, String figure) {
            return all(path)
                    .filter(customer ->
                            people.contains(customer.path("profileId").asString()))
                    .map(customer -> Stream.of("profileId", "channel", "count", "target", figure)
                            .map(field -> customer.path(field).asString())
                            .collect(Collectors.joining(",")))
                    .toList();
        }

        private static Stream<JsonNode> all(String path) {
            List<JsonNode> items = new ArrayList<>();
            String next = "";
            while (next != null) {
                Answer answer = world.platform().get(path + next);
                assertThat(answer.status()).as(answer.body()).isEqualTo(200);
                answer.json().path("items").forEach(items::add);
                JsonNode cursor = answer.json().path("nextCursor");
                next = cursor.isString() ? "&cursor=" + cursor.asString() : null;
            }
            return items.stream();
        }

        // ---- whose

        private static <K, V> V known(Map<K, V> all, K one) {
            return Objects.requireNonNull(all.get(one));
        }

        private Map<String, Object> identifier(int cookie) {
            return World.cookie(values.get(cookie));
        }

        private UUID founded(int cookie) {
            return ProfileIds.foundedBy(cookies.get(cookie).key());
        }

        private UUID ownerAt(int cookie, long millis) {
            UUID owner = null;
            for (Owned tenure : owners.get(cookie)) {
                if (tenure.from() <= millis) {
                    owner = tenure.owner();
                }
            }
            return owner;
        }

        /** A profile's name goes where the tenure goes that founded it. */
        private UUID owner(Key key, long millis) {
            return ownerAt(key.cookie(), key.byName() ? Long.MIN_VALUE : millis);
        }
    }
}
