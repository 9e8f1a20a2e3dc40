/** Up to where what a service writes can no longer change. */
@NullMarked
package io.evenreach.platform.horizon;

import org.jspecify.annotations.NullMarked;
