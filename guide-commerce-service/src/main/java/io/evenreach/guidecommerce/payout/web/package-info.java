/** The HTTP edge of payouts. */
@NullMarked
package io.evenreach.guidecommerce.payout.web;

import org.jspecify.annotations.NullMarked;
