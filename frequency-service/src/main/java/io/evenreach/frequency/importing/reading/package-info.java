/** Turns bytes of CSV and NDJSON files into rows with their line and position, whatever is broken between them. */
@NullMarked
package io.evenreach.frequency.importing.reading;

import org.jspecify.annotations.NullMarked;
