/** Tests of the parts that need no server. */
@NullMarked
package io.evenreach.gateway.clients.domain;

import org.jspecify.annotations.NullMarked;
