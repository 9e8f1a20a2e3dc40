package io.evenreach.guidecommerce.sale;

import io.evenreach.guidecommerce.guide.Guides;
import io.evenreach.guidecommerce.identity.Identity;
import io.evenreach.guidecommerce.identity.Identity.Answer;
import io.evenreach.guidecommerce.identity.Owners;
import io.evenreach.guidecommerce.identity.Owners.Owner;
import io.evenreach.guidecommerce.recommendation.Recommendations;
import io.evenreach.guidecommerce.recommendation.Recommendations.Linked;
import io.evenreach.guidecommerce.sale.domain.Attribution.Touch;
import io.evenreach.guidecommerce.sale.persistence.OrderStore.Head;
import io.evenreach.identifiers.IdentifierKey;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Whether a sale is still whose it was decided to be, where touches on other devices counted because identity said that the
 * buyer made them. Such a touch counts as long as identity says so. While identity settles whose an identifier is, nothing is told
 * by it. What identity learns after an order adds none.
 */
@Component
class AcrossDevices {

    private final Attributions attributions;
    private final Recommendations recommendations;
    private final Guides guides;
    private final Owners owners;
    private final Identity identity;

    AcrossDevices(
            Attributions attributions,
            Recommendations recommendations,
            Guides guides,
            Owners owners,
            Identity identity) {
        this.attributions = attributions;
        this.recommendations = recommendations;
        this.guides = guides;
        this.owners = owners;
        this.identity = identity;
    }

    /** Two identifiers, of whoever followed a link and of whoever bought. */
    record Pair(IdentifierKey touched, IdentifierKey bought) {}

    /** Whose sale an order is by what is known now. */
    enum Standing {
        /** The guide's who has won it. */
        STANDS,
        /** The guide's until more is known, which it may never be: somebody was erased, or withdrew SERVICE. */
        NOT_KNOWN,
        /** The same, and identity will know. */
        UNDETERMINED,
        /** Another guide's, or nobody's. */
        LOST
    }

    /** Whose a touch is by what is known now. */
    private enum Whose {
        BUYERS,
        NOT_KNOWN,
        UNDETERMINED,
        SOMEBODY_ELSES
    }

    /** The guide who has won an order; null where nobody has. */
    @Nullable
    UUID winner(Head order) {
        return winner(order, touch -> true);
    }

    private @Nullable UUID winner(Head order, Predicate<Touch> some) {
        return guideOf(attributions.decideAgain(order, some).decision().winner());
    }

    private static @Nullable UUID guideOf(@Nullable Touch touch) {
        return touch == null ? null : UUID.fromString(touch.guideId());
    }

    /**
     * Asks identity where the feed does not tell; called outside of transactions.
     *
     * @param told what identity has just said
     */
    Standing of(Head order, Map<Pair, Answer> told) {
        UUID winner = winner(order);
        if (winner == null || isStill(winner, order, whose(order, AcrossDevices::notAsked))) {
            return Standing.STANDS;
        }
        Map<UUID, Whose> whose = whose(order, asking(told));
        if (isStill(winner, order, whose)) {
            return Standing.STANDS;
        }
        if (!winner.equals(winner(order, touch -> whose.get(touch.touchId()) != Whose.SOMEBODY_ELSES))) {
            return Standing.LOST;
        }
        return whose.containsValue(Whose.UNDETERMINED) ? Standing.UNDETERMINED : Standing.NOT_KNOWN;
    }

    private boolean isStill(UUID winner, Head order, Map<UUID, Whose> whose) {
        return winner.equals(winner(order, isTheBuyers(whose)));
    }

    private static Predicate<Touch> isTheBuyers(Map<UUID, Whose> whose) {
        return touch -> touch.touchId() == null || whose.getOrDefault(touch.touchId(), Whose.BUYERS) == Whose.BUYERS;
    }

    private static Answer notAsked(IdentifierKey touched, IdentifierKey bought) {
        return Answer.NOBODY_ASKED;
    }

    /** What identity says of touches where the feed does not tell; called outside of transactions. */
    Map<Pair, Answer> ask(Head order) {
        Map<Pair, Answer> told = new HashMap<>();
        whose(order, asking(told));
        return told;
    }

    /**
     * Whether it is settled of every touch who made it.
     *
     * @param told what identity says of it
     */
    boolean isSettled(Head order, Map<Pair, Answer> told) {
        return !whose(order, toldBy(told)).containsValue(Whose.UNDETERMINED);
    }

    /**
     * A line as it is without the touches that are somebody else's, and without those of the guide who loses it of which
     * nobody knows any more; empty where it is nobody's then, or of a guide who earns on no new sales now.
     *
     * @param told what identity says of it
     */
    Optional<Order.Line> successor(Head order, Order.Line line, Map<Pair, Answer> told) {
        UUID loser = line.payees().getFirst();
        Map<UUID, Whose> whose = whose(order, toldBy(told));
        Predicate<Touch> isTheBuyers = isTheBuyers(whose);
        Predicate<Touch> isSomebodyElses = touch -> whose.get(touch.touchId()) == Whose.SOMEBODY_ELSES;
        return Optional.ofNullable(attributions
                        .decideAgain(
                                order,
                                touch -> loser.equals(guideOf(touch))
                                        ? isTheBuyers.test(touch)
                                        : !isSomebodyElses.test(touch))
                        .decision()
                        .winner())
                .filter(touch -> !loser.equals(guideOf(touch)))
                .filter(touch -> guides.find(Objects.requireNonNull(guideOf(touch)))
                        .orElseThrow()
                        .earns())
                .map(touch -> attributions.given(line, order, Objects.requireNonNull(guideOf(touch)), touch.at()));
    }

    private BiFunction<IdentifierKey, IdentifierKey, Answer> asking(Map<Pair, Answer> told) {
        return (touched, bought) ->
                told.computeIfAbsent(new Pair(touched, bought), pair -> identity.areOneProfile(touched, bought));
    }

    /** What was not asked is to be asked. */
    private static BiFunction<IdentifierKey, IdentifierKey, Answer> toldBy(Map<Pair, Answer> told) {
        return (touched, bought) -> told.getOrDefault(new Pair(touched, bought), Answer.TOO_MUCH_EVIDENCE);
    }

    /** Of touches on other devices. */
    private Map<UUID, Whose> whose(Head order, BiFunction<IdentifierKey, IdentifierKey, Answer> ask) {
        List<UUID> clicks = attributions.decideAgain(order).decision().verdicts().stream()
                .flatMap(verdict -> Stream.ofNullable(verdict.touch().touchId()))
                .toList();
        Map<IdentifierKey, Owner> buyer = owners.lastOf(order.buyer(), order.placedAt());
        Map<UUID, Whose> whose = new HashMap<>();
        for (Linked linked : recommendations.ofOtherVisitors(clicks, order.clickId())) {
            whose.put(linked.clickId(), whose(linked, order.buyer(), buyer, ask));
        }
        return whose;
    }

    private Whose whose(
            Linked linked,
            List<IdentifierKey> bought,
            Map<IdentifierKey, Owner> buyer,
            BiFunction<IdentifierKey, IdentifierKey, Answer> ask) {
        Map<IdentifierKey, Owner> visitor = owners.lastOf(linked.keys(), linked.at());
        Set<UUID> both = settled(visitor);
        both.retainAll(settled(buyer));
        if (!both.isEmpty()) {
            return Whose.BUYERS;
        }
        if (linked.keys().isEmpty() || bought.isEmpty()) {
            return Whose.NOT_KNOWN;
        }
        if (Stream.concat(visitor.values().stream(), buyer.values().stream()).anyMatch(Owner::undetermined)) {
            return Whose.UNDETERMINED;
        }
        Set<Answer> answers = new HashSet<>();
        for (IdentifierKey one : linked.keys()) {
            for (IdentifierKey other : bought) {
                if (!visitor.containsKey(one) || !buyer.containsKey(other)) {
                    answers.add(ask.apply(one, other));
                }
            }
        }
        if (answers.contains(Answer.ONE_PERSON)) {
            return Whose.BUYERS;
        }
        if (answers.contains(Answer.TOO_MUCH_EVIDENCE)) {
            return Whose.UNDETERMINED;
        }
        boolean isKnown = answers.stream().allMatch(answer -> answer == Answer.TWO_PEOPLE);
        return isKnown ? Whose.SOMEBODY_ELSES : Whose.NOT_KNOWN;
    }

    private static Set<UUID> settled(Map<IdentifierKey, Owner> owners) {
        return owners.values().stream()
                .filter(owner -> !owner.undetermined())
                .flatMap(owner -> Stream.ofNullable(owner.person()))
                .collect(Collectors.toCollection(HashSet::new));
    }
}
