package io.evenreach.gateway.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class SecretBoxTest {

    private static final byte[] CLEAR = "a private key".getBytes(StandardCharsets.UTF_8);

    @Test
    void opensWhatItSealed() {
        byte[] sealed = box("k").seal("signing-key", CLEAR);

        assertThat(box("k").open("signing-key", sealed)).isEqualTo(CLEAR);
        assertThat(new String(sealed, StandardCharsets.ISO_8859_1)).doesNotContain("private");
    }

    /** Sealed once under the same key: a database keeps what it was given, whatever release it was. */
    @Test
    void opensWhatWasSealedLongAgo() {
        byte[] sealed = HexFormat.of()
                .parseHex("000102030405060708090a0b22a3c9765c7324176e459921c5c2b9472f649274357feb237cef808496");

        assertThat(box("k").open("signing-key", sealed)).isEqualTo(CLEAR);
        assertThat(box("k").fingerprint("a password"))
                .isEqualTo("ea72650b5de9918bd0c4e409d77025d08d17534e70673b491e47d82d87763120");
    }

    @Test
    void sealsTheSameBytesDifferentlyEachTime() {
        assertThat(box("k").seal("signing-key", CLEAR)).isNotEqualTo(box("k").seal("signing-key", CLEAR));
    }

    @Test
    void opensNothingWithAnotherKeyOrForAnotherPurpose() {
        byte[] sealed = box("k").seal("signing-key", CLEAR);

        assertThatThrownBy(() -> box("other").open("signing-key", sealed)).hasMessageContaining("EVENREACH_SECRET_KEY");
        assertThatThrownBy(() -> box("k").open("webhook-secret", sealed)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void comparesLongSecretsToTheirEnd() {
        SecretHasher hasher = new SecretHasher(box("k"), new SecretProperties("k".repeat(32), 4));
        String start = "x".repeat(100);
        String hash = hasher.hash(start + "1");

        assertThat(hasher.matches(start + "1", hash)).isTrue();
        assertThat(hasher.matches(start + "2", hash)).isFalse();
    }

    @Test
    void makesSecretsThatNeedNoEscaping() {
        SecretHasher hasher = new SecretHasher(box("k"), new SecretProperties("k".repeat(32), 4));

        assertThat(hasher.newSecret()).matches("[A-Za-z0-9]{43}").isNotEqualTo(hasher.newSecret());
    }

    private static SecretBox box(String key) {
        return new SecretBox(new SecretProperties(key.repeat(32), 4));
    }
}
