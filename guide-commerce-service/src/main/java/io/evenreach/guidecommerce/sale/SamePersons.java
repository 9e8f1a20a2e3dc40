package io.evenreach.guidecommerce.sale;

import io.evenreach.guidecommerce.identity.ErasedSpan;
import io.evenreach.guidecommerce.identity.GuideIdentifiers;
import io.evenreach.guidecommerce.identity.Identity;
import io.evenreach.guidecommerce.identity.Owners;
import io.evenreach.guidecommerce.identity.OwnershipFollower;
import io.evenreach.guidecommerce.recommendation.Recommendations;
import io.evenreach.guidecommerce.sale.AcrossDevices.Standing;
import io.evenreach.guidecommerce.sale.PersonPairs.Pair;
import io.evenreach.guidecommerce.sale.domain.HoldReason;
import io.evenreach.guidecommerce.sale.domain.HoldState;
import io.evenreach.guidecommerce.sale.persistence.CommissionStore;
import io.evenreach.guidecommerce.sale.persistence.FlagStore;
import io.evenreach.guidecommerce.sale.persistence.OrderStore;
import io.evenreach.guidecommerce.sale.persistence.OrderStore.Head;
import io.evenreach.guidecommerce.sale.persistence.SamePersonStore;
import io.evenreach.guidecommerce.sale.persistence.SamePersonStore.Question;
import io.evenreach.identifiers.Hashed;
import io.evenreach.identifiers.IdentifierKey;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Holds what a guide earns of their own purchases, and what whoever brought the guide earns of theirs, or of the guide's
 * where they are the guide, and judges it again when identity learns who is whom. Of the guide's own purchase the whole line
 * is held, of a referrer's only their part.
 *
 * <p>The same identifier on both sides is one person at once. Where identifiers of both belong to one profile, identity is
 * asked by what: whoever bought on the guide's tablet is not the guide. Until it has answered nothing becomes payable.
 *
 * <p>Of what a guide has won by touches on other devices it is judged, too, whether the buyer made them.
 *
 * <p>While identity settles whose an identifier is, it counts as whose it was, except of whoever followed a link on another
 * device, and what identity cannot tell stays open.
 */
@Service
public class SamePersons implements OwnershipFollower {

    private static final Logger LOG = LoggerFactory.getLogger(SamePersons.class);
    private static final int BATCH = 100;

    private final SamePersonStore store;
    private final OrderStore orders;
    private final CommissionStore commissions;
    private final FlagStore flags;
    private final Holds holds;
    private final GuideIdentifiers guides;
    private final Owners owners;
    private final Identity identity;
    private final PersonPairs personPairs;
    private final AcrossDevices acrossDevices;
    private final Collusions collusions;
    private final Recommendations recommendations;
    private final SaleProperties properties;
    private final TransactionTemplate transaction;
    private final Clock clock;

    SamePersons(
            SamePersonStore store,
            OrderStore orders,
            CommissionStore commissions,
            FlagStore flags,
            Holds holds,
            GuideIdentifiers guides,
            Owners owners,
            Identity identity,
            PersonPairs personPairs,
            AcrossDevices acrossDevices,
            Collusions collusions,
            Recommendations recommendations,
            SaleProperties properties,
            TransactionTemplate transaction,
            Clock clock) {
        this.store = store;
        this.orders = orders;
        this.commissions = commissions;
        this.flags = flags;
        this.holds = holds;
        this.guides = guides;
        this.owners = owners;
        this.identity = identity;
        this.personPairs = personPairs;
        this.acrossDevices = acrossDevices;
        this.collusions = collusions;
        this.recommendations = recommendations;
        this.properties = properties;
        this.transaction = transaction;
        this.clock = clock;
    }

    /**
     * Whether somebody earns by dealing with themselves.
     *
     * @param reason says who else they may be: whoever bought, or one of those who earn below them
     * @param payees from the guide of the sale up to whose part it is
     */
    private record Doubt(HoldReason reason, List<UUID> payees) {

        static List<Doubt> of(Order.Line line) {
            List<Doubt> doubts = new ArrayList<>();
            for (int depth = 0; line.isSomebodys() && depth < line.payees().size(); depth++) {
                List<UUID> payees = List.copyOf(line.payees().subList(0, depth + 1));
                doubts.add(new Doubt(HoldReason.SAME_PERSON, payees));
                if (depth > 0) {
                    doubts.add(new Doubt(HoldReason.SELF_REFERRAL, payees));
                }
            }
            return doubts;
        }

        int depth() {
            return payees.size() - 1;
        }

        UUID payee() {
            return payees.getLast();
        }

        List<UUID> below() {
            return payees.subList(0, depth());
        }

        /** Whether this hold of a line of the same payees is for this. */
        boolean isWhy(Hold hold) {
            return hold.reason() == reason
                    && hold.depth() == depth()
                    && hold.guideId().equals(payee());
        }
    }

    /**
     * Holds what is certain of an order that the caller has locked, and has what is not asked about.
     *
     * @return whether anything is held, unless it was settled before
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public boolean judge(Head order, List<Order.Line> lines) {
        Map<Doubt, List<Pair>> known = new HashMap<>();
        boolean held = false;
        if (order.acrossDevices()) {
            store.ask(order.key(), clock.instant());
        }
        for (Order.Line line : lines) {
            for (Doubt doubt : Doubt.of(line)) {
                if (line.voidedLegs().contains(doubt.depth())) {
                    continue;
                }
                List<Pair> pairs = known.computeIfAbsent(
                        doubt,
                        one -> others(order, one).stream()
                                .flatMap(other -> personPairs.of(other, one.payee(), order.placedAt()).stream())
                                .toList());
                if (pairs.stream().anyMatch(Pair::isOneIdentifier)) {
                    holds.open(order.key(), line, doubt.depth(), doubt.reason());
                    held = true;
                } else if (pairs.stream().anyMatch(pair -> pair.common() != PersonPairs.Common.UNKNOWN)) {
                    store.ask(order.key(), clock.instant());
                }
            }
        }
        return held;
    }

    /** What is known of each of those whom a payee must not be. */
    private List<Collection<IdentifierKey>> others(Head order, Doubt doubt) {
        if (doubt.reason() == HoldReason.SAME_PERSON) {
            return List.of(order.persons());
        }
        return doubt.below().stream()
                .<Collection<IdentifierKey>>map(guides::personsOf)
                .toList();
    }

    /**
     * Answers what is open. Where identity cannot be asked, it stays open; what it did not answer goes last, because it may
     * be the only one that takes too long.
     */
    @Scheduled(fixedDelayString = "${evenreach.sale.same-person-every:1s}")
    public void sweep() {
        List<Question> open;
        do {
            open = store.open(clock.instant(), BATCH);
            // Of all of these it is told after they were read, and what is asked again meanwhile stays open.
            Map<Pair, Identity.Answer> told = new HashMap<>();
            Map<AcrossDevices.Pair, Identity.Answer> toldOfTouches = new HashMap<>();
            for (Question question : open) {
                try {
                    answer(question, told, toldOfTouches);
                } catch (Identity.UnavailableException later) {
                    LOG.atWarn()
                            .setCause(later)
                            .log(
                                    "Whether guides bought from themselves cannot be told now; nothing of it becomes payable");
                    store.last(question, clock.instant());
                    return;
                }
            }
        } while (open.size() == BATCH);
    }

    private void answer(
            Question question,
            Map<Pair, Identity.Answer> told,
            Map<AcrossDevices.Pair, Identity.Answer> toldOfTouches) {
        Order.Key key = question.order();
        Optional<Head> asked = orders.find(key);
        List<Hold> held = holds.undecidedByIdentity(key);
        Map<Doubt, Relation> relations = new HashMap<>();
        asked.ifPresent(order -> orders.lines(key).stream()
                .flatMap(line -> Doubt.of(line).stream())
                .forEach(doubt -> relations.computeIfAbsent(
                        doubt, one -> relation(order, one, held.stream().anyMatch(one::isWhy), told))));
        Optional<Standing> standing =
                asked.filter(Head::acrossDevices).map(order -> acrossDevices.of(order, toldOfTouches));
        transaction.executeWithoutResult(status -> {
            orders.lock(key);
            commissions.lockOfOrder(key);
            if (relations.containsValue(Relation.UNDETERMINED)
                    || standing.filter(now -> now == Standing.UNDETERMINED).isPresent()) {
                store.later(question, clock.instant().plus(properties.samePersonAgain()));
            } else {
                store.answered(question);
            }
            standing.ifPresent(now -> judgeAcrossDevices(asked.orElseThrow(), now, held));
            for (Order.Line line : orders.lines(key)) {
                for (Doubt doubt : Doubt.of(line)) {
                    if (relations.get(doubt) == Relation.ONE_PERSON) {
                        holds.open(key, line, doubt.depth(), doubt.reason());
                    } else if (relations.get(doubt) == Relation.TWO_PEOPLE) {
                        holds.noLonger(
                                key,
                                hold -> hold.lineId().equals(line.lineId())
                                        && doubt.isWhy(hold)
                                        && held.stream().anyMatch(doubt::isWhy),
                                doubt.reason() == HoldReason.SAME_PERSON
                                        ? "whoever earns and whoever bought are two people"
                                        : "the guide and who brought them are two people");
                    }
                }
            }
        });
    }

    /** Holds what a guide won by a touch that is somebody else's, and releases it where it is the buyer's again. */
    private void judgeAcrossDevices(Head order, Standing standing, List<Hold> held) {
        UUID winner = acrossDevices.winner(order);
        for (Order.Line line : orders.lines(order.key())) {
            if (standing == Standing.LOST
                    && line.isSomebodys()
                    && line.payees().getFirst().equals(winner)) {
                holds.open(order.key(), line, HoldReason.OTHER_BUYER);
            }
        }
        if (standing == Standing.STANDS) {
            holds.noLonger(
                    order.key(),
                    hold -> hold.reason() == HoldReason.OTHER_BUYER
                            && held.stream().anyMatch(known -> known.holdId().equals(hold.holdId())),
                    "whoever followed the link is whoever bought");
        }
        boolean isGivenOn = holds.of(order.key()).stream()
                .anyMatch(hold -> hold.reason() == HoldReason.OTHER_BUYER && hold.state() == HoldState.UPHELD);
        if (isGivenOn) {
            collusions.judge(order, () -> orders.lines(order.key()));
        }
    }

    /** What a payee and whom they must not be are to each other; of several of their identifiers the last of these counts. */
    private enum Relation {
        TWO_PEOPLE,
        /** Nothing is known of one of them, or not any more: then somebody decides, or the deadline does. */
        NOT_KNOWN,
        /** It will be known: until then the question stays open. */
        UNDETERMINED,
        ONE_PERSON
    }

    /**
     * What a payee is to all of those whom they must not be: two people only where they are not any of them.
     *
     * @param held whether something is held of it, which only identity can release where it has to do with nobody's keys
     * @param told what identity has just said
     */
    private Relation relation(Head order, Doubt doubt, boolean held, Map<Pair, Identity.Answer> told) {
        Relation relation = Relation.TWO_PEOPLE;
        for (Collection<IdentifierKey> other : others(order, doubt)) {
            Relation toOther =
                    other.isEmpty() || guides.personsOf(doubt.payee()).isEmpty()
                            ? Relation.NOT_KNOWN
                            : relation(personPairs.of(other, doubt.payee(), order.placedAt()), held, told);
            if (toOther == Relation.ONE_PERSON) {
                return toOther;
            }
            relation = toOther.compareTo(relation) > 0 ? toOther : relation;
        }
        return relation;
    }

    private Relation relation(List<Pair> pairs, boolean held, Map<Pair, Identity.Answer> told) {
        if (pairs.stream().anyMatch(Pair::isOneIdentifier)) {
            return Relation.ONE_PERSON;
        }
        Relation relation = Relation.TWO_PEOPLE;
        for (Pair pair : pairs) {
            if (held || pair.common() != PersonPairs.Common.UNKNOWN) {
                Relation ofPair = relation(pair, told);
                if (ofPair == Relation.ONE_PERSON) {
                    return ofPair;
                }
                relation = ofPair.compareTo(relation) > 0 ? ofPair : relation;
            }
        }
        return relation;
    }

    private Relation relation(Pair pair, Map<Pair, Identity.Answer> told) {
        return switch (told.computeIfAbsent(pair, one -> identity.areOnePerson(one.other(), one.guide()))) {
            case ONE_PERSON -> Relation.ONE_PERSON;
            case TWO_PEOPLE -> Relation.TWO_PEOPLE;
            case NOT_KNOWN_ANY_MORE -> Relation.NOT_KNOWN;
            case TOO_MUCH_EVIDENCE -> Relation.UNDETERMINED;
            case NOBODY_ASKED -> pair.isOneProfile() ? Relation.ONE_PERSON : Relation.UNDETERMINED;
        };
    }

    @Override
    public void moved(Set<IdentifierKey> keys, Set<UUID> people) {
        Set<IdentifierKey> reached = new HashSet<>(keys);
        reached.addAll(owners.keysOf(people));
        store.askAll(keys, reached, clock.instant());
    }

    @Override
    public void erased(Collection<ErasedSpan> spans) {
        guides.forget(spans);
        recommendations.forget(spans);
        store.forgetBuyers(spans);
        flags.forgetBuyers(spans);
    }

    /**
     * Keeps who a guide is when they shop, and judges their orders again.
     *
     * @param only whether what is not among them goes
     * @param known whether the caller knew what is kept now
     * @return whether they did; else nothing is changed
     */
    @Transactional
    public boolean identify(UUID guideId, Collection<Hashed> stated, boolean only, Predicate<List<Hashed>> known) {
        guides.lock(guideId);
        if (!known.test(guides.of(guideId))) {
            return false;
        }
        if (only) {
            guides.replace(guideId, stated);
        } else {
            guides.add(guideId, stated);
        }
        Set<IdentifierKey> keys = new HashSet<>(guides.personsOf(guideId));
        keys.addAll(owners.keysOf(owners.lastOf(keys, clock.instant()).values().stream()
                .flatMap(owner -> Stream.ofNullable(owner.person()))
                .collect(Collectors.toSet())));
        store.askOf(guideId, keys, clock.instant());
        return true;
    }
}
