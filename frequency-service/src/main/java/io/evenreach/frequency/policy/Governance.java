package io.evenreach.frequency.policy;

import io.evenreach.kernel.Interval;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The rules that hold whatever the campaign, by channel or by partner. Immutable. */
public final class Governance {

    public static final Governance NONE = new Governance(List.of());

    /** Quiet hours come again every day: what is not over after this long never is. */
    private static final Duration NEVER_OVER = Duration.ofDays(3);

    private final ByChannel<Ceiling> ceilings;
    private final ByChannel<QuietHours> quietHours;
    private final Map<String, AskLimit> askLimits;

    public Governance(List<? extends GovernanceRule> rules) {
        this.ceilings = ByChannel.of(rules, Ceiling.class);
        this.quietHours = ByChannel.of(rules, QuietHours.class);
        this.askLimits = rules.stream()
                .filter(AskLimit.class::isInstance)
                .map(AskLimit.class::cast)
                .collect(Collectors.toUnmodifiableMap(AskLimit::id, limit -> limit));
    }

    /** The ceilings that a touch on this channel counts against. */
    public List<Ceiling> ceilingsOn(String channel) {
        return ceilings.on(channel);
    }

    public List<QuietHours> quietHoursOn(String channel) {
        return quietHours.on(channel);
    }

    /** How many asks of this partner's clients are decided; null where all are. */
    public @Nullable AskLimit askLimitOf(String partnerId) {
        return askLimits.get(partnerId);
    }

    /**
     * The time itself where the channel is not quiet then, else when all that overlaps is over; null where it never is.
     *
     * @param own where the customer lives; null where that is not known
     */
    public @Nullable Instant notQuietFrom(String channel, Instant time, @Nullable ZoneId own) {
        List<QuietHours> rules =
                quietHoursOn(channel).stream().map(rule -> rule.in(own)).toList();
        Instant giveUp = time.plus(NEVER_OVER);
        Instant free = time;
        while (free.isBefore(giveUp)) {
            Instant before = free;
            for (QuietHours rule : rules) {
                Interval span = rule.spanAt(free);
                free = span == null ? free : span.to();
            }
            if (free.equals(before)) {
                return free;
            }
        }
        return null;
    }

    /** @param everywhere the rules on a channel that no rule names */
    private record ByChannel<R extends GovernanceRule>(Map<String, List<R>> named, List<R> everywhere) {

        static <R extends GovernanceRule> ByChannel<R> of(List<? extends GovernanceRule> all, Class<R> kind) {
            List<R> rules =
                    all.stream().filter(kind::isInstance).map(kind::cast).toList();
            List<R> everywhere =
                    rules.stream().filter(rule -> rule.channels().isEmpty()).toList();
            Map<String, List<R>> named = rules.stream()
                    .flatMap(rule -> rule.channels().stream())
                    .distinct()
                    .collect(Collectors.toUnmodifiableMap(
                            channel -> channel,
                            channel -> rules.stream()
                                    .filter(rule -> rule.channels().isEmpty()
                                            || rule.channels().contains(channel))
                                    .toList()));
            return new ByChannel<>(named, everywhere);
        }

        List<R> on(String channel) {
            return named.getOrDefault(channel, everywhere);
        }
    }
}
