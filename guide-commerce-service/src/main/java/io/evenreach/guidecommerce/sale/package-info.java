/** Orders, whose sales they are, and what they earn. */
@NullMarked
package io.evenreach.guidecommerce.sale;

import org.jspecify.annotations.NullMarked;
