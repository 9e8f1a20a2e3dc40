package io.evenreach.frequency.ledger.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;

class TouchIdsTest {

    /** They are in databases: another way of making them would count everything again. */
    @Test
    void areTheFirstBytesOfTheSha256OfTheirParts() {
        assertThat(TouchIds.ofRequest("platform", "请求-1")).isEqualTo(8719837777093958256L);
        assertThat(TouchIds.claimOf("platform", "e-1"))
                .isEqualTo(UUID.fromString("c6a280d2-a5b1-637f-9c57-c0cb53467aad"));
    }
}
