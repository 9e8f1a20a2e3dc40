/** What guides are paid, in batches that two persons agree to. */
@NullMarked
package io.evenreach.guidecommerce.payout;

import org.jspecify.annotations.NullMarked;
