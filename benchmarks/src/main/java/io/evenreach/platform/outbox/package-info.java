/** The outbox as the platform makes it, for a service that runs without the platform around it. */
@NullMarked
package io.evenreach.platform.outbox;

import org.jspecify.annotations.NullMarked;
