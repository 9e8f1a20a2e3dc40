/** Who is one person: identifiers in, tenures out, and every link can be taken back. */
@NullMarked
package io.evenreach.identity;

import org.jspecify.annotations.NullMarked;
