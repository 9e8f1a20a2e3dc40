/** Payouts as rows. */
@NullMarked
package io.evenreach.guidecommerce.payout.persistence;

import org.jspecify.annotations.NullMarked;
