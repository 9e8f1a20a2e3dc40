/** Carries each request to the service that owns its path, and comes back with the answer or a reason. */
@NullMarked
package io.evenreach.gateway.routing;

import org.jspecify.annotations.NullMarked;
