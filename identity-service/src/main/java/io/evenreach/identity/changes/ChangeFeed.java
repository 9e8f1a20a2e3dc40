package io.evenreach.identity.changes;

import io.evenreach.contracts.EventTypes;
import io.evenreach.contracts.Topics;
import io.evenreach.contracts.identity.IdentityChange;
import io.evenreach.contracts.identity.RulesChanged;
import io.evenreach.contracts.identity.RulesChanged.BlockedValue;
import io.evenreach.contracts.identity.RulesChanged.TypeStanding;
import io.evenreach.contracts.identity.TenureMove;
import io.evenreach.identity.rules.Rules;
import io.evenreach.platform.outbox.Outbox;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Tells what changed, in the transaction of the change. */
@Component
public class ChangeFeed {

    /** A move takes at most this many characters of JSON; data set ids are bounded, see the intake. */
    static final int MOVE_CHARACTERS_MAX = 600;

    static final int MOVES_PER_PART_MAX = Outbox.MESSAGE_BYTES_MAX / MOVE_CHARACTERS_MAX - 1;

    /** However large a change, no more parts than these are in memory as text at once. */
    private static final int PARTS_TOGETHER = 16;

    private static final String ERASED = "ERASED";

    private final Outbox outbox;

    ChangeFeed(Outbox outbox) {
        this.outbox = outbox;
    }

    /**
     * Appends one change. All moves of a key stay in one part, because together they say who owns the key.
     *
     * @param moves those of one key next to each other
     */
    public void append(List<TenureMove> moves, String cause) {
        append(moves, cause, null);
    }

    /** Appends what an erasure changed, with the time up to which the person is erased. */
    public void appendErasure(List<TenureMove> moves, Instant erasedAt) {
        append(moves, ERASED, erasedAt);
    }

    private void append(List<TenureMove> moves, String cause, @Nullable Instant erasedAt) {
        if (moves.isEmpty()) {
            return;
        }
        List<List<TenureMove>> parts = parts(moves);
        String changeId = UUID.randomUUID().toString();
        List<Outbox.Message> messages = new ArrayList<>(PARTS_TOGETHER);
        for (int part = 0; part < parts.size(); part++) {
            if (messages.size() == PARTS_TOGETHER) {
                outbox.append(messages);
                messages.clear();
            }
            messages.add(new Outbox.Message(
                    Topics.IDENTITY_CHANGES,
                    changeId,
                    EventTypes.IDENTITY_CHANGED,
                    new IdentityChange(0, changeId, part + 1, parts.size(), parts.get(part), cause, erasedAt)));
        }
        outbox.append(messages);
    }

    /** Tells by which rules identifiers are read from now on. */
    public void append(Rules rules, Instant decidedAt) {
        List<TypeStanding> types = rules.types().entrySet().stream()
                .map(each -> new TypeStanding(
                        each.getKey().wireName(),
                        each.getValue().strength().name(),
                        each.getValue().priority(),
                        each.getValue().namesOnePerson()))
                .toList();
        List<BlockedValue> blocked = rules.blocked().stream()
                .map(each -> new BlockedValue(
                        each.type() == null ? null : each.type().wireName(), each.pattern()))
                .toList();
        outbox.append(
                Topics.IDENTITY_RULES,
                "rules",
                EventTypes.RULES_CHANGED,
                new RulesChanged(0, rules.version(), types, blocked, decidedAt));
    }

    static List<List<TenureMove>> parts(List<TenureMove> moves) {
        List<List<TenureMove>> parts = new ArrayList<>();
        int begin = 0;
        while (begin < moves.size()) {
            int end = Math.min(moves.size(), begin + MOVES_PER_PART_MAX);
            while (end < moves.size()
                    && end > begin + 1
                    && moves.get(end).key().equals(moves.get(end - 1).key())) {
                end--;
            }
            parts.add(moves.subList(begin, end));
            begin = end;
        }
        return parts;
    }
}
