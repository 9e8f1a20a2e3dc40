/** Tests of imports over HTTP. */
@NullMarked
package io.evenreach.frequency.importing;

import org.jspecify.annotations.NullMarked;
