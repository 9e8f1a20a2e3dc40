package io.evenreach.gateway.secrets;

import io.evenreach.platform.idempotency.AnswerSeal;
import org.springframework.stereotype.Component;

/**
 * Seals what is kept for an Idempotency-Key: an answer may carry a client's secret, and the plain hash of a request would
 * let whoever reads the database try passwords much faster than bcrypt does.
 */
@Component
class SealedAnswers implements AnswerSeal {

    private static final String PURPOSE = "kept answer";

    private final SecretBox box;

    SealedAnswers(SecretBox box) {
        this.box = box;
    }

    @Override
    public byte[] seal(byte[] clear) {
        return box.seal(PURPOSE, clear);
    }

    @Override
    public byte[] open(byte[] sealed) {
        return box.open(PURPOSE, sealed);
    }
}
