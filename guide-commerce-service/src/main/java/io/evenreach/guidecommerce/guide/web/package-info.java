/** The HTTP edge of guides. */
@NullMarked
package io.evenreach.guidecommerce.guide.web;

import org.jspecify.annotations.NullMarked;
