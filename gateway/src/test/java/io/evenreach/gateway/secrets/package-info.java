/** Tests of the parts that need no server. */
@NullMarked
package io.evenreach.gateway.secrets;

import org.jspecify.annotations.NullMarked;
