package io.evenreach.guidecommerce.simulation;

import io.evenreach.guidecommerce.books.Account;
import io.evenreach.guidecommerce.books.Commission;
import io.evenreach.guidecommerce.books.Entry;
import io.evenreach.guidecommerce.books.Payout;
import io.evenreach.guidecommerce.books.Posting;
import io.evenreach.guidecommerce.books.SaleLine;
import io.evenreach.guidecommerce.books.Seal;
import io.evenreach.guidecommerce.books.Sealing;
import io.evenreach.guidecommerce.payout.domain.ItemStatus;
import io.evenreach.guidecommerce.sale.domain.HoldReason;
import io.evenreach.guidecommerce.sale.domain.HoldState;
import io.evenreach.testkit.Chance;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A database of plain maps: what a transaction wrote is there when it ends, and gone when the process dies in it. It dies
 * by chance; or at every write once, before the transaction is let through.
 */
final class Tables {

    /** The process dies. */
    static final class Crash extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** What is disputed of a line, and whether the dispute is over. */
    record Chargeback(String line, long takenMinor, boolean isOpen) {}

    /** A transfer. */
    record Item(Payout payout, ItemStatus status) {}

    /**
     * What keeps the commission on a line from being paid.
     *
     * @param depth 0 for the whole line, else the referrer whose part it is
     * @param payee whose sale or part it is
     * @param isSettled whether somebody, the deadline or the end of the sale decided, so that identity does not again
     */
    record Hold(String line, int depth, String payee, HoldReason reason, HoldState state, boolean isSettled) {

        boolean isOf(Commission commission) {
            return depth == 0 || depth == commission.depth();
        }

        boolean isByIdentity() {
            return reason.isKnownByIdentity();
        }

        boolean isUndecided() {
            return state.holds() || state == HoldState.FLAGGED;
        }
    }

    /** The row of a commission. */
    record Row(Commission commission, String line, Instant payableFrom) {}

    Map<String, SaleLine> lines = new LinkedHashMap<>();
    Map<UUID, Row> commissions = new LinkedHashMap<>();
    Map<UUID, Item> items = new LinkedHashMap<>();
    Set<String> refunds = new HashSet<>();
    Map<String, Chargeback> chargebacks = new LinkedHashMap<>();
    Map<String, Hold> holds = new LinkedHashMap<>();
    Map<String, Integer> questions = new LinkedHashMap<>();
    List<Posting> postings = new ArrayList<>();
    List<Seal> seals = new ArrayList<>();
    Map<Account, Long> balances = new HashMap<>();

    private final Chance chance;
    private final boolean diesAtEveryWrite;
    private int crashPercent;
    private int writesLeft = Integer.MAX_VALUE;
    private Set<String> postingKeys = new HashSet<>();
    private Map<Integer, Long> sealOf = new HashMap<>();
    private long deaths;

    Tables(Chance chance, int crashPercent, boolean diesAtEveryWrite) {
        this.chance = chance;
        this.crashPercent = crashPercent;
        this.diesAtEveryWrite = diesAtEveryWrite;
    }

    long deaths() {
        return deaths;
    }

    /** @return false where the process died, and nothing is changed */
    boolean transaction(Runnable work) {
        for (int writes = 0; diesAtEveryWrite; writes++) {
            writesLeft = writes;
            boolean done = attempt(work);
            writesLeft = Integer.MAX_VALUE;
            if (done) {
                return true;
            }
        }
        return attempt(work);
    }

    private boolean attempt(Runnable work) {
        Map<String, SaleLine> linesBefore = new LinkedHashMap<>(lines);
        Map<UUID, Row> commissionsBefore = new LinkedHashMap<>(commissions);
        Map<UUID, Item> itemsBefore = new LinkedHashMap<>(items);
        Set<String> refundsBefore = new HashSet<>(refunds);
        Map<String, Chargeback> chargebacksBefore = new LinkedHashMap<>(chargebacks);
        Map<String, Hold> holdsBefore = new LinkedHashMap<>(holds);
        Map<String, Integer> questionsBefore = new LinkedHashMap<>(questions);
        List<Posting> postingsBefore = new ArrayList<>(postings);
        Map<Account, Long> balancesBefore = new HashMap<>(balances);
        Set<String> keysBefore = new HashSet<>(postingKeys);
        List<Seal> sealsBefore = new ArrayList<>(seals);
        Map<Integer, Long> sealOfBefore = new HashMap<>(sealOf);
        try {
            work.run();
            mayCrash();
            return true;
        } catch (Crash died) {
            lines = linesBefore;
            commissions = commissionsBefore;
            items = itemsBefore;
            refunds = refundsBefore;
            chargebacks = chargebacksBefore;
            holds = holdsBefore;
            questions = questionsBefore;
            postings = postingsBefore;
            balances = balancesBefore;
            postingKeys = keysBefore;
            seals = sealsBefore;
            sealOf = sealOfBefore;
            return false;
        }
    }

    /** From now on nothing dies. */
    void calm() {
        crashPercent = 0;
    }

    /** Between every two writes. */
    void mayCrash() {
        if (writesLeft-- <= 0 || (crashPercent > 0 && chance.percent(crashPercent))) {
            deaths++;
            throw new Crash();
        }
    }

    void put(SaleLine line) {
        mayCrash();
        lines.put(line.source() + "/" + line.lineId(), line);
    }

    void put(Commission commission, String line, Instant payableFrom) {
        mayCrash();
        commissions.put(commission.commissionId(), new Row(commission, line, payableFrom));
    }

    void put(List<Commission> changed) {
        for (Commission commission : changed) {
            Row before = commissions.get(commission.commissionId());
            put(commission, before.line(), before.payableFrom());
        }
    }

    void put(String chargebackId, Chargeback chargeback) {
        mayCrash();
        chargebacks.put(chargebackId, chargeback);
    }

    void put(String holdId, Hold hold) {
        mayCrash();
        holds.put(holdId, hold);
    }

    /** It is open whether somebody who earns on a line bought it. */
    void ask(String line) {
        mayCrash();
        questions.merge(line, 1, Integer::sum);
    }

    /** @param times how often it had been asked by then; asked again meanwhile, it stays open */
    void answered(String line, int times) {
        mayCrash();
        questions.remove(line, times);
    }

    /** Postings and their seals. */
    final class SealBook implements Sealing.Book {

        @Override
        public @Nullable Seal last() {
            return seals.isEmpty() ? null : seals.getLast();
        }

        @Override
        public int take(long number, int limit) {
            List<Integer> unsealed = IntStream.range(0, postings.size())
                    .filter(at -> !sealOf.containsKey(at))
                    .limit(limit)
                    .boxed()
                    .toList();
            mayCrash();
            unsealed.forEach(at -> sealOf.put(at, number));
            return unsealed.size();
        }

        @Override
        public byte @Nullable [] contentUnder(long number) {
            String content = IntStream.range(0, postings.size())
                    .filter(at -> sealOf.getOrDefault(at, 0L) == number)
                    .mapToObj(at -> at + ":" + postings.get(at))
                    .collect(Collectors.joining("\n"));
            return content.isEmpty() ? null : sha256(content.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public void keep(Seal seal) {
            mayCrash();
            seals.add(seal);
        }

        @Override
        public List<Seal> seals() {
            return seals;
        }
    }

    static byte[] sha256(byte[] content) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(content);
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError(impossible);
        }
    }

    void put(Item item) {
        mayCrash();
        items.put(item.payout().itemId(), item);
    }

    void post(Posting posting) {
        mayCrash();
        if (posting.isEmpty()) {
            return;
        }
        if (!postingKeys.add(posting.source() + "|" + posting.type() + "|" + posting.externalId())) {
            throw new AssertionError("posted twice: " + posting);
        }
        postings.add(posting);
        for (Entry entry : posting.entries()) {
            mayCrash();
            balances.merge(entry.account(), entry.amountMinor(), Math::addExact);
        }
    }
}
