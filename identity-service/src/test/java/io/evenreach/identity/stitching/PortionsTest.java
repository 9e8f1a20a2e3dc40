package io.evenreach.identity.stitching;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class PortionsTest {

    @Test
    void leavesAnOrdinaryBatchWhole() {
        List<Integer> batch = Collections.nCopies(1_000, 15);

        assertThat(Portions.of(batch, identifiers -> identifiers)).containsExactly(batch);
    }

    @Test
    void partsABatchOfVeryManyIdentifiersInItsOrder() {
        List<Integer> batch = List.of(500, 1, 300, 400, 100, 600, 2);

        assertThat(Portions.of(batch, identifiers -> identifiers))
                .containsExactly(List.of(500), List.of(1, 300), List.of(400, 100), List.of(600), List.of(2));
    }
}
