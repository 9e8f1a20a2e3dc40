/** The HTTP edge of recommendations, open to every shopper. */
@NullMarked
package io.evenreach.guidecommerce.recommendation.web;

import org.jspecify.annotations.NullMarked;
