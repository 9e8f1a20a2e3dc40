/** Problems for what never reaches a handler: refused by the firewall, the container, or nobody responsible. */
@NullMarked
package io.evenreach.gateway.errors;

import org.jspecify.annotations.NullMarked;
