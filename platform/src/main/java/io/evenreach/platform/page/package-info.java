/** Lists in pages with opaque cursors. */
@NullMarked
package io.evenreach.platform.page;

import org.jspecify.annotations.NullMarked;
