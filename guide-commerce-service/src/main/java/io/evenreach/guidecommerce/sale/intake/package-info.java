/** What shops report of their orders, taken in by the page; what is refused is kept for somebody to look at. */
@NullMarked
package io.evenreach.guidecommerce.sale.intake;

import org.jspecify.annotations.NullMarked;
