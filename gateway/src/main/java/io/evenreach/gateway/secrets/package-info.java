/** Hashes what people and machines prove themselves with, and seals what must be read again. */
@NullMarked
package io.evenreach.gateway.secrets;

import org.jspecify.annotations.NullMarked;
