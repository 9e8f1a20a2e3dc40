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
            return zone == null || unitOf(touched, zone).equals(unitOf(at, zone));
        }

        private Object unitOf(Instant time, ZoneId zone) {
            LocalDate day = LocalDate.ofInstant(time, zone);
            return switch (Objects.requireNonNull(unit)) {
                case "DAY" -> day;
                case "WEEK" -> day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
                default -> YearMonth.from(day);
            };
        }
    }

    public record Row(String channel, int target, Span span) {}

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

        private boolean covers(String channel) {
            return channels.isEmpty() || channels.contains(channel);
        }
    }

    /**
     * Begins and ends at full or half hours.
     *
     * @param zone for customers of whom nobody said where they live
     */
    public record Quiet(Set<String> channels, LocalTime from, LocalTime to, ZoneId zone) {}

    /** @param places how many the tightest rule leaves, this ask included; 0 where it is denied */
    public record Answer(String outcome, int places) {}

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

    private boolean isQuiet(String channel, Instant at, @Nullable ZoneId own) {
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

    /** When clocks first or last show a time, or skip it: looks at them every half hour. */
    private static Instant whenShown(LocalDateTime local, ZoneId zone, boolean last) {
        Instant start = local.toInstant(ZoneOffset.UTC).minus(Duration.ofHours(15));
        Instant found = null;
        for (int i = 0; i < 60; i++) {
            Instant time = start.plus(Duration.ofMinutes(30L * i));
            int order = LocalDateTime.ofInstant(time, zone).compareTo(local);
            if (found == null ? order >= 0 : order == 0 && last) {
                found = time;
            }
        }
        return Objects.requireNonNull(found);
    }

    private Campaign campaign(UUID id) {
        return Objects.requireNonNull(campaigns.get(id));
    }
}
