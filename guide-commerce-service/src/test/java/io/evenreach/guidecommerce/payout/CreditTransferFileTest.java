package io.evenreach.guidecommerce.payout;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenreach.guidecommerce.Iso20022;
import io.evenreach.guidecommerce.payout.PayoutBatch.Emission;
import io.evenreach.guidecommerce.payout.PayoutBatch.Item;
import io.evenreach.guidecommerce.payout.PayoutBatch.Party;
import io.evenreach.guidecommerce.payout.domain.ItemStatus;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class CreditTransferFileTest {

    @Test
    void saysTheSecondAtAWholeMinuteToo() {
        for (String at : List.of("2026-06-01T08:00:00Z", "2026-06-01T00:00:00.000001Z", "2026-06-01T08:00:07.5Z")) {
            assertThat(Iso20022.problemOf("pain.001.001.09", file(Instant.parse(at))))
                    .as(at)
                    .isEmpty();
        }
        assertThat(file(Instant.parse("2026-06-01T08:00:00Z"))).contains("<CreDtTm>2026-06-01T08:00:00Z</CreDtTm>");
    }

    private static String file(Instant at) {
        Party party = new Party("Lin Wei", "DE89370400440532013000", "COBADEFFXXX");
        PayoutBatch batch = new PayoutBatch(
                new UUID(0, 1),
                "EVR1",
                "EUR",
                at,
                "anna",
                "bea",
                new Emission(at, party),
                List.of(new Item(new UUID(0, 2), new UUID(0, 3), "EVI2", ItemStatus.SUBMITTED, 700, 0, party)));
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        CreditTransferFile.write(batch, file);
        return file.toString(StandardCharsets.UTF_8);
    }
}
