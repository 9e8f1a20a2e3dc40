/** The HTTP edge of figures. */
@NullMarked
package io.evenreach.guidecommerce.figures.web;

import org.jspecify.annotations.NullMarked;
