package io.evenreach.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenreach.testkit.HttpProbe.Answer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Observations under an Idempotency-Key, whose kept answer and effect are one transaction. */
class RepeatsIT extends ServiceTestBase {

    @Test
    void winsALostRaceAgainInsideTheTransactionOfTheKeptAnswer() throws Exception {
        Map<String, Object> same = observation(
                "keyed-race",
                "2026-05-01T00:00:00Z",
                id("login_id", "race", "keyed"),
                id("email", "keyed@example.org"));
        List<List<Map<String, Object>>> batches =
                new ArrayList<>(Collections.nCopies(ConcurrencyIT.CALLERS * 2, List.of(same)));
        batches.addAll(ConcurrencyIT.batches(new Random(20_260_602)));
        AtomicInteger key = new AtomicInteger();

        ConcurrencyIT.atOnce(batches, batch -> {
            Map<String, String> header = Map.of("Idempotency-Key", "race-" + key.getAndIncrement());
            Answer first = brand().post(OBSERVATIONS, Map.of("observations", batch), header);
            assertThat(first.status()).as(first.body()).isEqualTo(200);
            Answer repeated = brand().post(OBSERVATIONS, Map.of("observations", batch), header);
            assertThat(repeated.headers().firstValue("Idempotency-Replayed")).hasValue("true");
            assertThat(repeated.body()).isEqualTo(first.body());
        });

        assertThat(jdbc.sql("select count(*) from observation")
                        .query(Long.class)
                        .single())
                .as("each once")
                .isEqualTo(batches.stream()
                                .skip(ConcurrencyIT.CALLERS * 2)
                                .mapToInt(List::size)
                                .sum()
                        + 1L);
    }
}
