/** Orders, lines and commissions as rows. */
@NullMarked
package io.evenreach.guidecommerce.sale.persistence;

import org.jspecify.annotations.NullMarked;
