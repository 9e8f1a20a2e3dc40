@NullMarked
package io.evenreach.guidecommerce.payout.domain;

import org.jspecify.annotations.NullMarked;
