package io.evenreach.identity.changes;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenreach.contracts.identity.IdentityChange;
import io.evenreach.contracts.identity.TenureMove;
import io.evenreach.platform.events.EventCodec;
import io.evenreach.platform.outbox.Outbox;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ChangeFeedTest {

    @Test
    void keepsEveryPartWithinTheSizeOfAMessage() {
        List<List<TenureMove>> parts = ChangeFeed.parts(moves(2_000, 2));

        assertThat(parts.stream().mapToInt(List::size).sum()).isEqualTo(4_000);
        for (List<TenureMove> part : parts) {
            String json = new EventCodec()
                    .write(new IdentityChange(0, UUID.randomUUID().toString(), 1, 9, part, "REFOLDED"));
            assertThat(json.length()).isLessThan(Outbox.MESSAGE_BYTES_MAX);
        }
    }

    @Test
    void keepsTheMovesOfOneKeyInOnePart() {
        List<List<TenureMove>> parts = ChangeFeed.parts(moves(700, 7));

        for (int i = 1; i < parts.size(); i++) {
            assertThat(parts.get(i).getFirst().key())
                    .isNotEqualTo(parts.get(i - 1).getLast().key());
        }
    }

    private static List<TenureMove> moves(int keys, int perKey) {
        List<TenureMove> moves = new ArrayList<>();
        Instant at = Instant.parse("2026-06-01T00:00:00.123Z");
        for (int key = 0; key < keys; key++) {
            for (int move = 0; move < perKey; move++) {
                moves.add(new TenureMove(
                        String.format("%064x", key),
                        "wechat_unionid",
                        at,
                        at.plusSeconds(move),
                        "SERVICE",
                        UUID.randomUUID(),
                        UUID.randomUUID(),
                        Long.MAX_VALUE,
                        at,
                        "d".repeat(64),
                        false));
            }
        }
        return moves;
    }
}
