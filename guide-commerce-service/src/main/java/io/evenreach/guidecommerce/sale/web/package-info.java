/** The HTTP edge of orders and statements. */
@NullMarked
package io.evenreach.guidecommerce.sale.web;

import org.jspecify.annotations.NullMarked;
