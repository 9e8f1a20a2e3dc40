package io.evenreach.guidecommerce.sale;

import io.evenreach.guidecommerce.identity.GuideIdentifiers;
import io.evenreach.guidecommerce.identity.Identity;
import io.evenreach.guidecommerce.identity.Owners;
import io.evenreach.guidecommerce.identity.OwnershipFollower;
import io.evenreach.guidecommerce.recommendation.Recommendations;
import io.evenreach.guidecommerce.sale.domain.HoldReason;
import io.evenreach.guidecommerce.sale.persistence.CommissionStore;
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
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Holds what a guide earns of their own purchases, and judges it again when identity learns who is whom.
 *
 * <p>The same identifier on both sides is one person at once. Where identifiers of both belong to one profile, identity is
 * asked by what: whoever bought on the guide's tablet is not the guide. Until it has answered nothing becomes payable.
 */
@Service
public class SamePersons implements OwnershipFollower {

    private static final Logger LOG = LoggerFactory.getLogger(SamePersons.class);
    private static final int BATCH = 100;

    private final SamePersonStore store;
    private final OrderStore orders;
    private final CommissionStore commissions;
    private final Holds holds;
    private final GuideIdentifiers guides;
    private final Owners owners;
    private final Identity identity;
    private final Recommendations recommendations;
    private final TransactionTemplate transaction;
    private final Clock clock;

    SamePersons(
            SamePersonStore store,
            OrderStore orders,
            CommissionStore commissions,
            Holds holds,
            GuideIdentifiers guides,
            Owners owners,
            Identity identity,
            Recommendations recommendations,
            TransactionTemplate transaction,
            Clock clock) {
        this.store = store;
        this.orders = orders;
        this.commissions = commissions;
        this.holds = holds;
        this.guides = guides;
        this.owners = owners;
        this.identity = identity;
        this.recommendations = recommendations;
        this.transaction = transaction;
        this.clock = clock;
    }

    /** Two identifiers, the buyer's and the guide's, that belong to one profile. */
    private record Pair(IdentifierKey buyer, IdentifierKey guide) {

        boolean isOneIdentifier() {
            return buyer.equals(guide);
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

    /** Holds what is certain of an order that the caller has locked, and has what is not asked about. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void judge(Head order, List<Order.Line> lines) {
        for (Order.Line line : lines) {
            if (line.isSomebodys()) {
                List<Pair> pairs = pairs(order.persons(), line.payees().getFirst(), order.placedAt());
                if (pairs.stream().anyMatch(Pair::isOneIdentifier)) {
                    holds.open(order.key(), line, HoldReason.SAME_PERSON);
                } else if (!pairs.isEmpty()) {
                    store.ask(order.key(), clock.instant());
                }
            }
        }
    }

    /**
     * Who is paid for having brought a guide, of those who would be: nobody who may be the guide or the buyer, as far as is
     * known without asking, and nobody beyond.
     *
     * @param referrers from the guide's own upwards
     * @param buyer those keys of whoever buys that name a person
     */
    List<UUID> others(List<UUID> referrers, UUID guideId, Collection<IdentifierKey> buyer, Instant at) {
        if (referrers.isEmpty()) {
            return List.of();
        }
        Set<IdentifierKey> persons = new HashSet<>(buyer);
        persons.addAll(guides.personsOf(guideId));
        List<UUID> others = new ArrayList<>();
        for (UUID referrer : referrers) {
            if (!pairs(persons, referrer, at).isEmpty()) {
                break;
            }
            others.add(referrer);
            persons.addAll(guides.personsOf(referrer));
        }
        return others;
    }

    private List<Pair> pairs(Collection<IdentifierKey> buyers, UUID guideId, Instant at) {
        Set<IdentifierKey> ofGuide = guides.personsOf(guideId);
        if (ofGuide.isEmpty() || buyers.isEmpty()) {
            return List.of();
        }
        Set<IdentifierKey> both = new HashSet<>(ofGuide);
        both.addAll(buyers);
        Map<IdentifierKey, UUID> owner = owners.of(both, at);
        List<Pair> pairs = new ArrayList<>();
        for (IdentifierKey buyer : buyers) {
            for (IdentifierKey guide : ofGuide) {
                UUID person = owner.get(buyer);
                if (buyer.equals(guide) || (person != null && person.equals(owner.get(guide)))) {
                    pairs.add(new Pair(buyer, guide));
                }
            }
        }
        return pairs;
    }

    /** Answers what is open. Where identity cannot be asked, it stays open. */
    @Scheduled(fixedDelayString = "${evenreach.sale.same-person-every:1s}")
    public void sweep() {
        List<Question> open;
        do {
            open = store.open(BATCH);
            try {
                open.forEach(this::answer);
            } catch (Identity.UnavailableException later) {
                LOG.atWarn()
                        .setCause(later)
                        .log("Whether guides bought from themselves cannot be told now; nothing of it becomes payable");
                return;
            }
        } while (open.size() == BATCH);
    }

    private void answer(Question question) {
        Order.Key key = question.order();
        Optional<Head> asked = orders.find(key);
        Map<UUID, Relation> relations = new HashMap<>();
        if (asked.isPresent()) {
            for (Order.Line line : orders.lines(key)) {
                if (line.isSomebodys()) {
                    relations.computeIfAbsent(line.payees().getFirst(), guide -> relation(asked.get(), guide));
                }
            }
        }
        transaction.executeWithoutResult(status -> {
            orders.lock(key);
            commissions.lockOfOrder(key);
            store.answered(question);
            for (Order.Line line : orders.lines(key)) {
                if (line.isSomebodys() && relations.get(line.payees().getFirst()) == Relation.ONE_PERSON) {
                    holds.open(key, line, HoldReason.SAME_PERSON);
                }
            }
            holds.noLonger(
                    key,
                    HoldReason.SAME_PERSON,
                    guide -> relations.get(guide) == Relation.TWO_PEOPLE,
                    "guide and buyer are two people");
        });
    }

    /** What a guide and whoever bought are to each other. */
    private enum Relation {
        ONE_PERSON,
        TWO_PEOPLE,
        /** Nothing is known of one of them, or not any more: then somebody decides, or the deadline does. */
        NOT_KNOWN
    }

    private Relation relation(Head order, UUID guideId) {
        if (order.persons().isEmpty() || guides.personsOf(guideId).isEmpty()) {
            return Relation.NOT_KNOWN;
        }
        return pairs(order.persons(), guideId, order.placedAt()).stream()
                        .anyMatch(pair -> pair.isOneIdentifier() || identity.areOnePerson(pair.buyer(), pair.guide()))
                ? Relation.ONE_PERSON
                : Relation.TWO_PEOPLE;
    }

    @Override
    public void moved(Set<IdentifierKey> keys, Set<UUID> people) {
        Set<IdentifierKey> reached = new HashSet<>(keys);
        reached.addAll(owners.keysOf(people));
        store.askAll(keys, reached, clock.instant());
    }

    @Override
    public void erased(Set<IdentifierKey> keys) {
        guides.forget(keys);
        recommendations.forget(keys);
        store.forgetBuyers(keys);
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
        keys.addAll(owners.keysOf(owners.of(keys, clock.instant()).values()));
        store.askOf(guideId, keys, clock.instant());
        return true;
    }
}
