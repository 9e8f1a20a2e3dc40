package io.evenreach.guidecommerce.payout;

/**
 * From whose account guides are paid.
 *
 * @param version raised with every change
 */
public record PayoutDebtor(PayoutBatch.Party party, long version) {}
