package io.evenreach.guidecommerce.books;

/**
 * A link of the chain of digests over all postings.
 *
 * @param number from 1 on
 * @param digest SHA-256 of the digest before and of what is sealed, so that it tells of everything up to here
 * @param postings how many it seals
 */
@SuppressWarnings("ArrayRecordComponent")
public record Seal(long number, byte[] digest, int postings) {}
