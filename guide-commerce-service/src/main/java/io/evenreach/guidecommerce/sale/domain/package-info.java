/** Whose sale an order is, free of frameworks. */
@NullMarked
package io.evenreach.guidecommerce.sale.domain;

import org.jspecify.annotations.NullMarked;
