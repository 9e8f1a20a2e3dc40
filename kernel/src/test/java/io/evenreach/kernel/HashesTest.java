package io.evenreach.kernel;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class HashesTest {

    /** The first example of the standard, at any time and piece by piece. */
    @Test
    void digestsAsTheStandardSays() {
        String abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        var pieces = Sha256.digest();
        pieces.update((byte) 'a');
        pieces.update((byte) 'b');

        assertThat(HexFormat.of().formatHex(Sha256.of("abc"))).isEqualTo(abc);
        assertThat(HexFormat.of().formatHex(pieces.digest(new byte[] {'c'}))).isEqualTo(abc);
    }

    /** The second example of RFC 4231. */
    @Test
    void authenticatesAsTheStandardSays() {
        assertThat(HexFormat.of()
                        .formatHex(new HmacSha256("Jefe".getBytes(US_ASCII)).of("what do ya want for nothing?")))
                .isEqualTo("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    }
}
