/** The HTTP edge of the forest of guides. */
@NullMarked
package io.evenreach.guidecommerce.growth.web;

import org.jspecify.annotations.NullMarked;
