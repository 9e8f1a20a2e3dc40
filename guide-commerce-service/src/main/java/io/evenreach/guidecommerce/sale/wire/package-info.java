/** What shops say of their orders, over whatever edge it comes. */
@NullMarked
package io.evenreach.guidecommerce.sale.wire;

import org.jspecify.annotations.NullMarked;
