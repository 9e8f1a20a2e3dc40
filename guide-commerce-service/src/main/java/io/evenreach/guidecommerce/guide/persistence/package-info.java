/** Guides as rows. */
@NullMarked
package io.evenreach.guidecommerce.guide.persistence;

import org.jspecify.annotations.NullMarked;
