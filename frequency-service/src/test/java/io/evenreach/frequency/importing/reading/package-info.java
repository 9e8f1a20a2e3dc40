/** Tests of reading rows out of bytes. */
@NullMarked
package io.evenreach.frequency.importing.reading;

import org.jspecify.annotations.NullMarked;
