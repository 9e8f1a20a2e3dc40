@NullMarked
package io.evenreach.guidecommerce.payout;

import org.jspecify.annotations.NullMarked;
