/** Proves that secrets, locks and states are kept as promised. */
@NullMarked
package io.evenreach.launcher.platform;

import org.jspecify.annotations.NullMarked;
