package io.evenreach.identity.stitching.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenreach.identifiers.IdentifierType;
import org.junit.jupiter.api.Test;

class KindTest {

    /** Rows of identifiers hold fingerprints, so they are those of FNV-1a over the name in UTF-8 for ever. */
    @Test
    void fingerprintsStayWhatRowsHold() {
        assertThat(new Kind(IdentifierType.LOGIN_ID, "web").fingerprint()).isEqualTo(0xbecaab30abd38704L);
        assertThat(new Kind(IdentifierType.COOKIE, "dataset:d1:商店").fingerprint())
                .isEqualTo(0xe83f7360d3353df2L);
    }
}
