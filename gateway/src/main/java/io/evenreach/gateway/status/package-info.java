/** Whether the platform is ready, in one open answer. */
@NullMarked
package io.evenreach.gateway.status;

import org.jspecify.annotations.NullMarked;
