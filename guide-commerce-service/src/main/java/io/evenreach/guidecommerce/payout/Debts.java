package io.evenreach.guidecommerce.payout;

import io.evenreach.guidecommerce.books.Commission;
import io.evenreach.guidecommerce.books.Posting;
import io.evenreach.guidecommerce.books.SaleLine;
import io.evenreach.guidecommerce.guide.Guide;
import io.evenreach.guidecommerce.guide.Guides;
import io.evenreach.guidecommerce.ledger.Ledger;
import io.evenreach.guidecommerce.payout.persistence.PayoutStore;
import io.evenreach.guidecommerce.sale.Commissions;
import io.evenreach.platform.page.Cursor;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** What guides owe for sales that were paid out and taken back since. Nobody is asked for cash. */
@Service
public class Debts {

    private final Commissions commissions;
    private final Guides guides;
    private final Ledger ledger;
    private final PayoutStore store;
    private final PayoutProperties properties;
    private final Clock clock;

    Debts(
            Commissions commissions,
            Guides guides,
            Ledger ledger,
            PayoutStore store,
            PayoutProperties properties,
            Clock clock) {
        this.commissions = commissions;
        this.guides = guides;
        this.ledger = ledger;
        this.store = store;
        this.properties = properties;
        this.clock = clock;
    }

    /** What is borne by the platform from now on; nothing where no debt is old enough and the guide is not gone. */
    public record WrittenOff(long amountMinor, int commissions) {}

    /** What a guide owes, the oldest first, after the last one of the page before. */
    @Transactional(readOnly = true)
    public List<Commissions.Debt> page(UUID guideId, Cursor.@Nullable Place after, int limit) {
        return commissions.debts(guideId, after, limit);
    }

    /**
     * Writes off what has been owed for too long, or everything of a guide who is gone.
     *
     * @return empty where there is no such guide
     */
    @Transactional
    public Optional<WrittenOff> writeOff(UUID guideId, String currency, String reason, String subject) {
        return guides.find(guideId).map(guide -> writeOff(guide, currency, reason, subject));
    }

    private WrittenOff writeOff(Guide guide, String currency, String reason, String subject) {
        store.lock();
        Instant now = clock.instant();
        Instant before = guide.isGone() ? now : now.minus(properties.writeOffAfter());
        List<Commission> owed = commissions.indebtedSince(guide.guideId(), currency, before);
        if (owed.isEmpty()) {
            return new WrittenOff(0, 0);
        }
        UUID writeOffId = UUID.randomUUID();
        List<Commission> changed = new ArrayList<>();
        List<Posting> postings = new ArrayList<>();
        for (Commission commission : owed) {
            Commission.Step step = commission.writtenOff();
            changed.add(step.after());
            postings.add(new Posting(
                    "write-off",
                    "WRITE_OFF",
                    writeOffId + "/" + commission.commissionId(),
                    SaleLine.entriesOf("payee", commission, step.moves())));
        }
        long amount = owed.stream().mapToLong(Commission::debtMinor).sum();
        commissions.change(changed);
        ledger.post(postings);
        store.insertWriteOff(writeOffId, guide.guideId(), currency, amount, reason, subject, now);
        return new WrittenOff(amount, owed.size());
    }
}
