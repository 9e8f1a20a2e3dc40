/** The HTTP edge of merchants, products and commission plans. */
@NullMarked
package io.evenreach.guidecommerce.catalogue.web;

import org.jspecify.annotations.NullMarked;
