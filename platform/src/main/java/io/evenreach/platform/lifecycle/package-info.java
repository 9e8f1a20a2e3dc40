/** A service started by a launcher ends with it. */
@NullMarked
package io.evenreach.platform.lifecycle;

import org.jspecify.annotations.NullMarked;
