/** Tests of the parts that need no server. */
@NullMarked
package io.evenreach.gateway.routing.domain;

import org.jspecify.annotations.NullMarked;
