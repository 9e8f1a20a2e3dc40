/** Proves that everything is started, kept running and stopped, with stand-ins for the services. */
@NullMarked
package io.evenreach.launcher.supervision;

import org.jspecify.annotations.NullMarked;
