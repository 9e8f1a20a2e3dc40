package io.evenreach.platform.idempotency;

/**
 * How kept answers, and the hashes of the requests they belong to, lie in the database. In clear, unless a service that
 * reads and answers secrets brings a seal of its own.
 */
public interface AnswerSeal {

    byte[] seal(byte[] clear);

    byte[] open(byte[] sealed);
}
