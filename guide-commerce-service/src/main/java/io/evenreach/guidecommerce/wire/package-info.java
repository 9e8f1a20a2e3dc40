/** Shapes and checks that several features read and answer alike. */
@NullMarked
package io.evenreach.guidecommerce.wire;

import org.jspecify.annotations.NullMarked;
