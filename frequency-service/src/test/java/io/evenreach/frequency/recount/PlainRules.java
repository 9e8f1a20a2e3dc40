package io.evenreach.frequency.recount;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The rules of docs/reference/counting.md as plainly as can be: each answer counts a list of touches anew. Shares no code
 * with the service.
 *
 * @param caps the ceilings
 * @param reached by which campaigns whoever is asked for may be reached: they are in the audience
 */
public record PlainRules(Map<UUID, Campaign> campaigns, List<Cap> caps, List<Quiet> quiet, Set<UUID> reached) {

    /** Everybody is in every audience. */
    public PlainRules(Map<UUID, Campaign> campaigns, List<Cap> caps, List<Quiet> quiet) {
        this(campaigns, caps, quiet, campaigns.keySet());
    }

    /** What takes or took a place; what was given back is in no list. */
    public enum State {
        WAITING,
        CONFIRMED,
        UNASKED
    }

    /**
     * One touch of whoever is asked for.
     *
     * @param at when it was shown; while it waits, when it was granted
     * @param expires until when it waits
     */
    public record Contact(UUID campaign, String channel, State state, Instant at, Instant expires) {}

    /**
     * What is counted together: the whole flight where there is neither a duration nor a unit.
     *
     * @param unit {@code DAY}, {@code WEEK} or {@code MONTH} in the zone
     */
    public record Span(
            @Nullable Duration rolling,
            @Nullable String unit,
            @Nullable ZoneId zone) {

        public static final Span FLIGHT = new Span(null, null, null);

        public boolean holdsTogether(Instant touched, Instant at) {
            if (rolling != null) {
                return touched.plus(rolling).isAfter(at);
            }
            return zone == null || unitOf(touched).equals(unitOf(at));
        }

        /** The day, week or month that the time is in. */
        public Object unitOf(Instant time) {
            LocalDate day = LocalDate.ofInstant(time, Objects.requireNonNull(zone));
            return switch (Objects.requireNonNull(unit)) {
                case "DAY" -> day;
                case "WEEK" -> day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
                default -> YearMonth.from(day);
            };
        }

        private Span by(UnaryOperator<ZoneId> clocks) {
            return zone == null ? this : new Span(null, unit, clocks.apply(zone));
        }
    }

    public record Row(String channel, int target, Span span) {

        private Row by(UnaryOperator<ZoneId> clocks) {
            return new Row(channel, target, span.by(clocks));
        }
    }

    /**
     * @param passes whether ceilings let it pass
     * @param counted whether ceilings count it
     */
    public record Campaign(
            UUID id,
            Instant from,
            Instant to,
            boolean active,
            boolean service,
            boolean passes,
            boolean counted,
            int priority,
            List<Row> rows) {

        private Campaign by(UnaryOperator<ZoneId> clocks) {
            return new Campaign(
                    id,
                    from,
                    to,
                    active,
                    service,
                    passes,
                    counted,
                    priority,
                    rows.stream().map(row -> row.by(clocks)).toList());
        }

        private boolean isInFlight(Instant at) {
            return !at.isBefore(from) && at.isBefore(to);
        }

        private boolean mayUseAShare(Cap cap, Instant at) {
            boolean planned = false;
            for (Row row : rows) {
                planned |= cap.covers(row.channel());
            }
            return planned && active && isInFlight(at) && counted && !passes && !service;
        }
    }

    /** @param channels none for every channel of three */
    public record Cap(Set<String> channels, int count, Span span, Map<UUID, Integer> shares) {

        private Cap by(UnaryOperator<ZoneId> clocks) {
            return new Cap(channels, count, span.by(clocks), shares);
        }

        private boolean covers(String channel) {
            return channels.isEmpty() || channels.contains(channel);
        }
    }

    /**
     * Begins and ends at full or half hours.
     *
     * @param zone for customers of whom nobody said where they live
     */
    public record Quiet(Set<String> channels, LocalTime from, LocalTime to, ZoneId zone) {

        private Quiet by(UnaryOperator<ZoneId> clocks) {
            return new Quiet(channels, from, to, clocks.apply(zone));
        }
    }

    /** @param places how many the tightest rule leaves, this ask included; 0 where it is denied */
    public record Answer(String outcome, int places) {}

    /** The same rules by other clocks. */
    public PlainRules by(UnaryOperator<ZoneId> clocks) {
        Map<UUID, Campaign> others = new HashMap<>();
        campaigns.forEach((id, campaign) -> others.put(id, campaign.by(clocks)));
        return new PlainRules(
                others,
                caps.stream().map(cap -> cap.by(clocks)).toList(),
                quiet.stream().map(rule -> rule.by(clocks)).toList(),
                reached);
    }

    public Answer answer(UUID campaignId, String channel, List<Contact> touches, Instant at) {
        return answer(campaignId, channel, touches, at, null);
    }

    /** @param own where the customer lives; null where nobody said so */
    public Answer answer(UUID campaignId, String channel, List<Contact> touches, Instant at, @Nullable ZoneId own) {
        Campaign campaign = campaign(campaignId);
        if (!campaign.active() || !campaign.isInFlight(at)) {
            return new Answer("CAMPAIGN_NOT_ACTIVE", 0);
        }
        if (campaign.rows().stream().noneMatch(row -> row.channel().equals(channel))) {
            return new Answer("CHANNEL_NOT_PLANNED", 0);
        }
        if (!reached.contains(campaignId)) {
            return new Answer("NOT_IN_AUDIENCE", 0);
        }
        if (!campaign.service() && isQuiet(channel, at, own)) {
            return new Answer("QUIET_HOURS", 0);
        }
        int planned = planned(campaignId, channel, touches, at);
        if (planned <= 0) {
            return new Answer("PLAN_REACHED", 0);
        }
        int places = planned;
        for (Cap cap : caps) {
            if (cap.covers(channel) && !campaign.passes() && !campaign.service()) {
                places = Math.min(places, underCap(cap, campaignId, touches, at));
            }
        }
        return places <= 0 ? new Answer("CEILING_REACHED", 0) : new Answer("ALLOW", places);
    }

    /** What the plan alone leaves. */
    public int planned(UUID campaignId, String channel, List<Contact> touches, Instant at) {
        Campaign campaign = campaign(campaignId);
        int least = Integer.MAX_VALUE;
        for (Row row : campaign.rows()) {
            if (row.channel().equals(channel)) {
                int taken = (int) touches.stream()
                        .filter(touch -> touch.campaign().equals(campaignId)
                                && touch.channel().equals(channel)
                                && takesAPlace(touch, row.span(), at)
                                && (touch.state() == State.WAITING || campaign.isInFlight(touch.at())))
                        .count();
                least = Math.min(least, row.target() - taken);
            }
        }
        return least;
    }

    private static boolean takesAPlace(Contact touch, Span span, Instant at) {
        return touch.state() == State.WAITING ? touch.expires().isAfter(at) : span.holdsTogether(touch.at(), at);
    }

    private int underCap(Cap cap, UUID asking, List<Contact> touches, Instant at) {
        int channels = cap.channels().isEmpty() ? 3 : cap.channels().size();
        int part = (cap.count() + channels - 1) / channels;
        List<Contact> counted = new ArrayList<>();
        Map<String, Integer> unasked = new HashMap<>();
        for (Contact touch :
                touches.stream().sorted(Comparator.comparing(Contact::at)).toList()) {
            if (cap.covers(touch.channel())
                    && campaign(touch.campaign()).counted()
                    && takesAPlace(touch, cap.span(), at)
                    && (touch.state() != State.UNASKED || unasked.merge(touch.channel(), 1, Integer::sum) <= part)) {
                counted.add(touch);
            }
        }
        int kept = 0;
        int own = 0;
        for (UUID holder : cap.shares().keySet()) {
            long used = counted.stream()
                    .filter(touch -> touch.campaign().equals(holder))
                    .count();
            int unused = reached.contains(holder) && campaign(holder).mayUseAShare(cap, at)
                    ? (int) Math.max(0, cap.shares().get(holder) - used)
                    : 0;
            if (holder.equals(asking)) {
                own = unused;
            } else {
                kept += unused;
            }
        }
        int granted = (int)
                counted.stream().filter(touch -> touch.state() != State.UNASKED).count();
        int common = cap.count() - counted.size() - kept;
        return own == 0 ? common : Math.max(common, Math.min(own, cap.count() - granted));
    }

    public boolean isQuiet(String channel, Instant at) {
        return isQuiet(channel, at, null);
    }

    /** @param own where the customer lives; null where nobody said so */
    public boolean isQuiet(String channel, Instant at, @Nullable ZoneId own) {
        return quiet.stream()
                .map(rule -> new Quiet(
                        rule.channels(), rule.from(), rule.to(), Objects.requireNonNullElse(own, rule.zone())))
                .filter(rule -> rule.channels().isEmpty() || rule.channels().contains(channel))
                .anyMatch(rule -> {
                    LocalDate today = LocalDate.ofInstant(at, rule.zone());
                    return isQuietFrom(today.minusDays(1), rule, at) || isQuietFrom(today, rule, at);
                });
    }

    private static boolean isQuietFrom(LocalDate day, Quiet rule, Instant at) {
        LocalDate lastDay = rule.to().isBefore(rule.from()) ? day.plusDays(1) : day;
        return !at.isBefore(whenShown(day.atTime(rule.from()), rule.zone(), false))
                && at.isBefore(whenShown(lastDay.atTime(rule.to()), rule.zone(), true));
    }

    /** When clocks first or last show a time, or skip it: tries the clocks of days before and after. No zone changes often. */
    private static Instant whenShown(LocalDateTime local, ZoneId zone, boolean last) {
        Instant about = local.toInstant(ZoneOffset.UTC);
        ZoneOffset before = zone.getRules().getOffset(about.minus(Duration.ofHours(36)));
        ZoneOffset after = zone.getRules().getOffset(about.plus(Duration.ofHours(36)));
        List<Instant> shown = Stream.of(local.toInstant(before), local.toInstant(after))
                .filter(time -> LocalDateTime.ofInstant(time, zone).equals(local))
                .sorted()
                .toList();
        if (!shown.isEmpty()) {
            return last ? shown.getLast() : shown.getFirst();
        }
        Instant earlier = local.toInstant(after);
        Instant later = local.toInstant(before);
        while (later.getEpochSecond() - earlier.getEpochSecond() > 1) {
            Instant middle = Instant.ofEpochSecond((earlier.getEpochSecond() + later.getEpochSecond()) / 2);
            if (LocalDateTime.ofInstant(middle, zone).isBefore(local)) {
                earlier = middle;
            } else {
                later = middle;
            }
        }
        return later;
    }

    private Campaign campaign(UUID id) {
        return Objects.requireNonNull(campaigns.get(id));
    }
}
