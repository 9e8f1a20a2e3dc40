/** The whole trade in one thread: a desk that crashes, a bank that lies, and plain maps that know better. */
@NullMarked
package io.evenreach.guidecommerce.simulation;

import org.jspecify.annotations.NullMarked;
