package io.evenreach.guidecommerce.payout;

import io.evenreach.guidecommerce.payout.PayoutBatch.Item;
import io.evenreach.guidecommerce.payout.StatusReport.BrokenReportException;
import io.evenreach.guidecommerce.payout.StatusReport.Word;
import io.evenreach.guidecommerce.payout.domain.ItemEvent;
import io.evenreach.guidecommerce.payout.domain.ItemLife;
import io.evenreach.guidecommerce.payout.domain.ItemStatus;
import io.evenreach.guidecommerce.payout.persistence.PayoutStore;
import io.evenreach.guidecommerce.payout.persistence.PayoutStore.Found;
import io.evenreach.kernel.Sha256;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Takes in what banks report of transfers, as often and in whatever order they do. */
@Service
public class StatusReports {

    /** The bank's codes (ISO 20022 external code sets), as far as they tell where a transfer stands. */
    private static final Map<String, ItemEvent> EVENTS = Map.ofEntries(
            Map.entry("ACCC", ItemEvent.SETTLE),
            Map.entry("ACSC", ItemEvent.SETTLE),
            Map.entry("RJCT", ItemEvent.REJECT),
            Map.entry("ACCP", ItemEvent.ACCEPT),
            Map.entry("ACFC", ItemEvent.ACCEPT),
            Map.entry("ACSP", ItemEvent.ACCEPT),
            Map.entry("ACTC", ItemEvent.ACCEPT),
            Map.entry("ACWC", ItemEvent.ACCEPT),
            Map.entry("PDNG", ItemEvent.ACCEPT),
            Map.entry("RCVD", ItemEvent.ACCEPT));

    /** Some of the transfers are rejected; which, is said of each. */
    private static final String PARTLY = "PART";

    private static final Map<ItemEvent, ItemStatus> GOALS = Map.of(
            ItemEvent.SETTLE, ItemStatus.SETTLED,
            ItemEvent.REJECT, ItemStatus.REJECTED,
            ItemEvent.ACCEPT, ItemStatus.ACCEPTED);

    private final PayoutStore store;
    private final Transfers transfers;
    private final Clock clock;

    StatusReports(PayoutStore store, Transfers transfers, Clock clock) {
        this.store = store;
        this.transfers = transfers;
        this.clock = clock;
    }

    /**
     * A transfer of which the bank says what cannot be, such as that it paid what it had rejected, or what proves nothing of
     * it, such as that another copy was rejected.
     *
     * @param reported the status and, where a rejection is one of a duplicate, the reason that says so
     */
    public record Contradiction(String endToEndId, ItemStatus status, String reported) {}

    /** What came of a report. Whatever is refused has changed nothing. */
    public sealed interface Outcome {
        /**
         * Taken in.
         *
         * @param moved how many transfers came to stand there now
         * @param unchanged how many stood there already, or further on
         */
        record Taken(
                String messageId,
                boolean isRepeated,
                Map<ItemStatus, Integer> moved,
                int unchanged,
                List<Contradiction> contradictions)
                implements Outcome {}

        record NotThere() implements Outcome {}

        record Broken(String why) implements Outcome {}

        /** The report is about another file. */
        record OtherFile(String originalMessageId) implements Outcome {}

        /** The bank reports of a file that was never handed out. */
        record NotSent() implements Outcome {}

        record UnknownTransfer(String endToEndId) implements Outcome {}

        record UnknownStatus(String status) implements Outcome {}

        /** The bank's id of this report stands for another one. */
        record Conflict() implements Outcome {}
    }

    @Transactional
    public Outcome take(UUID batchId, byte[] xml, String subject) {
        StatusReport report;
        try {
            report = StatusReport.read(xml);
        } catch (BrokenReportException broken) {
            return new Outcome.Broken(Objects.requireNonNull(broken.getMessage()));
        }
        store.lock();
        Optional<PayoutBatch> batch = store.find(batchId);
        if (batch.isEmpty()) {
            return new Outcome.NotThere();
        }
        if (!batch.get().messageId().equals(report.originalMessageId())) {
            return new Outcome.OtherFile(report.originalMessageId());
        }
        if (batch.get().emitted() == null) {
            return new Outcome.NotSent();
        }
        byte[] digest = Sha256.of(xml);
        Optional<byte[]> known = store.report(batchId, report.messageId());
        if (known.isPresent()) {
            return Arrays.equals(known.get(), digest)
                    ? new Outcome.Taken(report.messageId(), true, Map.of(), 0, List.of())
                    : new Outcome.Conflict();
        }
        return take(batch.get(), report, digest, xml, subject);
    }

    private Outcome take(PayoutBatch batch, StatusReport report, byte[] digest, byte[] xml, String subject) {
        Map<String, Item> items =
                batch.items().stream().collect(Collectors.toMap(Item::endToEndId, Function.identity()));
        Optional<String> stranger = report.ofTransfers().keySet().stream()
                .filter(id -> !items.containsKey(id))
                .findFirst();
        if (stranger.isPresent()) {
            return new Outcome.UnknownTransfer(stranger.get());
        }
        Map<String, Said> said = new LinkedHashMap<>();
        Word ofAll = report.ofAll();
        if (ofAll != null && !ofAll.status().equals(PARTLY)) {
            // What was cancelled before is not in the file, and the bank says nothing of it.
            batch.transfers().forEach(item -> said.put(item.endToEndId(), new Said(ofAll, true)));
        }
        report.ofTransfers().forEach((id, word) -> said.put(id, new Said(word, false)));
        Optional<String> strange = said.values().stream()
                .map(each -> each.word().status())
                .filter(code -> !EVENTS.containsKey(code))
                .findFirst();
        if (strange.isPresent()) {
            return new Outcome.UnknownStatus(strange.get());
        }
        store.insertReport(batch.batchId(), report.messageId(), digest, xml, subject, clock.instant());
        return follow(report.messageId(), items, said);
    }

    /** @param ofAll whether it was said of the file, which may have been another copy of it */
    private record Said(Word word, boolean ofAll) {

        ItemEvent event() {
            return Objects.requireNonNull(EVENTS.get(word.status()));
        }

        /**
         * Whether a transfer goes where the word leads. A rejection releases money for the next batch, so it must be one of
         * this very transfer: neither of a duplicate, nor of a whole file of which the bank has this one in hand already.
         */
        boolean moves(ItemStatus status) {
            boolean isProof =
                    event() != ItemEvent.REJECT || !(word.isOfDuplicate() || (ofAll && status != ItemStatus.SUBMITTED));
            return isProof && ItemLife.after(status, event()).isPresent();
        }

        /** An earlier word that comes late contradicts nothing; paid and rejected contradict each other. */
        boolean contradicts(ItemStatus status) {
            return switch (status) {
                case SETTLED, RETURNED -> event() == ItemEvent.REJECT && !word.isOfDuplicate();
                case REJECTED, CANCELLED -> event() == ItemEvent.SETTLE;
                case SUBMITTED, ACCEPTED, UNKNOWN -> event() == ItemEvent.REJECT && !moves(status);
                case DRAFT, APPROVED -> false;
            };
        }
    }

    private Outcome follow(String messageId, Map<String, Item> items, Map<String, Said> said) {
        Map<UUID, Said> moving = new HashMap<>();
        List<Contradiction> contradictions = new ArrayList<>();
        int unchanged = 0;
        Map<UUID, String> notes = new HashMap<>();
        for (Map.Entry<String, Said> entry : said.entrySet()) {
            Item item = Objects.requireNonNull(items.get(entry.getKey()));
            Said each = entry.getValue();
            if (each.moves(item.status())) {
                moving.put(item.itemId(), each);
            } else if (each.contradicts(item.status())) {
                String word = each.word().toString();
                contradictions.add(new Contradiction(entry.getKey(), item.status(), word));
                notes.put(item.itemId(), word);
            } else {
                unchanged++;
            }
        }
        store.note(notes);
        List<Transfers.Move> moves = new ArrayList<>();
        Map<ItemStatus, Integer> moved = new EnumMap<>(ItemStatus.class);
        for (Found found : store.findItems(List.copyOf(moving.keySet()))) {
            Said each = Objects.requireNonNull(moving.get(found.itemId()));
            String code = each.word().status();
            ItemStatus goal = Objects.requireNonNull(GOALS.get(each.event()));
            moves.add(new Transfers.Move(found, goal, code + " in " + messageId, code));
            moved.merge(goal, 1, Integer::sum);
        }
        transfers.move(moves);
        return new Outcome.Taken(messageId, false, moved, unchanged, contradictions);
    }
}
