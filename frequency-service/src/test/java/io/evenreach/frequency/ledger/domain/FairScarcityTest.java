package io.evenreach.frequency.ledger.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenreach.frequency.ledger.DenialReason;
import io.evenreach.frequency.ledger.LedgerCommand.Ask;
import io.evenreach.frequency.ledger.LedgerCommand.Expose;
import io.evenreach.frequency.ledger.LedgerVerdict;
import io.evenreach.frequency.ledger.LedgerVerdict.Allowed;
import io.evenreach.frequency.ledger.LedgerVerdict.Denied;
import io.evenreach.frequency.ledger.Subject;
import io.evenreach.frequency.policy.CampaignPolicy;
import io.evenreach.frequency.policy.Ceiling;
import io.evenreach.frequency.policy.ChannelPolicy;
import io.evenreach.frequency.policy.Governance;
import io.evenreach.frequency.policy.PlanRow;
import io.evenreach.frequency.policy.PolicySnapshot;
import io.evenreach.frequency.recount.PlainRules;
import io.evenreach.frequency.recount.PlainRules.Campaign;
import io.evenreach.frequency.recount.PlainRules.Cap;
import io.evenreach.frequency.recount.PlainRules.Contact;
import io.evenreach.frequency.recount.PlainRules.Row;
import io.evenreach.frequency.recount.PlainRules.Span;
import io.evenreach.frequency.recount.PlainRules.State;
import io.evenreach.kernel.CalendarUnit;
import io.evenreach.kernel.Interval;
import io.evenreach.kernel.Window;
import io.evenreach.testkit.Chance;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * R7: one customer under a ceiling with shares. What the ledger grants, ask by ask, beside the most that anybody could have
 * granted who knew all asks before and owed nobody a share. Every grant is shown at once. {@code -Devenreach.long=true}
 * plays many more traces; the sums are in docs/reference/guarantees.md.
 */
class FairScarcityTest {

    private static final Instant START = Instant.parse("2026-06-01T00:00:00Z");
    private static final Duration FLIGHT = Duration.ofDays(4);
    private static final List<UUID> CAMPAIGNS = List.of(new UUID(0, 1), new UUID(0, 2), new UUID(0, 3));
    private static final int ASKS = 12;

    /** Who asks. */
    private enum Demand {
        /** Nobody has a share. */
        NO_SHARES,
        /** Campaigns with a share as often as others. */
        EVEN,
        /** Campaigns with a share far more often than others. */
        HOLDERS_MOST,
        /** Campaigns with a share never. */
        HOLDERS_NEVER
    }

    /** @param campaign null for the best one */
    private record Wish(Instant at, @Nullable UUID campaign) {}

    /**
     * Touches granted in one trace or in many.
     *
     * @param best the offline optimum
     */
    private record Sums(int granted, int best) {

        static Sums of(Collection<Sums> some) {
            return new Sums(
                    some.stream().mapToInt(Sums::granted).sum(),
                    some.stream().mapToInt(Sums::best).sum());
        }

        double ratio() {
            return best == 0 ? 1 : (double) granted / best;
        }
    }

    @Test
    void grantsThreeQuartersOfTheOfflineOptimumAndKeepsEveryShare() {
        for (Demand demand : List.of(Demand.NO_SHARES, Demand.EVEN, Demand.HOLDERS_MOST)) {
            assertThat(play(demand, Trace::best).ratio()).as("%s", demand).isGreaterThanOrEqualTo(0.75);
        }
    }

    /** Whoever keeps places for a campaign that may still ask leaves them empty when it never does. */
    @Test
    void grantsThreeQuartersOfTheOfflineOptimumThatKeepsSharesTooWhenTheirHoldersNeverAsk() {
        assertThat(play(Demand.HOLDERS_NEVER, Trace::bestBesideShares).ratio()).isGreaterThanOrEqualTo(0.75);
    }

    private static Sums play(Demand demand, ToIntFunction<Trace> best) {
        List<Sums> sums = new ArrayList<>();
        Chance.forSeeds(Boolean.getBoolean("evenreach.long") ? 5_000 : 150, chance -> {
            Trace trace = new Trace(chance, demand);
            sums.add(new Sums(trace.granted(), best.applyAsInt(trace)));
        });
        Sums all = Sums.of(sums);
        double worst = sums.stream().mapToDouble(Sums::ratio).min().orElse(1);
        System.out.printf(
                "%s: %d of %d touches, %.3f; the worst of %d traces %.3f%n",
                demand, all.granted(), all.best(), all.ratio(), sums.size(), worst);
        return all;
    }

    private static final class Trace {

        private final Chance chance;
        private final InMemoryLedgerStore store = new InMemoryLedgerStore();
        private final LockingLedger ledger = new LockingLedger(store, Clock.systemUTC(), 3, LedgerMetrics.NONE);
        private final Map<UUID, Campaign> campaigns = new HashMap<>();
        private final Cap cap;
        private final List<Wish> wishes;

        Trace(Chance chance, Demand demand) {
            this.chance = chance;
            for (UUID id : CAMPAIGNS) {
                campaigns.put(id, anyCampaign(id));
            }
            cap = anyCap(demand);
            wishes = anyWishes(demand);
            publish();
        }

        private Campaign anyCampaign(UUID id) {
            return new Campaign(
                    id,
                    START,
                    START.plus(FLIGHT),
                    true,
                    false,
                    false,
                    true,
                    chance.below(3),
                    List.of(new Row(
                            "search",
                            chance.between(3, 9),
                            chance.percent(50) ? Span.FLIGHT : new Span(null, "DAY", ZoneOffset.UTC))));
        }

        private Cap anyCap(Demand demand) {
            int count = chance.between(2, 5);
            Map<UUID, Integer> shares = new HashMap<>();
            if (demand != Demand.NO_SHARES) {
                int first = chance.between(1, count - 1);
                shares.put(CAMPAIGNS.get(0), first);
                if (first < count && chance.percent(50)) {
                    shares.put(CAMPAIGNS.get(1), chance.between(1, count - first));
                }
            }
            Span span = chance.percent(50)
                    ? new Span(null, "DAY", ZoneOffset.UTC)
                    : new Span(Duration.ofHours(chance.between(12, 40)), null, null);
            return new Cap(Set.of(), count, span, shares);
        }

        private List<Wish> anyWishes(Demand demand) {
            List<UUID> holders = List.copyOf(cap.shares().keySet());
            List<UUID> others =
                    CAMPAIGNS.stream().filter(id -> !holders.contains(id)).toList();
            List<Wish> some = new ArrayList<>();
            for (int i = 0; i < ASKS; i++) {
                List<UUID> asking = switch (demand) {
                    case NO_SHARES, EVEN -> CAMPAIGNS;
                    case HOLDERS_MOST -> chance.percent(70) ? holders : others;
                    case HOLDERS_NEVER -> others;
                };
                boolean named = demand == Demand.HOLDERS_NEVER || chance.percent(80);
                some.add(new Wish(
                        START.plusMillis(Math.floorMod(chance.nextLong(), FLIGHT.toMillis())),
                        named ? chance.pick(asking) : null));
            }
            some.sort(Comparator.comparing(Wish::at));
            return some;
        }

        private void publish() {
            List<CampaignPolicy> policies = new ArrayList<>();
            for (Campaign campaign : campaigns.values()) {
                Row row = campaign.rows().getFirst();
                policies.add(new CampaignPolicy(
                        campaign.id(),
                        1,
                        "c",
                        CampaignPolicy.Status.ACTIVE,
                        new Interval(campaign.from(), campaign.to()),
                        new CampaignPolicy.Audience.Everyone(),
                        List.of(new PlanRow(0, row.channel(), row.target(), row.target(), window(row.span()))),
                        campaign.priority(),
                        false,
                        CampaignPolicy.Exemption.NONE));
            }
            store.policies = new PolicySnapshot(
                    1,
                    List.of(new ChannelPolicy("search", "s", null, Duration.ofMinutes(10), false)),
                    policies,
                    new Governance(
                            List.of(new Ceiling("brand", 1, Set.of(), cap.count(), window(cap.span()), cap.shares()))));
        }

        private static Window window(Span span) {
            if (span.rolling() != null) {
                return new Window.Rolling(span.rolling());
            }
            return span.zone() == null ? new Window.Campaign() : new Window.Calendar(CalendarUnit.DAY, span.zone());
        }

        int granted() {
            Subject somebody = new Subject.Identifiers(List.of(Some.cookie(1)));
            List<Contact> touches = new ArrayList<>();
            int serial = 0;
            for (Wish wish : wishes) {
                store.nowMillis = wish.at().toEpochMilli();
                store.horizonMillis = store.nowMillis;
                LedgerVerdict verdict = ledger.apply(
                                List.of(new Ask("platform", "r" + serial++, "search", wish.campaign(), somebody)))
                        .getFirst();
                if (verdict instanceof Allowed allowed) {
                    ledger.apply(List.of(new Expose(
                            "platform",
                            "e" + serial++,
                            allowed.campaignId(),
                            "search",
                            somebody,
                            wish.at(),
                            wish.at(),
                            allowed.grant(),
                            null)));
                    touches.add(new Contact(allowed.campaignId(), "search", State.CONFIRMED, wish.at(), wish.at()));
                } else if (((Denied) verdict).reason() == DenialReason.CEILING_REACHED) {
                    UUID id = ((Denied) verdict).campaignId();
                    assertThat(hadOf(id, touches, wish.at()))
                            .as("touches of %s, which has a share of %s", id, cap.shares())
                            .isGreaterThanOrEqualTo(cap.shares().getOrDefault(id, 0));
                }
            }
            return touches.size();
        }

        private long hadOf(UUID id, List<Contact> touches, Instant at) {
            return touches.stream()
                    .filter(touch -> touch.campaign().equals(id) && cap.span().holdsTogether(touch.at(), at))
                    .count();
        }

        int best() {
            return best(rulesUpTo(cap.count()), 0, List.of(), 0);
        }

        /** As if the shares were not there to be had. */
        int bestBesideShares() {
            int shares =
                    cap.shares().values().stream().mapToInt(Integer::intValue).sum();
            return best(rulesUpTo(cap.count() - shares), 0, List.of(), 0);
        }

        private PlainRules rulesUpTo(int count) {
            return new PlainRules(campaigns, List.of(new Cap(Set.of(), count, cap.span(), Map.of())), List.of());
        }

        /** Tries every way to answer the asks from one on that may come to more. */
        private int best(PlainRules rules, int from, List<Contact> touches, int atLeast) {
            int best = Math.max(atLeast, touches.size());
            if (touches.size() + wishes.size() - from <= best) {
                return best;
            }
            Wish wish = wishes.get(from);
            for (UUID id : wish.campaign() == null ? CAMPAIGNS : List.of(wish.campaign())) {
                if (rules.answer(id, "search", touches, wish.at()).places() > 0) {
                    List<Contact> more = new ArrayList<>(touches);
                    more.add(new Contact(id, "search", State.CONFIRMED, wish.at(), wish.at()));
                    best = best(rules, from + 1, more, best);
                }
            }
            return best(rules, from + 1, touches, best);
        }
    }
}
