@NullMarked
package io.evenreach.platform.horizon;

import org.jspecify.annotations.NullMarked;
