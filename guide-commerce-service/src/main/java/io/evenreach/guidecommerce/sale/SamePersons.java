package io.evenreach.guidecommerce.sale;

import io.evenreach.guidecommerce.identity.ErasedSpan;
import io.evenreach.guidecommerce.identity.GuideIdentifiers;
import io.evenreach.guidecommerce.identity.Identity;
import io.evenreach.guidecommerce.identity.Owners;
import io.evenreach.guidecommerce.identity.Owners.Owner;
import io.evenreach.guidecommerce.identity.OwnershipFollower;
import io.evenreach.guidecommerce.recommendation.Recommendations;
import io.evenreach.guidecommerce.sale.domain.HoldReason;
import io.evenreach.guidecommerce.sale.persistence.CommissionStore;
import io.evenreach.guidecommerce.sale.persistence.FlagStore;
import io.evenreach.guidecommerce.sale.persistence.OrderStore;
import io.evenreach.guidecommerce.sale.persistence.OrderStore.Head;
import io.evenreach.guidecommerce.sale.persistence.SamePersonStore;
import io.evenreach.guidecommerce.sale.persistence.SamePersonStore.Question;
import io.evenreach.identifiers.Hashed;
import io.evenreach.identifiers.IdentifierKey;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
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
 * <p>While identity settles whose an identifier is, it counts as whose it was, and what identity cannot tell stays open.
 */
@Service
public class SamePersons implements OwnershipFollower {

    private static final Logger LOG = LoggerFactory.getLogger(SamePersons.class);
    private static final int BATCH = 100;
    private static final Owner NOBODY = new Owner(null, false);

    private final SamePersonStore store;
    private final OrderStore orders;
    private final CommissionStore commissions;
    private final FlagStore flags;
    private final Holds holds;
    private final GuideIdentifiers guides;
    private final Owners owners;
    private final Identity identity;
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
        this.recommendations = recommendations;
        this.properties = properties;
        this.transaction = transaction;
        this.clock = clock;
    }

    /** What an identifier of somebody and one of a guide have in common as far as is known without asking. */
    private enum Common {
        IDENTIFIER,
        /** One profile, now or before it was undetermined. */
        PROFILE,
        /** They were two people's, and identity is settling both anew. */
        PERHAPS_A_PROFILE,
        /** One of them is nobody's, for good or until it is settled. */
        UNKNOWN
    }

    /** Two identifiers, somebody's and a guide's, that may be one person's. */
    private record Pair(IdentifierKey other, IdentifierKey guide, Common common) {

        boolean isOneIdentifier() {
            return common == Common.IDENTIFIER;
        }

        boolean isOneProfile() {
            return isOneIdentifier() || common == Common.PROFILE;
        }
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

    /** Reads at once who these guides and buyers are, which the transaction needs to know. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void readAhead(Collection<UUID> guideIds, Collection<IdentifierKey> buyers) {
        guides.readAhead(guideIds, buyers);
        Set<IdentifierKey> keys = new HashSet<>(buyers);
        guideIds.forEach(guide -> keys.addAll(guides.personsOf(guide)));
        owners.readAhead(keys);
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
        for (Order.Line line : lines) {
            for (Doubt doubt : Doubt.of(line)) {
                if (line.voidedLegs().contains(doubt.depth())) {
                    continue;
                }
                List<Pair> pairs = known.computeIfAbsent(
                        doubt,
                        one -> others(order, one).stream()
                                .flatMap(other -> pairs(other, one.payee(), order.placedAt()).stream())
                                .toList());
                if (pairs.stream().anyMatch(Pair::isOneIdentifier)) {
                    holds.open(order.key(), line, doubt.depth(), doubt.reason());
                    held = true;
                } else if (pairs.stream().anyMatch(pair -> pair.common() != Common.UNKNOWN)) {
                    store.ask(order.key(), clock.instant());
                }
            }
        }
        return held;
    }

    /**
     * Who is paid for having brought a guide, of those who would be: nobody who may be the guide as far as is known without
     * asking, nor whoever buys by an identifier of theirs, and nobody beyond. Who may be the buyer by another is asked about.
     *
     * @param referrers from the guide's own upwards
     * @param buyer those keys of whoever buys that name a person
     */
    List<UUID> others(List<UUID> referrers, UUID guideId, Collection<IdentifierKey> buyer, Instant at) {
        if (referrers.isEmpty()) {
            return List.of();
        }
        Set<IdentifierKey> below = new HashSet<>(guides.personsOf(guideId));
        List<UUID> others = new ArrayList<>();
        for (UUID referrer : referrers) {
            Set<IdentifierKey> own = guides.personsOf(referrer);
            if (!Collections.disjoint(own, buyer)
                    || pairs(below, referrer, at).stream().anyMatch(Pair::isOneProfile)) {
                break;
            }
            others.add(referrer);
            below.addAll(own);
        }
        return others;
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

    private List<Pair> pairs(Collection<IdentifierKey> others, UUID guideId, Instant at) {
        Set<IdentifierKey> ofGuide = guides.personsOf(guideId);
        if (ofGuide.isEmpty() || others.isEmpty()) {
            return List.of();
        }
        Set<IdentifierKey> both = new HashSet<>(ofGuide);
        both.addAll(others);
        Map<IdentifierKey, Owner> owner = owners.lastOf(both, at);
        List<Pair> pairs = new ArrayList<>();
        for (IdentifierKey other : others) {
            for (IdentifierKey guide : ofGuide) {
                (other.equals(guide)
                                ? Optional.of(Common.IDENTIFIER)
                                : common(owner.getOrDefault(other, NOBODY), owner.getOrDefault(guide, NOBODY)))
                        .ifPresent(common -> pairs.add(new Pair(other, guide, common)));
            }
        }
        return pairs;
    }

    /** Empty where they are two people's. */
    private static Optional<Common> common(Owner other, Owner guide) {
        if (other.person() != null && other.person().equals(guide.person())) {
            return Optional.of(Common.PROFILE);
        }
        if (other.undetermined() && guide.undetermined()) {
            return Optional.of(Common.PERHAPS_A_PROFILE);
        }
        boolean settled = isSettled(other) && isSettled(guide);
        return settled ? Optional.empty() : Optional.of(Common.UNKNOWN);
    }

    private static boolean isSettled(Owner owner) {
        return owner.person() != null && !owner.undetermined();
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
            for (Question question : open) {
                try {
                    answer(question, told);
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

    private void answer(Question question, Map<Pair, Identity.Answer> told) {
        Order.Key key = question.order();
        Optional<Head> asked = orders.find(key);
        List<Hold> held = holds.undecidedByIdentity(key);
        Map<Doubt, Relation> relations = new HashMap<>();
        asked.ifPresent(order -> orders.lines(key).stream()
                .flatMap(line -> Doubt.of(line).stream())
                .forEach(doubt -> relations.computeIfAbsent(
                        doubt, one -> relation(order, one, held.stream().anyMatch(one::isWhy), told))));
        transaction.executeWithoutResult(status -> {
            orders.lock(key);
            commissions.lockOfOrder(key);
            if (relations.containsValue(Relation.UNDETERMINED)) {
                store.later(question, clock.instant().plus(properties.samePersonAgain()));
            } else {
                store.answered(question);
            }
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
                            : relation(pairs(other, doubt.payee(), order.placedAt()), held, told);
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
            if (held || pair.common() != Common.UNKNOWN) {
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
