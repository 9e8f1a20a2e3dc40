/** Which service owns which path, which instance is next, which headers pass, how large a body may be. */
@NullMarked
package io.evenreach.gateway.routing.domain;

import org.jspecify.annotations.NullMarked;
