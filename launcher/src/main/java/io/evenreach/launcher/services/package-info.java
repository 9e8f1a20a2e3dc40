/** Which services there are, what each is told, and how its JVM is started quickly. */
@NullMarked
package io.evenreach.launcher.services;

import org.jspecify.annotations.NullMarked;
