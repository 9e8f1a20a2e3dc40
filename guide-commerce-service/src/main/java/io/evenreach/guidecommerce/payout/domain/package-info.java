/** What becomes of a transfer, free of frameworks. */
@NullMarked
package io.evenreach.guidecommerce.payout.domain;

import org.jspecify.annotations.NullMarked;
