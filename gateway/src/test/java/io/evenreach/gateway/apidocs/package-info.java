/** Tests of the parts that need no server. */
@NullMarked
package io.evenreach.gateway.apidocs;

import org.jspecify.annotations.NullMarked;
