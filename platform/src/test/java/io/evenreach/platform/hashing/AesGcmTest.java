package io.evenreach.platform.hashing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import org.junit.jupiter.api.Test;

class AesGcmTest {

    private final AesGcm cipher = new AesGcm(new byte[32], "sample".getBytes(UTF_8));

    @Test
    void refusesWhatWasCutShort() throws GeneralSecurityException {
        byte[] clear = "clear".getBytes(UTF_8);
        byte[] encrypted = cipher.encrypt(clear);

        assertThat(cipher.decrypt(encrypted)).isEqualTo(clear);
        for (int length = 0; length < encrypted.length; length++) {
            byte[] cut = Arrays.copyOf(encrypted, length);
            assertThatThrownBy(() -> cipher.decrypt(cut))
                    .as("%d bytes of %d", length, encrypted.length)
                    .isInstanceOf(AEADBadTagException.class);
        }
    }
}
