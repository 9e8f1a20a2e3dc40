package io.evenreach.platform.hashing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class SealTest {

    private static final byte[] CLEAR = "a record".getBytes(UTF_8);

    /** Sealed once under the same key: a database keeps what it was given, whatever release it was. */
    @Test
    void opensWhatWasSealedLongAgo() {
        byte[] sealed =
                HexFormat.of().parseHex("000102030405060708090a0b5362c0b60b4c1044e657a1175f32239ef668f912f3680cef");

        assertThat(seal("of a test").open(sealed)).isEqualTo(CLEAR);
        assertThat(seal("of a test").fingerprint(CLEAR))
                .isEqualTo(HexFormat.of().parseHex("57f3ae494148aaf2cf1b66ec9f663025be5810ea8813546e3e13e6654cc626fd"));
    }

    @Test
    void opensNothingForAnotherPurpose() {
        byte[] sealed = seal("of a test").seal(CLEAR);

        assertThat(seal("of a test").open(sealed)).isEqualTo(CLEAR);
        assertThatThrownBy(() -> seal("of another").open(sealed)).isInstanceOf(IllegalStateException.class);
    }

    private static Seal seal(String purpose) {
        return new Seal(
                new IdentifierProperties("0f".repeat(32), "CN", new IdentifierProperties.Email(false, false)),
                purpose) {};
    }
}
