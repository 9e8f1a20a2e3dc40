/** Where a platform on this machine keeps its things, and how one process finds the platform another one runs. */
@NullMarked
package io.evenreach.launcher.platform;

import org.jspecify.annotations.NullMarked;
