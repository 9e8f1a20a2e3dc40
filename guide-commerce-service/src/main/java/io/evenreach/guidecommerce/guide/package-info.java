/** Guides: who they are, whether they earn, and where they are paid. */
@NullMarked
package io.evenreach.guidecommerce.guide;

import org.jspecify.annotations.NullMarked;
